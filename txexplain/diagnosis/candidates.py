"""The messages that are tried for one signature: the right one, its neighbours, and two mistakes together."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator
from itertools import chain, islice
from typing import NamedTuple

from txexplain.crypto.sighash.fields import Fields
from txexplain.diagnosis.budget import COST_OF_COIN, COST_OF_WRITING, Budget
from txexplain.diagnosis.messages import FORMS, HASHINGS, KINDS, LIKELY_HASHINGS, RARE_HASHINGS, TRANSACTIONS
from txexplain.diagnosis.setting import LEGACY, Case, HashingKind, Kind, Neighbour, Setting
from txexplain.model.errors import NotKnown
from txexplain.model.report import NO_FACTS, Facts
from txexplain.model.signing import Sighash

PAIRED = 48  # mistakes of one kind that are made together with others
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
        self._later: list[Iterator[Neighbour]] = []

    def __iter__(self) -> Iterator[Candidate]:
        """The likeliest first. Raises Spent."""
        setting = self.case.setting
        right = self._build(setting)
        if right is not None:
            yield from self._new(Candidate("", right, right.digest))
            yield from self._hashed(HASHINGS, Neighbour("", setting), right)
        forms = yield from self._firsts(FORMS)
        yield from self._all_hashed(LIKELY_HASHINGS, forms)
        yield from self._all_pairs(forms, FORMS)
        others = yield from self._firsts(TRANSACTIONS)
        if right is not None:
            yield from self._hashed(RARE_HASHINGS, Neighbour("", setting), right)
        yield from self._rest()
        self._budget.go_beyond()
        yield from self._all_hashed(LIKELY_HASHINGS, others)
        yield from self._all_pairs(forms, TRANSACTIONS)
        yield from self._all_hashed(HASHINGS, forms + others)
        yield from self._all_pairs(others, TRANSACTIONS)

    def _firsts(self, kinds: tuple[Kind, ...]) -> Generator[Candidate, None, list[_Built]]:
        """The likeliest of each kind; gives those that can be made together with others."""
        found = []
        for kind in kinds:
            neighbours = kind(self.case, self.case.setting)
            self._later.append(neighbours)
            for neighbour in islice(neighbours, PAIRED):
                sighash = self._build(neighbour.setting)
                if sighash is not None:
                    found.append(_Built(KINDS.index(kind), neighbour, sighash))
                    yield from self._new(Candidate(neighbour.key, sighash, sighash.digest, neighbour.facts))
        return found

    def _rest(self) -> Iterator[Candidate]:
        """The others of each kind, as there are of many inputs or outputs, by themselves."""
        for neighbour in chain.from_iterable(self._later):
            self._budget.leave_out()  # not made together with others
            sighash = self._build(neighbour.setting)
            if sighash is not None:
                yield from self._new(Candidate(neighbour.key, sighash, sighash.digest, neighbour.facts))

    def _all_pairs(self, firsts: Iterable[_Built], kinds: tuple[Kind, ...]) -> Iterator[Candidate]:
        """What follows where a mistake of these kinds is made besides, of a kind that comes later."""
        for built in firsts:
            for kind in kinds:
                if KINDS.index(kind) > built.kind:
                    yield from self._pairs(built.neighbour, kind)

    def _pairs(self, first: Neighbour, kind: Kind) -> Iterator[Candidate]:
        for second in islice(kind(self.case, first.setting), PAIRED):
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
        work_bytes = self._size(setting) + self._cost_of_fields(setting.fields)
        self._budget.take(work_bytes, tries=0)
        try:
            return setting.build()
        except NotKnown:
            return None

    def _cost_of_fields(self, fields: Fields) -> int:
        """What it takes to write a transaction anew, or a list of other spent outputs."""
        if any(fields is written for written in self._written):
            return 0
        self._written.append(fields)
        if fields.tx is self.case.setting.fields.tx:
            return COST_OF_COIN * len(fields.spent)
        return COST_OF_WRITING * len(fields.tx.raw)

    @staticmethod
    def _size(setting: Setting) -> int:
        """About how many bytes are hashed for one message."""
        rest = len(setting.fields.tx.raw) if setting.algorithm == LEGACY else _HASHES_BYTES
        return rest + len(setting.script_code)


def _both(first: Facts, key: str, second: Facts) -> Facts:
    """The facts of two mistakes; those of the second with its key, and where both have one of a name, as `also_`."""
    renamed = {name if name not in first else f"also_{name}": value for name, value in second.items()}
    return Facts({**first, **renamed}, also=key)
