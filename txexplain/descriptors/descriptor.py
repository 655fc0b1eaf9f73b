"""A descriptor that was read: a function with its keys and what is inside it; and how Core writes that."""

from __future__ import annotations

from typing import NamedTuple

from txexplain.addresses.descriptors import with_checksum
from txexplain.descriptors.keys import Key
from txexplain.miniscript.node import Node
from txexplain.model.networks import Network


class Descriptor(NamedTuple):
    """One descriptor, a multipath resolved.

    `function` is its name, `miniscript` for an expression in `wsh()` or `tr()`, whose `node` has for keys their
    places, as `place_of` makes them. `inside` is the script of `sh()` and `wsh()`, and the leaves of `tr()`, at those
    `depths`, from left to right. `needed` is how many signatures a multisig asks for, `script` the bytes of `raw()`
    and `addr()`, `address` what the latter names. `is_tapscript` tells that it is a leaf, with keys of 32 bytes.
    """

    function: str
    keys: tuple[Key, ...] = ()
    inside: tuple[Descriptor, ...] = ()
    depths: tuple[int, ...] = ()
    needed: int = 0
    script: bytes = b""
    address: str = ""
    node: Node | None = None
    is_tapscript: bool = False

    @property
    def is_range(self) -> bool:
        """Whether one of its keys stands for a key at each place of a range (Core: IsRange)."""
        return any(key.is_range for key in self.keys) or any(each.is_range for each in self.inside)

    @property
    def derived_keys(self) -> int:
        """How many keys are derived for it, at each place of its range."""
        single = (each for key in self.keys for each in (key, *key.participants))
        return sum(each.is_derived for each in single) + sum(each.derived_keys for each in self.inside)

    @property
    def is_solvable(self) -> bool:
        """Whether it tells all that spending needs but the signatures (Core: IsSolvable)."""
        return self.function not in ("addr", "raw")

    def __str__(self) -> str:
        """The canonical form, without its checksum (Core: ToString)."""
        if self.node is not None:
            from txexplain.miniscript.write import text_of

            return text_of(self.node, lambda place: str(self.keys[int.from_bytes(place, "big")]))
        if self.function in ("addr", "raw"):
            return f"{self.function}({self.address or self.script.hex()})"
        items = [str(self.needed)] if self.needed else []
        items += map(str, self.keys)
        items += [_tree(self)] if self.depths else map(str, self.inside)
        return f"{self.function}({','.join(items)})"


def place_of(number: int) -> bytes:
    """What stands in a node for the key of that number."""
    return number.to_bytes(4, "big")


def _tree(descriptor: Descriptor) -> str:
    """The leaves of `tr()`, in braces by their depths."""
    parts: list[str] = []
    path: list[bool] = []  # by depth: whether the left side of the branch is written
    for depth, leaf in zip(descriptor.depths, descriptor.inside, strict=True):
        parts.append("," if path else "")
        parts.append("{" * (depth - len(path)))
        path += [False] * (depth - len(path))
        parts.append(str(leaf))
        while path and path[-1]:
            parts.append("}")
            path.pop()
        path[-1:] = [True] if path else []
    return "".join(parts)


class Parsed(NamedTuple):
    """What was read: the `text` without its checksum, and of each path of a multipath its descriptor."""

    text: str
    network: Network
    descriptors: tuple[Descriptor, ...]

    @property
    def is_range(self) -> bool:
        """Whether it has a script at each place of a range; the paths of a multipath are alike in that."""
        return self.descriptors[0].is_range

    @property
    def derived_keys(self) -> int:
        """Those of all its paths together."""
        return sum(each.derived_keys for each in self.descriptors)

    @property
    def canonical(self) -> tuple[str, ...]:
        """Each as Core writes it, with its checksum."""
        return tuple(with_checksum(str(each)) for each in self.descriptors)
