"""What both taproot paths share: the annex is set aside first (BIP341)."""

from __future__ import annotations

from collections.abc import Sequence

from txexplain.model.bytes import ByteSlice
from txexplain.model.report import Capture
from txexplain.wire.taproot import split_annex


def without_annex(witness: Sequence[ByteSlice]) -> tuple[Sequence[ByteSlice], tuple[Capture, ...]]:
    """The witness without its annex, and the annex as a capture."""
    stack, annex = split_annex(witness)
    return stack, (Capture("annex", annex),) if annex else ()
