"""The other path of taproot, another annex, another leaf (BIP341, BIP342)."""

from __future__ import annotations

from collections.abc import Iterator

from txexplain.crypto.taproot import leaf_hash
from txexplain.diagnosis.messages.other_inputs import leaf_of
from txexplain.diagnosis.setting import TAPROOT, Case, Neighbour, Setting
from txexplain.model.report import Facts
from txexplain.model.script import OP_CODESEPARATOR
from txexplain.model.signing import LeafContext
from txexplain.script.machine import NO_CODE_SEPARATOR
from txexplain.wire.cursor import sized
from txexplain.wire.hashes import sha256, tagged_hash
from txexplain.wire.script import instructions
from txexplain.wire.taproot import ANNEX_TAG, LEAF_VERSION_TAPSCRIPT

_EMPTY_ANNEX = bytes([ANNEX_TAG])


def taproot(case: Case, setting: Setting) -> Iterator[Neighbour]:
    if setting.algorithm != TAPROOT:
        return
    if setting.annex is not None:
        yield Neighbour("annex_left_out", setting._replace(annex=None))
        yield Neighbour("annex_without_tag", setting._replace(annex=setting.annex[1:]))
    else:
        yield Neighbour("annex_added", setting._replace(annex=_EMPTY_ANNEX), Facts(annex=_EMPTY_ANNEX.hex()))
    if setting.leaf is not None:
        yield Neighbour("key_path_message", setting._replace(leaf=None))
        for key, leaf, facts in _leaves(case, setting.leaf):
            if leaf != setting.leaf:
                yield Neighbour(key, setting._replace(leaf=leaf), facts)
        return
    for vin, item in enumerate(case.report.inputs):
        leaf_elsewhere = leaf_of(item)
        if leaf_elsewhere is not None:
            yield Neighbour("script_path_message", setting._replace(leaf=leaf_elsewhere), Facts(vin=vin))


def _leaves(case: Case, leaf: LeafContext) -> Iterator[tuple[str, LeafContext, Facts]]:
    """Other positions of OP_CODESEPARATOR, and other hashes for the leaf."""
    yield "script_code_whole", leaf._replace(code_separator_position=NO_CODE_SEPARATOR), Facts()
    for position, item in enumerate(instructions(case.script)):
        if item.opcode == OP_CODESEPARATOR:
            moved = leaf._replace(code_separator_position=position)
            yield "script_code_after_separator", moved, Facts(position=position)
    yield "separator_position_zero", leaf._replace(code_separator_position=0), Facts()
    version = bytes([LEAF_VERSION_TAPSCRIPT])
    for name, hashed in (
        ("script_without_length", tagged_hash("TapLeaf", version, case.script)),
        ("version_zero", leaf_hash(0, case.script)),
        ("script_sha256", sha256(case.script)),
        ("untagged", sha256(version + sized(case.script))),
        ("reversed", leaf.leaf_hash[::-1]),
    ):
        yield "other_leaf_hash", leaf._replace(leaf_hash=hashed), Facts(case=name)
