"""A block that is named, in the ways that a transaction is."""

from __future__ import annotations

from typing import BinaryIO

from txexplain.bundled import block_names, example_of, is_block, is_example, is_psbt, load_block, load_example
from txexplain.model.errors import InputError
from txexplain.model.frozen import FrozenDict
from txexplain.model.hexadecimal import display_hex
from txexplain.model.report import Coin
from txexplain.model.subject import BlockSubject, Origin, subject_of_block
from txexplain.model.transaction import OutPoint
from txexplain.sources.files import beginning, existing_file, raw_bytes, read_file, read_stdin, sized, text_in
from txexplain.sources.hexadecimal import (
    MIN_HEX_ARGUMENT,
    clean_hex,
    from_hex,
    has_only_hex,
    hex_in,
    is_dump,
    recognised,
)
from txexplain.sources.transactions import is_text_itself
from txexplain.wire.block import transaction_at
from txexplain.wire.block_scan import block_layout


def block_given_by(argument: str | None, stdin: BinaryIO, stdin_is_terminal: bool) -> str | bytes:
    """The argument as text, or the bytes of the file that it names, as of a transaction. Raises InputError."""
    if argument is None and stdin_is_terminal:
        raise InputError("no_block")
    if argument is None or argument == "-":
        return read_stdin(stdin)
    path = None if is_block(argument) or is_text_itself(argument) else existing_file(argument)
    return argument if path is None else read_file(path)


def block_from_either(told: str | bytes) -> BlockSubject:
    """The block in text, or in the bytes of a file. Raises InputError."""
    return block_from_text(told) if isinstance(told, str) else block_from_bytes(told)


def block_from_text(text: str) -> BlockSubject:
    """The block that is written so: the name of a bundled one, or hex. Raises InputError."""
    if not text.strip():
        raise InputError("empty_input")
    if is_block(text):
        return _with_coins_of_examples(subject_of_block(load_block(text)))
    near = ", ".join(block_names())
    digits = clean_hex(text)
    is_hex = has_only_hex(digits) and not is_dump(text)
    if is_hex and len(digits) == 64:
        raise InputError("looks_like_block_hash", near=near)
    if is_hex and len(digits) >= MIN_HEX_ARGUMENT:
        return BlockSubject(from_hex(digits))
    if is_example(text) or is_psbt(text):
        raise InputError("name_of_transaction", name=text, near=near)
    found = _within(text)
    if found is None:
        told = recognised(text, digits) or InputError("unknown_block", name=beginning(text), near=near)
        raise told.with_facts(why="block") if told.code == "looks_like_address" else told
    return found


def _with_coins_of_examples(subject: BlockSubject) -> BlockSubject:
    """With what those of its transactions spend that are bundled too."""
    layout = block_layout(subject.raw)
    coins: dict[OutPoint, Coin] = {}
    for number, txid in enumerate(layout.txids):
        name = example_of(display_hex(txid))
        if name is not None:
            inputs = transaction_at(layout, number).inputs
            spent = load_example(name).spent_outputs
            coins |= {txin.outpoint: coin for txin, coin in zip(inputs, spent, strict=False)}
    return subject._replace(coins=FrozenDict(coins))


def block_from_bytes(data: bytes) -> BlockSubject:
    """The block in the bytes of a file: hex, told by its characters, or raw. Raises InputError."""
    words = text_in(data)
    if words is None:
        return BlockSubject(sized(data))
    digits = clean_hex(words)
    if has_only_hex(digits) and not is_dump(words):
        return BlockSubject(from_hex(digits))
    return _within(words) or BlockSubject(hex_in(words))


def _within(text: str) -> BlockSubject | None:
    """The one block in other text. Raises InputError."""
    from txexplain.sources.decoded_block import block_of_json
    from txexplain.sources.within import block_in

    told = block_of_json(text)
    if told is not None:
        return told._replace(raw=sized(told.raw))
    found = block_in(text)
    return None if found is None else BlockSubject(sized(found.raw), origin=Origin(found.form, found.place))


def block_from_raw(data: bytes) -> BlockSubject:
    """The block that these bytes are. Raises InputError where there are none, or far too many."""
    return BlockSubject(raw_bytes(data))
