"""What a signer should mistrust: one file a kind of caution, facts and places, never sentences."""

from __future__ import annotations

from collections.abc import Iterator

from txexplain.model.psbt_analysis import PsbtCaution
from txexplain.psbt.cautions import (
    amounts,
    fees,
    lock_times,
    origins,
    preimages,
    scripts,
    sighash_types,
    signatures,
    silent_payments,
    spent_twice,
    timelocks,
    xpubs,
)
from txexplain.psbt.known import Known

_CAUTIONS = (
    amounts,
    fees,
    spent_twice,
    scripts,
    xpubs,
    origins,
    sighash_types,
    signatures,
    preimages,
    timelocks,
    lock_times,
    silent_payments,
)


def cautions(known: Known) -> Iterator[PsbtCaution]:
    """What each has to say, in the order above."""
    for caution in _CAUTIONS:
        yield from caution.find(known)
