"""What locks coins, by itself, to a LockReport: its output scripts, what is behind them, each way to open them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from txexplain.addresses.addresses import addresses_of, networks_of, script_of
from txexplain.addresses.descriptors import with_checksum
from txexplain.analyse import inner_script, output_report
from txexplain.model.bytes import ByteSlice
from txexplain.model.errors import InputError
from txexplain.model.lock import LockedScript, LockReport
from txexplain.model.networks import MAIN, Network
from txexplain.model.report import InnerScript
from txexplain.model.subject import LockSubject
from txexplain.opening import (
    Leaf,
    hybrid_keys,
    open_ways,
    repeated_keys,
    useless_keys,
    why_closed,
    why_nobody_opens,
    wrong_parity_keys,
)
from txexplain.templates.wrapped import Wrapped, wrapped
from txexplain.wire.dust import dust_sat
from txexplain.wire.hashes import hash160
from txexplain.wire.keys import NOBODYS_KEY, is_compressed

if TYPE_CHECKING:
    from txexplain.descriptors.descriptor import Parsed
    from txexplain.descriptors.expand import Expanded

KeysOf = Callable[..., tuple[bytes, ...]]
FIRST_OF_RANGE = (0, 2)  # what is looked at of a range where nobody said which


def parsed_descriptor(subject: LockSubject) -> Parsed | None:
    """The descriptor that was given, read; None where something else was. Raises InputError where it is none."""
    if subject.kind != "descriptor":
        return None
    from txexplain.descriptors.parse import parse_descriptor

    return parse_descriptor(subject.text, subject.network)


def analyse_lock(subject: LockSubject, parsed: Parsed | None = None) -> LockReport:
    """What there is to know of the lock; `parsed` is the descriptor where one was given.

    Raises InputError where an index was asked for of what has no range.
    """
    if parsed is not None:
        return _of_descriptor(subject, parsed)
    if subject.indexes is not None:
        raise InputError("index_without_range")
    networks = tuple(networks_of(subject.text)) if subject.kind == "address" else ()
    network = subject.network or next(iter(networks), MAIN)
    if subject.kind == "public_key":
        scripts = tuple(locked_script(each, network) for each in _forms_of_key(subject.raw, network))
        return LockReport(subject.kind, subject.text, network, scripts)
    script = subject.raw if subject.kind == "script" else script_of(subject.text, network) or b""
    only = _locked(Wrapped(script), network)
    could_be = wrapped(script, only.output.type) if subject.kind == "script" else ()
    behind = tuple(_locked(each, network) for each in could_be)
    return LockReport(subject.kind, subject.text, network, (only,), networks, wrapped=behind)


def _locked(known: Wrapped, network: Network) -> LockedScript:
    return locked_script(_expanded(known), network)


def _expanded(known: Wrapped) -> Expanded:
    from txexplain.descriptors.expand import Expanded

    return Expanded(*known)


def locked_script(found: Expanded, network: Network) -> LockedScript:
    """The output script, with what is known behind it."""
    script = found.script_pubkey
    texts = {each.key: each.text for each in found.keys if each.key}
    keys = {hash160(key): key for key in texts}
    participants = {each.key: each.participants for each in found.keys if each.key}
    ways, more, heaviest_wu = open_ways(
        script,
        redeem_script=found.redeem_script,
        witness_script=found.witness_script,
        leaves=[Leaf(leaf.script, leaf.depth, leaf.version) for leaf in found.leaves],
        internal_key=found.internal_key,
        key_text=lambda key: texts.get(key, ""),
        find_key=keys.get,
        participants=lambda key: participants.get(key, ()),
    )
    return LockedScript(
        output_report(0, ByteSlice(0, script), network),
        addresses_of(script),
        tuple(_inner(found)),
        ways,
        more,
        dust_sat(script),
        closed_by=closed_by(found),
        useless_keys=_keys_of_scripts(found, useless_keys),
        wrong_parity_keys=_keys_of_scripts(found, wrong_parity_keys),
        repeated_keys=_keys_of_scripts(found, lambda each, *, tapscript: () if tapscript else repeated_keys(each)),
        hybrid_keys=_keys_of_scripts(found, lambda each, *, tapscript: () if tapscript else hybrid_keys(each)),
        heaviest_wu=heaviest_wu,
        is_key_path_closed=found.internal_key == NOBODYS_KEY,
    )


def closed_by(found: Expanded) -> str:
    """Why nothing opens the output script, as far as is known; "" where no reason is seen."""
    script = found.script_pubkey
    reason = why_closed(script, found.redeem_script, found.witness_script)
    return reason or why_nobody_opens(script, found.internal_key, has_leaves=bool(found.leaves)) or ""


def why_output_is_closed(script: bytes) -> str:
    """The same of an output script of which nothing else is known."""
    return closed_by(_expanded(Wrapped(script)))


def _keys_of_scripts(found: Expanded, keys_of: KeysOf) -> tuple[bytes, ...]:
    scripts = (found.script_pubkey, found.redeem_script, found.witness_script)
    keys = [key for script in scripts if script is not None for key in keys_of(script, tapscript=False)]
    keys += [key for leaf in found.leaves for key in keys_of(leaf.script, tapscript=True)]
    return tuple(dict.fromkeys(keys))


def _inner(found: Expanded) -> Iterator[InnerScript]:
    scripts = [("redeem_script", found.redeem_script), ("witness_script", found.witness_script)]
    scripts += [("leaf_script", leaf.script) for leaf in found.leaves]
    return (inner_script(role, ByteSlice(0, script)) for role, script in scripts if script is not None)


def _forms_of_key(key: bytes, network: Network) -> Iterator[Expanded]:
    """Every output script that the key usually stands in: those of `combo()`, and that of `tr()`."""
    from txexplain.descriptors.expand import expand
    from txexplain.descriptors.parse import parse_descriptor

    for function in ("combo", "tr")[: 2 if is_compressed(key) else 1]:
        yield from expand(parse_descriptor(f"{function}({key.hex()})", network))


def _of_descriptor(subject: LockSubject, parsed: Parsed) -> LockReport:
    if subject.indexes is not None and not parsed.is_range:
        raise InputError("index_without_range")
    from txexplain.descriptors.expand import check_work

    indexes = (subject.indexes or FIRST_OF_RANGE) if parsed.is_range else None
    check_work(parsed, 1 if indexes is None else indexes[1] - indexes[0] + 1)
    report = _without_scripts(subject, parsed, indexes)
    try:
        return report._replace(scripts=tuple(_scripts(parsed, indexes)))
    except InputError as error:
        if error.code != "descriptor_hardened":
            raise
        return report


def _without_scripts(subject: LockSubject, parsed: Parsed, indexes: tuple[int, int] | None) -> LockReport:
    return LockReport(
        subject.kind,
        subject.text,
        parsed.network,
        (),
        descriptor=parsed.canonical[0] if len(parsed.descriptors) == 1 else with_checksum(parsed.text),
        made=parsed.canonical if len(parsed.descriptors) > 1 else (),
        indexes=indexes,
        paths=len(parsed.descriptors),
    )


def _scripts(parsed: Parsed, indexes: tuple[int, int] | None) -> Iterator[LockedScript]:
    """Those of each index, and at each those of every path."""
    from txexplain.descriptors.expand import expand

    first, last = indexes or (0, 0)
    several = len(parsed.descriptors) > 1
    for index in range(first, last + 1):
        for path in range(len(parsed.descriptors)):
            for found in expand(parsed, index, path):
                locked = locked_script(found, parsed.network)
                yield locked._replace(position=None if indexes is None else index, path=path if several else None)
