"""Runs that say what a signer should mistrust in a PSBT, and what is claimed of its outputs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from built_psbts import COIN, HONEST, B, C, Coin, D, Paid, Whole, from_xpub, to_, wpkh
from silent_psbts import silent, silent_cases
from suspicious import cases

from txexplain.explain.parts.psbt_cautions import caution_callouts
from txexplain.model.psbt_analysis import CautionLevel, PsbtCaution
from txexplain.model.report import Facts
from txexplain.texts import Texts


def of_suspicious_psbts() -> Iterator[list[str]]:
    """Each caution, each claim, and several of a kind."""
    psbts = [*(cases() | silent_cases()).values(), *_claims(), silent().raw, silent(script=b"").raw]
    yield from (["decode", raw.hex()] for raw in psbts)
    facts = [Facts(public_key=f"{number:066x}") for number in range(5)]
    for place in ("input", "output"):
        many = [
            PsbtCaution("key_not_in_script", CautionLevel.ERROR, facts=each, **{place: number % 2 + number // 4})
            for number, each in enumerate(facts)
        ]
        alike = [PsbtCaution("spent_twice", CautionLevel.ERROR, facts=Facts(first=0), **{place: at}) for at in (1, 2)]
        tuple(caution_callouts([*many, *alike], Texts()))


def _claims() -> Iterator[bytes]:
    yield from (HONEST.raw, from_xpub().raw)
    branch = [Paid(wpkh(B), [to_(B, step, 0)]) for step in (0, 2)]
    other = [Paid(wpkh(B), [to_(B, 1, 0, fingerprint="0badf00d")]), Paid(wpkh(C), [to_(B, 1, 0)])]
    kind = Paid(Coin(wpkh(D)).script, [(b"\x01", b"\x51")])
    nested = Paid(b"\xa9\x14" + bytes(20) + b"\x87", [to_(B, 1, 0)])
    yield from (Whole([COIN], [paid]).raw for paid in (*branch, *other, kind, nested))
    yield Whole([replace(COIN, entries=[])], [branch[0]]).raw
