"""What a shared nonce, or one that everybody knows, gives away: said by key and message, and computed here."""

from __future__ import annotations

import pytest
from ecdsa.ecdsa import generator_secp256k1 as G
from spends.draft import Draft, Vin
from spends.keys import key_of, strict
from walking import story_from, text_of

from txexplain.analyse import analyse
from txexplain.crypto.sighash.fields import Fields
from txexplain.crypto.sighash.legacy import legacy_sighash
from txexplain.crypto.sighash.witness_v0 import witness_v0_sighash
from txexplain.explain.pages.decode import decode_page
from txexplain.insights.known_nonce import nonce_of
from txexplain.model.report import Finding, Report, SpentOutput
from txexplain.texts import Texts
from txexplain.wire.hashes import hash160, sha256
from txexplain.wire.keys import CURVE_ORDER as N
from txexplain.wire.known_points import LARGEST_KNOWN
from txexplain.wire.output_scripts import pay_to_pubkey_hash
from txexplain.wire.script import number_push, push
from txexplain.wire.transaction import decode

NONCE = 0x1234567890ABCDEF
AMOUNT = 10_000


def public(secret: int) -> bytes:
    return key_of(secret).forms[0]


def signed(secret: int, nonce: int, digest: bytes, hash_type: int) -> tuple[bytes, int, int]:
    """A signature by textbook ECDSA."""
    r = int((nonce % N * G).x()) % N
    s = pow(nonce, -1, N) * (int.from_bytes(digest, "big") + r * secret) % N
    return strict(r, s) + bytes([hash_type]), r, s


def p2pkh(
    *signers: tuple[int, int], hash_type: int = 1, outputs: int = 1
) -> tuple[Report, list[tuple[int, int, int]]]:
    """One P2PKH input for each secret and nonce, properly signed, and the z, r, s of each."""
    inputs = [Vin(bytes([place + 1]) * 36, 0xFFFFFFFF) for place in range(len(signers))]
    spent = [SpentOutput(AMOUNT, pay_to_pubkey_hash(hash160(public(secret)))) for secret, _ in signers]
    draft = Draft(2, inputs, [(1, b"\x51")] * outputs, 0, spent, 0)
    fields, numbers = Fields(decode(draft.raw()), spent), []
    for place, (secret, nonce) in enumerate(signers):
        digest = legacy_sighash(fields, place, spent[place].script_pubkey, hash_type).digest
        signature, r, s = signed(secret, nonce, digest, hash_type)
        inputs[place].script_sig = push(signature) + push(public(secret))
        numbers.append((int.from_bytes(digest, "big"), r, s))
    story = story_from(draft.raw(), spent)
    assert all(spend.verdict.value == "valid" for spend in story.verification.inputs)
    return story.report, numbers


def reused(report: Report) -> Finding:
    return next(finding for finding in report.findings if finding.key == "reused_nonce")


def told(report: Report) -> str:
    return text_of(decode_page(report, Texts()))


@pytest.mark.parametrize("sign", [1, -1])
def test_one_key_and_two_messages_give_the_private_key_away(sign: int) -> None:
    """A nonce and its negative have the same r, and give the key away as well."""
    report, ((z1, r1, s1), (z2, r2, s2)) = p2pkh((77, NONCE), (77, sign * NONCE))
    assert reused(report).facts == {"first_vin": 0, "second_vin": 1, "keys": "same", "messages": "different"}
    assert "by the same key, over different messages: anybody can compute the private key" in told(report)
    assert r1 == r2
    nonce = (z1 - z2) * pow(s1 - sign * s2, -1, N) % N  # s1·k = z1 + r·d, and s2·(±k) = z2 + r·d
    assert (s1 * nonce - z1) * pow(r1, -1, N) % N == 77


def test_two_keys_give_each_other_away_only() -> None:
    report, ((z1, r, s1), (z2, _, s2)) = p2pkh((77, NONCE), (78, NONCE))
    assert (reused(report).facts["keys"], reused(report).facts["messages"]) == ("different", "different")
    assert "anybody who knows one of the private keys can compute the other" in told(report)
    assert "anybody can compute" not in told(report)
    nonce = pow(s1, -1, N) * (z1 + r * 77) % N
    assert (s2 * nonce - z2) * pow(r, -1, N) % N == 78


