"""What keys do: one table drives the keys, the footer, the list of keys and the palette."""

from __future__ import annotations

from collections.abc import Callable, Container
from typing import NamedTuple


class Act(NamedTuple):
    """What a reader can do: its texts are `key_NAME`, `short_NAME`, `keys_NAME`, `does_NAME` of that topic.

    `keys` are named as Textual does; what has none is only told of. `now` says whether it does something here and
    now; only then the footer has it.
    """

    name: str
    keys: tuple[str, ...]
    do: Callable[[], object]
    now: bool = True
    topic: str = "step"

    def without(self, keys: Container[str]) -> Act:
        """The act without those of its keys that do something else now; the foot leaves it out without its first."""
        left = tuple(key for key in self.keys if key not in keys)
        return self if left == self.keys else self._replace(keys=left, now=self.now and left[:1] == self.keys[:1])
