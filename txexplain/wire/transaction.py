"""Raw bytes to a Transaction: read as Core reads them, and read again by python-bitcoinlib."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import starmap, zip_longest
from operator import eq

from bitcoin.core import CTransaction
from bitcoin.core.serialize import SerializationError

from txexplain.model.bytes import MANY, ByteSlice, Span
from txexplain.model.errors import DecodeError
from txexplain.model.script import MAX_OPCODE, MAX_SCRIPT_ELEMENT_SIZE, MAX_SCRIPT_SIZE
from txexplain.model.transaction import MAX_MONEY, OutPoint, Transaction, TxIn, TxOut
from txexplain.wire.cursor import Cursor
from txexplain.wire.hashes import hash256
from txexplain.wire.script import instructions

MARKER = 0x00
FLAG_WITNESS = 0x01
MARKER_AND_FLAG = bytes([MARKER, FLAG_WITNESS])


def decode(raw: bytes) -> Transaction:
    """The transaction that `raw` is, down to the last byte.

    Follows Core's DecodeTx: the extended (BIP144) reading is tried first; where it fails, or gives scripts that
    cannot be run, a transaction that begins with 00 is also read as one without inputs. Stricter than Core in
    one thing: what begins like a transaction with witness (it may be cut short, or have something behind it) is
    not taken for one without inputs when that has impossible amounts or an empty script. Raises DecodeError with
    the span of the offending bytes; of two failing readings the extended one's error is reported.
    """
    if raw[4:5] != b"\x00":
        return _checked(_read(raw, extended=False))
    try:
        extended = _read(raw, extended=True)
    except DecodeError:
        without_inputs = _read_without_inputs(raw)
        if without_inputs is None:
            raise
        return without_inputs
    if _scripts_are_sane(extended):
        return _checked(extended)
    try:
        legacy = _read(raw, extended=False)
    except DecodeError:
        return _checked(extended)
    return legacy if _is_plausible(legacy) else _checked(extended)


def _read_without_inputs(raw: bytes) -> Transaction | None:
    """The old reading of bytes whose extended reading failed; None where it fails too, or is none to believe."""
    try:
        tx = _read(raw, extended=False)
    except DecodeError:
        return None
    return None if _begins_with_witness(raw) and not _is_plausible(tx) else tx


def _begins_with_witness(raw: bytes) -> bool:
    """Whether a marker, the known flag and an input come first: without an input there is nothing to witness."""
    return raw[4:6] == MARKER_AND_FLAG and raw[6:7] != b"\0"


def _is_plausible(tx: Transaction) -> bool:
    """Whether a wallet may have made it, as a transaction that inputs are still to be added to."""
    amounts_fit = all(0 <= output.value_sat <= MAX_MONEY for output in tx.outputs)
    return amounts_fit and all(output.script_pubkey.data for output in tx.outputs) and _scripts_are_sane(tx)


def read_next(cursor: Cursor) -> Transaction:
    """The transaction that begins at the cursor, with others behind it, as in a block. Raises DecodeError.

    Its pieces stand where they stand in the bytes of the cursor.
    """
    return _checked(read_either(cursor))


def read_either(cursor: Cursor) -> Transaction:
    """What begins at the cursor, in the form that its marker tells (Core: TX_WITH_WITNESS). As `read_at` else."""
    marker = cursor.raw[cursor.position + 4 : cursor.position + 5]
    return read_at(cursor, extended=marker == bytes([MARKER]))


def _read(raw: bytes, *, extended: bool) -> Transaction:
    """One reading of the whole of `raw`: nothing may be left."""
    cursor = Cursor(raw)
    tx = read_at(cursor, extended=extended)
    if cursor.position != len(raw):
        span = Span(cursor.position, len(raw))
        raise DecodeError("trailing_bytes", span, raw, field="tx", left=len(raw) - cursor.position)
    return tx


def read_at(cursor: Cursor, *, extended: bool) -> Transaction:
    """One reading of what begins at the cursor (Core: UnserializeTransaction): `extended` in the form with witness.

    Not compared with python-bitcoinlib's. Raises DecodeError.
    """
    start = cursor.position
    version = cursor.uint(4, "tx.version")
    has_witness = extended and _read_marker_and_flag(cursor)
    body_start = cursor.position
    inputs = _read_inputs(cursor)
    outputs = _read_outputs(cursor)
    body_end = cursor.position
    if has_witness:
        inputs = _read_witnesses(cursor, inputs)
    lock_time_start = cursor.position
    lock_time = cursor.uint(4, "tx.lock_time")
    whole, end = cursor.raw, cursor.position
    raw = whole[start:end]
    base = raw[:4] + whole[body_start:body_end] + whole[lock_time_start:end] if has_witness else raw
    wtxid = hash256(raw)
    txid = hash256(base) if has_witness else wtxid
    return Transaction(raw, version, inputs, outputs, lock_time, has_witness, len(base), txid, wtxid)


def _read_marker_and_flag(cursor: Cursor) -> bool:
    """Whether a witness follows. Marker and flag 00 00 are an empty input list and an empty output list."""
    start = cursor.position
    cursor.take(1, "tx.marker")
    flag = cursor.uint(1, "tx.flag")
    if flag == 0:
        cursor.position = start
        return False
    if flag != FLAG_WITNESS:
        raise DecodeError("unknown_flag", Span(start + 1, start + 2), cursor.raw, field="tx.flag", value=flag)
    return True


def _read_inputs(cursor: Cursor) -> tuple[TxIn, ...]:
    cursor.index = 0
    inputs = []
    for index in range(cursor.compact_size("tx.vin.count")):
        cursor.index = index
        outpoint = OutPoint(cursor.take(32, "tx.vin.txid"), cursor.uint(4, "tx.vin.vout"))
        script = cursor.piece(cursor.compact_size("tx.vin.script_size"), "tx.vin.script")
        inputs.append(TxIn(outpoint, script, cursor.uint(4, "tx.vin.sequence")))
    cursor.index = 0
    return tuple(inputs)


def _read_outputs(cursor: Cursor) -> tuple[TxOut, ...]:
    outputs = []
    for index in range(cursor.compact_size("tx.vout.count")):
        cursor.index = index
        value_sat = cursor.int64("tx.vout.value")
        script = cursor.piece(cursor.compact_size("tx.vout.script_size"), "tx.vout.script")
        outputs.append(TxOut(value_sat, script))
    cursor.index = 0
    return tuple(outputs)


def _read_witnesses(cursor: Cursor, inputs: tuple[TxIn, ...]) -> tuple[TxIn, ...]:
    """The inputs with their witness stacks. A witness that is empty for every input is superfluous."""
    start = cursor.position
    complete = []
    for cursor.index, txin in enumerate(inputs):
        complete.append(txin._replace(witness=_read_witness(cursor)))
    cursor.index = 0
    if not any(txin.witness for txin in complete):
        raise DecodeError("superfluous_witness", Span(start, cursor.position), cursor.raw, field="tx.witness")
    return tuple(complete)


def _read_witness(cursor: Cursor) -> Sequence[ByteSlice]:
    count = cursor.compact_size("tx.witness.count")
    items = (_read_witness_item(cursor) for _ in range(count))
    if count <= MANY:
        return tuple(items)
    from txexplain.model.pieces import pieces_of  # hardly ever

    return pieces_of(cursor.raw, cursor.position, items)


def _read_witness_item(cursor: Cursor) -> ByteSlice:
    return cursor.piece(cursor.compact_size("tx.witness.item.size"), "tx.witness.item.data")


def _scripts_are_sane(tx: Transaction) -> bool:
    """Core's CheckTxScriptsSanity: whether every script is short enough and made of known opcodes."""
    scripts = [output.script_pubkey.data for output in tx.outputs]
    if not tx.is_coinbase:
        scripts += [txin.script_sig.data for txin in tx.inputs]
    return all(len(script) <= MAX_SCRIPT_SIZE and _has_valid_ops(script) for script in scripts)


