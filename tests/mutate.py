"""Whether the tests notice when the code is wrong: python tests/mutate.py --mutants 300 --jobs 2

Plants one small fault at a time in a copy of the project, and runs the tests that name the part, in the quick
selection, until one fails. Faults are drawn by `--seed`. One that no test notices survives: it is shown, and makes
the exit status 1, unless `tests/mutants.md` lists it as one that changes nothing. Results are kept in `--results`, so
that a run that was ended goes on where it was.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from queue import Queue

from mutants import Mutant, mutants_in

ROOT = Path(__file__).resolve().parent.parent
TESTS = {  # what is made wrong → the tests that name it, those first that take least
    "txexplain/insights": (
        "borders",
        "templates",
        "truth_nonces",
        "truth_keys",
        "truth_outputs",
        "truth_b",
        "truth_reversed",
        "examples",
    ),
    "txexplain/lessons": ("answers", "waiting", "space", "hands", "course", "learn"),
    "txexplain/verify.py": ("judging", "attacks", "verify", "whatif"),
    "txexplain/data": ("json", "data", "core_json", "whatif", "block", "verify"),
}
_CLOSER = {  # parts of those that tests of their own name
    "txexplain/lessons/bank/": ("quiz_bank", "quiz"),
    "txexplain/lessons/quiz_answers": ("quiz_bank",),
    "txexplain/lessons/quiz": ("quiz_formats", "quiz_bank"),
    "txexplain/lessons/drawing": ("quiz",),
    "txexplain/lessons/plans/": ("plans",),
    "txexplain/lessons/handouts": ("handouts",),
    "txexplain/data/quiz": ("quiz_formats",),
    "txexplain/data/class_scores": ("class_scores",),
}
_OUTCOMES = (0, 1, 2, 3)  # of pytest: passed, failed, not even collected, failed itself; others are of a wrong call
_HANG = 120  # seconds: a fault that makes something endless is noticed
_COPIED = ("txexplain", "examples", "tests", "docs", "README.md", "ARCHITECTURE.md", "pyproject.toml")
_LISTED = re.compile(r"^## `(?P<path>[^`]+)`\n\n    - (?P<taken>.*)\n    \+ (?P<put>.*)\n", re.MULTILINE)


@cache
def every_mutant() -> list[Mutant]:
    return mutants_in(ROOT, *TESTS)


def drawn(count: int, seed: int) -> list[Mutant]:
    """So many mutants of all parts, always the same ones."""
    return random.Random(seed).sample(every_mutant(), min(count, len(every_mutant())))


def tests_of(path: str) -> list[str]:
    tests = next(tests for part, tests in (_CLOSER | TESTS).items() if path.startswith(part))
    return [f"tests/test_{name}.py" for name in tests]


def copied(folder: Path) -> Path:
    """A copy of the project, for mutants to be planted in."""
    for name in _COPIED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        elif source.exists():
            shutil.copy2(source, folder / name)
    return folder


def is_noticed(mutant: Mutant, copy: Path) -> bool:
    """Whether a test fails, or never ends, with the mutant planted in the copy."""
    file, source = copy / mutant.path, (ROOT / mutant.path).read_text(encoding="utf-8")
    file.write_text(mutant.applied(source), encoding="utf-8")
    try:
        return not _pass(tests_of(mutant.path), copy)
    finally:
        file.write_text(source, encoding="utf-8")


def _pass(tests: list[str], copy: Path) -> bool:
    """Whether these tests pass there. `-m pytest` puts the copy first on the path, before what is installed."""
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *tests]
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
    process = subprocess.Popen(
        command,
        cwd=copy,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        status = process.wait(_HANG)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        return False
    if status not in _OUTCOMES:
        raise SystemExit(f"{' '.join(command)} ends with {status}")
    return status == 0


def name_of(mutant: Mutant) -> str:
    """By which a result is found again: the file and both texts."""
    taken, put = mutant.lines((ROOT / mutant.path).read_text(encoding="utf-8"))
    return f"{mutant.path.removeprefix('txexplain/')}: {taken} → {put}"


def listed() -> set[str]:
    """The mutants that are known to change nothing."""
    text = (ROOT / "tests" / "mutants.md").read_text(encoding="utf-8")
    return {f"{found['path']}: {found['taken']} → {found['put']}" for found in _LISTED.finditer(text)}


def outcomes(mutants: list[Mutant], jobs: int, results: Path) -> Iterator[tuple[Mutant, bool]]:
    """Each mutant and whether it was noticed, as they come; those of earlier runs first."""
    lines = results.read_text(encoding="utf-8").splitlines() if results.exists() else []
    known = dict(map(json.loads, lines))
    yield from ((mutant, known[name_of(mutant)]) for mutant in mutants if name_of(mutant) in known)
    left = [mutant for mutant in mutants if name_of(mutant) not in known]
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(jobs) as pool:
        copies: Queue[Path] = Queue()
        for number in range(jobs):
            copies.put(copied(Path(folder) / str(number)))
        for part in TESTS if left else ():
            if not _pass(tests_of(part), copies.queue[0]):
                raise SystemExit(f"the tests of {part} fail without a fault")

        def tried(mutant: Mutant) -> tuple[Mutant, bool]:
            copy = copies.get()
            try:
                return mutant, is_noticed(mutant, copy)
            finally:
                copies.put(copy)

        for mutant, noticed in pool.map(tried, left):
            with results.open("a", encoding="utf-8") as file:
                file.write(json.dumps([name_of(mutant), noticed]) + "\n")
            yield mutant, noticed


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--mutants", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--results", type=Path, default=Path(tempfile.gettempdir()) / "txexplain-mutants.jsonl")
    options = parser.parse_args()
    equivalent, counts = listed(), {"killed": 0, "survived": 0, "equivalent": 0}
    for mutant, noticed in outcomes(drawn(options.mutants, options.seed), options.jobs, options.results):
        outcome = "killed" if noticed else "equivalent" if name_of(mutant) in equivalent else "survived"
        counts[outcome] += 1
        if outcome == "survived":
            taken, put = mutant.lines((ROOT / mutant.path).read_text(encoding="utf-8"))
            print(f"{mutant.path}:{mutant.line}\n    - {taken}\n    + {put}", flush=True)
    print(", ".join(f"{count} {outcome}" for outcome, count in counts.items()))
    return 1 if counts["survived"] else 0


if __name__ == "__main__":
    sys.exit(main())
