"""PSBTs through the commands and the library: every vector as data and as pages, and what `verify` ends with."""

from __future__ import annotations

import base64
import json
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from conftest import FULL, validator_of, vector_bytes
from psbts import PARTIAL_SIG, Made
from spends.keys import key_of
from test_psbt import psbt_rows, raw_of

import txexplain
from txexplain.model.errors import DecodeError, InputError
from txexplain.model.networks import MAIN, NETWORKS
from txexplain.model.spend import Verdict
from txexplain.model.subject import PsbtSubject
from txexplain.session.psbt import PsbtSession
from txexplain.wire.hashes import hash160

VIEWS = ("decode", "verify", "explain", "sighash")
_SCHEMAS = {"decode": "psbt", "verify": "psbt-verify", "sighash": "psbt-sighash", "explain": "explain"}


def sessions() -> list[tuple[dict[str, Any], PsbtSession]]:
    """A session on every recorded PSBT that is read."""
    rows = [(row, raw_of(row), row.get("chain", MAIN.name)) for row in psbt_rows()]
    rows += [
        (row, base64.b64decode(row["base64"]), MAIN.name) for row in json.loads(vector_bytes("psbt_bip370.json"))
    ]
    found = []
    for row, raw, network in rows:
        session = PsbtSession(PsbtSubject(raw, network=NETWORKS[network]))
        with suppress(DecodeError):
            _ = session.report
            found.append((row, session))
    return found


