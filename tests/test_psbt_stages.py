"""A node's PSBTs at every stage: who has signed, who still may and who comes next is told as it was.

Three wallets took part. What a lock asks for is written here by hand, and who signed is read from what the node
prints: neither from what is tested.
"""

from __future__ import annotations

import base64
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from test_psbt import psbt_rows

from txexplain.model.networks import NETWORKS
from txexplain.model.subject import PsbtSubject
from txexplain.session.psbt import PsbtSession
from txexplain.session.views import status_of

WALLETS = ("357ec92a", "e2373753", "f0264245")
Signed = set[int]
ENOUGH: dict[str, Callable[[Signed, bool], bool]] = {  # whose signatures open the coin; `waited`: older(5) is met
    **dict.fromkeys(("pkh", "wpkh", "sh-wpkh", "tr"), lambda signed, waited: 0 in signed),
    **dict.fromkeys(("sh 2of3", "sh-wsh 2of3", "wsh 2of3"), lambda signed, waited: len(signed) >= 2),
    "wsh older": lambda signed, waited: 0 in signed or (1 in signed and waited),
    "tr leaf": lambda signed, waited: 0 in signed or signed >= {1, 2},
    "tr two": lambda signed, waited: 0 in signed or 1 in signed or (2 in signed and waited),
}
WAITED = 5


def stages() -> Iterator[tuple[dict[str, Any], PsbtSession]]:
    for row in psbt_rows():
        if "stage" in row:
            yield row, session_on(base64.b64decode(row["psbt"]), row["chain"])


def session_on(raw: bytes, chain: str) -> PsbtSession:
    return PsbtSession(PsbtSubject(raw, network=NETWORKS[chain]))


def signers_in(printed: dict[str, Any]) -> set[int]:
    """The wallets whose signatures `decodepsbt` prints for an input."""
    keys = {*printed.get("partial_signatures", {})}
    keys |= {each["pubkey"] for each in printed.get("taproot_script_path_sigs", ())}
    if "taproot_key_path_sig" in printed:
        keys.add(printed["taproot_internal_key"])
    return {wallet for wallet, key in stated_in(printed) if key in keys}


def stated_in(printed: dict[str, Any]) -> list[tuple[int, str]]:
    """Each key that an input states, with the wallet that it is of."""
    stated = [*printed.get("bip32_derivs", ()), *printed.get("taproot_bip32_derivs", ())]
    return [(WALLETS.index(each["master_fingerprint"]), each["pubkey"]) for each in stated]


def test_who_has_signed_is_who_did_and_who_may_sign_is_who_is_left(record_property) -> None:
    counts: Counter[str] = Counter()
    for row, session in stages():
        printed = row["decodepsbt"]["result"]
        data: Any = session.to_dict("decode")["analysis"]
        for each, txin, told in zip(printed["inputs"], printed["tx"]["vin"], data["inputs"], strict=True):
            signed, stated = signers_in(each), {wallet for wallet, _ in stated_in(each)}
            if row["stage"].startswith("signed by "):
                assert signed == {int(row["stage"][-1])}
            enough = ENOUGH[row["kind"]](signed, txin["sequence"] == WAITED)
            left = "done" if enough else "may_sign"
            expected = {WALLETS[wallet]: "signed" if wallet in signed else left for wallet in stated}
            assert {signer["master_fingerprint"]: signer["state"] for signer in told["signers"]} == expected
            if stated:
                assert told["signatures_suffice"] == enough, row["psbt"]
            counts.update(expected.values())
    record_property("signers of stages", ", ".join(f"{state} {count}" for state, count in sorted(counts.items())))
    assert counts == {"signed": 86, "may_sign": 98, "done": 29}


def test_who_comes_next_is_who_the_node_says() -> None:
    rows = 0
    for row, session in stages():
        told, printed = session.analysis, row["analyzepsbt"]["result"]
        assert told.next.key == printed["next"]
        assert [each.next.key for each in told.inputs] == [each["next"] for each in printed["inputs"]]
        rows += 1
    assert rows == 106


def test_each_partial_signature_is_valid_and_the_one_with_a_changed_bit_is_the_one_named() -> None:
    flipped = 0
    for row, session in stages():
        assert verdicts(session) == ["valid"] * len(verdicts(session))
        for place, signature in enumerate(signatures(session) if signers_of(row) else ()):
            at = session.raw.index(signature)
            changed = bytearray(session.raw)
            changed[at + len(signature) // 2] ^= 1
            after = session_on(bytes(changed), row["chain"])
            expected = ["valid"] * len(verdicts(session))
            expected[place] = "invalid"
            assert verdicts(after) == expected
            assert status_of(after.verify().verdict) == 1
            flipped += 1
    assert flipped == 86


def signers_of(row: dict[str, Any]) -> set[int]:
    return {wallet for each in row["decodepsbt"]["result"]["inputs"] for wallet in signers_in(each)}


def verdicts(session: PsbtSession) -> list[str]:
    return [signature.verdict.value for each in session.analysis.inputs for signature in each.signatures]


def signatures(session: PsbtSession) -> Iterator[bytes]:
    for each in session.analysis.inputs:
        for signature in each.signatures:
            assert signature.check is not None
            yield signature.check.signature


@pytest.mark.parametrize("stage", ["combined", "extracted"])
def test_what_is_finished_is_the_transaction_that_the_node_took(stage: str) -> None:
    extracted = {row["decodepsbt"]["result"]["tx"]["txid"]: row for row, _ in stages() if row["stage"] == "extracted"}
    compared = 0
    for row, session in stages():
        taken = extracted.get(row["decodepsbt"]["result"]["tx"]["txid"])
        if row["stage"] != stage or taken is None:
            continue
        told = session.verify()
        assert (status_of(told.verdict), told.complete) == (0, True)
        if stage == "extracted":
            assert taken["testmempoolaccept"]["allowed"] is True
        assert session.transaction().raw.hex() == taken["hex"]
        compared += 1
    assert compared == {"combined": 11, "extracted": 25}[stage]


def test_a_final_script_with_a_changed_bit_is_invalid() -> None:
    for row, session in stages():
        for signature in signatures(session) if row["stage"] == "extracted" else ():
            at = session.raw.index(signature)
            changed = bytearray(session.raw)
            changed[at + len(signature) // 2] ^= 1
            assert status_of(session_on(bytes(changed), row["chain"]).verify().verdict) == 1
