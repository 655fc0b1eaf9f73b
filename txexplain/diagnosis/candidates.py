"""The messages that are tried for one signature: the right one, its neighbours, and two mistakes together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from txexplain.crypto.sighash.fields import Fields
from txexplain.diagnosis.budget import COST_OF_WRITING, Budget
from txexplain.diagnosis.messages import FORMS, HASHINGS, KINDS, LIKELY_HASHINGS, TRANSACTIONS
from txexplain.diagnosis.setting import LEGACY, Case, HashingKind, Kind, Neighbour, Setting
from txexplain.model.errors import NotKnown
from txexplain.model.report import NO_FACTS, Facts
from txexplain.model.signing import Sighash

_HASHES_BYTES = 1_000  # what a message with hashes in it takes, about


class Candidate(NamedTuple):
    """A digest that the signature may sign; `key` is the mistake that leads to it, empty for none."""

    key: str
    sighash: Sighash
    digest: bytes
    facts: Facts = NO_FACTS


class _Built(NamedTuple):
    kind: int  # its place in the table
    neighbour: Neighbour
    sighash: Sighash


class Candidates:
    """The trials of one signature, each digest once: where two mistakes give the same, the simpler one."""

    def __init__(self, case: Case, budget: Budget) -> None:
        self.case = case
        self._budget = budget
        self._seen: set[bytes] = set()
        self._written: list[Fields] = [case.setting.fields]
        self._built: list[_Built] = []

    def __iter__(self) -> Iterator[Candidate]:
        """The likeliest first. Raises Spent."""
        setting = self.case.setting
        right = self._build(setting)
        if right is not None:
            yield from self._new(Candidate("", right, right.digest))
            yield from self._hashed(HASHINGS, Neighbour("", setting), right)
        for place, kind in enumerate(KINDS):
            for neighbour in kind(self.case, setting):
                yield from self._single(place, neighbour)
        forms = [built for built in self._built if built.kind < len(FORMS)]
        rest = [built for built in self._built if built.kind >= len(FORMS)]
        yield from self._all_hashed(LIKELY_HASHINGS, forms)
        yield from self._all_pairs(forms, FORMS)
        self._budget.go_beyond()
        yield from self._all_hashed(LIKELY_HASHINGS, rest)
        yield from self._all_pairs(forms, TRANSACTIONS)
        yield from self._all_hashed(HASHINGS, self._built)
        yield from self._all_pairs(rest, TRANSACTIONS)

    def _single(self, place: int, neighbour: Neighbour) -> Iterator[Candidate]:
        sighash = self._build(neighbour.setting)
        if sighash is not None:
            self._built.append(_Built(place, neighbour, sighash))
            yield from self._new(Candidate(neighbour.key, sighash, sighash.digest, neighbour.facts))

    def _all_pairs(self, firsts: Iterable[_Built], kinds: tuple[Kind, ...]) -> Iterator[Candidate]:
        """What follows where a mistake of these kinds is made besides, of a kind that comes later."""
        for built in firsts:
            for kind in kinds:
                if KINDS.index(kind) > built.kind:
                    yield from self._pairs(built.neighbour, kind)

    def _pairs(self, first: Neighbour, kind: Kind) -> Iterator[Candidate]:
        for second in kind(self.case, first.setting):
            sighash = self._build(second.setting)
            if sighash is not None:
                facts = _both(first.facts, second.key, second.facts)
                yield from self._new(Candidate(first.key, sighash, sighash.digest, facts))

    def _all_hashed(self, kinds: tuple[HashingKind, ...], firsts: Iterable[_Built]) -> Iterator[Candidate]:
        for built in firsts:
            yield from self._hashed(kinds, built.neighbour, built.sighash)

    def _hashed(self, kinds: tuple[HashingKind, ...], neighbour: Neighbour, sighash: Sighash) -> Iterator[Candidate]:
        for kind in kinds:
            for each in kind(self.case, neighbour.setting, sighash):
                self._budget.take(self._size(neighbour.setting), tries=0)
                facts = _both(neighbour.facts, each.key, each.facts) if neighbour.key else each.facts
                yield from self._new(Candidate(neighbour.key or each.key, each.sighash, each.digest, facts))

    def _new(self, trial: Candidate) -> Iterator[Candidate]:
        if trial.digest not in self._seen:
            self._seen.add(trial.digest)
            self._budget.take()
            yield trial

    def _build(self, setting: Setting) -> Sighash | None:
        """The message; None where there is none, or what it needs is not known."""
        work_bytes = self._size(setting)
        if not any(setting.fields is fields for fields in self._written):
            self._written.append(setting.fields)
            work_bytes += COST_OF_WRITING * len(setting.fields.tx.raw)
        self._budget.take(work_bytes, tries=0)
        try:
            return setting.build()
        except NotKnown:
            return None

    @staticmethod
    def _size(setting: Setting) -> int:
        """About how many bytes are hashed for one message."""
        rest = len(setting.fields.tx.raw) if setting.algorithm == LEGACY else _HASHES_BYTES
        return rest + len(setting.script_code)


def _both(first: Facts, key: str, second: Facts) -> Facts:
    """The facts of two mistakes; those of the second with its key, and where both have one of a name, as `also_`."""
    renamed = {name if name not in first else f"also_{name}": value for name, value in second.items()}
    return Facts({**first, **renamed}, also=key)