def _has_valid_ops(script: bytes) -> bool:
    """Core's CScript::HasValidOps."""
    return all(
        item.flaw is None and item.opcode <= MAX_OPCODE and len(item.data or b"") <= MAX_SCRIPT_ELEMENT_SIZE
        for item in instructions(script)
    )


def _checked(tx: Transaction) -> Transaction:
    """The same transaction, after python-bitcoinlib's own reading of the bytes came to the same.

    Raises DecodeError("readings_differ") where it did not, which would be a defect in one of the two. What
    python-bitcoinlib is known to read otherwise (a transaction without inputs) does not come here.
    """
    try:
        other = CTransaction.deserialize(tx.raw)
        same = other.serialize() == tx.raw and all(starmap(eq, zip_longest(_values(tx), _library_values(other))))
    except (SerializationError, ValueError):
        same = not tx.inputs
    if not same:
        raise DecodeError("readings_differ", Span(0, len(tx.raw)), tx.raw, field="tx")
    return tx


def _values(tx: Transaction) -> Iterator[object]:
    """What was read, piece by piece: a list of all would be as large as the transaction once more."""
    yield tx.version, tx.lock_time, tx.txid, tx.wtxid, len(tx.inputs), len(tx.outputs)
    yield from ((i.outpoint.txid, i.outpoint.vout, i.script_sig.data, i.sequence) for i in tx.inputs)
    yield from ((o.value_sat, o.script_pubkey.data) for o in tx.outputs)
    for txin in tx.inputs if tx.has_witness else ():
        yield len(txin.witness)
        yield from (item.data for item in txin.witness)


def _library_values(other: CTransaction) -> Iterator[object]:
    version = other.nVersion & 0xFFFFFFFF  # python-bitcoinlib reads the version as signed
    yield version, other.nLockTime, other.GetTxid(), other.GetHash(), len(other.vin), len(other.vout)
    yield from ((i.prevout.hash, i.prevout.n, bytes(i.scriptSig), i.nSequence) for i in other.vin)
    yield from ((o.nValue, bytes(o.scriptPubKey)) for o in other.vout)
    for witness in other.wit.vtxinwit:
        yield len(witness.scriptWitness.stack)
        yield from map(bytes, witness.scriptWitness.stack)
