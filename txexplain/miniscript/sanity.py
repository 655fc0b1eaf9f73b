"""Whether a miniscript means what it seems to mean, so that a descriptor takes it (Core: IsSane, FindInsaneSub)."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import NamedTuple

from txexplain.miniscript.limits import Limits, is_too_much, limits_of
from txexplain.miniscript.node import Node, evaluate
from txexplain.miniscript.read import max_script_size
from txexplain.miniscript.write import text_of
from txexplain.model.transaction import LOCK_TIME_THRESHOLD, SEQUENCE_LOCKTIME_TYPE_FLAG

# By BIP379's letters: relative in seconds and in blocks, absolute in seconds and in blocks
_MIXED = (("g", "h"), ("h", "g"), ("i", "j"), ("j", "i"))
_SENTENCES = {  # Core's
    "invalid": " is invalid",
    "malleable": " is not sane: malleable witnesses exist",
    "unsigned": " is not sane: witnesses without signature exist",
    "mixed_locks": " is not sane: contains mixes of timelocks expressed in blocks and seconds",
    "duplicate_keys": " is not sane: contains duplicate public keys",
    "resources": " is not sane: needs witnesses that may exceed resource limits",
    "not_alone": " is not sane",
    "unsatisfiable": " is not satisfiable",
}


class Insane(NamedTuple):
    """What is wrong with a miniscript: the `part` that it is wrong with, and the `reason`.

    Reasons: `invalid` (not typed well, or too large), `malleable`, `unsigned` (nobody has to sign), `mixed_locks`,
    `duplicate_keys`, `resources` (more opcodes or stack items than are allowed), `not_alone` (it leaves what a script
    must not leave), `unsatisfiable`. `core` is what Bitcoin Core says of it.
    """

    part: str
    reason: str

    @property
    def core(self) -> str:
        """The sentence of Bitcoin Core, the part of the expression in front."""
        return self.part + _SENTENCES[self.reason]


class Findings(NamedTuple):
    """What is known of an expression: its limits, its kinds of time lock, its keys (None if one is there twice)."""

    limits: Limits
    locks: frozenset[str]
    mixed: bool
    keys: set[Hashable] | None


def insanity(
    root: Node, key_text: Callable[[bytes], str], *, tapscript: bool, same: Callable[[bytes], Hashable] | None = None
) -> Insane | None:
    """What is wrong with an expression that a descriptor has in `wsh()` or a leaf of `tr()`, None where it is sane.

    Keys are duplicates where `same` gives the same for them, which else are their bytes.
    """
    judge = _Judge(tapscript, same or (lambda key: key))
    if is_too_much(_thresholds(root)):
        return Insane(text_of(root, key_text), "resources")
    of_root = evaluate(root, judge.visit)
    sane = not judge.of_part(root, of_root) and {"B", "s"} <= root.type
    if sane and of_root.limits.yes:
        return None
    worst, findings = judge.insane or (root, of_root)
    reason = "unsatisfiable" if sane else judge.reason(worst, findings, worst is root)
    return Insane(text_of(worst, key_text), reason)


def _thresholds(root: Node) -> list[Node]:
    found: list[Node] = []
    evaluate(root, lambda node, inside: found.append(node) if node.fragment == "thresh" else None)
    return found


class _Judge:
    def __init__(self, tapscript: bool, same: Callable[[bytes], Hashable]) -> None:
        self.tapscript, self.same = tapscript, same
        self.insane: tuple[Node, Findings] | None = None  # the first, with none inside it

    def visit(self, node: Node, inside: Sequence[Findings]) -> Findings:
        limits = limits_of(node, [each.limits for each in inside], tapscript=self.tapscript)
        locks, mixed = _locks(node, inside)
        found = Findings(limits, locks, mixed, self._keys(node, inside))
        if self.insane is None and self.of_part(node, found):
            self.insane = node, found
        return found

    def reason(self, node: Node, found: Findings, is_root: bool) -> str:
        """Why it is not sane, the first in Core's order."""
        part = self.of_part(node, found)
        unsigned = is_root and "s" not in node.type and part not in ("invalid", "malleable")
        return "unsigned" if unsigned else part or "not_alone"

    def of_part(self, node: Node, found: Findings) -> str:
        """Why it is not even sane as a part, "" where it is (Core: IsSaneSubexpression)."""
        reasons = {
            "invalid": not node.type or found.limits.size > max_script_size(tapscript=self.tapscript),
            "malleable": "m" not in node.type,
            "mixed_locks": found.mixed,
            "duplicate_keys": found.keys is None,
            "resources": not found.limits.fit(tapscript=self.tapscript),
        }
        return next((reason for reason, holds in reasons.items() if holds), "")

    def _keys(self, node: Node, inside: Sequence[Findings]) -> set[Hashable] | None:
        found, total = {self.same(key) for key in node.keys}, len(node.keys)
        for each in inside:
            if each.keys is None:
                return None
            total += len(each.keys)
            found, fewer = (found, each.keys) if len(found) >= len(each.keys) else (each.keys, found)
            found |= fewer
        return found if len(found) == total else None


def _locks(node: Node, inside: Sequence[Findings]) -> tuple[frozenset[str], bool]:
    """The kinds of time lock, and whether two that exclude each other may be needed together."""
    name = node.fragment
    if name == "older":
        return frozenset("g" if node.number & SEQUENCE_LOCKTIME_TYPE_FLAG else "h"), False
    if name == "after":
        return frozenset("i" if node.number >= LOCK_TIME_THRESHOLD else "j"), False
    together = inside[:2] if name.startswith("and") else inside if name == "thresh" and node.number > 1 else ()
    seen, mixed = frozenset[str](), any(each.mixed for each in inside)
    for each in together:
        mixed = mixed or any(one in seen and other in each.locks for one, other in _MIXED)
        seen |= each.locks
    return seen.union(*(each.locks for each in inside)), mixed
