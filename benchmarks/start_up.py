"""How long the commands take, each measured in turn with `python -c "import typer"`: python benchmarks/start_up.py

Prints the median of the ratios. Measures the txexplain that is installed for the Python that runs it, and says where
that is: install it first, not editable, so that its byte code is there and its catalogues are JSON, on a machine that
does little else.

    python3 -m venv /tmp/measured && /tmp/measured/bin/pip install .
    /tmp/measured/bin/python benchmarks/start_up.py
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import txexplain
from txexplain.bundled import load_example

# -P, and a folder that holds nothing: in the checkout `-m txexplain` would run what lies there.
PYTHON = [sys.executable, "-P"]
BASELINE = [*PYTHON, "-c", "import typer"]


def seconds(command: list[str], folder: str) -> float:
    started = time.perf_counter()
    subprocess.run(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
    return time.perf_counter() - started


def ratio(command: list[str], runs: int, folder: str) -> float:
    """The median over pairs of runs of the command's time by the baseline's."""
    seconds(command, folder), seconds(BASELINE, folder)
    return statistics.median(seconds(command, folder) / seconds(BASELINE, folder) for _ in range(runs))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=21)
    runs = parser.parse_args().runs
    raw = load_example("p2wpkh").raw.hex()
    rows = [
        ("decode --json <223 bytes of hex>", ["decode", "--json", raw], 1.4),
        ("decode <223 bytes of hex>", ["decode", raw], 1.9),
        ("--help", ["--help"], 1.2),
        ("explain p2pkh", ["explain", "p2pkh"], 2.5),
        ("explain p2wpkh", ["explain", "p2wpkh"], 2.5),
        ("explain taproot-key", ["explain", "taproot-key"], 2.5),
        ("decode --json pizza (131 inputs)", ["decode", "--json", "pizza"], None),
        ("decode pizza (131 inputs)", ["decode", "pizza"], None),
        ("decode --bytes --all pizza", ["decode", "--bytes", "--all", "pizza"], None),
    ]
    print(f"measured: {Path(txexplain.__file__).parent}")
    print(f"times the wall time of `import typer`, median of {runs} pairs")
    with tempfile.TemporaryDirectory() as folder:
        for name, arguments, wanted in rows:
            measured = ratio([*PYTHON, "-m", "txexplain", *arguments], runs, folder)
            print(f"{measured:6.2f}  {name}" + (f"  (wanted: at most {wanted})" if wanted else ""))
    print(
        f"{repaint_ms():6.2f}  ms: a key press in step, a transaction of 131 inputs, the slowest  (wanted: below 30)"
    )


def repaint_ms() -> float:
    """The slowest repaint of a walk through the pizza, in milliseconds, once its texts are loaded."""
    from io import StringIO

    from txexplain.cli.stepping import Stepper
    from txexplain.explain.walk.story import Choice
    from txexplain.explain.walk.tour import Tour
    from txexplain.model.subject import subject_of
    from txexplain.render.screen import Screen
    from txexplain.session.transaction import Session
    from txexplain.texts import Texts

    example = load_example("pizza")
    story = Session(subject_of(example)).story()
    screen = Screen(StringIO(), {"TERM": "xterm", "COLUMNS": "80", "LINES": "24"})
    stepper = Stepper(Tour(story, Choice(details=True)), Texts(), screen)
    stepper.paint()
    slowest = 0.0
    while stepper.tour.forward():
        started = time.perf_counter()
        stepper.paint()
        slowest = max(slowest, time.perf_counter() - started)
    return 1000 * slowest


if __name__ == "__main__":
    main()
