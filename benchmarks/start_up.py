"""How long the commands take, each measured in turn with `python -c "import typer"`: python benchmarks/start_up.py

Prints the median of the ratios. Run it with the Python of an environment that txexplain is installed in (not
editable, so that its byte code is there), on a machine that does little else.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import time

from txexplain.bundled import load_example

BASELINE = [sys.executable, "-c", "import typer"]


def seconds(command: list[str]) -> float:
    started = time.perf_counter()
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
    return time.perf_counter() - started


def ratio(command: list[str], runs: int) -> float:
    """The median over pairs of runs of the command's time by the baseline's."""
    seconds(command), seconds(BASELINE)
    return statistics.median(seconds(command) / seconds(BASELINE) for _ in range(runs))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=21)
    runs = parser.parse_args().runs
    raw = load_example("p2wpkh").raw.hex()
    rows = [
        ("decode --json <223 bytes of hex>", ["decode", "--json", raw], 1.4),
        ("decode <223 bytes of hex>", ["decode", raw], 1.9),
        ("--help", ["--help"], 1.2),
        ("decode --json pizza (131 inputs)", ["decode", "--json", "pizza"], None),
        ("decode pizza (131 inputs)", ["decode", "pizza"], None),
        ("decode --bytes --all pizza", ["decode", "--bytes", "--all", "pizza"], None),
    ]
    print(f"times the wall time of `import typer`, median of {runs} pairs")
    for name, arguments, wanted in rows:
        measured = ratio([sys.executable, "-m", "txexplain", *arguments], runs)
        print(f"{measured:6.2f}  {name}" + (f"  (wanted: at most {wanted})" if wanted else ""))


if __name__ == "__main__":
    main()
