"""Extended keys that contradict themselves, or the keys that are said to come from them (BIP174, BIP32)."""

from __future__ import annotations

from collections.abc import Iterator

from txexplain.model.psbt import path_words
from txexplain.model.psbt_analysis import CautionLevel, PsbtCaution
from txexplain.model.report import Facts
from txexplain.psbt.known import Known
from txexplain.psbt.stated import Origin, Stated
from txexplain.psbt.xpubs import XpubKeys


def find(known: Known) -> Iterator[PsbtCaution]:
    xpubs = known.xpubs
    for what, (fingerprint, path) in xpubs.contradictions:
        facts = Facts(variant=what, fingerprint=fingerprint.hex(), path=path_words(path))
        yield PsbtCaution("xpub_origin", CautionLevel.ERROR, facts=facts)
    for number, stated in enumerate(known.inputs):
        for facts in _others(stated, xpubs) if stated else ():
            yield PsbtCaution("xpub_differs", CautionLevel.ERROR, input=number, facts=facts)
    for number, stated in enumerate(known.outputs):
        for facts in _others(stated, xpubs):
            yield PsbtCaution("xpub_differs", CautionLevel.ERROR, output=number, facts=facts)


def _others(stated: Stated, xpubs: XpubKeys) -> Iterator[Facts]:
    """The keys that are not what their paths lead to."""
    for key, origin in stated.origins.items():
        if xpubs.leads_to(key, origin) is False:
            yield _facts(key, origin)


def _facts(key: bytes, origin: Origin) -> Facts:
    return Facts(public_key=key.hex(), fingerprint=origin[0].hex(), path=path_words(origin[1]))