def test_every_view_of_every_psbt_fits_its_schema(record_property) -> None:
    found, every = sessions(), 1 if FULL else 4
    for number, (row, session) in list(enumerate(found))[::every]:
        for view in VIEWS:
            if view == "sighash" and not session.inputs:
                continue
            data = session.to_dict(view)
            if number % 4 == 0 or every == 1:
                validator_of(_SCHEMAS[view]).validate(json.loads(json.dumps(data)))
            assert str(session.page(view, ("en", "zh")[number // every % 2])), row
    record_property("psbts in every view", len(found[::every]))
    assert len(found) > 280


def test_stages_end_with_the_status_of_how_far_they_are(record_property) -> None:
    """`extracted` rows carry the transaction that the node took out, and whether it takes it."""
    statuses: dict[str, int] = {}
    for row, session in sessions():
        if "stage" not in row:
            continue
        told = session.verify()
        if row["stage"] in ("created", "updated"):
            assert (told.verdict, told.complete) == (Verdict.UNKNOWN, False)
        if row["stage"] == "extracted":
            assert told.verdict is Verdict.VALID
            assert session.transaction().raw.hex() == row["hex"]
        if not told.complete:
            with pytest.raises(InputError, match="does not hold a finished transaction"):
                session.transaction()
        statuses[told.verdict.value] = statuses.get(told.verdict.value, 0) + 1
    record_property("stages by verdict", str(statuses))


def test_a_flipped_bit_of_a_signature_makes_it_invalid(cli) -> None:
    rows = [row for row in psbt_rows() if str(row.get("stage", "")).startswith("signed")]
    for row in rows[::4]:
        session = txexplain.read(row["psbt"], network=row["chain"])
        assert isinstance(session, PsbtSession)
        signature = next(each for part in session.analysis.inputs for each in part.signatures if each.check)
        assert signature.check is not None
        raw = session.raw.replace(signature.check.signature, _flipped(signature.check.signature), 1)
        assert cli("verify", base64.b64encode(raw).decode()).status == 1


def _flipped(signature: bytes) -> bytes:
    return signature[:10] + bytes([signature[10] ^ 1]) + signature[11:]


def test_a_psbt_is_taken_in_every_form(cli, tmp_path: Path) -> None:
    raw = Made(b"\x00\x14" + bytes(20)).raw
    text = base64.b64encode(raw).decode()
    wrapped = "\n".join(text[at : at + 64] for at in range(0, len(text), 64))
    binary = tmp_path / "a.psbt"
    binary.write_bytes(raw)
    (tmp_path / "b.txt").write_text(wrapped + "\n")
    out = cli("decode", raw.hex()).out
    assert out.startswith("PSBT for transaction")
    for given in (text, wrapped, f'"{text}"', raw.hex().upper(), str(binary), str(tmp_path / "b.txt")):
        ran = cli("decode", given)
        assert (ran.status, ran.out, ran.err) == (0, out, "")
    assert cli("decode", stdin=raw).out == cli("decode", "-", stdin=text.encode()).out == out
    in_json = cli("decode", json.dumps({"psbt": text, "complete": False}))
    assert in_json.out == out
    assert ".psbt" in in_json.err


def test_what_only_a_transaction_has_is_refused_until_it_is_one(cli) -> None:
    raw = Made(b"\x00\x14" + bytes(20)).raw.hex()
    for command in (("trace", raw), ("whatif", raw, "--set", "version=1")):
        ran = cli(*command)
        assert ran.status == 2
        assert "psbt_not_complete" in ran.err
    assert "looks_like_psbt" in cli("decode", "pizza", "--parent", raw).err
    assert "looks_like_psbt" in cli("block", raw).err


def without_parent(made: Made) -> bytes:
    """The PSBT without the transaction that it spends from."""
    entry = b"\x01\x00" + bytes([len(made.parent)]) + made.parent
    assert entry in made.raw
    return made.raw.replace(entry, b"", 1)


def test_spent_outputs_given_beside_it_stand_in_where_it_brings_none(cli) -> None:
    bare = without_parent(Made(b"\x00\x14" + bytes(20)))
    assert "unknown: the PSBT does not bring" in " ".join(cli("decode", bare.hex()).out.split())
    given = json.dumps([{"value_sat": 100_000, "script_pubkey": "0014" + "00" * 20}])
    assert "10,000 sat" in cli("decode", bare.hex(), "--prevouts", given).out


def test_signatures_are_judged_with_spent_outputs_that_are_given_beside_it(cli) -> None:
    key = key_of(5)
    public = key.forms[0]
    made = Made(b"\x00\x14" + hash160(public))
    code = b"\x76\xa9\x14" + hash160(public) + b"\x88\xac"
    made.add(PARTIAL_SIG, made.ecdsa(key, code), public)
    bare = without_parent(made).hex()
    assert "signature not checked" in cli("verify", bare).out
    ran = cli("verify", bare, "--prevouts", json.dumps([{"value_sat": 100_000, "script_pubkey": made.script.hex()}]))
    assert (ran.status, "✓ signed" in ran.out) == (0, True)


def test_what_cannot_be_valid_is_told_in_the_nodes_words_in_every_view(cli) -> None:
    made = Made(b"\x6a", claimed=True)  # an output that nobody can spend
    for command in (("decode",), ("verify",), ("explain",), ("sighash",), ("step", "--linear")):
        ran = cli(*command, made.raw.hex())
        assert ran.status == (4 if command == ("verify",) else 0)
        assert command == ("sighash",) or "spends unspendable output" in " ".join(ran.out.split())


def test_spent_outputs_that_contradict_the_psbt_are_refused(cli) -> None:
    made = Made(b"\x00\x14" + bytes(20))
    wrong = cli(
        "decode", made.raw.hex(), "--prevouts", json.dumps([{"value_sat": 1, "script_pubkey": made.script.hex()}])
    )
    assert (wrong.status, "spent_outputs_differ" in wrong.err) == (2, True)
    same = json.dumps([{"value_sat": 100_000, "script_pubkey": made.script.hex()}])
    assert cli("decode", made.raw.hex(), "--prevouts", same).out == cli("decode", made.raw.hex()).out


def test_a_psbt_that_is_cut_is_told_as_that_among_other_words_too(cli) -> None:
    text = base64.b64encode(Made(b"\x00\x14" + bytes(20)).raw).decode()
    for cut, code in ((101, "psbt_base64_cut"), (100, "truncated")):
        ran = cli("decode", f"bitcoin-cli finalizepsbt {text[:cut]}")
        assert (ran.out, code in ran.err) == ("", True)
