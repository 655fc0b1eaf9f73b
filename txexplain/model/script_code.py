"""Where in the transaction a signed message has the script from that it holds."""

from __future__ import annotations

from collections.abc import Iterator

from txexplain.model.bytes import ByteSlice, Span, compact_size_width, joined
from txexplain.model.script import OP_PUSHDATA1, OP_PUSHDATA2, OP_PUSHDATA4
from txexplain.model.signing import Part, Sighash
from txexplain.model.spend import Run

IN_TRANSACTION = ("script_sig", "redeem_script", "witness_script", "leaf_script")
"""The roles of scripts that stand in the transaction itself."""
_LENGTH_WIDTHS = {OP_PUSHDATA1: 1, OP_PUSHDATA2: 2, OP_PUSHDATA4: 4}


def script_that_checks(run: Run, sighash: Sighash) -> ByteSlice | None:
    """The script that checks signatures over the message, where it stands in the transaction."""
    for stage in run.stages:
        digests = (check.sighash.digest for check in stage.checks if check.sighash is not None)
        if sighash.digest in digests:
            return stage.script if stage.role in IN_TRANSACTION and stage.script.data else None
    return None


def script_spans(script: ByteSlice | None, part: Part) -> list[Span]:
    """The bytes of the script that the part of a message commits to; none where the part is of something else."""
    fields = {cover.field for cover in part.covers}
    if script is None or not fields & {"script_code", "leaf"}:
        return []
    if "leaf" in fields:
        return [script.span]
    data = bytes(part.data)
    return _kept(script, data[_length_width(data) :])


def _length_width(data: bytes) -> int:
    """How many bytes the length takes that stands before a script code."""
    return next((width for width in (1, 3, 5) if compact_size_width(len(data) - width) == width), 1)


def _kept(script: ByteSlice, code: bytes) -> list[Span]:
    """Where the elements of the code stand in the script, which has the same at its end but for what was left out."""
    wanted = [code[start:stop] for start, stop in _elements(code)]
    kept: list[Span] = []
    for start, stop in reversed(list(_elements(script.data))):
        if wanted and script.data[start:stop] == wanted[-1]:
            wanted.pop()
            kept.append(Span(script.start + start, script.start + stop))
    return [] if wanted else joined(kept)


def _elements(script: bytes) -> Iterator[tuple[int, int]]:
    """First byte, and byte behind the last, of each element; a push that runs past the end takes the rest."""
    start = 0
    while start < len(script):
        opcode = script[start]
        width = _LENGTH_WIDTHS.get(opcode, 0)
        size = opcode if opcode < OP_PUSHDATA1 else int.from_bytes(script[start + 1 : start + 1 + width], "little")
        stop = min(len(script), start + 1 + width + size)
        yield start, stop
        start = stop
