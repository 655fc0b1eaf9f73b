"""Numbers: items of up to four bytes (Core: CScriptNum); what comes out may have five."""

from __future__ import annotations

import operator
from collections.abc import Callable

from txexplain.model.script import encode_number
from txexplain.script.machine import Halt, Machine
from txexplain.script.opcodes.table import opcode


def _unary(name: str, function: Callable[[int], int]) -> None:
    @opcode(name, needs=1)
    def body(machine: Machine) -> None:
        machine.stack.append(encode_number(int(function(machine.pop_number()))))


_unary("OP_1ADD", lambda a: a + 1)
_unary("OP_1SUB", lambda a: a - 1)
_unary("OP_NEGATE", operator.neg)
_unary("OP_ABS", abs)
_unary("OP_NOT", lambda a: a == 0)
_unary("OP_0NOTEQUAL", lambda a: a != 0)


def _binary(name: str, function: Callable[[int, int], int]) -> None:
    """`a` is the item below the top, `b` the top."""

    @opcode(name, needs=2)
    def body(machine: Machine) -> None:
        a, b = (machine.number(item) for item in machine.stack[-2:])
        machine.stack[-2:] = [encode_number(int(function(a, b)))]


_binary("OP_ADD", operator.add)
_binary("OP_SUB", operator.sub)
_binary("OP_BOOLAND", lambda a, b: a != 0 and b != 0)
_binary("OP_BOOLOR", lambda a, b: a != 0 or b != 0)
_binary("OP_NUMEQUAL", operator.eq)
_binary("OP_NUMNOTEQUAL", operator.ne)
_binary("OP_LESSTHAN", operator.lt)
_binary("OP_GREATERTHAN", operator.gt)
_binary("OP_LESSTHANOREQUAL", operator.le)
_binary("OP_GREATERTHANOREQUAL", operator.ge)
_binary("OP_MIN", min)
_binary("OP_MAX", max)


@opcode("OP_NUMEQUALVERIFY", needs=2)
def num_equal_verify(machine: Machine) -> None:
    a, b = (machine.number(item) for item in machine.stack[-2:])
    if a != b:
        machine.stack[-2:] = [encode_number(0)]
        raise Halt("NUMEQUALVERIFY")
    del machine.stack[-2:]


@opcode("OP_WITHIN", needs=3)
def within(machine: Machine) -> None:
    number, least, limit = (machine.number(item) for item in machine.stack[-3:])
    del machine.stack[-3:]
    machine.push_bool(least <= number < limit)
