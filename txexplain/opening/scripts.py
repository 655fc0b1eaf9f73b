"""The paths through a script, whoever runs it: as a template, as Lightning's, or as a miniscript."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from txexplain.miniscript.node import Node, evaluate
from txexplain.miniscript.paths import Items, Path
from txexplain.miniscript.read import read_miniscript
from txexplain.miniscript.ways import ECDSA_SIZE, paths_of
from txexplain.model import script as op
from txexplain.model.bytes import ByteSlice
from txexplain.model.report import Match
from txexplain.model.script import Instruction, Script
from txexplain.templates.outputs import multisig, pubkey, pubkeyhash
from txexplain.templates.scripts import lightning_offered_htlc, lightning_received_htlc, op_success
from txexplain.wire.script import parse

FindKey = Callable[[bytes], bytes | None]
_SIGNATURE = Items(ECDSA_SIZE + 1, 1)
_KEY = Items(34, 1)
_EMPTY = Items(1, 1)
_PREIMAGE = Items(33, 1)
_LOCKS = (op.OP_CHECKLOCKTIMEVERIFY, op.OP_CHECKSEQUENCEVERIFY)
_HASHES = {op.OP_SHA256: 32, op.OP_HASH256: 32, op.OP_RIPEMD160: 20, op.OP_HASH160: 20}
_EQUAL = (op.OP_EQUAL, op.OP_EQUALVERIFY)
_SIZE_CHECK = bytes([op.OP_SIZE, 1, 32, op.OP_EQUALVERIFY])
_ANCHORS_DELAY = bytes([op.OP_1, op.OP_CHECKSEQUENCEVERIFY, op.OP_DROP, op.OP_ENDIF])


class Paths(NamedTuple):
    """The ways through a script, and how many are left out; `sized` where the size of every preimage is known."""

    found: tuple[Path, ...]
    left_out: int = 0
    sized: bool = True


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
    found = () if tapscript else _by_template(parsed, find_key)
    return Paths(found) if found else _as_miniscript(parsed, find_key)


def _by_template(script: Script, find_key: FindKey) -> tuple[Path, ...]:
    if found := pubkey.match(script):
        return (Path(((1, (found.pieces("public_key")[0].data,)),), items=_SIGNATURE),)
    if found := pubkeyhash.match(script):
        return (of_key_hash(found.pieces("public_key_hash")[0].data, find_key),)
    if found := multisig.match(script):
        needed = int(found.facts["required"])
        keys = tuple(piece.data for piece in found.pieces("public_key"))
        return (Path(((needed, keys),), items=_EMPTY.plus(_SIGNATURE, needed)),)
    if found := lightning_offered_htlc.match(script) or lightning_received_htlc.match(script):
        return _htlc(found, find_key, delayed=script.slice.data.endswith(_ANCHORS_DELAY))
    return ()


def of_key_hash(digest: bytes, find_key: FindKey) -> Path:
    """A signature, and the key that has this hash."""
    key = find_key(digest)
    shown = Items(len(key) + 1, 1) if key else _KEY
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
    readable, sized = _readable(script)
    node = read_miniscript(readable, tapscript=script.tapscript)
    found = paths_of(_with_found(node, find_key), tapscript=script.tapscript) if node else None
    return Paths(*found, sized) if found else None


def _readable(script: Script) -> tuple[bytes, bool]:
    """Written as a miniscript would be, and whether each preimage has its size checked.

    OP_DROP behind a time lock becomes OP_VERIFY, for its number is not 0. What is pushed between OP_0 OP_IF and
    OP_ENDIF is never run: inscriptions. A hash without a check of the size gets one.
    """
    items, data, written = script.instructions, script.slice.data, list[bytes]()
    place, sized = 0, True
    while place < len(items):
        if dead := _dead_pushes(items, place):
            place += dead
            continue
        if _is_bare_hash(items, place) and b"".join(written[-3:]) != _SIZE_CHECK:
            written.append(_SIZE_CHECK)
            sized = False
        dropped = place and items[place].opcode == op.OP_DROP and items[place - 1].opcode in _LOCKS
        written.append(bytes([op.OP_VERIFY]) if dropped else data[items[place].span.start : items[place].span.end])
        place += 1
    return b"".join(written), sized


def _dead_pushes(items: Sequence[Instruction], place: int) -> int:
    """How many make such a branch here."""
    if [item.opcode for item in items[place : place + 2]] != [op.OP_0, op.OP_IF]:
        return 0
    end = place + 2
    while end < len(items) and items[end].opcode <= op.OP_16:
        end += 1
    closed = end < len(items) and items[end].opcode == op.OP_ENDIF
    return end + 1 - place if closed else 0


def _is_bare_hash(items: Sequence[Instruction], place: int) -> bool:
    """Whether it hashes what is compared then, and that is not what OP_DUP keeps: a key."""
    if place + 2 >= len(items) or (place and items[place - 1].opcode == op.OP_DUP):
        return False
    first, second, third = items[place : place + 3]
    return len(second.data or b"") == _HASHES.get(first.opcode) and third.opcode in _EQUAL


def _with_found(root: Node, find_key: FindKey) -> Node:
    """With the keys of which only the hash is in the script."""

    def visit(node: Node, inside: Sequence[Node]) -> Node:
        key = find_key(node.data) if node.fragment == "pk_h" and not node.keys else None
        return node._replace(inside=tuple(inside), keys=(key,) if key else node.keys)

    return evaluate(root, visit)
