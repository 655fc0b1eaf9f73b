"""Reads the table of parts in ARCHITECTURE.md, and tells where a tree does not keep to it.

The third column is what counts: `nothing`, `everything below`, `all but a, b` (of what is below), or a list of parts.
Every part may import itself, and the version.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

PACKAGE = "txexplain"
_HEADER = "| part | what it does | may import |"
_ANYBODYS = f"{PACKAGE}.__version__"
_ANYTHING = f"{PACKAGE}."  # the name of the part is put together when it runs
_IN_A_STRING = re.compile(rf"{PACKAGE}(\.\w+)*\.\w*")

Rows = Mapping[str, str]
"""Part → what it may import, in the order and the words of the table."""


def faults(root: Path) -> list[str]:
    """Each as a sentence; none where every part has its row and all imports go down the table."""
    rows = table_of((root / "ARCHITECTURE.md").read_text(encoding="utf-8"))
    files = sorted((root / PACKAGE).rglob("*.py"))
    parts = {part_of(path, root) for path in files}
    found = [f"{part} has no row" for part in sorted(parts - set(rows))]
    found += [f"{part} has a row and is nowhere" for part in sorted(set(rows) - parts)]
    found += _unclear(rows)
    return found + [told for path in files for told in _upward(path, root, rows)]


def table_of(document: str) -> Rows:
    """The rows of the table of parts."""
    _, _, behind = document.partition(_HEADER)
    lines = behind.partition("\n\n")[0].splitlines()[2:]  # behind what ends the header, and the rule under it
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return {_name(part): allowed for part, _, allowed in cells}


def part_of(path: Path, root: Path) -> str:
    """The part that the file belongs to: `wire`, `verify`, `__init__` for what the package itself gives."""
    return path.relative_to(root / PACKAGE).parts[0].removesuffix(".py")


def modules_named(path: Path, root: Path) -> set[str]:
    """Every module that the file names: at its top, in a function, for types only, or in a string."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found |= {f"{_source(node, path, root)}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and _IN_A_STRING.fullmatch(node.value):
            found.add(node.value)
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith("import_module"):
            found |= _made_up(ast.unparse(node.args[0]), path, root)
    return found


def _source(node: ast.ImportFrom, path: Path, root: Path) -> str:
    """The module that something is imported from, in full: also of `from ..wire import script`."""
    if not node.level:
        return node.module or ""
    package = path.relative_to(root).parts[: -node.level]
    return ".".join((*package, *([node.module] if node.module else [])))


def _made_up(name: str, path: Path, root: Path) -> set[str]:
    """What `import_module` may be asked for that no string names in full."""
    of_package_itself = path.parent == root / PACKAGE and "__" in name
    return {_ANYTHING} if of_package_itself or re.match("f?['\"][.]", name) else set()


def _upward(path: Path, root: Path, rows: Rows) -> Iterator[str]:
    """What the file imports and may not."""
    part = part_of(path, root)
    modules = {name for name in modules_named(path, root) if f"{name}.".startswith(_ANYTHING)} - {_ANYBODYS}
    allowed = _allowed(part, rows) | {part}
    for other in sorted({_part_named(name, rows) for name in modules} - allowed):
        yield f"{path.relative_to(root).as_posix()} imports {other}, and may import: {rows.get(part, '?')}"


def _part_named(module: str, rows: Rows) -> str:
    name = module.removeprefix(PACKAGE).removeprefix(".").partition(".")[0]
    return "what cannot be told" if module == _ANYTHING else name if name in rows else "__init__"


def _allowed(part: str, rows: Rows) -> set[str]:
    words, below = rows.get(part, "nothing"), _below(part, rows)
    if words == "nothing":
        return set()
    if words == "everything below":
        return below
    return below - _listed(words) if words.startswith("all but ") else below & _listed(words)


def _unclear(rows: Rows) -> Iterator[str]:
    """Where a row names what is no part, or allows what is not below it."""
    for part, words in rows.items():
        if words not in ("nothing", "everything below"):
            known = set(rows) if words.startswith("all but ") else _below(part, rows)
            for name in sorted(_listed(words) - known):
                yield f"the row of {part} names {name}, which is no part below it"


def _below(part: str, rows: Rows) -> set[str]:
    parts = list(rows)
    return set(parts[parts.index(part) + 1 :]) if part in parts else set()


def _listed(words: str) -> set[str]:
    return {_name(each.strip()) for each in words.removeprefix("all but ").split(",")}


def _name(cell: str) -> str:
    return cell.strip("`/").removesuffix(".py")
