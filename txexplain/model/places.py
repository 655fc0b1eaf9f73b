"""Where in the raw transaction its fields stand, and so what a part of a signed message commits to."""

from __future__ import annotations

from collections.abc import Iterable

from txexplain.model.bytes import Span, compact_size_width
from txexplain.model.signing import Cover
from txexplain.model.transaction import Transaction, TxIn, TxOut

_VERSION_SIZE = _LOCK_TIME_SIZE = _SEQUENCE_SIZE = 4
_OUTPOINT_SIZE = 36
_VALUE_SIZE = 8


def outpoint_span(txin: TxIn) -> Span:
    """Where the 36 bytes of an outpoint stand: txid, number of the output."""
    end = txin.script_sig.start - compact_size_width(len(txin.script_sig.data))
    return Span(end - _OUTPOINT_SIZE, end)


def sequence_span(txin: TxIn) -> Span:
    """Where the 4 bytes of a sequence stand."""
    return Span(txin.script_sig.end, txin.script_sig.end + _SEQUENCE_SIZE)


def output_span(output: TxOut) -> Span:
    """Amount, script length and script."""
    script = output.script_pubkey
    return Span(script.start - compact_size_width(len(script.data)) - _VALUE_SIZE, script.end)


def input_count_span(tx: Transaction) -> Span:
    """Where the number of inputs stands, of a transaction that has some."""
    end = outpoint_span(tx.inputs[0]).start
    return Span(end - compact_size_width(len(tx.inputs)), end)


def output_count_span(tx: Transaction) -> Span:
    """Where the number of outputs stands, of a transaction that has inputs."""
    start = sequence_span(tx.inputs[-1]).end
    return Span(start, start + compact_size_width(len(tx.outputs)))


def covered_spans(tx: Transaction, covers: Iterable[Cover], index: int) -> list[Span]:
    """The bytes of the transaction that these commit to; `index` is the input that is signed.

    What stands in the spent outputs has no place among them; a script has its own in `script_spans`.
    """
    return [span for cover in covers for span in _spans(tx, cover, index)]


def _spans(tx: Transaction, cover: Cover, index: int) -> list[Span]:
    field, start, stop = cover
    if field == "version":
        return [Span(0, _VERSION_SIZE)]
    if field == "lock_time":
        return [Span(len(tx.raw) - _LOCK_TIME_SIZE, len(tx.raw))]
    if field == "input_count":
        return [input_count_span(tx)]
    if field == "output_count":
        return [output_count_span(tx)]
    if field == "outpoint":
        return [outpoint_span(txin) for txin in tx.inputs[start:stop]]
    if field == "sequence":
        return [sequence_span(txin) for txin in tx.inputs[start:stop]]
    if field == "output":
        return [output_span(output) for output in tx.outputs[start:stop]]
    if field == "annex":
        return [tx.inputs[index].witness[-1].span]
    return []
