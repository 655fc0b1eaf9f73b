"""Every byte of a transaction labelled: a tree of regions whose leaves tile it exactly.

The order of the fields is that of the serialisation (BIP144). What a push or a witness item holds is told by
`roles`, from spans to what the templates captured; whatever has no role is one leaf.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from txexplain.model.bytes import ByteSlice, Region, Span, compact_size_width
from txexplain.model.hexadecimal import display_hex
from txexplain.model.report import Capture
from txexplain.model.script import (
    OP_PUSHDATA1,
    OP_PUSHDATA4,
    SCRIPT_ROLES,
    Instruction,
    opcode_name,
    script_number,
)
from txexplain.model.transaction import Transaction, TxIn
from txexplain.wire.der import der_layout
from txexplain.wire.script import instructions

Roles = Mapping[Span, Capture]
REGION_LIMIT = 100_000
"""So many regions are enough for whoever did not ask for all: a hostile transaction has millions."""
NOT_LABELLED = "not_labelled"
"""The key of a leaf over bytes that were left as they are, because there were too many regions before them."""


class Budget:
    """How many more regions are made, None where there is no limit."""

    def __init__(self, left: int | None = None) -> None:
        self.left = left


class Tiler:
    """Lays regions side by side: each begins where the last one ended."""

    def __init__(self, start: int, budget: Budget | None = None) -> None:
        self.position = start
        self.regions: list[Region] = []
        self.budget = budget or Budget()

    def inside(self, start: int) -> Tiler:
        """Another, for what is inside a region of this one."""
        return Tiler(start, self.budget)

    def leaf(self, key: str, size: int, value: int | str | None = None, ordinal: int | None = None) -> None:
        if size:
            self.add(Region(key, self.position, self.position + size, value, ordinal))

    def add(self, region: Region) -> None:
        self.regions.append(region)
        self.position = region.end
        if self.budget.left is not None:
            self.budget.left -= 1

    def stops(self, end: int) -> bool:
        """Whether enough were made: then one leaf goes from here to `end`."""
        if self.budget.left is None or self.budget.left > 0:
            return False
        self.leaf(NOT_LABELLED, end - self.position)
        return True

    def group(self, key: str, start: int, value: int | str | None = None, ordinal: int | None = None) -> Region:
        """The region over all that was laid, beginning at `start`."""
        return Region(key, start, self.position, value, ordinal, tuple(self.regions))


def transaction_regions(tx: Transaction, roles: Roles, budget: Budget | None = None) -> Region:
    """The tree for the whole transaction, keyed `tx`.

    Where the budget is spent, lists are not gone on with: a leaf NOT_LABELLED has what is left of each.
    """
    tiler = Tiler(0, budget)
    tiler.leaf("tx.version", 4, tx.version)
    if tx.has_witness:
        tiler.leaf("tx.marker", 1, 0)
        tiler.leaf("tx.flag", 1, 1)
    tiler.leaf("tx.vin.count", compact_size_width(len(tx.inputs)), len(tx.inputs))
    for index, txin in enumerate(tx.inputs):
        if tiler.stops(tx.inputs[-1].script_sig.end + 4):
            break
        tiler.add(_input(tiler, index, txin, roles, is_coinbase=tx.is_coinbase))
    tiler.leaf("tx.vout.count", compact_size_width(len(tx.outputs)), len(tx.outputs))
    for index, output in enumerate(tx.outputs):
        if tiler.stops(tx.outputs[-1].script_pubkey.end):
            break
        inner = tiler.inside(tiler.position)
        inner.leaf("tx.vout.value", 8, output.value_sat)
        sized_script(inner, "tx.vout", output.script_pubkey, roles)
        tiler.add(inner.group("tx.vout", tiler.position, ordinal=index))
    if tx.has_witness:
        for index, txin in enumerate(tx.inputs):
            if tiler.stops(tx.size_bytes - 4):
                break
            tiler.add(_witness(tiler, index, txin.witness, roles))
    tiler.leaf("tx.lock_time", 4, tx.lock_time)
    return tiler.group("tx", 0)


def _input(tiler: Tiler, index: int, txin: TxIn, roles: Roles, *, is_coinbase: bool) -> Region:
    start = tiler.position
    inner = tiler.inside(start)
    inner.leaf("tx.vin.txid", 32, display_hex(txin.outpoint.txid))
    inner.leaf("tx.vin.vout", 4, txin.outpoint.vout)
    if is_coinbase:
        inner.leaf("tx.vin.script_size", compact_size_width(len(txin.script_sig.data)), len(txin.script_sig.data))
        if txin.script_sig.data:
            inner.add(_coinbase_script(txin.script_sig, roles))
    else:
        sized_script(inner, "tx.vin", txin.script_sig, roles)
    inner.leaf("tx.vin.sequence", 4, txin.sequence)
    return inner.group("tx.vin", start, ordinal=index)


def _coinbase_script(script: ByteSlice, roles: Roles) -> Region:
    """The height, where it is pushed first, and what is free: never run, it need not be a script at all."""
    tiler = Tiler(script.start)
    first = next(instructions(script.data, script.start), None)
    height = roles.get(first.slice.span) if first is not None else None
    if first is not None and height is not None and height.role == "height":
        tiler.add(_instruction(tiler, first, roles))
    tiler.leaf("tx.vin.coinbase_data", script.end - tiler.position)
    return tiler.group("tx.vin.script", script.start)


def sized_script(tiler: Tiler, key: str, script: ByteSlice, roles: Roles) -> None:
    size = len(script.data)
    tiler.leaf(f"{key}.script_size", compact_size_width(size), size)
    if size:
        tiler.add(_script(tiler, f"{key}.script", script, roles))


def _witness(tiler: Tiler, index: int, items: Sequence[ByteSlice], roles: Roles) -> Region:
    start = tiler.position
    inner = tiler.inside(start)
    inner.leaf("tx.witness.count", compact_size_width(len(items)), len(items))
    for place, item in enumerate(items):
        if inner.stops(items[-1].end):
            break
        each = inner.inside(inner.position)
        size = len(item.data)
        each.leaf("tx.witness.item.size", compact_size_width(size), size)
        if size:
            each.add(_data(each, "tx.witness.item.data", item, roles))
        inner.add(each.group("tx.witness.item", inner.position, ordinal=place))
    return inner.group("tx.witness", start, ordinal=index)


def _script(tiler: Tiler, key: str, script: ByteSlice, roles: Roles) -> Region:
    inner = tiler.inside(script.start)
    for item in instructions(script.data, script.start):
        if inner.stops(script.end):
            break
        inner.add(_instruction(inner, item, roles, tapscript=key == "leaf_script"))
    return inner.group(key, script.start)


def script_region(key: str, script: ByteSlice, *, tapscript: bool = False) -> Region:
    """A script by itself, in its instructions."""
    tiler = Tiler(script.start)
    for item in instructions(script.data, script.start):
        tiler.add(_instruction(tiler, item, {}, tapscript=tapscript))
    return tiler.group(key, script.start)


def _instruction(tiler: Tiler, item: Instruction, roles: Roles, *, tapscript: bool = False) -> Region:
    start, end = item.span
    if item.data is None or item.opcode == 0:
        return Region("script.opcode", start, end, opcode_name(item.opcode, tapscript=tapscript))
    inner = tiler.inside(start)
    data = item.slice
    length_bytes = data.start - start - 1
    inner.leaf("script.push.opcode", 1, item.name)
    if OP_PUSHDATA1 <= item.opcode <= OP_PUSHDATA4:
        inner.leaf("script.push.size", length_bytes, None if item.flaw == "length" else item.wanted)
    if data.data:
        inner.add(_data(inner, "script.push.data", data, roles))
    return inner.group("script.push", start)


def _data(tiler: Tiler, key: str, piece: ByteSlice, roles: Roles) -> Region:
    """What a push or witness item holds, taken apart as far as its role is known."""
    capture = roles.get(piece.span)
    if capture is None:
        return Region(key, piece.start, piece.end)
    if capture.role in SCRIPT_ROLES:
        return _script(tiler, capture.role, piece, roles)
    form = capture.form or capture.role
    if form not in _PARTS:
        value = script_number(piece.data) if form == "number" else None
        return Region(capture.role, piece.start, piece.end, value)
    return piece_region(capture.role, form, piece)


def piece_region(key: str, form: str, piece: ByteSlice) -> Region:
    """What has the form of a signature, key or control block (as in `parts_of`), in its parts."""
    tiler = Tiler(piece.start)
    _PARTS[form](tiler, piece.data)
    return tiler.group(key, piece.start)


def parts_of(role: str, data: bytes) -> tuple[tuple[str, bytes], ...]:
    """What a signature, key or control block is made of: each part by its name and its bytes, which join to `data`.

    `role` is `ecdsa_signature`, `schnorr_signature`, `public_key`, `control_block` or `annex`, and `data` must have
    a length that it can have.
    """
    tiler = Tiler(0)
    _PARTS[role](tiler, data)
    return tuple((leaf.key, data[leaf.start : leaf.end]) for leaf in tiler.group(role, 0).children)


def _ecdsa_signature(tiler: Tiler, data: bytes) -> None:
    layout = der_layout(data)
    if layout is None:
        tiler.leaf("ecdsa_signature.bytes", len(data))
        return
    tiler.leaf("ecdsa_signature.sequence_tag", 1)
    tiler.leaf("ecdsa_signature.sequence_size", 1, data[1])
    tiler.leaf("ecdsa_signature.r_tag", 1)
    tiler.leaf("ecdsa_signature.r_size", 1, len(layout.r))
    tiler.leaf("ecdsa_signature.r", len(layout.r))
    tiler.leaf("ecdsa_signature.s_tag", 1)
    tiler.leaf("ecdsa_signature.s_size", 1, len(layout.s))
    tiler.leaf("ecdsa_signature.s", len(layout.s))
    tiler.leaf("ecdsa_signature.padding", len(layout.padding))
    tiler.leaf("ecdsa_signature.hash_type", 1, layout.hash_type)


def _schnorr_signature(tiler: Tiler, data: bytes) -> None:
    tiler.leaf("schnorr_signature.r", 32)
    tiler.leaf("schnorr_signature.s", 32)
    if len(data) == 65:
        tiler.leaf("schnorr_signature.hash_type", 1, data[64])


def _public_key(tiler: Tiler, data: bytes) -> None:
    tiler.leaf("public_key.prefix", 1, data[0])
    tiler.leaf("public_key.x", 32)
    tiler.leaf("public_key.y", len(data) - 33)


def _control_block(tiler: Tiler, data: bytes) -> None:
    tiler.leaf("control_block.leaf_version_and_parity", 1, data[0])
    tiler.leaf("control_block.internal_key", 32)
    for place in range((len(data) - 33) // 32):
        tiler.leaf("control_block.path", 32, ordinal=place)


def _annex(tiler: Tiler, data: bytes) -> None:
    tiler.leaf("annex.tag", 1, data[0])
    tiler.leaf("annex.data", len(data) - 1)


_PARTS = {
    "ecdsa_signature": _ecdsa_signature,
    "schnorr_signature": _schnorr_signature,
    "public_key": _public_key,
    "control_block": _control_block,
    "annex": _annex,
}
