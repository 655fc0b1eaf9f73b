"""Every command on the bundled PSBTs, and the words about them."""

from __future__ import annotations

from collections.abc import Iterator

from txexplain.bundled import psbt_names


def of_bundled_psbts() -> Iterator[list[str]]:
    for name in psbt_names():
        yield from (["decode", name], ["decode", "--all", name], ["decode", "--bytes", name], ["verify", name])
        yield from (["explain", "--why", name], ["sighash", name])
    yield from (["why", name] for name in ("PSBT", "combiner", "partial signature", "derivation path", "fingerprint"))
