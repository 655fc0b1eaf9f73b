"""Runs that are told how what they were given is written: an output, a URL, a script in pieces."""

from __future__ import annotations

from collections.abc import Iterator

from said_lock import KEYS

A = KEYS[0]
SILENT = (
    "sp1qqgste7k9hx0qftg6qmwlkqtwuy6cycyavzmzj85c6qdfhjdpdjtdgqjuexzk6murw56suy3e0rd2cgqvycxttddwsvgxe2us"
    "fpxumr70xc9pkqwv"
)
Call = list[str]
ID = "f4184fc596403b9d638783cf57adfe4c75c605f6356fbc91338530e9831e9e16"


def of_lastc() -> Iterator[Call]:
    """An ID with a colon and no number; servers that are none; hex with spaces."""
    yield ["decode", f"{ID}:"]
    yield ["decode", f"{ID}:a"]
    for url in ("mempool.space/api", ".", "http://"):
        yield ["decode", ID, "--esplora", url]
    yield ["decode", ID, "--node", "http://127.0.0.1:8332/wallet/foo"]
    yield ["lock", "0014 751e"]
    yield ["lock", f"wpkh({A},{A})"]
    yield ["lock", f"pk({A}/0)"]
    yield ["lock", f"pk({A[:-1]})"]
    yield ["lock", "multi()"]
    yield ["lock", "first"]
    yield ["lock", SILENT]
    yield ["block", "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4"]
