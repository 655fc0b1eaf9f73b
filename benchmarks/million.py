"""Whether memory and rate stay the same over a million lines: python benchmarks/million.py FILE

Has `txexplain decode --lines` (or `verify`) answer the lines of the file again and again, through pipes. Prints at
every 100,000 answers what the process and those that it began have resident, and how many were answered meanwhile in
a second of their CPU; at the end what the command says. Linux only: reads /proc.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import threading
from itertools import cycle, islice
from pathlib import Path
from typing import IO

from processes import cpu_seconds, resident_mib

FIELDS = {"decode": "txid,vsize,output_sat", "verify": "txid,verdict"}


def feed(stream: IO[bytes], lines: list[bytes], count: int) -> None:
    endless = cycle(lines)
    while count > 0:
        stream.write(b"".join(islice(endless, min(count, 1_000))))
        count -= 1_000
    stream.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--view", choices=tuple(FIELDS), default="decode")
    parser.add_argument("--lines", type=int, default=1_000_000)
    parser.add_argument("--every", type=int, default=100_000)
    parser.add_argument("--jobs", default="1")
    parser.add_argument("--whole", action="store_true", help="all of the answer, in place of three fields")
    parser.add_argument("file", type=Path)
    options = parser.parse_args()
    lines = options.file.read_bytes().splitlines(keepends=True)
    command = [sys.executable, "-m", "txexplain", options.view, "--lines", "--jobs", options.jobs]
    command += [] if options.whole else ["--fields", FIELDS[options.view]]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        threading.Thread(target=feed, args=(process.stdin, lines, options.lines), daemon=True).start()
        used = 0.0
        for number, _ in enumerate(process.stdout, 1):
            if number % options.every == 0:
                used, before = cpu_seconds(process.pid), used
                rate = options.every / (used - before)
                print(f"{number:>9,}  {resident_mib(process.pid):6.1f} MiB  {rate:8,.0f} a CPU second", flush=True)


if __name__ == "__main__":
    main()
