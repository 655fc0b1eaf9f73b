"""A descriptor's text, read from left to right (Core: script/parsing.cpp)."""

from __future__ import annotations

import re

_BRACKETS = re.compile(r"[(){},]")


class Reader:
    """What is left of a text, from `start` to `end`."""

    def __init__(self, text: str, start: int = 0, end: int | None = None) -> None:
        self.text = text
        self.start = start
        self.end = len(text) if end is None else end

    def __bool__(self) -> bool:
        return self.start < self.end

    def __str__(self) -> str:
        return self.text[self.start : self.end]

    @property
    def first(self) -> str:
        """The next character, of which there must be one."""
        return self.text[self.start]

    def takes(self, what: str) -> bool:
        """Whether it begins with `what`, which is then taken off (Core: Const)."""
        found = self.text.startswith(what, self.start, self.end)
        self.start += len(what) if found else 0
        return found

    def is_call(self, name: str) -> bool:
        """Whether it is `name(…)`; what is left is then what is inside (Core: Func)."""
        enough = self.end - self.start >= len(name) + 2 and self.text[self.end - 1] == ")"
        if not enough or not self.text.startswith(f"{name}(", self.start, self.end):
            return False
        self.start += len(name) + 1
        self.end -= 1
        return True

    def expression(self) -> Reader:
        """Takes off what goes up to the next comma or closing bracket that is not inside brackets (Core: Expr)."""
        level, end = 0, self.end
        for match in _BRACKETS.finditer(self.text, self.start, self.end):
            if match[0] in "({":
                level += 1
            elif level and match[0] != ",":
                level -= 1
            elif not level:
                end = match.start()
                break
        taken = Reader(self.text, self.start, end)
        self.start = end
        return taken