def test_one_key_and_one_message_give_nothing_away() -> None:
    """SINGLE without an output signs the number one: with the negative nonce, s is the negative too."""
    report, ((_, _, s1), (_, _, s2)) = p2pkh((77, NONCE), (77, -NONCE), hash_type=3, outputs=0)
    assert (reused(report).facts["keys"], reused(report).facts["messages"]) == ("same", "same")
    assert s1 == N - s2
    assert "anybody can compute" not in told(report)
    assert "reveal no more than one of them does" in told(report)


def test_the_most_telling_pair_is_told() -> None:
    report, _ = p2pkh((77, NONCE), (78, NONCE), (78, NONCE))
    assert reused(report).facts == {"first_vin": 1, "second_vin": 2, "keys": "same", "messages": "different"}


@pytest.mark.parametrize(("hash_types", "messages"), [((1, 1), "same"), ((1, 2), "different")])
def test_two_signatures_of_a_multisig_are_by_two_keys(hash_types: tuple[int, int], messages: str) -> None:
    script = number_push(2) + push(public(77)) + push(public(78)) + number_push(2) + b"\xae"
    spent = [SpentOutput(AMOUNT, b"\0\x20" + sha256(script))]
    vin = Vin(b"\1" * 36, 0xFFFFFFFF)
    draft = Draft(2, [vin], [(1, b"\x51")], 0, spent, 0)
    fields = Fields(decode(draft.raw()), spent)
    digests = [witness_v0_sighash(fields, 0, script, each).digest for each in hash_types]
    made = [signed(*each)[0] for each in zip((77, 78), (NONCE, NONCE), digests, hash_types, strict=True)]
    vin.witness = [b"", *made, script]
    story = story_from(draft.raw(), spent)
    assert story.verification.verdict.value == "valid"
    facts = {"first_vin": 0, "second_vin": 0, "keys": "different", "messages": messages}
    assert reused(story.report).facts == facts
    assert "Two signatures of input 0 have the same r" in told(story.report)


def test_where_the_keys_are_not_known_that_is_said() -> None:
    """P2SH multisig twice, with one key in common."""
    inputs = []
    for place in (1, 2):
        script = b"\x51" + push(public(77)) + push(public(77 + place)) + b"\x52\xae"
        made = signed(77, NONCE, bytes([place]) * 32, 1)[0]
        inputs.append(Vin(bytes([place]) * 36, 0, b"\0" + push(made) + push(script)))
    report = analyse(Draft(2, inputs, [(1, b"\x51")], 0, [], 0).raw())
    assert (reused(report).facts["keys"], reused(report).facts["messages"]) == ("unknown", "different")
    assert "is not known without checking" in told(report)


def test_the_known_nonces_are_those_of_small_numbers() -> None:
    """By ecdsa's arithmetic."""
    half = pow(2, -1, N)
    for number in range(1, LARGEST_KNOWN + 1):
        assert nonce_of(int((number * G).x())) == str(number)
    assert nonce_of(int((half * G).x())) == "½"
    assert nonce_of(int(((LARGEST_KNOWN + 1) * G).x())) is None


@pytest.mark.parametrize(("nonce", "name"), [(pow(2, -1, N), "½"), (-pow(2, -1, N), "½"), (1, "1"), (-3, "3")])
def test_a_known_nonce_gives_the_key_away_by_one_signature(nonce: int, name: str) -> None:
    report, ((z, r, s),) = p2pkh((77, nonce))
    (found,) = [each for each in report.findings if each.key == "known_nonce"]
    assert found.facts == {"vin": 0, "count": 1, "nonce": name}
    assert f"the x coordinate of {name}·G" in told(report)
    assert (s * nonce - z) * pow(r, -1, N) % N == 77


def test_a_nonce_that_is_not_known_is_not_pointed_out() -> None:
    report, _ = p2pkh((77, NONCE), (78, LARGEST_KNOWN + 1))
    assert not {"known_nonce", "reused_nonce"} & {each.key for each in report.findings}


def test_a_schnorr_signature_with_a_known_nonce_is_pointed_out() -> None:
    key = key_of(77)
    signature = int(G.x()).to_bytes(32, "big") + bytes(31) + b"\5"
    raw = Draft(2, [Vin(b"\1" * 36, 0, b"", [signature])], [(1, b"\x51")], 0, [], 0).raw()
    report = analyse(raw, [SpentOutput(AMOUNT, b"\x51\x20" + key.x_only)])
    assert [each.facts["nonce"] for each in report.findings if each.key == "known_nonce"] == ["1"]
