"""Which bytes of a transaction a change replaces."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from typing import NamedTuple

from txexplain.model.bytes import Span, compact_size_width
from txexplain.model.transaction import Transaction

_CHANCE = 4  # so many bytes in a row are seldom equal by chance


class _Field(NamedTuple):
    """A field by its kind and its bytes: alike where both are, wherever they are."""

    kind: str
    data: bytes


def changed_fields(before: Transaction, raw: bytes, after: Transaction | None) -> tuple[Span, ...]:
    """Where `before` differs from the bytes `raw`: field by field, where these are `after`, of another length."""
    if after is None or len(before.raw) == len(raw):
        return changed_bytes(before.raw, raw)
    old, new = list(_fields(before)), list(_fields(after))
    starts = [0]
    for field in old:
        starts.append(starts[-1] + len(field.data))
    found: list[Span] = []
    for start, end, others in _unlike(old, new):
        if [field.kind for field in old[start:end]] != [field.kind for field in others[: end - start]]:
            found.append(Span(starts[start], starts[end]))
            continue
        for at, other in zip(range(start, end), others, strict=False):
            found += (
                Span(starts[at] + low, starts[at] + high) for low, high in changed_bytes(old[at].data, other.data)
            )
    return tuple(_joined(found))


def _unlike(old: list[_Field], new: list[_Field]) -> Iterator[tuple[int, int, list[_Field]]]:
    """From which to which field they differ, and what is there now."""
    if [field.kind for field in old] == [field.kind for field in new]:
        yield 0, len(old), new
        return
    for kind, start, end, low, high in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind in ("replace", "delete"):
            yield start, end, new[low:high]


def _fields(tx: Transaction) -> Iterator[_Field]:
    """The fields in their order, which tile the transaction; a script and a witness item are one each."""
    start = 0
    for kind, size in _sizes(tx):
        yield _Field(kind, tx.raw[start : start + size])
        start += size


def _sizes(tx: Transaction) -> Iterator[tuple[str, int]]:
    """The kind of each field, and of how many bytes it is."""
    yield "version", 4
    if tx.has_witness:
        yield "flag", 2
    yield "inputs", compact_size_width(len(tx.inputs))
    for txin in tx.inputs:
        yield "outpoint", 36
        yield from _sized("input script", len(txin.script_sig.data))
        yield "sequence", 4
    yield "outputs", compact_size_width(len(tx.outputs))
    for output in tx.outputs:
        yield "amount", 8
        yield from _sized("output script", len(output.script_pubkey.data))
    for txin in tx.inputs if tx.has_witness else ():
        yield "items", compact_size_width(len(txin.witness))
        for item in txin.witness:
            yield from _sized("item", len(item.data))
    yield "lock time", 4


def _sized(kind: str, size: int) -> Iterator[tuple[str, int]]:
    yield f"size of {kind}", compact_size_width(size)
    yield kind, size


def changed_bytes(before: bytes, after: bytes) -> tuple[Span, ...]:
    """Where the first differ from the second, each run of them; where something is put in, the byte before it.

    Of bytes that are not as many, a few equal ones beside a longer run are equal by chance: they count as changed.
    """
    if len(before) == len(after):
        return tuple(_joined(Span(at, at + 1) for at in range(len(before)) if before[at] != after[at]))
    shorter = min(len(before), len(after))
    first = next((at for at in range(shorter) if before[at] != after[at]), shorter)
    same = next((at for at in range(shorter - first) if before[-1 - at] != after[-1 - at]), shorter - first)
    middle = SequenceMatcher(
        None, before[first : len(before) - same], after[first : len(after) - same], autojunk=False
    )
    found: list[Span] = []
    for kind, start, end, _, _ in middle.get_opcodes():
        if kind != "equal":
            run = Span(first + start, first + end)
            found.append(Span(found.pop().start, run.end) if found and _is_near(found[-1], run) else run)
    return tuple(Span(min(start, end - 1), end) for start, end in found if end)


def _is_near(one: Span, other: Span) -> bool:
    """Whether what is equal between the two counts as changed with them."""
    gap, sizes = other.start - one.end, [end - start for start, end in (one, other)]
    return gap < min(_CHANCE, max(sizes)) or (gap <= 1 and not sizes[1])


def _joined(spans: Iterable[Span]) -> Iterator[Span]:
    """The spans in order; those that touch are one."""
    last: Span | None = None
    for span in spans:
        if last is not None and last.end == span.start:
            last = Span(last.start, span.end)
            continue
        if last is not None:
            yield last
        last = span
    if last is not None:
        yield last
