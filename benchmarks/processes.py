"""What processes use, read from /proc: on Linux alone."""

from __future__ import annotations

import os
from pathlib import Path


def resident_mib(pid: int) -> float:
    """Of the process and of those that it began."""
    total = 0
    for each in (pid, *children_of(pid)):
        status = Path(f"/proc/{each}/status").read_text().splitlines()
        total += sum(
            int(line.split()[1]) for line in status if line.startswith("VmRSS:")
        )  # none of one that has ended
    return total / 1024


def cpu_seconds(pid: int) -> float:
    """That the process and those that it began have used."""
    fields = [Path(f"/proc/{each}/stat").read_text().rpartition(")")[2].split() for each in (pid, *children_of(pid))]
    return sum(int(each[11]) + int(each[12]) for each in fields) / os.sysconf("SC_CLK_TCK")


def children_of(pid: int) -> list[int]:
    tasks = Path(f"/proc/{pid}/task").iterdir()
    return [int(child) for task in tasks for child in (task / "children").read_text().split()]
