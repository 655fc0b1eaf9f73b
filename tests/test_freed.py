"""What is done with is freed at once, by counting references alone: nothing refers to itself on a round-about way.

A stream or a server works for days; and the command turns the collector of cycles off, to start faster.
"""

from __future__ import annotations

import gc
import weakref
from collections.abc import Callable, Iterator

import pytest
from conftest import EXAMPLES

from txexplain.analyse import analyse, regions
from txexplain.analyse_block import analyse_block
from txexplain.bundled import load_block
from txexplain.data.block import block_data
from txexplain.data.decode import decode_data
from txexplain.data.sighash import sighash_data
from txexplain.data.trace import script_data, trace_data
from txexplain.data.verify import verify_data
from txexplain.data.whatif import whatif_data
from txexplain.model.errors import TxExplainError
from txexplain.model.networks import NETWORKS
from txexplain.model.report import Report
from txexplain.model.rules import CONSENSUS
from txexplain.model.signing import SigVersion
from txexplain.model.whatif import Edit
from txexplain.recognise import recognise_bytes
from txexplain.render.json import to_json
from txexplain.script.spend import run_alone
from txexplain.verify import Verifier, trace, verify
from txexplain.whatif import whatif

NAMES = (
    "all-types",
    "bad-signature",
    "bad-taproot",
    "before-p2sh",
    "coinbase",
    "first",
    "htlc-claim",
    "nop2",
    "pizza",
)
BLOCK = load_block("block170")


@pytest.fixture(autouse=True, scope="module")
def without_the_collector() -> Iterator[None]:
    """What other tests left behind is passed over: collecting it for each test would take most of the time."""
    gc.collect()
    gc.freeze()
    gc.disable()
    yield
    gc.enable()
    gc.unfreeze()


def report_of(name: str) -> Report:
    example = EXAMPLES[name]
    return analyse(example.raw, example.spent_outputs, NETWORKS[example.network])


def judged(report: Report) -> None:
    verify(report, None, 170_000)
    to_json(verify_data(verify(report)))
    verify(analyse(report.tx.raw))  # without its coins


def traced(report: Report) -> None:
    spend = trace(report, 0, CONSENSUS, 50)
    to_json(trace_data(spend, ""))
    to_json(sighash_data(spend, report.tx))


def changed(report: Report) -> None:
    for edit in (Edit("set", "version", "7"), Edit("flip", "4", "7"), Edit("flip", str(len(report.tx.raw) - 5), "7")):
        to_json(whatif_data(whatif(report, [edit])))


def fails(work: Callable[[], object]) -> bool:
    """Whether it is refused. `pytest.raises` would leave a circle of its own."""
    try:
        work()
    except TxExplainError:
        return True
    return False


def refused(report: Report) -> None:
    for raw in (b"", report.tx.raw[:-1], report.tx.raw + b"\0", b"\1\0\0\0\0\2", report.tx.raw[:4] + b"\0\1"):
        assert fails(lambda raw=raw: analyse(raw))
        recognise_bytes(raw)
    assert fails(lambda: whatif(report, [Edit("set", "vout[99].value", "1")]))


def decoded(report: Report) -> None:
    to_json(decode_data(report, regions(report)))


WORK: tuple[Callable[[Report], None], ...] = (decoded, judged, traced, changed, refused)


def cycles_left_by(work: Callable[[], object]) -> int:
    """How many objects only the collector can free, of those that are not loaded or remembered at the first time."""
    work()
    gc.collect()
    work()
    return gc.collect()


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("work", WORK, ids=lambda work: work.__name__)
def test_work_on_a_transaction_leaves_nothing_behind(name: str, work: Callable[[Report], None]) -> None:
    assert cycles_left_by(lambda: work(report_of(name))) == 0


def test_work_on_a_block_leaves_nothing_behind() -> None:
    def work() -> None:
        to_json(block_data(analyse_block(BLOCK.raw)))
        for raw in (b"", BLOCK.raw[:-1], BLOCK.raw[:100], BLOCK.raw + b"\0"):
            assert fails(lambda raw=raw: analyse_block(raw))

    assert cycles_left_by(work) == 0


@pytest.mark.parametrize("script", [b"\x51", b"\x6a", b"\xac", b"\x00\x00\xac", b"\x63"])
def test_a_script_run_by_itself_leaves_nothing_behind(script: bytes) -> None:
    assert cycles_left_by(lambda: to_json(script_data(run_alone(script, SigVersion.BASE, [], CONSENSUS, 10)))) == 0


def test_a_verifier_and_its_checkers_are_gone_as_soon_as_they_are_let_go() -> None:
    verifier = Verifier(report_of("all-types"))
    verifier.verification()
    verifier.trace(0, 10)
    left = [weakref.ref(verifier), *map(weakref.ref, verifier._checkers)]
    assert len(left) > 5
    del verifier
    assert not any(each() for each in left)


def test_what_makes_cycles_is_noticed() -> None:
    def work() -> None:
        one: list[object] = []
        one.append(one)

    assert cycles_left_by(work) == 1
