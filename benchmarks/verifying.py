"""What verifying costs beside the bare arithmetic and the bare hashing: python benchmarks/verifying.py

Run it with the Python of an environment that txexplain is installed in (not editable), on a machine that does little
else. Each figure is the median of ratios of two measurements taken in turn.
"""

from __future__ import annotations

import argparse
import hashlib
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable

from curve_sums import sum_of

from txexplain.analyse import analyse
from txexplain.bundled import load_example
from txexplain.crypto.checker import checkers
from txexplain.crypto.curve import lift_x
from txexplain.crypto.sighash.fields import Fields
from txexplain.crypto.sighash.legacy import legacy_sighash
from txexplain.model.hash_types import SIGHASH_ALL
from txexplain.model.report import SpentOutput
from txexplain.model.rules import CONSENSUS
from txexplain.model.transaction import Transaction
from txexplain.script.spend import Satisfaction, verify_spend
from txexplain.verify import verify
from txexplain.wire.cursor import compact_size
from txexplain.wire.transaction import decode

LOOP = """
from ecdsa.ecdsa import curve_secp256k1 as curve, generator_secp256k1 as g
from ecdsa.ellipticcurve import PointJacobi
n = g.order()
G = PointJacobi(curve, g.x(), g.y(), 1, n)
for a, b, x, y in {rows}:
    G.mul_add(a, PointJacobi(curve, x, y, 1, n), b).to_affine()
"""
START_UP = "from txexplain.cli.app import run\nrun(['decode', '--json', 'all-types'])\n"
LEGACY_SCRIPT = bytes.fromhex("76a914") + bytes(20) + bytes.fromhex("88ac")


def seconds(command: list[str]) -> float:
    started = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:  # so that the installed package is run, not the checkout
        subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False, cwd=folder)
    return time.perf_counter() - started


def duration(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def ratio(one: Callable[[], float], other: Callable[[], float], runs: int) -> float:
    """The median over pairs of runs of one time by the other."""
    one(), other()
    return statistics.median(one() / other() for _ in range(runs))


def curve_operations(name: str) -> list[tuple[int, int, int, int]]:
    """The sums a·G + b·P that verifying the example takes: a, b, and the coordinates of P."""
    example = load_example(name)
    verification = verify(analyse(example.raw, example.spent_outputs))
    rows = []
    for spend in verification.inputs:
        rows += [sum_of(check) for check in spend.run.checks if "x" in check.working]
        for stage in spend.run.stages:
            if stage.proof is not None and stage.proof.key == "taproot_commitment":
                values = dict(stage.proof.values)
                point = lift_x(int.from_bytes(values["internal_key"], "big"))
                rows.append((int.from_bytes(values["tweak"], "big"), 1, point.x, point.y))
    return rows


def many_inputs(count: int, *, witness: bool) -> Transaction:
    """A transaction with that many inputs and two outputs; with `witness`, of one item of 64 bytes each."""
    inputs = b"".join(index.to_bytes(32, "little") + bytes(4) + b"\0" + b"\xff" * 4 for index in range(1, count + 1))
    outputs = b"\x02" + 2 * (bytes(8) + bytes([len(LEGACY_SCRIPT)]) + LEGACY_SCRIPT)
    head, tail = (b"\x02\0\0\0\0\1", count * (b"\x01\x40" + b"\x01" * 64)) if witness else (b"\x02\0\0\0", b"")
    return decode(head + compact_size(count) + inputs + outputs + tail + bytes(4))


def legacy_messages(tx: Transaction) -> None:
    fields = Fields(tx, [None] * len(tx.inputs))
    for index in range(len(tx.inputs)):
        legacy_sighash(fields, index, LEGACY_SCRIPT, SIGHASH_ALL)


def bare_hashing(messages: list[bytes]) -> None:
    for message in messages:
        hashlib.sha256(hashlib.sha256(message).digest()).digest()


def segwit_inputs(count: int) -> Callable[[], None]:
    """Verifies every input of a taproot transaction with `count` inputs, whose signatures do not fit."""
    tx = many_inputs(count, witness=True)
    spent = [SpentOutput(1_000, b"\x51\x20" + lift_x(1).x.to_bytes(32, "big"))] * count

    def work() -> None:
        for txin, checker in zip(tx.inputs, checkers(tx, spent), strict=True):
            verify_spend(Satisfaction(txin.script_sig, txin.witness), spent[0].script_pubkey, CONSENSUS, checker)

    return work


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=15)
    runs = parser.parse_args().runs
    python = [sys.executable, "-I"]
    rows = curve_operations("all-types")
    loop = LOOP.format(rows=rows)
    bare, barest = ([*python, "-c", start + loop] for start in (START_UP, "import typer\n"))
    tx = many_inputs(1_000, witness=False)
    fields = Fields(tx, [None] * 1_000)
    messages = [legacy_sighash(fields, index, LEGACY_SCRIPT, SIGHASH_ALL).message for index in range(1_000)]
    small, large = segwit_inputs(100), segwit_inputs(200)
    print(f"median of {runs} pairs; {len(rows)} curve operations in all-types")
    for words, wanted, one, other in (
        ("verify all-types / decoding it, and its curve operations", 1.25, _run(python), lambda: seconds(bare)),
        ("verify --json all-types / the same", 1.25, _run(python, "--json"), lambda: seconds(bare)),
        ("verify all-types / `import typer`, and its curve operations", None, _run(python), lambda: seconds(barest)),
        ("verify --json all-types / the same", None, _run(python, "--json"), lambda: seconds(barest)),
        (
            "signed messages of 1,000 legacy inputs / hashing them",
            3.0,
            lambda: duration(lambda: legacy_messages(tx)),
            lambda: duration(lambda: bare_hashing(messages)),
        ),
        ("200 segwit inputs / 100 of them", 2.3, lambda: duration(large), lambda: duration(small)),
    ):
        limit = f"  (wanted: at most {wanted})" if wanted else ""
        print(f"{ratio(one, other, runs):6.2f}  {words}{limit}", flush=True)


def _run(python: list[str], *arguments: str) -> Callable[[], float]:
    return lambda: seconds([*python, "-m", "txexplain", "verify", "all-types", *arguments])


if __name__ == "__main__":
    main()
