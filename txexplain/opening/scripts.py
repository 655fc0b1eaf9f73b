"""The paths through a script, whoever runs it: as a template, as Lightning's, or as a miniscript."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from txexplain.miniscript.node import Node, evaluate
from txexplain.miniscript.paths import ItemSizes, Path, TooMany, groups_of
from txexplain.miniscript.read import read_miniscript
from txexplain.miniscript.ways import ECDSA_SIZE, paths_of
from txexplain.model import script as op
from txexplain.model.bytes import ByteSlice
from txexplain.model.report import Match
from txexplain.model.script import Script, is_true
from txexplain.opening.closed import why_script_fails
from txexplain.opening.readable import Sizes, as_miniscript
from txexplain.templates.outputs import multisig, pubkey, pubkeyhash
from txexplain.templates.scripts import lightning_offered_htlc, lightning_received_htlc, op_success
from txexplain.wire.keys import can_sign, is_x_coordinate
from txexplain.wire.script import parse
from txexplain.wire.unspendable import asked_keys

FindKey = Callable[[bytes], bytes | None]
_SIGNATURE = ItemSizes(ECDSA_SIZE + 1, 1)
_KEY = ItemSizes(34, 1)
_EMPTY = ItemSizes(1, 1)
_PREIMAGE = ItemSizes(33, 1)
_ANCHORS_DELAY = bytes([op.OP_1, op.OP_CHECKSEQUENCEVERIFY, op.OP_DROP, op.OP_ENDIF])


class Paths(NamedTuple):
    """The ways through a script, how many are left out, and of which ways the size is known."""

    found: tuple[Path, ...]
    left_out: int = 0
    sizes: Sizes = Sizes.OF_ALL

    def is_sized(self, path: Path) -> bool:
        """Whether it is known how large the items of this way are at most."""
        return self.sizes is Sizes.OF_ALL or (self.sizes is Sizes.WITHOUT_PREIMAGE and not path.preimages)


def paths_through(script: bytes, find_key: FindKey, *, tapscript: bool = False) -> Paths | None:
    """The ways to make the script succeed, None where they cannot be told.

    `find_key` gives the key behind a hash where it is known. A key of which only the hash is known is taken for a
    compressed one.
    """
    parsed = parse(ByteSlice(0, script), tapscript=tapscript)
    if not parsed.complete:
        return None
    if tapscript and op_success.match(parsed):
        return Paths((Path(),))
    if why_script_fails(script, tapscript=tapscript):
        return Paths(())
    if len(parsed.instructions) == 1 and (pushed := parsed.instructions[0].pushed) is not None:
        return Paths((Path(),) if is_true(pushed) else ())
    try:
        found = None if tapscript else _by_template(parsed, find_key)
    except TooMany:
        return None
    return _as_miniscript(parsed, find_key) if found is None else Paths(found)


def _by_template(script: Script, find_key: FindKey) -> tuple[Path, ...] | None:
    if found := pubkey.match(script):
        return _of_keys(1, [found.pieces("public_key")[0].data], _SIGNATURE)
    if found := pubkeyhash.match(script):
        return (of_key_hash(found.pieces("public_key_hash")[0].data, find_key),)
    if found := multisig.match(script):
        needed = int(found.facts["required"])
        keys = [piece.data for piece in found.pieces("public_key")]
        return _of_keys(needed, keys, _EMPTY.plus(_SIGNATURE, needed))
    if found := lightning_offered_htlc.match(script) or lightning_received_htlc.match(script):
        return _htlc(found, find_key, delayed=script.slice.data.endswith(_ANCHORS_DELAY))
    asked = asked_keys(script.slice.data)
    if asked and asked.is_list and not asked.required and _is_all(script):  # no signature at all
        return (Path(items=_EMPTY),)
    return None


def _of_keys(needed: int, keys: Sequence[bytes], items: ItemSizes) -> tuple[Path, ...]:
    """So many of the keys, without those for which there is no signature."""
    return tuple(Path(groups, items=items) for groups in groups_of(needed, keys, can_sign))


def _is_all(script: Script) -> bool:
    """Whether there is nothing but OP_CHECKMULTISIG and the pushes that it takes."""
    *pushes, check = script.instructions
    count = (pushes[-1].small_number if pushes else None) or 0
    return check.opcode == op.OP_CHECKMULTISIG and len(pushes) == count + 2


def of_key_hash(digest: bytes, find_key: FindKey) -> Path:
    """A signature, and the key that has this hash."""
    key = find_key(digest)
    shown = ItemSizes(len(key) + 1, 1) if key else _KEY
    return Path(((1, (key or digest,)),), items=shown.plus(_SIGNATURE))


def _htlc(match: Match, find_key: FindKey, *, delayed: bool) -> tuple[Path, ...]:
    """Lightning's, of the offering or the receiving side (BOLT 3); with anchors, all but the penalty wait a block."""
    remote, local = (match.pieces(f"{side}_htlc_key")[0].data for side in ("remote", "local"))
    preimages = (("hash160", match.pieces("payment_hash_ripemd160")[0].data),)
    older, expiry = (1,) if delayed else (), match.facts.get("expiry")
    penalty = of_key_hash(match.pieces("revocation_key_hash")[0].data, find_key)
    both = Path(((2, (remote, local)),), older=older, items=_EMPTY.plus(_SIGNATURE, 2))
    single = Path(((1, (remote,)),), older=older, items=_SIGNATURE)
    if expiry is None:
        return penalty, single._replace(preimages=preimages).plus(_PREIMAGE), both.plus(_EMPTY)
    late = single._replace(after=(int(expiry),)).plus(_EMPTY)
    return penalty, late, both._replace(preimages=preimages).plus(_PREIMAGE)


def _as_miniscript(script: Script, find_key: FindKey) -> Paths | None:
    """As the miniscript that does the same, where there is one."""
    node, sizes = read_miniscript(script.slice.data, tapscript=script.tapscript), Sizes.OF_ALL
    if node is None:
        readable, sizes = as_miniscript(script)
        node = read_miniscript(readable, tapscript=script.tapscript)
    able = is_x_coordinate if script.tapscript else can_sign
    found = paths_of(_with_found(node, find_key), tapscript=script.tapscript, can_sign=able) if node else None
    return Paths(*found, sizes) if found else None


def _with_found(root: Node, find_key: FindKey) -> Node:
    """With the keys of which only the hash is in the script."""

    def visit(node: Node, inside: Sequence[Node]) -> Node:
        key = find_key(node.data) if node.fragment == "pk_h" and not node.keys else None
        return node._replace(inside=tuple(inside), keys=(key,) if key else node.keys)

    return evaluate(root, visit)
