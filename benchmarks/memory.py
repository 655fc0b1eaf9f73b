"""How much memory a process keeps that verifies the bundled examples over and over: python benchmarks/memory.py

Prints the resident memory at every 2,000 verifications, and what it grew by since each example was verified once. The
collector of cycles is on, as Python has it; with `--gc-off` it is off, which shows what is not freed by counting
references. Linux only: reads /proc/self/status.
"""

from __future__ import annotations

import argparse
import gc
import os
from itertools import cycle, islice

from processes import resident_mib

from txexplain.bundled import all_examples
from txexplain.model.examples import Example
from txexplain.model.subject import subject_of
from txexplain.session.transaction import Session

WANTED_MIB = 10


def verify_once(example: Example) -> None:
    Session(subject_of(example)).verify()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--verifications", type=int, default=20_000)
    parser.add_argument("--every", type=int, default=2_000)
    parser.add_argument("--gc-off", action="store_true")
    options = parser.parse_args()
    if options.gc_off:
        gc.disable()
    examples = list(all_examples())
    for example in examples:
        verify_once(example)
    start = resident_mib(os.getpid())
    print(f"collector {'off' if options.gc_off else 'on'}; {len(examples)} examples, each verified once")
    print(f"{0:8,} verifications: {start:6.1f} MiB")
    for number, example in enumerate(islice(cycle(examples), options.verifications), 1):
        verify_once(example)
        if number % options.every == 0:
            print(f"{number:8,} verifications: {resident_mib(os.getpid()):6.1f} MiB", flush=True)
    print(f"grown by {resident_mib(os.getpid()) - start:.1f} MiB  (wanted: less than {WANTED_MIB})")


if __name__ == "__main__":
    main()
