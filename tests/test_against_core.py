"""Every verdict is Bitcoin Core's: random spends, judged by the engine and by libbitcoinkernel.

Each signature in them is checked once more without its numbers, and those of every tenth spend by every backend there
is. As a script, `python tests/test_against_core.py --spends 200000 --seed 1 --jobs 2` prints a summary.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from itertools import chain, combinations

import pytest
from backends import ALL, checked, checked_by_all
from conftest import FULL, slow
from spends import KINDS, make_spend
from spends.judges import Case, core_accepts, engine_runs
from spends.keys import ECDSA_HASH_TYPES, ODD_HASH_TYPES, SCHNORR_HASH_TYPES

from txexplain.crypto import curve
from txexplain.model.hash_types import SIGHASH_DEFAULT
from txexplain.model.rules import CONSENSUS, NO_RULES, Rules
from txexplain.model.spend import Run, Verdict

SPENDS = 200_000 if FULL else 10_000
SEED = 1
CHUNK = 500

_FREE = (Rules.DERSIG, Rules.NULLDUMMY, Rules.CHECKLOCKTIMEVERIFY, Rules.CHECKSEQUENCEVERIFY)
_NESTED = (NO_RULES, Rules.P2SH, Rules.P2SH | Rules.WITNESS, Rules.P2SH | Rules.WITNESS | Rules.TAPROOT)


def _rule_sets() -> Iterator[Rules]:
    """Every set of consensus rules that is possible: each of the nested ones needs those before it."""
    for free in chain.from_iterable(combinations(_FREE, size) for size in range(len(_FREE) + 1)):
        for nested in _NESTED:
            rules = nested
            for rule in free:
                rules |= rule
            yield rules


RULE_SETS = tuple(_rule_sets())
HASH_TYPES = {
    *(f"ecdsa {number:02x}" for number in ECDSA_HASH_TYPES + ODD_HASH_TYPES),
    *(f"schnorr {number or SIGHASH_DEFAULT:02x}" for number in SCHNORR_HASH_TYPES),
}


@dataclass
class Tally:
    """What came out. Counts are of spends by today's rules; disagreements are by any."""

    spends: int = 0
    valid: Counter[str] = field(default_factory=Counter)  # by kind
    invalid: Counter[str] = field(default_factory=Counter)
    hash_types: Counter[str] = field(default_factory=Counter)  # of signatures that passed in valid spends
    mutations: Counter[str] = field(default_factory=Counter)
    valid_mutations: Counter[str] = field(default_factory=Counter)
    signatures: Counter[str] = field(default_factory=Counter)  # checked again, by what came of it
    by_all: int = 0  # of those, how many by every backend
    disagreements: list[str] = field(default_factory=list)

    def count(self, case: Case, run: Run) -> None:
        self.spends += 1
        valid = run.verdict is Verdict.VALID
        (self.valid if valid else self.invalid)[case.kind] += 1
        if case.mutation:
            self.mutations[case.mutation] += 1
            self.valid_mutations[case.mutation] += valid
        if valid:
            passed = {(check.algorithm, check.sighash) for check in run.checks if check.passes}
            self.hash_types.update(f"{algorithm} {sighash.hash_type:02x}" for algorithm, sighash in passed if sighash)

    def add(self, other: Tally) -> None:
        self.spends += other.spends
        self.by_all += other.by_all
        self.disagreements += other.disagreements
        for name in ("valid", "invalid", "hash_types", "mutations", "valid_mutations", "signatures"):
            getattr(self, name).update(getattr(other, name))


def judge(seed: int, numbers: range) -> Tally:
    """The spends of these numbers: each by today's rules and by a random set of rules."""
    tally = Tally()
    for number in numbers:
        case = make_spend(seed, number)
        rule_sets = (CONSENSUS, random.Random(f"rules {seed}/{number}").choice(RULE_SETS))
        place = f"seed {seed} number {number}"
        try:
            runs = engine_runs(case, *rule_sets)
            _check_again(runs, tally, by_all=number % 10 == 0)
        except Exception as error:  # a defect, whatever it is: the spend that shows it is to be known
            tally.disagreements.append(_described(case, rule_sets[1], f"{place}: engine raised {error!r}"))
            continue
        for rules, run in zip(rule_sets, runs, strict=True):
            core = core_accepts(case, rules)
            if run.verdict is not (Verdict.VALID if core else Verdict.INVALID):
                outcome = f"{place}: Core {core}, engine {run.verdict.value}"
                tally.disagreements.append(_described(case, rules, outcome))
        tally.count(case, runs[0])
    return tally


