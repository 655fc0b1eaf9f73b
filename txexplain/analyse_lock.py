"""What locks coins, by itself, to a LockReport: its output scripts, what is known behind them, each way to open them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from txexplain.addresses.addresses import networks_of, script_of
from txexplain.analyse import inner_script, output_report
from txexplain.model.bytes import ByteSlice
from txexplain.model.errors import InputError
from txexplain.model.lock import LockedScript, LockReport
from txexplain.model.networks import MAIN, Network
from txexplain.model.report import InnerScript
from txexplain.model.subject import LockSubject
from txexplain.opening import dust_sat, open_ways
from txexplain.wire.hashes import hash160, sha256
from txexplain.wire.output_scripts import pay_to_script_hash
from txexplain.wire.keys import is_compressed

if TYPE_CHECKING:
    from txexplain.descriptors import Expanded, Parsed

FIRST_OF_RANGE = (0, 2)  # what is looked at of a range where nobody said which


def parsed_descriptor(subject: LockSubject) -> Parsed | None:
    """The descriptor that was given, read; None where something else was. Raises InputError where it is none."""
    if subject.kind != "descriptor":
        return None
    from txexplain.descriptors import parse_descriptor

    return parse_descriptor(subject.text, subject.network)


def analyse_lock(subject: LockSubject, parsed: Parsed | None = None, wraps: Sequence[bytes] = ()) -> LockReport:
    """What there is to know of the lock; `parsed` is the descriptor where one was given.

    `wraps` are output scripts that hold the hash of a script that was given, which is then behind them.
    Raises InputError where an index was asked for of what has no range.
    """
    if parsed is not None:
        return _of_descriptor(subject, parsed)
    if subject.indexes is not None:
        raise InputError("index_without_range", kind=subject.kind)
    networks = tuple(networks_of(subject.text)) if subject.kind == "address" else ()
    network = subject.network or next(iter(networks), MAIN)
    if subject.kind == "public_key":
        scripts = tuple(_of_key(subject.raw, network))
        return LockReport(subject.kind, subject.text, network, scripts)
    script = subject.raw if subject.kind == "script" else script_of(subject.text, network) or b""
    wrapped = tuple(_wrapped(script, output, network) for output in wraps)
    return LockReport(subject.kind, subject.text, network, (_locked(script, network),), networks, wrapped=wrapped)
