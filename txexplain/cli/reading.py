"""From the words on the command line to a Report: the same for every command that takes a transaction."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from io import BytesIO
from typing import NamedTuple

from txexplain.analyse import analyse
from txexplain.model.errors import DecodeError, InputError
from txexplain.model.examples import Example
from txexplain.model.networks import MAIN, NETWORKS, Network
from txexplain.model.report import Report, SpentOutput
from txexplain.sources import Source, better_error, read_source, read_text

_ALSO_CALLED = {"mainnet": "main", "testnet": "test", "testnet3": "test"}


class Reading(NamedTuple):
    report: Report
    example: Example | None


def read_report(
    argument: str | None,
    network: str | None = None,
    prevouts: str | None = None,
    parents: Sequence[str] = (),
) -> Reading:
    """The report on the transaction that `argument` names. Raises InputError or DecodeError.

    `prevouts` is a file of spent outputs, `parents` name the transactions that made them; where neither is given an
    example brings its own.
    """
    if network is not None:
        network_of(network)  # a wrong name is told before anything is read
    source = _read(argument)
    example = source.example
    chosen = network_of(network or (example.network if example else MAIN.name))
    spent: Sequence[SpentOutput | None] = example.spent_outputs if example else ()
    try:
        if prevouts is not None or parents:
            spent = spent_outputs(source.raw, prevouts, parents)
        return Reading(analyse(source.raw, spent, chosen), example)
    except DecodeError as error:
        raise better_error(error) from error


def height_of(example: Example | None, asked: int | None) -> int | None:
    """The mainnet block whose rules count: the one asked for, else that of an example, else none."""
    if asked is not None or example is None or example.network != MAIN.name:
        return asked
    return example.block_height


def _read(argument: str | None) -> Source:
    stdin = sys.stdin
    if stdin is None:
        return read_source(argument, BytesIO(), True)
    return read_source(argument, stdin.buffer, stdin.isatty())


def spent_outputs(
    raw: bytes, prevouts: str | None, parents: Sequence[str], known: Sequence[SpentOutput | None] = ()
) -> list[SpentOutput | None]:
    """What the inputs spend: what is given in a file and by parents, and what is `known` besides, in input order."""
    from txexplain.cli.mistakes import secrets_hidden
    from txexplain.spent_outputs import from_json, from_parents, merged
    from txexplain.wire.transaction import decode

    tx = decode(raw)
    found = [list(known)] if known else []
    if prevouts is not None:
        text = read_text(prevouts, sys.stdin.buffer if sys.stdin else BytesIO())
        with secrets_hidden(text):
            found.append(from_json(text, tx))
    if parents:
        found.append(from_parents([decode(_read(parent).raw) for parent in parents], tx))
    return merged(tx, found)


def network_of(name: str) -> Network:
    name = _ALSO_CALLED.get(name, name)
    if name not in NETWORKS:
        raise InputError("unknown_network", name=name[:40], near=", ".join(NETWORKS))
    return NETWORKS[name]
