"""Ids in place of bytes: which one a text names, and the transaction or block that a node or an explorer has of it.

Ids and hashes are 32 bytes in stored order. Only who names a server has one asked; the site of a link never is.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from txexplain.model.block import HEADER_SIZE
from txexplain.model.errors import DecodeError, InputError, ServerError, TxExplainError
from txexplain.model.hexadecimal import ID_DIGITS, display_hex
from txexplain.model.subject import BlockSubject, Note, Subject
from txexplain.sources.files import text_in
from txexplain.sources.hexadecimal import clean_hex, has_only_hex
from txexplain.wire.hashes import hash256

if TYPE_CHECKING:
    from txexplain.lookup.source import Source

_NAMES_ONE = ("looks_like_txid", "looks_like_outpoint")
_NAMES_BLOCK = ("looks_like_block_hash", "looks_like_txid", "link_to_block")
_LINKS = ("link_to_transaction", "link_to_example")
_MOST_WORDS = 500  # characters, of a text that is an id and little else
_KEY_DIGITS = 66
_SHORTEST_CUT, _LONGEST_CUT = 48, 80  # digits
_ID = re.compile(r"(?:0[xX])?([0-9A-Fa-f]{64})(?:(?:[:#]|[\s,]+)([0-9]{1,10}))?")
_LABEL = re.compile(r"(?:w?txid|tx|id|hash|transaction|outpoint)\b\s*[:=]?\s*", re.I)
_MOST_PIECES = 5
_AROUND = " \t\r\n\"'`,;."
_IN_JSON = re.compile(r'"txid"\s*:\s*"([0-9A-Fa-f]{64})"')
_HEIGHT = re.compile(r"[0-9]{1,9}")
_BLOCK_IN_LINK = re.compile(r"/blocks?/(?:[a-z]+/)?((?:0[xX])?[0-9A-Fa-f]{64}|[0-9]{1,9})(?![0-9A-Za-z])")


class NamedId(NamedTuple):
    """An id, and which output of that transaction, where one is named."""

    id: bytes
    vout: int | None = None


def id_in(text: str, error: InputError) -> NamedId | None:
    """The id that a text is, alone or labelled, which was refused with `error`; None where it is none.

    64 digits that something else is said of may be a private key, and are never sent to a server.
    """
    if error.code in _LINKS:
        return _named(str(error.facts["id"]))
    if error.code not in _NAMES_ONE or len(text) > _MOST_WORDS:
        return None
    text = text.strip(_AROUND)
    in_json = _IN_JSON.findall(text)
    if len(in_json) == 1:
        return _named(in_json[0])
    label = _LABEL.match(text)
    found = _ID.fullmatch(text[label.end() :].strip(_AROUND) if label else text)
    if found is None:
        return None
    named = _named(found[1])
    return named and named._replace(vout=int(found[2]) if found[2] else None)


def id_joined(told: str | bytes) -> str | bytes:
    """The id whose digits a few spaces or line breaks divide, in one piece; anything else as it is."""
    if len(told) > _MOST_WORDS:
        return told
    text = told if isinstance(told, str) else told.decode("ascii", "replace")
    words = text.strip(_AROUND).split(None, _MOST_PIECES)
    digits = "".join(words)
    is_id = 2 <= len(words) < _MOST_PIECES and _ID.fullmatch(digits) is not None and len(digits) <= ID_DIGITS + 2
    return digits if is_id and all(len(word) > 1 for word in words) else told


def refuse_cut_id(told: str | bytes) -> None:
    """Raises InputError for hex nearly as long as an id, which is too short for a transaction, and no public key."""
    text = told if isinstance(told, str) else text_in(told) or ""
    digits = clean_hex(text[:_MOST_WORDS]) if len(text.split(None, 1)) == 1 else ""
    is_key = len(digits) == _KEY_DIGITS and digits[:2] in ("02", "03")
    is_near = _SHORTEST_CUT <= len(digits) <= _LONGEST_CUT and len(digits) != ID_DIGITS
    if is_near and has_only_hex(digits) and not is_key:
        raise InputError("id_of_wrong_length", count=len(digits))


def _named(digits: str) -> NamedId | None:
    digits = digits.removeprefix("0x").removeprefix("0X")
    return NamedId(bytes.fromhex(digits)[::-1]) if len(digits) == ID_DIGITS else None


def block_named(name: str | int, source: Source) -> bytes:
    """The hash of the block of that hash, link or height. Raises InputError where it is none, or not known."""
    named = _hash_or_height(str(name))
    if named is None:
        raise InputError("bad_block_name")
    if isinstance(named, bytes):
        return named
    found = source.block_hash(named)
    if found is None:
        raise InputError("no_block_at_height", height=named, server=source.server.name)
    return found


def check_block_name(name: str) -> None:
    """Raises InputError for what is neither a block's hash or height nor a link to its page."""
    if _hash_or_height(name) is None:
        raise InputError("bad_block_name")


