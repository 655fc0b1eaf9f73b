"""What is said of a node's block folder besides its blocks: what is not in the chain, missing, or no block."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from txexplain.model.block_files import MOST_LISTED, Remarks
from txexplain.model.hexadecimal import display_hex
from txexplain.texts import Line, Texts

_TOPIC = "block_files"


def remark_lines(remarks: Remarks, texts: Texts) -> Iterator[Line]:
    """A line for each thing that is to be said."""
    if remarks.is_empty:
        yield texts.line(_TOPIC, "no_chain")
    if remarks.stated_height is not None:
        yield texts.line(_TOPIC, "stated", height=f"{remarks.stated_height:,}")
    if remarks.unknown_heights:
        yield texts.line(_TOPIC, "unknown_heights")
    yield from _reach(remarks, texts)
    for key in ("stale", "unconnected", "rivals"):
        if getattr(remarks, key):
            yield _listed(key, getattr(remarks, key), texts)
    yield from _counted(("apart", "repeated", "without_undo", "unclear_undo", "strange_undo"), remarks, texts)
    if remarks.has_more:
        yield texts.line(_TOPIC, "left_out")
    yield from _left(remarks, texts)
    for left in remarks.left:
        if left.kind == "cut":
            yield texts.line(_TOPIC, "unfinished", file=left.file_name, hash=display_hex(left.hash))


def damage_lines(remarks: Remarks, texts: Texts) -> Iterator[Line]:
    """Those of the lines that are about damage, and about what is lost by it; none where there is no damage."""
    if remarks.is_damaged:
        yield from _counted(("apart",), remarks, texts)
        yield from _left(remarks, texts)


def _counted(keys: Iterable[str], remarks: Remarks, texts: Texts) -> Iterator[Line]:
    for key in keys:
        count = getattr(remarks, key)
        if count:
            yield texts.count(_TOPIC, key, count)


def _reach(remarks: Remarks, texts: Texts) -> Iterator[Line]:
    if remarks.begins is not None:
        yield texts.line(_TOPIC, "begins", height=f"{remarks.begins:,}")
    if remarks.ends is not None:
        yield texts.line(_TOPIC, "ends", height=f"{remarks.ends:,}")
    if remarks.is_nothing and remarks.begins is None and remarks.ends is None:
        yield texts.line(_TOPIC, "nothing")


def _listed(key: str, blocks: tuple[tuple[int | None, bytes], ...], texts: Texts) -> Line:
    unknown = texts.plain(_TOPIC, "no_height")
    shown = [
        texts.plain(
            _TOPIC, "stale_block", height=unknown if height is None else f"{height:,}", hash=display_hex(each)
        )
        for height, each in blocks[:MOST_LISTED]
    ]
    listed = texts.plain("page", "between").join(shown)
    if len(shown) < len(blocks):
        return texts.line(_TOPIC, f"{key}_more", count=f"{len(blocks):,}", list=listed)
    return texts.count(_TOPIC, key, len(blocks), list=listed)


def _left(remarks: Remarks, texts: Texts) -> Iterator[Line]:
    garbage = [left for left in remarks.left if left.kind == "garbage"]
    for left in garbage[:MOST_LISTED]:
        yield texts.line(_TOPIC, "garbage", file=left.file_name, count=f"{left.size:,}", offset=f"{left.offset:,}")
    if len(garbage) > MOST_LISTED:
        yield texts.count(_TOPIC, "garbage_more", len(garbage) - MOST_LISTED)
