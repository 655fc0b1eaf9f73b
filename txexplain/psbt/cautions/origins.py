"""Keys whose origin says nothing: a master key fingerprint of zeros, by which no signer finds its own."""

from __future__ import annotations

from collections.abc import Iterator

from txexplain.model.psbt_analysis import CautionLevel, PsbtCaution
from txexplain.psbt.known import Known
from txexplain.psbt.stated import Stated

NO_FINGERPRINT = bytes(4)


def find(known: Known) -> Iterator[PsbtCaution]:
    for number, stated in enumerate(known.inputs):
        if stated and _lacks_fingerprint(stated):
            yield PsbtCaution("no_fingerprint", CautionLevel.NOTE, input=number)
    for number, stated in enumerate(known.outputs):
        if _lacks_fingerprint(stated):
            yield PsbtCaution("no_fingerprint", CautionLevel.NOTE, output=number)


def _lacks_fingerprint(stated: Stated) -> bool:
    return any(fingerprint == NO_FINGERPRINT for fingerprint, _ in stated.origins.values())
