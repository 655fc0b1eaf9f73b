"""Scripts in words that can be read only one way: opcodes by name, pushed bytes as `<hex>`.

A push by its shortest opcode is `<hex>` alone, any other names its opcode before it, so that the bytes can be
told from the text. Beside a short push stands the number it is where an opcode reads it as one.
"""

from __future__ import annotations

from collections.abc import Sequence

from txexplain.explain.parts.numbers import grouped, shortened
from txexplain.model.script import (
    MAX_LOCK_NUMBER_SIZE,
    MAX_NUMBER_SIZE,
    NUMERIC_OPCODES,
    OP_0,
    OP_CHECKLOCKTIMEVERIFY,
    OP_CHECKSEQUENCEVERIFY,
    OP_PUSHDATA1,
    Instruction,
    Script,
    opcode_name,
    script_number,
)
from txexplain.texts import Chunk, Line, Texts

SHOWN_ELEMENTS = 60
SHOWN_BYTES = 80
LOOKED_AHEAD = 3  # elements, to see whether a push is read as a number


def assembly(script: Script, texts: Texts, *, whole: bool = False, numbers: bool = False) -> Line:
    """The script in one line; long ones and long pushes are shortened unless `whole`, `numbers` are added."""
    items = script.instructions
    if not items:
        return texts.line("page", "empty_script")
    shown = items if whole else items[:SHOWN_ELEMENTS]
    words: list[Chunk] = []
    for place, item in enumerate(shown):
        if words:
            words.append(Chunk(" "))
        words += instruction_words(item, texts, whole=whole, tapscript=script.tapscript)
        if numbers and is_read_as_number(item, items[place + 1 : place + 1 + LOOKED_AHEAD]):
            number = grouped(script_number(item.data or b""))
            words.append(Chunk(" " + texts.plain("page", "number_is", number=number), "note"))
    rest = script.slice.end - shown[-1].span.end
    if rest:
        words.append(Chunk(" " + texts.plain("page", "more_elements", size=f"{rest:,}"), "note"))
    return tuple(words)


def hex_word(data: bytes, texts: Texts, *, whole: bool = False) -> list[Chunk]:
    """Bytes as hex; of more than 80 both ends, and how many there are."""
    if whole or len(data) <= SHOWN_BYTES:
        return [Chunk(data.hex(), "data")]
    size = texts.plain("page", "bytes_of", size=f"{len(data):,}")
    return [Chunk(shortened(data.hex()), "data"), Chunk(size, "note")]


def instruction_words(item: Instruction, texts: Texts, *, whole: bool, tapscript: bool) -> list[Chunk]:
    """One element of a script: an opcode, or `<hex>` with the opcode before it where it is not the usual one."""
    if item.data is None or item.opcode == OP_0:
        return [Chunk(opcode_name(item.opcode, tapscript=tapscript), "opcode")]
    words = []
    if item.opcode >= OP_PUSHDATA1:
        words.append(Chunk(item.name + " ", "opcode"))
    data, *size = hex_word(item.data, texts, whole=whole)
    words += [Chunk(f"<{data.text}>", "data"), *size]
    if item.flaw == "data":
        note = texts.plain("page", "truncated_data", left=f"{len(item.data):,}", wanted=f"{item.wanted:,}")
        words.append(Chunk(" " + note, "odd"))
    elif item.flaw == "length":
        words.append(Chunk(" " + texts.plain("page", "truncated_length"), "odd"))
    return words


def is_read_as_number(item: Instruction, following: Sequence[Instruction]) -> bool:
    """Whether the first opcode behind the push, other pushes apart, reads items as numbers of its size.

    These have up to four bytes, or five for a lock time opcode.
    """
    reader = next((each.opcode for each in following if each.pushed is None), None)
    if not item.data or item.flaw is not None or reader not in NUMERIC_OPCODES:
        return False
    lock = reader in (OP_CHECKLOCKTIMEVERIFY, OP_CHECKSEQUENCEVERIFY)
    return len(item.data) <= (MAX_LOCK_NUMBER_SIZE if lock else MAX_NUMBER_SIZE)
