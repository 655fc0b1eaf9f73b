"""What the commands cost to start, beside importing Typer: python benchmarks/start_up.py

Each is run in turn with `python -c "import typer"`, and of both the least processor time counts: user and system, of
the child alone, which other work on the machine disturbs least. Measures the txexplain that is installed for the
Python that runs it, and says where that is: install it first, not editable, so that its byte code is there and its
tables are JSON. It needs no network.

    python3 -m venv /tmp/measured && /tmp/measured/bin/pip install .
    /tmp/measured/bin/python benchmarks/start_up.py
"""

from __future__ import annotations

import argparse
import importlib.metadata
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import txexplain
from txexplain.bundled import load_example

# -P, and a folder that holds nothing: in the checkout `-m txexplain` would run what lies there.
PYTHON = [sys.executable, "-P"]
BASELINE = [*PYTHON, "-c", "import typer"]
COMMANDS: tuple[tuple[str, list[str], float | None], ...] = (  # name, arguments, and the ratio that is wanted at most
    ("decode --json <223 bytes of hex>", ["decode", "--json", load_example("p2wpkh").raw.hex()], 1.35),
    ("decode <223 bytes of hex>", ["decode", load_example("p2wpkh").raw.hex()], 1.6),
    ("verify p2wpkh", ["verify", "p2wpkh"], 1.95),
    ("explain p2pkh", ["explain", "p2pkh"], 2.2),
    ("--help", ["--help"], 1.12),
    ("explain p2wpkh", ["explain", "p2wpkh"], None),
    ("explain taproot-key", ["explain", "taproot-key"], None),
    ("decode --json pizza (131 inputs)", ["decode", "--json", "pizza"], None),
    ("decode pizza (131 inputs)", ["decode", "pizza"], None),
    ("decode --bytes --all pizza", ["decode", "--bytes", "--all", "pizza"], None),
)


def cpu_seconds(command: list[str], folder: str) -> float:
    """User and system time of the command; byte code is read and written as for anybody."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    process = subprocess.Popen(
        command, cwd=folder, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} ends with {process.returncode}")
    return used.ru_utime + used.ru_stime


def ratio(command: list[str], runs: int, folder: str) -> tuple[float, float, float]:
    """The least time of the command by the least time of the baseline, each in turn; and both."""
    cpu_seconds(command, folder)
    pairs = [(cpu_seconds(command, folder), cpu_seconds(BASELINE, folder)) for _ in range(runs)]
    command_time, baseline_time = (min(times) for times in zip(*pairs, strict=True))
    return command_time / baseline_time, command_time, baseline_time


def is_editable() -> bool:
    origin = importlib.metadata.distribution("txexplain").read_text("direct_url.json")
    return bool(origin) and bool(json.loads(origin or "{}").get("dir_info", {}).get("editable"))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=15)
    runs = parser.parse_args().runs
    if is_editable():
        raise SystemExit("txexplain is installed editable for this Python: install it as its users do")
    print(f"measured: {Path(txexplain.__file__).parent}")
    print(f"times the processor time of `import typer`, least of {runs} pairs")
    with tempfile.TemporaryDirectory() as folder:
        for name, arguments, wanted in COMMANDS:
            found, own, baseline = ratio([*PYTHON, "-m", "txexplain", *arguments], runs, folder)
            bound = f"  at most {wanted:4.2f}: {'yes' if found <= wanted else 'NO'}" if wanted else ""
            print(f"{found:6.2f}  {1000 * own:4.0f} ms by {1000 * baseline:3.0f}  {name:34}{bound}")


if __name__ == "__main__":
    main()
