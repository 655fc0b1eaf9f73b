"""Where no memory is left, errors get out of every function.

That holds for CPython 3.11. From 3.12 on a whole generator counts as a `with`.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from types import CodeType
from typing import NamedTuple

import pytest

import txexplain

PACKAGE = Path(txexplain.__file__).parent
KEPT_NUMBERS = range(257)  # those of which CPython has one for good, and need not make it
LEFT = {
    "cli/app.py run": "what takes memory runs inside `_within_memory`, which has freed it before the error gets here",
    "tui/terminal_driver.py TerminalDriver.run_input_thread": "a thread of its own, which only reads keys",
    "tui/terminal_driver.py TerminalDriver.disable_input": "calls nothing but the terminal, when a screen ends",
}


class Handled(NamedTuple):
    """Instructions that an exception leaves for a handler; it `keeps_place` where that is given the number of one."""

    start: int
    size: int
    keeps_place: bool


@pytest.mark.skipif(sys.version_info[:2] != (3, 11), reason="held for 3.11: later versions compile otherwise")
def test_no_function_needs_memory_to_let_an_error_out() -> None:
    """Where an error leaves a `with`, `finally` or `except`, CPython puts the number of the instruction on the stack.

    A number above 256 is a new object: where there is no memory for it, CPython tries again for ever. So in functions
    that call what takes memory, these must end within the first 257 instructions: make such a function shorter.
    """
    assert {name for name, code in functions() if any(map(is_far, handled_in(code)))} == set(LEFT)


def test_the_table_of_what_is_handled_is_read_as_cpython_writes_it() -> None:
    def near() -> None:
        with open("a"):
            pass

    padding = "\n".join(f"    x = {{}}.get({number}, 0) + 1" for number in range(60))
    scope: dict[str, object] = {}
    exec(f"def far():\n{padding}\n    with open('a'):\n        pass\n", scope)
    far: CodeType = scope["far"].__code__  # type: ignore[attr-defined]
    assert [any(map(is_far, handled_in(code))) for code in (near.__code__, far)] == [False, True]


def is_far(handled: Handled) -> bool:
    return handled.keeps_place and handled.start + handled.size - 1 not in KEPT_NUMBERS


def functions() -> Iterator[tuple[str, CodeType]]:
    """Every function of the package with its file and its name."""
    for path in sorted(PACKAGE.rglob("*.py")):
        file = path.relative_to(PACKAGE).as_posix()
        for code in within(compile(path.read_text("utf-8"), file, "exec", dont_inherit=True)):
            yield f"{file} {code.co_qualname}", code


def within(code: CodeType) -> Iterator[CodeType]:
    yield code
    for each in code.co_consts:
        if isinstance(each, CodeType):
            yield from within(each)


def handled_in(code: CodeType) -> Iterator[Handled]:
    """The exception table (CPython: Objects/exception_handling_notes.txt): start, size, handler, depth and a flag."""
    numbers = numbers_in(code.co_exceptiontable)
    for start, size, _, depth in zip(numbers, numbers, numbers, numbers, strict=True):
        yield Handled(start, size, bool(depth & 1))


def numbers_in(table: bytes) -> Iterator[int]:
    """Six bits a byte, the highest first; the seventh says that more follow."""
    number = 0
    for byte in table:
        number = number << 6 | byte & 63
        if not byte & 64:
            yield number
            number = 0
