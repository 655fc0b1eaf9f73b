"""Preimages that do not hash to what they are stated for (BIP174)."""

from __future__ import annotations

from collections.abc import Iterator

from txexplain.model.psbt_analysis import CautionLevel, PsbtCaution
from txexplain.model.report import Facts
from txexplain.psbt.known import Known
from txexplain.wire.hashes import hash160, hash256, ripemd160, sha256

_HASHES = {"ripemd160": ripemd160, "sha256": sha256, "hash160": hash160, "hash256": hash256}


def find(known: Known) -> Iterator[PsbtCaution]:
    for number, data in enumerate(known.data):
        for (name, digest), preimage in data.preimages.items():
            if _HASHES[name](preimage) != digest:
                facts = Facts(function=name.upper(), hash=digest.hex())
                yield PsbtCaution("preimage_differs", CautionLevel.ERROR, input=number, facts=facts)
