"""The table of opcodes: a row for each that can be run, added where its function is written."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from txexplain.model.script import DISABLED_OPCODES, OPCODE_NAMES
from txexplain.script.machine import Machine

Body = Callable[[Machine], None]


class Row(NamedTuple):
    """What the opcode does, how many items it needs on the stack (the engine checks that), and how many it takes.

    Where the items decide how many it takes, the body says so itself, to `Machine.takes`.
    """

    body: Body
    needs: int
    takes: int


TABLE: dict[int, Row] = {}
_CODES = {name: code for code, name in enumerate(OPCODE_NAMES)}
DISABLED = DISABLED_OPCODES


def opcode(*names: str, needs: int = 0, takes: int | None = None) -> Callable[[Body], Body]:
    """Adds the function to the table under these names. It takes what it needs, unless told otherwise."""

    def add(body: Body) -> Body:
        for name in names:
            TABLE[_CODES[name]] = Row(body, needs, needs if takes is None else takes)
        return body

    return add