def height_of_block(name: str | int) -> int | None:
    """The height that a block is named by."""
    named = _hash_or_height(str(name))
    return named if isinstance(named, int) else None


def _hash_or_height(text: str) -> bytes | int | None:
    """Of a block, as they are or in a link."""
    text = text.strip(_AROUND)
    link = _BLOCK_IN_LINK.search(text[:_MOST_WORDS])
    word = link[1] if link else text
    if _HEIGHT.fullmatch(word):
        return int(word)
    match = _ID.fullmatch(word)
    return bytes.fromhex(match[1])[::-1] if match is not None and not match[2] else None


def transaction_of(named: NamedId, source: Source, block: bytes | None = None, height: int | None = None) -> Subject:
    """The transaction of that txid or else wtxid, in that block or wherever the server finds it. Raises InputError.

    `height` is that by which the block was named. A block's hash is refused as such, and one that nothing is known of
    with what would help.
    """
    raw = source.transaction(named.id, block)
    notes: tuple[Note, ...] = ()
    if raw is None:
        raw = _by_wtxid(named.id, source, block)
        notes = (Note("found_by_wtxid"),)
    if raw is None:
        raise _not_found(named.id, source) if block is None else not_in_block(source, block, height)
    return Subject(raw, notes=notes)


def _by_wtxid(wtxid: bytes, source: Source, block: bytes | None) -> bytes | None:
    """In the block that was named, else in the mempool."""
    if block is not None:
        whole = source.block(block)
        return None if whole is None else _in_block(whole, wtxid)
    return source.by_wtxid(wtxid) if source.can_find_wtxids else None


def _in_block(raw: bytes, wtxid: bytes) -> bytes | None:
    """The bytes of the transaction of that wtxid. A block that does not read has none."""
    from txexplain.wire.block import BlockReader

    try:
        return next((tx.raw for tx in BlockReader(raw).transactions() if tx.wtxid == wtxid), None)
    except DecodeError:
        return None


def not_in_block(source: Source, block: bytes, height: int | None) -> TxExplainError:
    """Why a transaction was not found in that block, which was named by its height if that is given.

    Raises ServerError where the server has deleted the block.
    """
    if source.block(block) is None:
        return _block_not_known(source, block, height)
    return InputError("not_in_named_block", server=source.server.name)


def _block_not_known(source: Source, block: bytes, height: int | None) -> TxExplainError:
    """Of a block that the server itself has named, by its height, it has to know more."""
    server = source.server.name
    if height is None:
        return InputError("block_not_known", server=server)
    told = display_hex(block)
    return ServerError("server_contradicts_itself", server=server, why="no_block", height=height, block=told)


def _not_found(wanted: bytes, source: Source) -> InputError:
    server = source.server.name
    if source.block(wanted) is not None:
        return InputError("id_of_block", id=display_hex(wanted), server=server)
    return InputError("not_found_by_server", server=server, why=source.missing_reason())


def is_name_of_block(text: str, error: InputError) -> bool:
    """Whether a text that was refused with `error` is the hash, a link to or the height of a block."""
    named = _hash_or_height(text)
    return isinstance(named, int) or (named is not None and error.code in _NAMES_BLOCK)


def block_of(text: str, source: Source) -> BlockSubject:
    """The block whose hash or height the text is, or that a link in it names. Raises InputError."""
    block_hash, height = block_named(text, source), height_of_block(text)
    raw = source.block(block_hash)
    if raw is None:
        raise _no_block(block_hash, source, height)
    return BlockSubject(raw, source.network(), height)


def word_of_block(block: BlockSubject) -> str:
    """The height by which it was asked for, else its hash."""
    return display_hex(hash256(block.raw[:HEADER_SIZE])) if block.height is None else str(block.height)


def _no_block(wanted: bytes, source: Source, height: int | None) -> TxExplainError:
    """Why there is no block of that hash: it is a transaction's id, or nothing is known of it."""
    if height is None and source.transaction(wanted) is not None:
        return InputError("id_of_transaction", id=display_hex(wanted), server=source.server.name)
    return _block_not_known(source, wanted, height)
