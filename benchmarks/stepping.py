"""What `step` costs: the processor time to its first screen, by that of `import textual`, and of a key press.

python benchmarks/stepping.py [PAIRS], with the wheel installed and not from its source, which reads slower tables.
"""

from __future__ import annotations

import asyncio
import gc
import os
import pty
import resource
import select
import statistics
import subprocess
import sys
import time

WANTED, WANTED_MS = 1.8, 50
WAIT = 30  # seconds
LAST = b"quit"  # stands in the last line of the first screen
EMPTY = f"""
import signal
from textual.app import App
from textual.widgets import Static
class Empty(App):
    def compose(self):
        yield Static("{LAST.decode()}")
    def on_mount(self):  # it is ended in order, as `step` is
        signal.signal(signal.SIGTERM, lambda *_: self._loop.call_soon_threadsafe(self.exit))
Empty().run()
"""


def processor_time(command: list[str], until: bytes = b"") -> float:
    """Seconds, of the command on a terminal of 120 by 40; ended once it wrote `until`."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    master, slave = pty.openpty()
    environment = {**os.environ, "TERM": "xterm-256color", "COLUMNS": "120", "LINES": "40"}
    process = subprocess.Popen(command, stdin=slave, stdout=slave, stderr=slave, env=environment)
    os.close(slave)
    output = b""
    while select.select([master], [], [], WAIT)[0]:
        try:
            data = os.read(master, 65536)
        except OSError:
            break
        output += data
        if not data or (until and until in output):
            break
    if until:
        process.terminate()
    _drain(master)
    process.wait(WAIT)
    os.close(master)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _drain(master: int) -> None:
    """Reads what is still written, as a terminal does, until nobody writes any more."""
    while select.select([master], [], [], WAIT)[0]:
        try:
            if not os.read(master, 65536):
                return
        except OSError:
            return


def key_press_ms() -> tuple[float, float]:
    """The median and the slowest of the key presses that lead through the pizza, in milliseconds."""
    from txexplain.bundled import load_example
    from txexplain.explain.walk.story import Choice
    from txexplain.explain.walk.tour import Tour
    from txexplain.model.subject import subject_of
    from txexplain.session.transaction import Session
    from txexplain.texts import Texts
    from txexplain.tui.app import TellingApp
    from txexplain.tui.stepper import Stepper

    tour = Tour(Session(subject_of(load_example("pizza"))).story(), Choice(details=True))
    found: list[float] = []

    async def play() -> None:
        app = TellingApp[None](Texts(), Stepper(tour), "pizza")
        app.when_ready = gc.freeze  # as the command does
        async with app.run_test(size=(120, 40)) as pilot:
            for _ in tour.places[1:]:
                started = time.process_time()
                await pilot.press("right")
                found.append(1000 * (time.process_time() - started))

    asyncio.run(play())
    return statistics.median(found), max(found)


def main() -> None:
    pairs = int(sys.argv[1]) if sys.argv[1:] else 15
    ours, theirs = [sys.executable, "-m", "txexplain", "step", "p2pkh"], [sys.executable, "-c", "import textual"]
    ratios, empty = [], []
    for _ in range(pairs):
        baseline, own = processor_time(theirs), processor_time(ours, LAST)
        ratios.append((own / baseline, own, baseline))
        empty.append(processor_time([sys.executable, "-c", EMPTY], LAST) / baseline)
    ratio, own, baseline = sorted(ratios)[len(ratios) // 2]
    told = f"{ratio:.2f} times `import textual`, {1000 * own:.0f} ms by {1000 * baseline:.0f}"
    print(f"first screen: {told}  (at most {WANTED})", flush=True)
    print(f"of an app of Textual with one word in it: {statistics.median(empty):.2f} times", flush=True)
    middle, slowest = key_press_ms()
    print(f"a key press on the pizza: {middle:.0f} ms, at the slowest {slowest:.0f} ms  (at most {WANTED_MS})")


if __name__ == "__main__":
    main()
