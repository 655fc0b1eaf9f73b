"""A terminal for tests: the command runs on a pseudo-terminal, and what it drew last can be looked at."""

from __future__ import annotations

import codecs
import contextlib
import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from types import TracebackType

from effort import HANG
from rich.cells import cell_len

_PART = re.compile(
    r"\x1b\[([<>=?]?)([0-9;]*)[ -/]*([@-~])|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\\\)|\x1b[()].|\x1b.|(.)", re.DOTALL
)
_UNFINISHED = re.compile(r"(?:\x1b(?:\[[<>=?]?[0-9;]*|\][^\x07\x1b]*)?)?$")
_LONGEST = 64  # characters of a sequence that controls the terminal


class _Cells:
    """What a terminal shows after what was written to it, as far as the program makes use of terminals."""

    def __init__(self, width: int, height: int) -> None:
        self.width, self.height = width, height
        self.rows = [[" "] * width for _ in range(height)]
        self.x = self.y = 0

    def write(self, output: str) -> None:
        for found in _PART.finditer(output):
            if found[4]:
                self._put(found[4])
            elif found[3] and not found[1]:
                self._control(found[3], [int(number or 0) for number in found[2].split(";")])
            elif found[0] in ("\x1b[?1049h", "\x1b[?1049l"):
                self._clear(0, 0)

    def _put(self, char: str) -> None:
        if char == "\r":
            self.x = 0
        elif char == "\n":
            self.y = min(self.height - 1, self.y + 1)
        elif char.isprintable():
            for place, cell in enumerate((char, *[""] * (cell_len(char) - 1)), self.x):
                if place < self.width and self.y < self.height:
                    self.rows[self.y][place] = cell
            self.x += cell_len(char)

    def _control(self, name: str, numbers: list[int]) -> None:
        if name == "H":
            self.y, self.x = max(0, numbers[0] - 1), max(0, (numbers[1] if len(numbers) > 1 else 1) - 1)
        elif name == "K":
            self._clear(self.y, self.x, self.y + 1)
        elif name == "J":
            self._clear(0, 0) if numbers[0] == 2 else self._clear(self.y, self.x)

    def _clear(self, y: int, x: int, end: int | None = None) -> None:
        for row in range(y, self.height if end is None else end):
            first = x if row == y else 0
            self.rows[row][first:] = [" "] * (self.width - first)

    def lines(self) -> list[str]:
        return ["".join(row) for row in self.rows]


class Terminal:
    """`txexplain` with these arguments on a terminal of that size; `stdin` is piped in where given."""

    def __init__(
        self, *arguments: str, width: int = 80, height: int = 24, stdin: bytes | None = None, **environment: str
    ) -> None:
        self._master, slave = pty.openpty()
        self.resize(width, height, tell=False)
        names = {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "LINES", "NO_COLOR")}
        names |= {"TERM": "xterm-256color", "LANG": "C.UTF-8", "LC_ALL": "", **environment}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "txexplain", *arguments],
            stdin=slave if stdin is None else subprocess.PIPE,
            stdout=slave,
            stderr=slave,
            env=names,
            preexec_fn=lambda: _own_terminal(slave),
        )
        os.close(slave)
        if stdin is not None:
            assert self._process.stdin is not None
            self._process.stdin.write(stdin)
            self._process.stdin.close()
        self.output = ""
        self._taken = 0
        self._decoder = codecs.getincrementaldecoder("utf-8")()

    def resize(self, width: int, height: int, *, tell: bool = True) -> None:
        self._cells, self._taken = _Cells(width, height), len(getattr(self, "output", ""))
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, struct.pack("HHHH", height, width, 0, 0))
        if tell:
            os.kill(self._process.pid, signal.SIGWINCH)

    def press(self, keys: str, expect: str) -> list[str]:
        """Types the keys, waits until `expect` is on the screen as it is drawn after that, and gives its lines."""
        drawn = len(self.output)
        os.write(self._master, keys.encode())
        return self.until(expect, after=drawn) if expect else []

    def signal(self, number: int) -> None:
        os.kill(self._process.pid, number)

    def as_a_shell_leaves_it(self) -> None:
        """The modes that a shell sets while it has the terminal: lines, and an echo of what is typed."""
        modes = termios.tcgetattr(self._master)
        modes[3] |= termios.ECHO | termios.ICANON
        termios.tcsetattr(self._master, termios.TCSANOW, modes)

    def type(self, keys: str) -> None:
        """Types the keys, and waits for nothing."""
        os.write(self._master, keys.encode())

    def until(self, expect: str, width: int | None = None, after: int = 0) -> list[str]:
        """Waits until `expect` is on the screen, `width` wide where given, when more was written than `after`."""
        deadline = time.monotonic() + HANG
        while time.monotonic() < deadline:
            self._read(0.05)
            lines = self.lines()
            wide = width is None or any(line == "─" * width for line in lines)
            if len(self.output) > after and wide and any(expect in line for line in lines):
                return lines
        raise AssertionError(f"no {expect!r} on the screen:\n" + "\n".join(self.lines()))

    def until_written(self, sequence: str) -> None:
        """Waits until that was written to the terminal."""
        deadline = time.monotonic() + HANG
        while sequence not in self.output:
            assert time.monotonic() < deadline, f"{sequence!r} was not written"
            self._read(0.05)

    def lines(self) -> list[str]:
        """What the screen shows, without styles."""
        end = len(self.output) - len(_UNFINISHED.search(self.output[-_LONGEST:])[0])
        self._cells.write(self.output[self._taken : end])
        self._taken = end
        return self._cells.lines()

    def end(self) -> int:
        """Waits for the end, and gives the exit status."""
        deadline = time.monotonic() + HANG
        while self._process.poll() is None and time.monotonic() < deadline:
            self._read(0.05)
        self._read(0.05)
        return self._process.wait(HANG)

    def close(self) -> int:
        """Closes the terminal, as a person closes its window, and gives the exit status."""
        os.close(self._master)
        self._master = os.open(os.devnull, os.O_RDWR)
        return self._process.wait(HANG)

    def _read(self, seconds: float) -> None:
        while select.select([self._master], [], [], seconds)[0]:
            with contextlib.suppress(OSError):
                data = os.read(self._master, 65536)
                self.output += self._decoder.decode(data)
                continue
            return

    def __enter__(self) -> Terminal:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait()
        os.close(self._master)


def _own_terminal(slave: int) -> None:
    """Makes the pseudo-terminal the one that /dev/tty is, as it is for a person."""
    os.setsid()
    fcntl.ioctl(slave, termios.TIOCSCTTY, 0)


SIZES = ((60, 20), (80, 24), (120, 40), (200, 50))
