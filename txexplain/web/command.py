"""The command that prints what a page tells, and what of it cannot be repeated."""

from __future__ import annotations

from typing import NamedTuple

MAX_SHOWN = 2_000  # characters


class Command(NamedTuple):
    """`words` as they are typed; a name in capitals in them stands for what was given: `stands_for` says which.

    `left_out` are options that were given and are not repeated, since they may hold a file name or a password.
    `of_bytes` prints every field of the bytes of which the page has a panel.
    """

    words: str
    stands_for: str = ""  # `tx`, `block` or `lock`
    left_out: tuple[str, ...] = ()
    of_bytes: str = ""

    @property
    def is_whole(self) -> bool:
        """Whether it can be copied as it stands."""
        return not self.stands_for and not self.is_long

    @property
    def is_long(self) -> bool:
        return len(self.words) > MAX_SHOWN

    @property
    def shown(self) -> str:
        """Its words, of very many the first."""
        return f"{self.words[:MAX_SHOWN]}…" if self.is_long else self.words

    @property
    def options(self) -> str:
        return ", ".join(self.left_out)

    def with_option(self, option: str) -> Command:
        """The same with one option more, unless it has that."""
        return self if f" {option} " in f"{self.words} " else self._replace(words=f"{self.words} {option}")
