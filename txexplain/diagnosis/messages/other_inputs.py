"""The message of another input, with the script that it spends by, or with the script of this one."""

from __future__ import annotations

from collections.abc import Iterator

from txexplain.crypto.taproot import leaf_hash
from txexplain.diagnosis.setting import BIP143, LEGACY, TAPROOT, Case, Neighbour, Setting
from txexplain.model.bytes import ByteSlice
from txexplain.model.report import Facts, InputReport
from txexplain.model.signing import LeafContext
from txexplain.script.machine import NO_CODE_SEPARATOR
from txexplain.wire.output_scripts import is_pay_to_taproot, pay_to_pubkey_hash, witness_program
from txexplain.wire.taproot import is_control_block, leaf_version, split_annex

_KEY_HASH_SIZE = 20


def other_inputs(case: Case, setting: Setting) -> Iterator[Neighbour]:
    for vin, item in enumerate(case.report.inputs):
        if vin == case.setting.vin or len(setting.fields.tx.inputs) != len(case.report.inputs):
            continue
        yield Neighbour("other_input", own_setting(setting, vin, item), Facts(vin=vin, case="its_message"))
        yield Neighbour("other_input", setting._replace(vin=vin), Facts(vin=vin, case="this_script"))


def own_setting(setting: Setting, vin: int, item: InputReport) -> Setting:
    """What that input signs, with the hash type of this one's signature."""
    script = item.spent.script.slice.data if item.spent else b""
    found = Setting(setting.fields, vin, LEGACY, setting.hash_type, script)
    if is_pay_to_taproot(script):
        annex = split_annex(item.txin.witness)[1]
        leaf = leaf_of(item)
        return found._replace(algorithm=TAPROOT, script_code=b"", annex=annex.data if annex else None, leaf=leaf)
    for inner in item.inner_scripts:
        found = found._replace(script_code=inner.script.slice.data)
        if inner.role == "witness_script":
            return found._replace(algorithm=BIP143)
    program = witness_program(ByteSlice(0, found.script_code))
    if program is not None and program.version == 0 and len(program.program.data) == _KEY_HASH_SIZE:
        return found._replace(algorithm=BIP143, script_code=pay_to_pubkey_hash(program.program.data))
    return found


def leaf_of(item: InputReport) -> LeafContext | None:
    """The leaf that an input shows, before any OP_CODESEPARATOR; None for the key path."""
    items, _ = split_annex(item.txin.witness)
    if len(items) < 2 or not is_control_block(items[-1].data):
        return None
    return LeafContext(leaf_hash(leaf_version(items[-1].data), items[-2].data), NO_CODE_SEPARATOR)
