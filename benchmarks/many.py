"""What many transactions at once cost beside the bare libraries: python benchmarks/many.py [--runs N] [WORD …]

Each figure is the median of ratios of the CPU time of two things done in turn, with the same lines, in a process that
is new for each pair: reading the lines and writing the answers are part of both, start-up is part of neither. WORDs
pick rows of the table by what they are called. What makes the lines is `many_lines.py`.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

FEW = ["--fields", "txid,vsize,output_sat"]
WARM = "warm"  # lines of all kinds that are in no other set
SPENDS = 240  # transactions of each kind
MANY = 40  # times those lines, for what is measured on two cores


class Row(NamedTuple):
    """What is measured: the command, the lines it is given, beside what, with which curve, and the limit."""

    name: str
    arguments: list[str]
    lines: str
    beside: str
    fast: bool
    limit: float


def _rows() -> list[Row]:
    found = []
    for lines in ("block", "node", "mixed"):
        found.append(Row(f"decode {lines}", ["decode"], lines, "bitcoinlib", True, 6))
        found.append(Row(f"decode {lines} without [fast]", ["decode"], lines, "bitcoinlib", False, 9))
        found.append(Row(f"decode {lines} three fields", ["decode", *FEW], lines, "bitcoinlib", True, 0.6))
        found.append(
            Row(f"decode {lines} three fields without [fast]", ["decode", *FEW], lines, "bitcoinlib", False, 0.6)
        )
    for lines in ("four kinds", "node spends", "P2PKH", "P2WPKH", "P2TR", "P2WSH"):
        found.append(Row(f"verify {lines}", ["verify"], lines, "pbk", True, 3.5))
    for lines in ("P2PKH", "P2WPKH", "P2TR", "P2WSH"):
        found.append(Row(f"verify {lines} without [fast]", ["verify"], lines, "curve", False, 1.2))
    return found


ROWS = {row.name: row for row in _rows()}


# The baselines: a file of lines, to a file of lines


def bitcoinlib(lines: Path, answers: Path) -> None:
    """python-bitcoinlib reads each transaction and computes its id."""
    from bitcoin.core import CTransaction, b2lx

    with lines.open("rb") as given, answers.open("wb") as written:
        while line := given.readline():
            tx = CTransaction.deserialize(bytes.fromhex(line.decode()))
            written.write(b2lx(tx.GetTxid()).encode() + b"\n")


def pbk(lines: Path, answers: Path) -> None:
    """Bitcoin Core's engine judges every input, by all rules of consensus."""
    import pbk
    from pbk.script import PrecomputedTransactionData

    flags = pbk.ScriptVerificationFlags.NONE
    for name in ("P2SH", "DERSIG", "NULLDUMMY", "CHECKLOCKTIMEVERIFY", "CHECKSEQUENCEVERIFY", "WITNESS", "TAPROOT"):
        flags |= pbk.ScriptVerificationFlags[name]
    with lines.open("rb") as given, answers.open("wb") as written:
        while line := given.readline():
            found = json.loads(line)
            tx = pbk.Transaction(bytes.fromhex(found["hex"]))
            spent = found["prevouts"]
            scripts = [pbk.ScriptPubkey(bytes.fromhex(each["script_pubkey"])) for each in spent]
            values = [each["value_sat"] for each in spent]
            outputs = [pbk.TransactionOutput(script, value) for script, value in zip(scripts, values, strict=True)]
            data = PrecomputedTransactionData(tx, outputs)
            verdicts = (
                script.verify(value, tx, data, index, flags)
                for index, (script, value) in enumerate(zip(scripts, values, strict=True))
            )
            written.write(b'{"verdict":"valid"}\n' if all(verdicts) else b'{"verdict":"invalid"}\n')


