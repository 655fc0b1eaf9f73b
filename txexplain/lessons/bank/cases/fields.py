"""Cases about the bytes of a transaction, its sizes and its IDs."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from txexplain.lessons.bank.case import Case
from txexplain.lessons.quiz_answers import LAST_SIGNAL, OUTPOINT_BYTES, SEQUENCE_BYTES
from txexplain.model.hexadecimal import display_hex
from txexplain.model.transaction import LOCK_TIME_THRESHOLD, SEQUENCE_FINAL, SEQUENCE_LOCKTIME_MASK
from txexplain.session.transaction import Session

_BY_HAND = range(256, 1 << 24)  # numbers of two and three bytes
_ONE_BYTE = range(1, 253)  # lengths that take one
_BEGINNING = 8  # hex digits
_FEW = 4


def _amount(session: Session) -> Iterator[Case]:
    for vout, item in enumerate(session.report.outputs):
        if item.value_sat in _BY_HAND:
            raw = item.value_sat.to_bytes(8, "little")
            yield Case({"hex": raw.hex(), "number": f"0x{item.value_sat:x}"}, (vout,))


def _lock_time_bytes(session: Session) -> Iterator[Case]:
    lock_time = session.report.tx.lock_time
    if lock_time in _BY_HAND:
        yield Case({"hex": lock_time.to_bytes(4, "little").hex(), "number": f"0x{lock_time:x}"})


def _script_length(session: Session) -> Iterator[Case]:
    for vin, item in enumerate(session.report.inputs):
        size = len(item.script_sig.slice.data)
        if size in _ONE_BYTE and size > 9:
            yield Case({"vin": vin, "hex": f"{size:02x}", "high": size // 16, "low": size % 16}, (vin,))


def _stored_txid(session: Session) -> Iterator[Case]:
    """The end of a txid that an input stores; it is shown from there, byte by byte."""
    for txin in session.report.tx.inputs:
        stored = txin.outpoint.txid.hex()
        end = stored[-_BEGINNING:]
        choices = display_hex(txin.outpoint.txid)[:_BEGINNING], end, end[::-1], stored[:_BEGINNING]
        if len(set(choices)) == len(choices):
            yield Case({"end": end}, choices=tuple(f"`{choice}…`" for choice in choices))


def _two_sizes(session: Session) -> Iterator[Case]:
    """Where there is a witness."""
    tx = session.report.tx
    if tx.has_witness:
        figures = {"size": tx.size_bytes, "base": tx.base_size_bytes, "rest": tx.size_bytes - tx.base_size_bytes}
        yield Case({**figures, "weight": tx.weight_wu})


def _witness_or_not(session: Session) -> Iterator[Case]:
    tx = session.report.tx
    yield Case({"size": tx.size_bytes, "base": tx.base_size_bytes})


def _named_id(session: Session) -> Iterator[Case]:
    """Where the two IDs differ."""
    tx = session.report.tx
    ids = tx.txid, tx.wtxid
    choices = tuple(f"`{digits[:_BEGINNING]}…`" for digits in (*(each.hex() for each in ids), *map(display_hex, ids)))
    if len(set(choices)) == len(choices):
        txid, wtxid = (f"`{digits[:_BEGINNING]}…{digits[-_BEGINNING:]}`" for digits in map(display_hex, ids))
        yield Case({"txid": txid, "wtxid": wtxid}, choices=choices)


def _sequences(session: Session) -> str:
    return ", ".join(f"{txin.sequence:08x}" for txin in session.report.tx.inputs)


def _lock_time(session: Session) -> Iterator[Case]:
    """Where one is set, and the sequences are few enough to write down."""
    tx = session.report.tx
    if tx.lock_time and not tx.is_coinbase and len(tx.inputs) <= _FEW:
        yield Case({"lock_time": tx.lock_time, "sequences": _sequences(session)})


def _lock_height(session: Session) -> Iterator[Case]:
    """Where the locktime is a height and counts."""
    tx = session.report.tx
    counts = any(txin.sequence != SEQUENCE_FINAL for txin in tx.inputs)
    if 0 < tx.lock_time < LOCK_TIME_THRESHOLD and counts and not tx.is_coinbase and len(tx.inputs) <= _FEW:
        yield Case({"lock_time": tx.lock_time, "sequences": _sequences(session)})


def _height_or_time(session: Session) -> Iterator[Case]:
    tx = session.report.tx
    if tx.lock_time and not tx.is_coinbase:
        is_height = tx.lock_time < LOCK_TIME_THRESHOLD
        choices = ("height", "time") if is_height else ("time", "height")
        yield Case({"lock_time": tx.lock_time}, choices=(*choices, "seconds"))


def _delay(session: Session) -> Iterator[Case]:
    """A relative lock in blocks, and the height of a coin."""
    for vin, item in enumerate(session.report.inputs):
        if item.sequence_meaning.key == "sequence_blocks":
            height = 800_000 + session.vsize_vb
            sequence = f"{item.txin.sequence:08x}"
            blocks = item.txin.sequence & SEQUENCE_LOCKTIME_MASK
            yield Case({"sequence": sequence, "height": height, "blocks": blocks, "vin": vin}, (vin, height))


def _delay_alone(session: Session) -> Iterator[Case]:
    for case in _delay(session):
        yield case._replace(numbers=case.numbers[:1])


def _signal(session: Session) -> Iterator[Case]:
    tx = session.report.tx
    if not tx.is_coinbase and len(tx.inputs) <= _FEW and tx.version < 3:
        yield Case({"sequences": _sequences(session), "last": f"{LAST_SIGNAL:08x}"})


def _witness_items(session: Session) -> Iterator[Case]:
    for vin, item in enumerate(session.report.inputs):
        sizes = [len(piece.data) for piece in item.txin.witness]
        if sizes and max(sizes) in _ONE_BYTE and not session.report.tx.is_coinbase:
            yield Case({"vin": vin, "sizes": " + ".join(map(str, sizes)), "items": len(sizes)}, (vin,))


def _input_bytes(session: Session) -> Iterator[Case]:
    """An input with a witness, by its bytes outside and in it."""
    for vin, item in enumerate(session.report.inputs):
        script = len(item.script_sig.slice.data)
        sizes = [len(piece.data) for piece in item.txin.witness]
        if sizes and max(sizes) in _ONE_BYTE and script < max(_ONE_BYTE) and not session.report.tx.is_coinbase:
            base = OUTPOINT_BYTES + 1 + script + SEQUENCE_BYTES
            yield Case({"vin": vin, "base": base, "witness": 1 + len(sizes) + sum(sizes)}, (vin,))


FIELDS: dict[str, Callable[[Session], Iterator[Case]]] = {
    "amount": _amount,
    "lock_time_bytes": _lock_time_bytes,
    "script_length": _script_length,
    "stored_txid": _stored_txid,
    "two_sizes": _two_sizes,
    "witness_or_not": _witness_or_not,
    "named_id": _named_id,
    "lock_time": _lock_time,
    "lock_height": _lock_height,
    "height_or_time": _height_or_time,
    "delay": _delay,
    "delay_alone": _delay_alone,
    "signal": _signal,
    "witness_items": _witness_items,
    "input_bytes": _input_bytes,
}
