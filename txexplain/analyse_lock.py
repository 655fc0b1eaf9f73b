"""What locks coins, by itself, to a LockReport: its output scripts, what is behind them, each way to open them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from txexplain.addresses.addresses import address_of, networks_of, script_of
from txexplain.analyse import inner_script, output_report
from txexplain.model.bytes import ByteSlice
from txexplain.model.errors import InputError
from txexplain.model.lock import LockedScript, LockReport
from txexplain.model.networks import MAIN, NETWORKS, Network
from txexplain.model.report import InnerScript
from txexplain.model.subject import LockSubject
from txexplain.opening import Leaf, dust_sat, open_ways
from txexplain.wire.hashes import hash160
from txexplain.wire.keys import is_compressed

if TYPE_CHECKING:
    from txexplain.descriptors.descriptor import Parsed
    from txexplain.descriptors.expand import Expanded

FIRST_OF_RANGE = (0, 2)  # what is looked at of a range where nobody said which


def parsed_descriptor(subject: LockSubject) -> Parsed | None:
    """The descriptor that was given, read; None where something else was. Raises InputError where it is none."""
    if subject.kind != "descriptor":
        return None
    from txexplain.descriptors.parse import parse_descriptor

    return parse_descriptor(subject.text, subject.network)


def analyse_lock(
    subject: LockSubject, parsed: Parsed | None = None, wraps: Sequence[Mapping[str, bytes]] = ()
) -> LockReport:
    """What there is to know of the lock; `parsed` is the descriptor where one was given.

    `wraps` are what a script could be behind: `script_pubkey`, `redeem_script` and `witness_script`, as far as there.
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
    scripts = (locked_script(_bare(script), network),)
    wrapped = tuple(locked_script(_bare(**each), network) for each in wraps)
    return LockReport(subject.kind, subject.text, network, scripts, networks, wrapped=wrapped)


def _bare(script_pubkey: bytes, redeem_script: bytes | None = None, witness_script: bytes | None = None) -> Expanded:
    from txexplain.descriptors.expand import Expanded

    return Expanded(script_pubkey, redeem_script, witness_script)


def locked_script(found: Expanded, network: Network) -> LockedScript:
    """The output script, with what is known behind it."""
    script = found.script_pubkey
    texts = {each.key: each.text for each in found.keys if each.key}
    keys = {hash160(key): key for key in texts}
    ways, more = open_ways(
        script,
        redeem_script=found.redeem_script,
        witness_script=found.witness_script,
        leaves=[Leaf(leaf.script, leaf.depth, leaf.version) for leaf in found.leaves],
        internal_key=found.internal_key,
        key_text=lambda key: texts.get(key, ""),
        find_key=keys.get,
    )
    addresses = ((each.name, address_of(script, each)) for each in NETWORKS.values())
    return LockedScript(
        output_report(0, ByteSlice(0, script), network),
        tuple((name, address) for name, address in addresses if address is not None),
        tuple(_inner(found)),
        ways,
        more,
        dust_sat(script),
    )


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
    report = LockReport(
        subject.kind,
        subject.text,
        parsed.network,
        (),
        descriptor=parsed.canonical[0],
        indexes=indexes,
        paths=len(parsed.descriptors),
    )
    try:
        return report._replace(scripts=tuple(_scripts(parsed, indexes)))
    except InputError as error:
        if error.code != "descriptor_hardened":
            raise
        return report


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
