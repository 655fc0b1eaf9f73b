"""How large a miniscript's script is, how many opcodes count, how high its stack gets (Core: CalcOps and others).

`None` is where there is no satisfaction, or no dissatisfaction, at all.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple, TypeVar

from txexplain.miniscript.node import Node, ends_in_check
from txexplain.model.script import MAX_OPS_PER_SCRIPT, MAX_STACK_SIZE, encode_number

T = TypeVar("T")
MAX_STACK_ITEMS_WITNESS_V0 = 100  # beyond the script, that nodes pass on (Core: MAX_STANDARD_P2WSH_STACK_ITEMS)
_MAX_EFFORT = 2_000_000  # steps to go through the choices of all `thresh`


class Trace(NamedTuple):
    """By how many items the stack is higher at the start than at the end, and at its highest (Core: SatInfo)."""

    net: int
    highest: int


class Limits(NamedTuple):
    """`size` is the script's in bytes, `ops` are its opcodes that count.

    `multisig_yes` and `multisig_no` are the keys of OP_CHECKMULTISIG that count too, `yes` and `no` how high the
    stack gets, satisfied and dissatisfied.
    """

    size: int
    ops: int
    multisig_yes: int | None
    multisig_no: int | None
    yes: Trace | None
    no: Trace | None

    def fit(self, *, tapscript: bool) -> bool:
        """Whether what satisfies it can be used (Core: CheckOpsLimit, CheckStackSize): 1 is left on the stack."""
        if tapscript:
            return self.yes is None or self.yes.highest + 1 <= MAX_STACK_SIZE
        few_ops = self.multisig_yes is None or self.ops + self.multisig_yes <= MAX_OPS_PER_SCRIPT
        return few_ops and (self.yes is None or self.yes.net + 1 <= MAX_STACK_ITEMS_WITNESS_V0)


_NOTHING = Trace(0, 0)
_PUSH = Trace(-1, 0)
_TAKES_ONE = Trace(1, 1)  # OP_IF, OP_VERIFY, and what makes one of two
_EQUALVERIFY = Trace(2, 2)


def _run(*traces: Trace | None) -> Trace | None:
    """One after the other."""
    net = highest = 0
    for each in reversed(traces):
        if each is None:
            return None
        highest = max(highest, net + each.highest)
        net += each.net
    return Trace(net, highest)


def _either(one: Trace | None, other: Trace | None) -> Trace | None:
    if one is None or other is None:
        return other if one is None else one
    return Trace(max(one.net, other.net), max(one.highest, other.highest))


def _sum(*numbers: int | None) -> int | None:
    return None if None in numbers else sum(number for number in numbers if number is not None)


def _most(one: int | None, other: int | None) -> int | None:
    return max((each for each in (one, other) if each is not None), default=None)


def limits_of(node: Node, inside: Sequence[Limits], *, tapscript: bool) -> Limits:
    """Those of a fragment, from those of the expressions inside."""
    if node.fragment == "thresh":
        return _thresh(node, inside, MAX_STACK_SIZE if tapscript else MAX_OPS_PER_SCRIPT)
    if not inside:
        return _leaf(node, tapscript)
    size = sum(each.size for each in inside)
    ops = sum(each.ops for each in inside)
    if len(inside) == 1:
        return _wrapped(node, inside[0])
    added_size, added_ops = _ADDED[node.fragment]
    multisig = _KEYS[node.fragment](*((each.multisig_yes, each.multisig_no) for each in inside))
    stack = _STACK[node.fragment](*((each.yes, each.no) for each in inside))
    return Limits(size + added_size, ops + added_ops, *multisig, *stack)


def is_too_much(thresholds: Sequence[Node]) -> bool:
    """Whether to go through the choices of these `thresh` would take too long: nobody makes such."""
    return (
        sum(len(each.inside) * each.number for each in thresholds if len(each.inside) <= MAX_STACK_SIZE) > _MAX_EFFORT
    )


def _size_of_number(number: int) -> int:
    return 1 if number <= 16 else 1 + len(encode_number(number))


# Leaves: size, opcodes that count, keys of OP_CHECKMULTISIG, traces


def _leaf(node: Node, tapscript: bool) -> Limits:
    name, many = node.fragment, len(node.keys)
    if name in ("multi", "multi_a"):
        return _multisig(node, many)
    key = 33 if tapscript else 34
    lock = 1 + _size_of_number(node.number)
    hashed = _run(_PUSH, _PUSH, _EQUALVERIFY, _PUSH, _TAKES_ONE)
    of_key_hash = _run(_PUSH, _PUSH, _EQUALVERIFY)
    leaves: dict[str, Limits] = {
        "0": Limits(1, 0, None, 0, None, _PUSH),
        "1": Limits(1, 0, 0, None, _PUSH, None),
        "pk_k": Limits(key, 0, 0, 0, _PUSH, _PUSH),
        "pk_h": Limits(24, 3, 0, 0, of_key_hash, of_key_hash),
        "older": Limits(lock, 1, 0, None, _PUSH, None),
        "after": Limits(lock, 1, 0, None, _PUSH, None),
    }
    return leaves.get(name) or Limits(len(node.data) + 7, 4, 0, None, hashed, None)


def _multisig(node: Node, many: int) -> Limits:
    """OP_CHECKMULTISIG takes one item for nothing; each key and both numbers are pushed."""
    size = 34 * many + _size_of_number(node.number) + 1
    if node.fragment == "multi_a":
        trace = Trace(many - 1, many)
        return Limits(size, many + 1, 0, 0, trace, trace)
    trace = Trace(node.number, node.number + many + 2)
    return Limits(size + _size_of_number(many), 1, many, many, trace, trace)


# Around others

_ADDED_BY_WRAPPERS = {"a": (2, 2), "s": (1, 1), "c": (1, 1), "n": (1, 1), "d": (3, 3), "j": (4, 4)}


def _wrapped(node: Node, x: Limits) -> Limits:
    name = node.fragment
    if name == "v":
        more = 0 if ends_in_check(node.inside[0]) else 1
        return Limits(x.size + more, x.ops + more, x.multisig_yes, None, _run(x.yes, _TAKES_ONE), None)
    size, ops = _ADDED_BY_WRAPPERS[name]
    x = x._replace(size=x.size + size, ops=x.ops + ops)
    if name == "c":
        return x._replace(yes=_run(x.yes, _TAKES_ONE), no=_run(x.no, _TAKES_ONE))
    if name in ("d", "j"):
        without = _run(_PUSH, _TAKES_ONE)
        return x._replace(multisig_no=0, yes=_run(without, x.yes), no=without)
    return x


_ADDED = {
    "and_v": (0, 0),
    "and_b": (1, 1),
    "or_b": (1, 1),
    "or_c": (2, 2),
    "or_d": (3, 3),
    "or_i": (3, 3),
    "andor": (3, 3),
}

Keys = tuple[int | None, int | None]  # satisfied, dissatisfied
_KEYS: dict[str, Callable[..., Keys]] = {
    "and_v": lambda x, y: (_sum(x[0], y[0]), None),
    "and_b": lambda x, y: (_sum(x[0], y[0]), _sum(x[1], y[1])),
    "or_b": lambda x, y: (_most(_sum(x[0], y[1]), _sum(y[0], x[1])), _sum(x[1], y[1])),
    "or_c": lambda x, y: (_most(x[0], _sum(y[0], x[1])), None),
    "or_d": lambda x, y: (_most(x[0], _sum(y[0], x[1])), _sum(x[1], y[1])),
    "or_i": lambda x, y: (_most(x[0], y[0]), _most(x[1], y[1])),
    "andor": lambda x, y, z: (_most(_sum(y[0], x[0]), _sum(x[1], z[0])), _sum(x[1], z[1])),
}

Traces = tuple[Trace | None, Trace | None]
_ONE = _TAKES_ONE
_STACK: dict[str, Callable[..., Traces]] = {
    "and_v": lambda x, y: (_run(x[0], y[0]), None),
    "and_b": lambda x, y: (_run(x[0], y[0], _ONE), _run(x[1], y[1], _ONE)),
    "or_b": lambda x, y: (_run(_either(_run(x[0], y[1]), _run(x[1], y[0])), _ONE), _run(x[1], y[1], _ONE)),
    "or_c": lambda x, y: (_either(_run(x[0], _ONE), _run(x[1], _ONE, y[0])), None),
    "or_d": lambda x, y: (_either(_run(x[0], _PUSH, _ONE), _run(x[1], _ONE, y[0])), _run(x[1], _ONE, y[1])),
    "or_i": lambda x, y: (_run(_ONE, _either(x[0], y[0])), _run(_ONE, _either(x[1], y[1]))),
    "andor": lambda x, y, z: (_either(_run(x[0], _ONE, y[0]), _run(x[1], _ONE, z[0])), _run(x[1], _ONE, z[1])),
}


def _thresh(node: Node, inside: Sequence[Limits], most: int) -> Limits:
    """Of more than `most` the choices are not gone through: they do not fit anyway."""
    size = sum(each.size for each in inside) + len(inside) + _size_of_number(node.number)
    ops = sum(each.ops for each in inside) + len(inside)
    if len(inside) > most:
        trace = Trace(len(inside), len(inside))
        return Limits(size, ops, 0, 0, trace, trace)
    keys = _counted([(each.multisig_yes, each.multisig_no) for each in inside], node.number, 0, _sum, _most)
    added = [_NOTHING] + [_ONE] * (len(inside) - 1)
    traces = [(_run(each.yes, add), _run(each.no, add)) for each, add in zip(inside, added, strict=True)]
    stacks = _counted(traces, node.number, _NOTHING, _run, _either)
    yes, no = (_run(each, _PUSH, _ONE) for each in (stacks[-1], stacks[0]))
    return Limits(size, ops, keys[-1], keys[0], yes, no)


def _counted(
    options: Sequence[tuple[T | None, T | None]],
    most: int,
    start: T,
    join: Callable[[T | None, T | None], T | None],
    either: Callable[[T | None, T | None], T | None],
) -> list[T | None]:
    """By how many are satisfied, none up to `most`."""
    found: list[T | None] = [start] + [None] * most
    for place, (yes, no) in enumerate(options):
        for count in range(min(place + 1, most), 0, -1):
            found[count] = either(join(found[count], no), join(found[count - 1], yes))
        found[0] = join(found[0], no)
    return found
