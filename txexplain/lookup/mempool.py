"""A node's whole mempool, searched for a wtxid, without reading 100 MB as JSON."""

from __future__ import annotations

import re
from collections.abc import Iterator

from txexplain.lookup.answers import hash_in
from txexplain.model.hexadecimal import display_hex

_WTXID = rb'"wtxid"\s*:\s*"%s"'
_KEY = re.compile(rb'"([0-9a-f]{64})"\s*:\s*\{')
_ENTRY_BYTES = 4_096  # of an entry, what comes before its wtxid is shorter


def txids_of(wtxid: bytes, body: bytes) -> Iterator[bytes]:
    """The txids of the entries with that wtxid, in an answer to getrawmempool."""
    for place in re.finditer(_WTXID % display_hex(wtxid).encode(), body):
        keys = _KEY.findall(body, max(0, place.start() - _ENTRY_BYTES), place.start())
        if keys:
            yield hash_in(keys[-1].decode())
