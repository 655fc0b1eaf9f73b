"""Moving, copying and counting items, and the constants."""

from __future__ import annotations

from txexplain.model.script import encode_number, is_true
from txexplain.script.machine import Halt, Machine
from txexplain.script.opcodes.table import opcode


def _constant(name: str, item: bytes) -> None:
    @opcode(name)
    def body(machine: Machine) -> None:
        machine.stack.append(item)


for _number in (-1, *range(1, 17)):
    _constant("OP_1NEGATE" if _number < 0 else f"OP_{_number}", encode_number(_number))


@opcode("OP_TOALTSTACK", needs=1)
def to_altstack(machine: Machine) -> None:
    machine.altstack.append(machine.stack.pop())


@opcode("OP_FROMALTSTACK")
def from_altstack(machine: Machine) -> None:
    if not machine.altstack:
        raise Halt("INVALID_ALTSTACK_OPERATION")
    machine.stack.append(machine.altstack.pop())


@opcode("OP_DROP", needs=1)
def drop(machine: Machine) -> None:
    machine.stack.pop()


@opcode("OP_2DROP", needs=2)
def drop_two(machine: Machine) -> None:
    del machine.stack[-2:]


@opcode("OP_NIP", needs=2)
def nip(machine: Machine) -> None:
    del machine.stack[-2]


@opcode("OP_DUP", needs=1, takes=0)
def dup(machine: Machine) -> None:
    machine.stack.append(machine.stack[-1])


@opcode("OP_2DUP", needs=2, takes=0)
def dup_two(machine: Machine) -> None:
    machine.stack += machine.stack[-2:]


@opcode("OP_3DUP", needs=3, takes=0)
def dup_three(machine: Machine) -> None:
    machine.stack += machine.stack[-3:]


@opcode("OP_OVER", needs=2, takes=0)
def over(machine: Machine) -> None:
    machine.stack.append(machine.stack[-2])


@opcode("OP_2OVER", needs=4, takes=0)
def over_two(machine: Machine) -> None:
    machine.stack += machine.stack[-4:-2]


@opcode("OP_IFDUP", needs=1, takes=0)
def ifdup(machine: Machine) -> None:
    if is_true(machine.stack[-1]):
        machine.stack.append(machine.stack[-1])


@opcode("OP_SWAP", needs=2)
def swap(machine: Machine) -> None:
    machine.stack.append(machine.stack.pop(-2))


@opcode("OP_2SWAP", needs=4)
def swap_two(machine: Machine) -> None:
    machine.stack[-4:] = machine.stack[-2:] + machine.stack[-4:-2]


@opcode("OP_ROT", needs=3)
def rot(machine: Machine) -> None:
    machine.stack.append(machine.stack.pop(-3))


@opcode("OP_2ROT", needs=6)
def rot_two(machine: Machine) -> None:
    machine.stack[-6:] = machine.stack[-4:] + machine.stack[-6:-4]


@opcode("OP_TUCK", needs=2)
def tuck(machine: Machine) -> None:
    machine.stack.insert(-2, machine.stack[-1])


@opcode("OP_PICK", needs=2, takes=1)
def pick(machine: Machine) -> None:
    machine.stack.append(machine.stack[_depth(machine)])


@opcode("OP_ROLL", needs=2)
def roll(machine: Machine) -> None:
    depth = _depth(machine)
    machine.takes = 1 - depth
    machine.stack.append(machine.stack.pop(depth))


def _depth(machine: Machine) -> int:
    """Takes a number off the stack: the place of an item, counted from the top, as a negative index."""
    number = machine.pop_number()
    if not 0 <= number < len(machine.stack):
        raise Halt("INVALID_STACK_OPERATION", number=number, found=len(machine.stack))
    return -1 - number


@opcode("OP_DEPTH")
def depth(machine: Machine) -> None:
    machine.stack.append(encode_number(len(machine.stack)))


@opcode("OP_SIZE", needs=1, takes=0)
def size(machine: Machine) -> None:
    machine.stack.append(encode_number(len(machine.stack[-1])))


@opcode("OP_EQUAL", needs=2)
def equal(machine: Machine) -> None:
    machine.push_bool(machine.stack.pop() == machine.stack.pop())


@opcode("OP_EQUALVERIFY", needs=2)
def equal_verify(machine: Machine) -> None:
    equal(machine)
    if not machine.stack[-1]:
        raise Halt("EQUALVERIFY")
    machine.stack.pop()
