"""A small language of patterns over script instructions.

A pattern is a list of elements, each of which takes one instruction:

* an opcode number takes that opcode,
* `push(role, size…)` takes a push of one of these sizes and captures its data,
* `number(fact)` takes a number (OP_0 to OP_16 or a short push) and notes it,

and `many(element)` takes one or more of them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from txexplain.model.report import Capture, Match
from txexplain.model.script import Instruction, script_number

MAX_NUMBER_SIZE = 5  # lock times are read from up to five bytes (BIP65, BIP112)


class Push(NamedTuple):
    role: str
    test: Callable[[bytes], bool]


class Number(NamedTuple):
    fact: str


class Many(NamedTuple):
    element: Push


Element = int | Push | Number | Many


def push(role: str, *sizes: int) -> Push:
    return Push(role, lambda data: len(data) in sizes)


def push_if(role: str, test: Callable[[bytes], bool]) -> Push:
    return Push(role, test)


def number(fact: str) -> Number:
    return Number(fact)


def many(element: Push) -> Many:
    return Many(element)


def match(key: str, pattern: Sequence[Element], script: Sequence[Instruction]) -> Match | None:
    """The match of the whole script, or None."""
    captures: list[Capture] = []
    facts: dict[str, int | str] = {}
    position = 0
    for element in pattern:
        if isinstance(element, Many):
            taken = 0
            while position < len(script) and _takes(element.element, script[position], captures, facts):
                position += 1
                taken += 1
            if not taken:
                return None
        elif position < len(script) and _takes(element, script[position], captures, facts):
            position += 1
        else:
            return None
    return Match(key, tuple(captures), facts) if position == len(script) else None


def number_of(instruction: Instruction) -> int | None:
    """The number that the instruction pushes, or None where it pushes none."""
    if instruction.small_number is not None:
        return instruction.small_number
    if instruction.data is None or instruction.flaw or len(instruction.data) > MAX_NUMBER_SIZE:
        return None
    return script_number(instruction.data)


def _takes(
    element: int | Push | Number,
    instruction: Instruction,
    captures: list[Capture],
    facts: dict[str, int | str],
) -> bool:
    if isinstance(element, int):
        return instruction.opcode == element
    if isinstance(element, Number):
        value = number_of(instruction)
        if value is None:
            return False
        facts[element.fact] = value
        return True
    if instruction.data is None or instruction.flaw or not element.test(instruction.data):
        return False
    captures.append(Capture(element.role, instruction.piece))
    return True
