"""A small language of patterns over script instructions.

A pattern is a sequence of elements, each of which takes one instruction:

* an opcode takes that opcode,
* `push(role, size)` takes a push of that many bytes and captures them; `key(role)` one of a compressed public key,
* `number(fact)` takes a number (OP_0 to OP_16 or a short push) and notes it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from txexplain.model.report import Capture, Facts, Match
from txexplain.model.script import MAX_LOCK_NUMBER_SIZE, Instruction, script_number
from txexplain.templates.keys import key_capture

COMPRESSED_KEY_SIZE = 33
_PUBLIC_KEY = "public_key"


class Push(NamedTuple):
    role: str
    size: int
    form: str = ""


class Number(NamedTuple):
    fact: str


Element = int | Push | Number


def push(role: str, size: int) -> Push:
    return Push(role, size)


def key(role: str) -> Push:
    return Push(role, COMPRESSED_KEY_SIZE, _PUBLIC_KEY)


def number(fact: str) -> Number:
    return Number(fact)


def match(shape: str, pattern: Sequence[Element], script: Sequence[Instruction]) -> Match | None:
    """The match of the whole script, or None."""
    if len(pattern) != len(script):
        return None
    captures: list[Capture] = []
    facts: dict[str, int | str] = {}
    for element, instruction in zip(pattern, script, strict=True):
        if not _takes(element, instruction, captures, facts):
            return None
    return Match(shape, tuple(captures), Facts(facts))


def number_of(instruction: Instruction) -> int | None:
    """The number that the instruction pushes, or None where it pushes none."""
    item = instruction.pushed
    if item is None or instruction.flaw or len(item) > MAX_LOCK_NUMBER_SIZE:
        return None
    return script_number(item)


def _takes(element: Element, instruction: Instruction, captures: list[Capture], facts: dict[str, int | str]) -> bool:
    if isinstance(element, int):
        return instruction.opcode == element
    if isinstance(element, Number):
        value = number_of(instruction)
        if value is None:
            return False
        facts[element.fact] = value
        return True
    if instruction.data is None or instruction.flaw or len(instruction.data) != element.size:
        return False
    is_key = _PUBLIC_KEY in (element.form, element.role.removeprefix("x_only_"))
    capture = key_capture if is_key else Capture
    captures.append(capture(element.role, instruction.slice, element.form))
    return True
