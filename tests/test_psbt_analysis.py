"""A PSBT is analysed as a node analyses it, and each signature that it brings is judged, and named where it fails."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from conftest import FULL, load_vectors
from test_immutable import assert_immutable
from test_psbt import plain_data, psbt_rows, raw_of

from txexplain.analyse_psbt import analyse_psbt
from txexplain.data.psbt import psbt_data
from txexplain.data.psbt_analysis import analysis_data
from txexplain.model.errors import DecodeError
from txexplain.model.psbt import PsbtEntry, PsbtMap
from txexplain.model.psbt_analysis import PsbtAnalysis, PsbtRole, PsbtSignature
from txexplain.model.spend import Verdict
from txexplain.model.subject import PSBT_MAGIC
from txexplain.psbt.analyse import PsbtAnalyser
from txexplain.verify_psbt import verify_psbt
from txexplain.wire.cursor import compact_size, sized
from txexplain.wire.draft import draft_of
from txexplain.wire.hashes import hash160
from txexplain.wire.psbt import read_psbt

OUR_OWN = ("obstacle", "signatures_suffice", "signatures", "signers", "other_keys")
OUR_OWN_OF_ALL = ("outputs", "cautions")
FIELDS = (
    "PSBT_IN_PARTIAL_SIG",
    "PSBT_IN_TAP_KEY_SIG",
    "PSBT_IN_TAP_SCRIPT_SIG",
    "PSBT_IN_MUSIG2_PARTIAL_SIG",
)
NEEDED = {"wsh 2of3": 2, "sh-wsh 2of3": 2, "sh 2of3": 2}


@cache
def read_rows() -> list[dict[str, Any]]:
    """Those that a node reads."""
    return [row for row in psbt_rows() if "result" in row["analyzepsbt"]]


@cache
def stages() -> list[dict[str, Any]]:
    return [row for row in read_rows() if "kind" in row]


def analysis_of(raw: bytes) -> PsbtAnalysis:
    return verify_psbt(analyse_psbt(raw))


def as_a_node_prints(analysis: PsbtAnalysis) -> object:
    data: Any = plain_data(analysis_data(analysis))
    for name in OUR_OWN_OF_ALL:
        del data[name]
    for each in data.get("inputs", []):
        for name in OUR_OWN:
            del each[name]
    return data


def test_what_a_node_says_is_said(record_property) -> None:
    counts: Counter[str] = Counter()
    for row in read_rows():
        assert as_a_node_prints(analysis_of(raw_of(row))) == row["analyzepsbt"]["result"], row["psbt"]
        counts["of stages" if "kind" in row else "of the BIPs and Core's tests"] += 1
    record_property("analyzepsbt", ", ".join(f"equal {name}: {count}" for name, count in sorted(counts.items())))
    assert counts == {"of stages": 106, "of the BIPs and Core's tests": 165}


def test_the_analysis_stands_beside_what_is_decoded() -> None:
    report = analyse_psbt(raw_of(stages()[0]))
    analysis = verify_psbt(report)
    assert "analysis" not in psbt_data(report)
    assert psbt_data(report, analysis)["analysis"] == analysis_data(analysis)


def test_what_combined_ones_are_finished_with_is_what_a_node_finished_them_with() -> None:
    finished = {analyse_psbt(raw_of(row)).psbt.tx.txid: row["hex"] for row in stages() if row.get("hex")}
    compared = 0
    for row in stages():
        analyser = PsbtAnalyser(analyse_psbt(raw_of(row)))
        draft = draft_of(analyser.tx, ())
        done = all(found.next >= PsbtRole.FINALIZER for found in analyser.analysis().inputs)
        if row["stage"] != "combined" or not done or analyser.tx.txid not in finished:
            continue
        for each, data in zip(draft.inputs, analyser.data, strict=True):
            assert data.final is not None
            each.script_sig, each.witness = data.final[0], list(data.final[1])
        assert draft.serialise().hex() == finished[analyser.tx.txid]
        compared += 1
    assert compared == 4


# Who has signed, who still may


def test_whoever_signed_is_named_and_whoever_may_as_well(record_property) -> None:
    """A signed stage holds exactly the signatures of those who signed."""
    counts: Counter[str] = Counter()
    for row in stages():
        report = analyse_psbt(raw_of(row))
        for each, found in zip(report.psbt.inputs, verify_psbt(report).inputs, strict=True):
            states = Counter(signer.state for signer in found.signers)
            brought = {entry.key_data.data for entry in each.all("PSBT_IN_PARTIAL_SIG")}
            brought |= {entry.key_data.data[:32] for entry in each.all("PSBT_IN_TAP_SCRIPT_SIG")}
            if each.one("PSBT_IN_TAP_KEY_SIG"):
                brought |= {entry.value.data for entry in each.all("PSBT_IN_TAP_INTERNAL_KEY")}
            assert {signer.key for signer in found.signers if signer.state == "signed"} == brought
            assert all(signature.verdict is Verdict.VALID for signature in found.signatures)
            assert not states.keys() - {"signed", "may_sign", "done"}
            needed = NEEDED.get(row["kind"])
            if needed and found.signers:
                assert found.signatures_suffice == (states["signed"] >= needed)
                assert ("may_sign" in states) == (states["signed"] < needed)
            counts.update(states)
    record_property("signers", ", ".join(f"{state} {count}" for state, count in sorted(counts.items())))
    assert counts["signed"] > 50
    assert counts["may_sign"] > 50


def test_the_missing_signatures_are_of_those_who_may_sign() -> None:
    for row in stages():
        for found in analysis_of(raw_of(row)).inputs:
            if found.next is PsbtRole.SIGNER:
                may = {hash160(signer.key) for signer in found.signers if signer.state == "may_sign"}
                assert set(found.missing.signatures) <= may


def test_what_a_finished_input_was_signed_with_is_told() -> None:
    for row in stages():
        for found in analysis_of(raw_of(row)).inputs:
            if found.is_final:
                assert found.signatures
                assert {signature.field[:13] for signature in found.signatures} == {"PSBT_IN_FINAL"}
                assert found.next is PsbtRole.EXTRACTOR
                assert len(found.signatures) == NEEDED.get(row["kind"], len(found.signatures))


def test_a_sighash_type_that_is_not_the_usual_one_stops_a_node_and_not_us() -> None:
    stopped = [
        found
        for row in stages()
        if row["stage"] == "combined"
        for found in analysis_of(raw_of(row)).inputs
        if found.obstacle
    ]
    assert {found.obstacle for found in stopped} == {"sighash_type"}
    assert len(stopped) > 5
    assert all(found.next is PsbtRole.UPDATER and found.signatures_suffice for found in stopped)


# One bit


def signature_entries(raw: bytes) -> Iterator[tuple[int, PsbtEntry]]:
    for each in read_psbt(raw).inputs:
        for field in FIELDS:
            yield from ((each.number, entry) for entry in each.all(field))


def flipped(raw: bytes, entry: PsbtEntry) -> bytes:
    """With the lowest bit of s changed, which leaves strict DER as it is, or of the last of 64 or 32 bytes."""
    ends_with_type = entry.field == "PSBT_IN_PARTIAL_SIG" or len(entry.value.data) == 65
    at = entry.value.end - 1 - ends_with_type
    return raw[:at] + bytes([raw[at] ^ 1]) + raw[at + 1 :]


def told(signature: PsbtSignature) -> tuple[str, bytes, bytes]:
    return signature.field, signature.key, signature.leaf_hash


def test_of_all_signatures_the_one_with_a_changed_bit_is_named(record_property) -> None:
    counts: Counter[str] = Counter()
    for row in read_rows():
        raw = raw_of(row)
        before = analysis_of(raw)
        for number, entry in signature_entries(raw):
            after = analysis_of(flipped(raw, entry))
            if not after.inputs:
                continue
            pairs = zip(before.inputs[number].signatures, after.inputs[number].signatures, strict=True)
            changed = [(old, new) for old, new in pairs if old.verdict is not new.verdict]
            own = [each for each in before.inputs[number].signatures if _is_of(each, entry)]
            assert len(own) == 1
            if own[0].verdict is not Verdict.VALID:
                assert changed == []
                continue
            ((old, new),) = changed
            assert told(old) == told(new) == told(own[0])
            assert new.verdict is Verdict.INVALID
            assert new.reason in ("mismatch", "odd_y", "infinity", "out_of_range")
            others = [each for each in range(len(before.inputs)) if each != number]
            assert [after.inputs[each] for each in others] == [before.inputs[each] for each in others]
            counts[entry.field] += 1
    record_property("flipped", ", ".join(f"{field} {count}" for field, count in sorted(counts.items())))
    assert set(counts) == set(FIELDS)


def _is_of(signature: PsbtSignature, entry: PsbtEntry) -> bool:
    key = entry.key_data.data
    if signature.field != entry.field:
        return False
    if entry.field == "PSBT_IN_TAP_KEY_SIG":
        return True
    size = {"PSBT_IN_TAP_SCRIPT_SIG": 32, "PSBT_IN_MUSIG2_PARTIAL_SIG": 33}.get(entry.field, len(key))
    leaf = key[size:] if entry.field != "PSBT_IN_MUSIG2_PARTIAL_SIG" else key[66:]
    return signature.key == key[:size] and signature.leaf_hash == leaf


def test_whose_signature_fails_has_not_signed() -> None:
    row = next(each for each in stages() if (each["kind"], each["stage"]) == ("sh 2of3", "combined"))
    raw = raw_of(row)
    before = analysis_of(raw).inputs[0]
    number, entry = next(signature_entries(raw))
    after = analysis_of(flipped(raw, entry)).inputs[number]
    assert before.next is PsbtRole.FINALIZER
    assert {signer.key: signer.state for signer in after.signers}[entry.key_data.data] == "invalid"
    assert "may_sign" in {signer.state for signer in after.signers}
    assert not after.signatures_suffice


def test_a_changed_bit_of_a_final_signature_is_found() -> None:
    seen = 0
    for row in stages():
        raw = raw_of(row)
        report = analyse_psbt(raw)
        for each, found in zip(report.psbt.inputs, verify_psbt(report).inputs, strict=True):
            for signature in found.signatures if found.is_final else ():
                assert signature.check is not None
                data = signature.check.signature
                entry = each.one(signature.field)
                assert entry is not None
                at = raw.index(data, entry.value.start) + len(data) - 2
                after = analysis_of(raw[:at] + bytes([raw[at] ^ 1]) + raw[at + 1 :]).inputs[each.number]
                assert not after.is_final
                assert after.obstacle == "final_scripts"
                assert not after.signatures_suffice
                assert Verdict.INVALID in {each.verdict for each in after.signatures}
                seen += 1
    assert seen > 30


# What is told apart


def test_without_its_spent_output_an_input_is_not_judged() -> None:
    seen = 0
    for row in read_rows():
        for found in analysis_of(raw_of(row)).inputs:
            if not found.has_utxo:
                assert found.obstacle == "spent_output"
                assert all(signature.verdict is Verdict.UNKNOWN for signature in found.signatures)
                seen += 1
    assert seen > 20


def test_signatures_that_no_script_asks_for_are_said_to_be_that() -> None:
    signatures = [
        signature
        for row in read_rows()
        for found in analysis_of(raw_of(row)).inputs
        for signature in found.signatures
    ]
    assert any(signature.asked_for is False for signature in signatures)
    assert any(signature.asked_for is None for signature in signatures)
    assert all(
        (signature.verdict is Verdict.UNKNOWN) == (signature.check is None)
        for signature in signatures
        if signature.field != FIELDS[-1]
    )


def test_the_analysis_cannot_be_changed() -> None:
    for row in read_rows()[::10]:
        assert_immutable(analysis_of(raw_of(row)))


def as_version_2(raw: bytes) -> bytes:
    """The same PSBT, the fields of its transaction in the maps (BIP370)."""
    psbt = read_psbt(raw)
    tx = psbt.tx
    globals_ = [(b"\xfb", _number(2)), (b"\x02", _number(tx.version)), (b"\x03", _number(tx.lock_time))]
    globals_ += [(b"\x04", compact_size(len(tx.inputs))), (b"\x05", compact_size(len(tx.outputs)))]
    maps = [_map_with(psbt.globals, globals_, left_out="PSBT_GLOBAL_UNSIGNED_TX")]
    for txin, each in zip(tx.inputs, psbt.inputs, strict=True):
        txid, vout = txin.outpoint
        maps.append(_map_with(each, [(b"\x0e", txid), (b"\x0f", _number(vout)), (b"\x10", _number(txin.sequence))]))
    for output, each in zip(tx.outputs, psbt.outputs, strict=True):
        amount = output.value_sat.to_bytes(8, "little", signed=True)
        maps.append(_map_with(each, [(b"\x03", amount), (b"\x04", output.script_pubkey.data)]))
    return PSBT_MAGIC + b"".join(maps)


def _number(value: int) -> bytes:
    return value.to_bytes(4, "little")


def _map_with(each: PsbtMap, more: list[tuple[bytes, bytes]], left_out: str = "") -> bytes:
    kept = [(entry.key.data, entry.value.data) for entry in each.entries if entry.field != left_out]
    return b"".join(sized(key) + sized(value) for key, value in (*more, *kept)) + b"\x00"


def test_version_2_is_analysed_like_version_0() -> None:
    for row in stages():
        raw = raw_of(row)
        assert analysis_of(as_version_2(raw)) == analysis_of(raw)


def test_bip370s_own_are_analysed() -> None:
    cases = [case for case in load_vectors("psbt_bip370.json") if case["valid"]]
    assert len(cases) == 24
    for case in cases:
        assert analysis_of(bytes.fromhex(case["hex"])).next in (PsbtRole.UPDATER, PsbtRole.SIGNER, PsbtRole.FINALIZER)


@pytest.mark.parametrize("seed", range(4))
def test_changed_bytes_are_refused_or_analysed(seed: int) -> None:
    random_ = random.Random(seed)
    raws = [raw_of(row) for row in read_rows()]
    raws += [bytes.fromhex(case["hex"]) for case in load_vectors("psbt_bip370.json") if case["valid"]]
    read = 0
    for _ in range(10_000 if FULL else 250):
        changed = bytearray(random_.choice(raws))
        for _ in range(random_.choice((1, 1, 1, 2, 5))):
            changed[random_.randrange(5, len(changed))] = random_.choice((0, 1, 0xFF, random_.randrange(256)))
        try:
            report = analyse_psbt(bytes(changed))
        except DecodeError:
            continue
        analysis = verify_psbt(report)
        assert bool(analysis.error) == (analysis.next is PsbtRole.CREATOR)
        assert len(analysis.inputs) == (0 if analysis.error else len(report.psbt.inputs))
        read += 1
    assert read > 50


def test_amounts_that_cannot_be_are_told_as_a_node_does() -> None:
    """The sentences of AnalyzePSBT, of which no vector has one."""
    raw, entry = _claimed()
    for value_sat, sentence in (
        (21_000_000 * 100_000_000 + 1, "PSBT is not valid. Input 0 has invalid value"),
        (-2, "PSBT is not valid. Input 0 has invalid value"),
    ):
        amount = value_sat.to_bytes(8, "little", signed=True)
        found = analysis_of(raw[: entry.value.start] + amount + raw[entry.value.start + 8 :])
        assert (found.error, found.next, found.inputs) == (sentence, PsbtRole.CREATOR, ())
        assert as_a_node_prints(found) == {"next": "creator", "error": sentence}
    script_at = entry.value.start + 9
    found = analysis_of(raw[:script_at] + b"\x6a" + raw[script_at + 1 :])
    assert found.error == "PSBT is not valid. Input 0 spends unspendable output"


def _claimed() -> tuple[bytes, PsbtEntry]:
    """A PSBT whose first input states its spent output by itself alone."""
    for row in read_rows():
        raw = raw_of(row)
        inputs: tuple[PsbtMap, ...] = read_psbt(raw).inputs
        entry = inputs[0].one("PSBT_IN_WITNESS_UTXO") if inputs else None
        if entry and not inputs[0].one("PSBT_IN_NON_WITNESS_UTXO") and len(entry.value.data) < 100:
            return raw, entry
    raise AssertionError("no such row")
