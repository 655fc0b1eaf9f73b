"""Small faults in Python source: each mutant is one change of one expression or statement, as text."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

_COMPARISONS: dict[type[ast.cmpop], ast.cmpop] = {
    ast.Lt: ast.LtE(),
    ast.LtE: ast.Lt(),
    ast.Gt: ast.GtE(),
    ast.GtE: ast.Gt(),
    ast.Eq: ast.NotEq(),
    ast.NotEq: ast.Eq(),
    ast.Is: ast.IsNot(),
    ast.IsNot: ast.Is(),
    ast.In: ast.NotIn(),
    ast.NotIn: ast.In(),
}
_OPERATORS: dict[type[ast.operator], ast.operator] = {
    ast.Add: ast.Sub(),
    ast.Sub: ast.Add(),
    ast.Mult: ast.FloorDiv(),
    ast.FloorDiv: ast.Mult(),
    ast.LShift: ast.RShift(),
    ast.RShift: ast.LShift(),
    ast.BitAnd: ast.BitOr(),
    ast.BitOr: ast.BitAnd(),
}


class Mutant(NamedTuple):
    """The file, where the change is in its bytes, and what stands there instead."""

    path: str
    start: int
    end: int
    text: str
    line: int

    def applied(self, source: str) -> str:
        data = source.encode()
        return (data[: self.start] + self.text.encode() + data[self.end :]).decode()

    def lines(self, source: str) -> tuple[str, str]:
        """The lines that are changed, before and after, each as one."""
        data = source.encode()
        first, last = data.rfind(b"\n", 0, self.start) + 1, data.find(b"\n", self.end)
        head, tail = data[first : self.start], data[self.end : last]
        before, after = data[first:last].decode(), (head + self.text.encode() + tail).decode()
        return " ".join(map(str.strip, before.splitlines())), " ".join(map(str.strip, after.splitlines()))


def mutants_of(path: str, source: str) -> Iterator[Mutant]:
    """Every mutant of the file, in the order of the source."""
    starts = [0]
    for line in source.encode().splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    for node, text in _changes(ast.parse(source)):
        start = starts[node.lineno - 1] + node.col_offset
        end = starts[(node.end_lineno or 0) - 1] + (node.end_col_offset or 0)
        mutant = Mutant(path, start, end, text, node.lineno)
        if _is_python(mutant.applied(source)):
            yield mutant


def mutants_in(root: Path, *places: str) -> list[Mutant]:
    """The mutants of files and folders, which are named from `root`."""
    found: list[Mutant] = []
    for place in places:
        files = sorted((root / place).rglob("*.py")) if (root / place).is_dir() else [root / place]
        for file in files:
            found += mutants_of(file.relative_to(root).as_posix(), file.read_text(encoding="utf-8"))
    return found


def _is_python(source: str) -> bool:
    try:
        ast.parse(source)
    except SyntaxError:
        return False
    return True


Change = tuple[ast.expr | ast.stmt, str]


def _changes(node: ast.AST) -> Iterator[Change]:
    """What can be put in place of which part; annotations, assertions and texts are left alone."""
    if isinstance(node, ast.Assert | ast.JoinedStr | ast.Import | ast.ImportFrom):
        return
    if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
        return
    if isinstance(node, ast.expr):
        yield from _of_expression(node)
    if isinstance(node, ast.stmt):
        yield from _of_statement(node)
    for child in _parts(node):
        yield from _changes(child)


def _parts(node: ast.AST) -> Iterator[ast.AST]:
    left_out = ("annotation", "returns", "decorator_list", "bases", "type_comment")
    for name, value in ast.iter_fields(node):
        if name not in left_out:
            yield from (each for each in (value if isinstance(value, list) else [value]) if isinstance(each, ast.AST))


def _of_expression(node: ast.expr) -> Iterator[Change]:
    match node:
        case ast.Constant(value=bool(value)):
            yield node, str(not value)
        case ast.Constant(value=int(value)):
            yield from ((node, str(value + 1)), (node, str(value - 1)))
        case ast.Compare():
            for place, operator in enumerate(node.ops):
                ops = [*node.ops[:place], _COMPARISONS[type(operator)], *node.ops[place + 1 :]]
                yield node, ast.unparse(ast.Compare(node.left, ops, node.comparators))
        case ast.BoolOp(op=ast.And()):
            yield node, ast.unparse(ast.BoolOp(ast.Or(), node.values))
        case ast.BoolOp(op=ast.Or()):
            yield node, ast.unparse(ast.BoolOp(ast.And(), node.values))
        case ast.UnaryOp(op=ast.Not()):
            yield node, f"({ast.unparse(node.operand)})"
        case ast.BinOp() if type(node.op) in _OPERATORS:
            yield node, ast.unparse(ast.BinOp(node.left, _OPERATORS[type(node.op)], node.right))
        case ast.IfExp():
            yield node, ast.unparse(ast.IfExp(ast.UnaryOp(ast.Not(), node.test), node.body, node.orelse))
        case ast.Call(args=[first, second, *rest]) if not isinstance(first, ast.Starred):
            yield node, ast.unparse(ast.Call(node.func, [second, first, *rest], node.keywords))


def _of_statement(node: ast.stmt) -> Iterator[Change]:
    match node:
        case ast.If() | ast.While():
            yield node.test, f"not ({ast.unparse(node.test)})"
        case ast.Return(value=ast.expr() as value) if not (isinstance(value, ast.Constant) and value.value is None):
            yield from ((node, "return None"), (node, "return 0"))
        case ast.Expr(value=ast.Constant(value=str())):  # a docstring
            return
        case ast.Expr() | ast.AugAssign() | ast.Raise() | ast.Continue() | ast.Break():
            yield node, "pass"
