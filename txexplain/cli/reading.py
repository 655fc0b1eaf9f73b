"""From the words on the command line to a Report: the same for every command that takes a transaction."""

from __future__ import annotations

import sys
from io import BytesIO

from txexplain.analyse import analyse
from txexplain.model.errors import DecodeError, InputError
from txexplain.model.networks import NETWORKS, Network
from txexplain.model.report import Report
from txexplain.sources import better_error, read_source

_ALSO_CALLED = {"mainnet": "main", "testnet": "test", "testnet3": "test"}


def read_report(argument: str | None, network: str | None) -> Report:
    """The report on the transaction that `argument` names. Raises InputError or DecodeError."""
    if network is not None:
        _network(network)  # a wrong name is told before anything is read
    stdin = sys.stdin
    if stdin is None:
        source = read_source(argument, BytesIO(), True)
    else:
        source = read_source(argument, stdin.buffer, stdin.isatty())
    example = source.example
    chosen = _network(network or (example.network if example else "main"))
    try:
        return analyse(source.raw, example.spent_outputs if example else (), chosen, example)
    except DecodeError as error:
        raise better_error(error) from error


def _network(name: str) -> Network:
    name = _ALSO_CALLED.get(name, name)
    if name not in NETWORKS:
        raise InputError("unknown_network", name=name[:40], near=", ".join(NETWORKS))
    return NETWORKS[name]