def _check_again(runs: list[Run], tally: Tally, *, by_all: bool) -> None:
    """Every signature of the runs without its numbers, or by every backend: the same verdict for the same reason."""
    for check in {check for run in runs for check in run.checks if check.sighash is not None}:
        assert check.sighash is not None
        signature = check.signature[:-1] if check.algorithm == "ecdsa" else check.signature[:64]
        again = checked_by_all if by_all else checked
        found = again(check.algorithm, signature, check.public_key, check.sighash.digest)[:2]
        assert found == (check.passes, check.reason), check
        tally.signatures[check.reason or "passes"] += 1
        tally.by_all += by_all


def _described(case: Case, rules: Rules, outcome: str) -> str:
    spent = " ".join(f"{value}:{script.hex()}" for value, script, *_ in case.spent)
    names = ",".join(rules.names) or "none"
    title = f"{outcome} ({case.kind}; {case.mutation or 'untouched'})"
    return f"{title}\n  rules {names}\n  input {case.index} of {case.raw.hex()}\n  spent {spent}"


def judge_all(spends: int, seed: int, jobs: int) -> Tally:
    tally = Tally()
    chunks = [range(start, min(start + CHUNK, spends)) for start in range(0, spends, CHUNK)]
    if jobs == 1:
        for chunk in chunks:
            tally.add(judge(seed, chunk))
        return tally
    with ProcessPoolExecutor(jobs) as pool:
        for part in pool.map(judge, [seed] * len(chunks), chunks):
            tally.add(part)
    return tally


PARTS = 8
SOME = 1_000  # in the quick run
KIND_NAMES = {f"{recipe} {wrapping}" for recipe, wrapping in KINDS}


@pytest.mark.parametrize(
    ("seed", "spends"), [(0, SOME), *(slow(SEED + part, SPENDS // PARTS) for part in range(PARTS))]
)
def test_not_one_verdict_differs_from_cores(seed: int, spends: int) -> None:
    """And of those spends neither most are valid nor most invalid; tampering is refused mostly, but not always."""
    tally = judge(seed, range(spends))
    assert tally.spends == spends
    assert not tally.disagreements, "\n".join(tally.disagreements[:5])
    assert set(tally.invalid) == KIND_NAMES
    assert 0.3 < tally.valid.total() / spends < 0.7
    assert set(tally.hash_types) >= HASH_TYPES
    assert 0 < tally.valid_mutations.total() < tally.mutations.total() / 2


@pytest.mark.slow
def test_every_kind_is_valid_in_some_spend() -> None:
    left = set(KIND_NAMES)
    for number in range(SPENDS):
        case = make_spend(SEED, number)
        if case.kind in left and engine_runs(case, CONSENSUS)[0].verdict is Verdict.VALID:
            left.remove(case.kind)
        if not left:
            return
    raise AssertionError(left)


def main() -> int:
    parser = argparse.ArgumentParser(description="Compares the engine's verdicts with Bitcoin Core's.")
    parser.add_argument("--spends", type=int, default=SPENDS)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--jobs", type=int, default=1)
    options = parser.parse_args()
    start = time.monotonic()
    tally = judge_all(options.spends, options.seed, options.jobs)
    _print_summary(tally, time.monotonic() - start)
    return 1 if tally.disagreements else 0


def _print_summary(tally: Tally, seconds: float) -> None:
    print(f"{'kind':28} {'valid':>8} {'invalid':>8}")
    for kind in sorted(tally.valid | tally.invalid):
        print(f"{kind:28} {tally.valid[kind]:8} {tally.invalid[kind]:8}")
    print(f"{'all':28} {tally.valid.total():8} {tally.invalid.total():8}")
    print(f"\n{'what was changed':42} {'spends':>8} {'valid':>8}")
    for name, count in sorted(tally.mutations.items()):
        print(f"{name:42} {count:8} {tally.valid_mutations[name]:8}")
    print("\nsignatures:", ", ".join(f"{reason}: {count}" for reason, count in tally.signatures.most_common()))
    print(f"{tally.by_all} of them by {', '.join(ALL)}; the others by {curve.BACKEND.name}")
    print("\nvalid hash types:", ", ".join(f"{name}: {count}" for name, count in sorted(tally.hash_types.items())))
    for disagreement in tally.disagreements:
        print(f"\n{disagreement}")
    print(f"\n{tally.spends} spends, {len(tally.disagreements)} disagreements, {seconds:.0f} s")


if __name__ == "__main__":
    sys.exit(main())