def curve(lines: Path, answers: Path) -> None:
    """The bare operations of `ecdsa` that the signatures take: each key parsed, and a·G + b·P."""
    from ecdsa.ecdsa import curve_secp256k1, generator_secp256k1
    from ecdsa.ellipticcurve import PointJacobi

    n, p = generator_secp256k1.order(), curve_secp256k1.p()
    g = PointJacobi(curve_secp256k1, generator_secp256k1.x(), generator_secp256k1.y(), 1, n)
    with answers.open("w") as written:
        for a, b, odd, x in json.loads(lines.with_suffix(".sums").read_text()):
            y = pow((x**3 + 7) % p, (p + 1) // 4, p)
            point = PointJacobi(curve_secp256k1, x, y if y & 1 == odd else p - y, 1, n)
            written.write(f"{g.mul_add(a, point, b).to_affine().x()}\n")


BASELINES: dict[str, Callable[[Path, Path], None]] = {"bitcoinlib": bitcoinlib, "pbk": pbk, "curve": curve}


def sums(lines: list[str]) -> list[tuple[int, int, int, int]]:
    """The operations on the curve that verifying the lines takes: a, b, whether the y of P is odd, and its x."""
    from curve_sums import sum_of

    import txexplain

    found = []
    for line in lines:
        told = json.loads(line)
        for spend in txexplain.read(told["hex"], spent_outputs=told["prevouts"]).verify().inputs:
            found += [(a, b, y & 1, x) for a, b, x, y in map(sum_of, spend.run.checks)]
    return found


# One pair, in a process of its own


def command(arguments: list[str], answers: Path) -> None:
    """The command run inside this process, its output into a file. Ends this process where it fails."""
    from txexplain.cli.app import run

    kept = os.dup(1), os.dup(2)
    with answers.open("wb") as written, answers.with_suffix(".said").open("wb") as said:
        os.dup2(written.fileno(), 1)
        os.dup2(said.fileno(), 2)
        try:
            status = run(arguments)
            sys.stdout.flush()
        finally:
            os.dup2(kept[0], 1)
            os.dup2(kept[1], 2)
    if status not in (0, 1, 4):
        sys.exit(f"status {status}: {answers.with_suffix('.said').read_text()[:500]}")


def cpu(work: Callable[[], None]) -> float:
    started = time.process_time()
    work()
    return time.process_time() - started


def one_pair(row: Row, folder: Path, first: bool) -> tuple[float, float]:
    """CPU seconds of the command and of its baseline. What one line costs is taken as the command's start-up."""
    words = [row.arguments[0], "--lines", *row.arguments[1:]]
    baseline = BASELINES[row.beside]
    form = "hex" if row.beside == "bitcoinlib" else "json"
    lines, warm, one = (folder / f"{name}.{form}" for name in (row.lines, WARM, "one"))
    answers = Path(tempfile.mkdtemp(dir=folder)) / "answers"

    def ours(path: Path) -> float:
        return cpu(lambda: command([*words, str(path)], answers))

    def other(path: Path) -> float:
        return cpu(lambda: baseline(path, answers))

    ours(warm), other(warm)
    start_up = ours(one)
    pair = (ours(lines), other(lines)) if first else (other(lines), ours(lines))[::-1]
    start_up = min(start_up, ours(one))
    return pair[0] - start_up, pair[1]


# The table


def write_lines(folder: Path) -> dict[str, int]:
    """Makes all files of lines; how many lines each set has."""
    import many_lines as made

    kinds = {kind: made.spends(kind, SPENDS) for kind in made.KINDS}
    warm = made.kinds_in_turn({kind: made.spends(kind, 6, seed=2) for kind in made.KINDS})
    sets = {"block": made.block(), "node": made.node(), "mixed": made.mixed(), "node spends": made.node_spends()}
    sets |= kinds | {"four kinds": made.kinds_in_turn(kinds), WARM: warm, "one": warm[:1]}
    for name, lines in sets.items():
        in_json = lines[0].startswith("{")
        (folder / f"{name}.json").write_text("".join(f"{line}\n" for line in lines if in_json))
        bare = [json.loads(line)["hex"] for line in lines] if in_json else lines
        (folder / f"{name}.hex").write_text("".join(f"{line}\n" for line in bare))
    for kind, lines in {**kinds, WARM: warm}.items():
        (folder / f"{kind}.sums").write_text(json.dumps(sums(lines)))
    (folder / "many.json").write_text("".join(f"{line}\n" for line in sets["four kinds"]) * MANY)
    return {name: len(lines) for name, lines in sets.items()}


def child(row: Row, folder: Path, first: bool) -> tuple[float, float]:
    """One pair, measured in a new process."""
    environment = {**os.environ}
    environment.pop("TXEXPLAIN_BACKEND", None)
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    if not row.fast:
        environment["TXEXPLAIN_BACKEND"] = "ecdsa"
    words = [sys.executable, __file__, "--pair", row.name, str(folder), str(int(first))]
    ended = subprocess.run(words, env=environment, capture_output=True, text=True)
    if ended.returncode:
        raise RuntimeError(ended.stderr.strip()[-300:] or f"status {ended.returncode}")
    one, other = json.loads(ended.stdout)
    return one, other


def measure(row: Row, folder: Path, count: int, runs: int) -> str:
    try:
        pairs = [child(row, folder, first=bool(number % 2)) for number in range(runs)]
    except RuntimeError as error:
        return f"     –  {row.name}: {error}"
    ratio = statistics.median(one / other for one, other in pairs)
    each, bare = (statistics.median(pair[place] for pair in pairs) / count * 1e6 for place in (0, 1))
    limit = f"at most {row.limit}" + ("" if ratio <= row.limit else ", MISSED")
    return f"{ratio:6.2f}  {row.name} / {row.beside} ({limit})  {each:.0f} µs a line, {bare:.0f} µs"


def two_processes(folder: Path, count: int, runs: int) -> str:
    """The rate of two processes by that of one: whole commands, less what a single line takes with as many."""

    def wall(jobs: int, lines: str) -> float:
        words = [sys.executable, "-m", "txexplain", "verify", "--lines", "--jobs", str(jobs), str(folder / lines)]
        started = time.perf_counter()
        ended = subprocess.run(words, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False)
        if ended.returncode not in (0, 1, 4):
            raise RuntimeError(ended.stderr.decode()[-300:])
        return time.perf_counter() - started

    name = f"rate of --jobs 2 / --jobs 1, verify, {count} lines"
    try:
        times = [[wall(jobs, "many.json") - wall(jobs, "one.json") for jobs in (1, 2)] for _ in range(runs)]
    except RuntimeError as error:
        return f"     –  {name}: {error}"
    ratio = statistics.median(one / two for one, two in times)
    one, two = (count / statistics.median(each[place] for each in times) for place in (0, 1))
    limit = "at least 1.7" + ("" if ratio >= 1.7 else ", MISSED")
    load = f", load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    return f"{ratio:6.2f}  {name} ({limit})  {one:.0f} and {two:.0f} lines a second{load}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("words", nargs="*")
    parser.add_argument("--runs", type=int, default=9)
    parser.add_argument("--pair", nargs=3, metavar=("ROW", "FOLDER", "FIRST"), help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.pair:
        name, folder, first = given.pair
        print(json.dumps(one_pair(ROWS[name], Path(folder), first == "1")))
        return
    with tempfile.TemporaryDirectory() as scratch:
        counts = write_lines(Path(scratch))
        fast = ", ".join(name for name in ("coincurve", "orjson") if importlib.util.find_spec(name)) or "nothing"
        print(f"medians of {given.runs} pairs; [fast] here: {fast}; lines: {counts}", flush=True)
        for row in ROWS.values():
            if all(word in row.name for word in given.words):
                print(measure(row, Path(scratch), counts[row.lines], given.runs), flush=True)
        if not given.words or given.words == ["jobs"]:
            print(two_processes(Path(scratch), counts["four kinds"] * MANY, min(given.runs, 3)), flush=True)


if __name__ == "__main__":
    main()
