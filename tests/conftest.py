"""What the tests share: vectors, examples, and the command run inside this process."""

from __future__ import annotations

import io
import json
import os
import sys
import zlib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import pytest
from hypothesis import HealthCheck, settings
from jsonschema import Draft202012Validator

from txexplain.bundled import all_examples, all_psbts, example_names
from txexplain.cli.app import run
from txexplain.crypto import curve, ecdsa, schnorr
from txexplain.model.examples import Example
from txexplain.model.subject import subject_of
from txexplain.schemas import schema_text
from txexplain.session.transaction import Session

ROOT = Path(__file__).resolve().parent.parent
EXAMPLES: dict[str, Example] = {example.name: example for example in all_examples()}
PSBTS: dict[str, Example] = {example.name: example for example in all_psbts()}
FULL = os.environ.get("TXEXPLAIN_TEST_FULL") == "1"

assert list(EXAMPLES) == example_names()

# Each run tries the same, and none fails because a machine is slow.
settings.register_profile(
    "steady", derandomize=True, database=None, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("steady")


STATE = TemporaryDirectory()
os.environ["XDG_STATE_HOME"] = STATE.name  # which lessons whoever runs the tests has done is no business of theirs


def pytest_configure(config: pytest.Config) -> None:
    """In full means the slow ones too."""
    if FULL and config.option.markexpr == "not slow":
        config.option.markexpr = ""


SAMPLED = {  # of tests that draw screens and pages: how many in a hundred of the cases of each run, unless in full
    "test_bursts": 25,
    "test_every_place": 40,
    "test_finding": 20,
    "test_gallery": 25,
    "test_in_browser": 30,
    "test_incoming": 50,
    "test_lesson_screen": 10,
    "test_lesson_shown": 40,
    "test_panes": 15,
    "test_spoken": 25,
    "test_step_ending": 50,
    "test_svg": 25,
    "test_web": 40,
    "test_web_commands": 40,
    "test_web_hostile": 40,
    "test_web_live": 50,
}


PLAYED = ("test_each_lesson_is_played_rightly_from_beginning_to_end", "test_each_lesson_is_played_wrongly_to_its_end")
"""Tests of which all cases run all the same."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leaves out most cases of what costs much: always the same ones, and never the first of a test."""
    if FULL:
        return
    first: set[object] = set()
    kept, left_out = [], []
    for item in items:
        name = getattr(item, "originalname", item.name)
        share = None if name in PLAYED else SAMPLED.get(item.path.stem)
        test = (item.path, name, bool(item.get_closest_marker("slow")))
        is_kept = share is None or test not in first or zlib.crc32(item.nodeid.encode()) % 100 < share
        first.add(test)
        (kept if is_kept else left_out).append(item)
    items[:] = kept
    if left_out:
        config.hook.pytest_deselected(items=left_out)


@cache
def remembered_sum(a: int, b: int, point: curve.Point) -> curve.Point | None:
    """`combine`, which takes most of the time with ecdsa: the tests check the same signatures again and again."""
    return curve.combine(a, b, point)


if not curve.BACKEND.is_library:
    ecdsa.combine = schnorr.combine = remembered_sum  # type: ignore[attr-defined]


posix = pytest.mark.skipif(os.name != "posix", reason="needs POSIX: its shell, signals or terminals")


def slow(*values: object) -> Any:
    """A parameter, or several together, whose test is left out of the quick run."""
    return pytest.param(*values, marks=pytest.mark.slow)


def each_example(*slow_names: str) -> list[Any]:
    """The name of every example, as a parameter; the tests of those named are slow."""
    return [slow(name) if name in slow_names else name for name in EXAMPLES]


@cache
def session_of(name: str) -> Session:
    """The session of a bundled example, as every command opens it."""
    return Session(subject_of(EXAMPLES[name]))


def vectors_folder() -> Path:
    """Where the conformance vectors are: TXEXPLAIN_VECTORS, or ../shared/vectors beside the checkout."""
    return Path(os.environ.get("TXEXPLAIN_VECTORS") or ROOT.parent / "shared" / "vectors")


def vector_bytes(name: str) -> bytes:
    """One file of vectors as it is. Without it the test is skipped, or fails where vectors are required."""
    path = vectors_folder() / name
    if not path.exists():
        if os.environ.get("TXEXPLAIN_REQUIRE_VECTORS") == "1":
            pytest.fail(f"vectors are required, but {path} is not there")
        pytest.skip(f"no vectors {name}: set TXEXPLAIN_VECTORS to a folder that holds them (see CONTRIBUTING.md)")
    return path.read_bytes()


def load_vectors(name: str) -> Any:
    """One JSON file of vectors; skipped or failing as `vector_bytes` is."""
    return json.loads(vector_bytes(name))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """What each test of vectors has run, by file, so that a test that ran nothing is seen: its properties."""
    reports = [report for outcome in terminalreporter.stats.values() for report in outcome]
    counts = sorted({pair for report in reports for pair in getattr(report, "user_properties", ())})
    if counts:
        terminalreporter.section("conformance vectors")
    for name, count in counts:
        terminalreporter.write_line(f"{name}: {count}")


@cache
def validator_of(name: str) -> Draft202012Validator:
    """What holds JSON to the schema of that command, which is one itself."""
    schema = json.loads(schema_text(name))
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


@pytest.fixture(autouse=True)
def strangers(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """The bytes of examples are what most tests show as the transaction of somebody of whom nothing is known.

    Those of what is known of them are marked `examples_known`.
    """
    if request.node.get_closest_marker("examples_known") is None:
        monkeypatch.setattr("txexplain.sources.transactions._name_of_bytes", lambda raw: None)


class Ran(NamedTuple):
    status: int
    out: str
    err: str


@pytest.fixture
def cli(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Ran]:
    """Runs the command in this process: `cli("decode", "pizza", stdin=b"…", width=80)`."""

    def untold(code: str) -> None:
        raise AssertionError(f"the error {code} could not be told")

    monkeypatch.setattr("txexplain.cli.output.say_plainly", untold)

    def call(
        *arguments: str, stdin: bytes = b"", width: int = 80, encoding: str = "utf-8", **environment: str
    ) -> Ran:
        out, err = io.BytesIO(), io.BytesIO()
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BufferedReader(io.BytesIO(stdin)), "utf-8"))
        monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(out, encoding, write_through=True))
        monkeypatch.setattr(sys, "stderr", io.TextIOWrapper(err, encoding, write_through=True))
        for name in ("LC_ALL", "LC_MESSAGES", "NO_COLOR", "FORCE_COLOR"):
            monkeypatch.delenv(name, raising=False)
        for name, value in {"COLUMNS": str(width), "LANG": "C.UTF-8", "TERM": "dumb", **environment}.items():
            monkeypatch.setenv(name, value)
        status = run(arguments)
        return Ran(status, out.getvalue().decode(encoding), err.getvalue().decode(encoding))

    return call
