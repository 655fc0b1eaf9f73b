"""`whatif`: what a change breaks is what `verify` and Bitcoin Core's engine say of the changed transaction."""

from __future__ import annotations

import json
import random

import pytest
from conftest import EXAMPLES, FULL, session_of, slow, validator_of
from spends.judges import Case, core_accepts

from txexplain.analyse import analyse
from txexplain.explain.pages.whatif import whatif_page
from txexplain.model.errors import InputError
from txexplain.model.hexadecimal import display_hex
from txexplain.model.report import Report, SpentOutput
from txexplain.model.rules import CONSENSUS
from txexplain.model.spend import Verdict
from txexplain.model.whatif import Edit, WhatIf
from txexplain.render.layout import layout
from txexplain.texts import LANGUAGES, Texts
from txexplain.verify import verify
from txexplain.whatif import whatif
from txexplain.whatif.paths import all_paths
from txexplain.wire.draft import draft_of


def report_of(name: str) -> Report:
    return session_of(name).report


def changed(name: str, *edits: Edit) -> WhatIf:
    return session_of(name).whatif(edits)


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_draft_gives_the_bytes_it_was_made_from(name: str) -> None:
    report = report_of(name)
    assert draft_of(report.tx, EXAMPLES[name].spent_outputs).serialise() == report.tx.raw


@pytest.mark.parametrize("name", EXAMPLES)
def test_without_a_change_there_is_no_difference(name: str) -> None:
    found = changed(name)
    assert found.fields == ()
    assert found.after is not None
    assert found.raw == EXAMPLES[name].raw
    assert [d.before and d.before.verdict for d in found.inputs] == [
        d.after and d.after.verdict for d in found.inputs
    ]
    assert all(d.turning is None and d.cause.key in ("same", "error", "unknown") for d in found.inputs)


CASES = [  # example, edits, verdict after, error of the first input that fails, cause
    ("p2pkh", [Edit("set", "vout[0].value", "1")], "invalid", "EVAL_FALSE", "message"),
    ("p2pkh", [Edit("set", "version", "16777216")], "invalid", "EVAL_FALSE", "message"),
    ("p2pkh", [Edit("drop", "vout[1]")], "invalid", "EVAL_FALSE", "message"),
    ("p2pkh", [Edit("set", "lock_time", "1")], "invalid", "EVAL_FALSE", "message"),
    ("p2pkh", [Edit("swap", "vout[0]", "vout[1]")], "invalid", "EVAL_FALSE", "message"),
    ("p2pkh", [Edit("hash_type", "vin[0]", "NONE")], "invalid", "EVAL_FALSE", "hash_type"),
    ("p2pkh", [Edit("set", "spent[0].value", "42505595")], "valid", None, "uncovered"),
    ("p2wpkh", [Edit("set", "spent[0].value", "2993847")], "invalid", "EVAL_FALSE", "message"),
    ("p2wpkh", [Edit("flip", "vin[0].witness[0]", "80")], "invalid", "EVAL_FALSE", "signature"),
    ("first", [Edit("negate_s", "vin[0]")], "valid", None, "uncovered"),
    ("p2wpkh", [Edit("negate_s", "vin[0]")], "valid", None, "uncovered"),
    ("csv", [Edit("set", "vin[0].sequence", "287")], "invalid", "UNSATISFIED_LOCKTIME", "error"),
    ("csv", [Edit("set", "version", "1")], "invalid", "UNSATISFIED_LOCKTIME", "error"),
    ("taproot-key", [Edit("set", "vout[0].value", "1")], "invalid", "SCHNORR_SIG", "message"),
    ("taproot-script", [Edit("flip", "vin[1].witness[2]", "300")], "invalid", "WITNESS_PROGRAM_MISMATCH", "error"),
    ("p2sh-multisig", [Edit("flip", "vin[0].script_sig", "1500")], "invalid", "EVAL_FALSE", "error"),
    ("p2wpkh", [Edit("set", "vin[0].script_sig", "51")], "invalid", "WITNESS_MALLEATED", "error"),
]


@pytest.mark.parametrize(("name", "edits", "verdict", "error", "cause"), CASES)
def test_known_changes_have_their_known_results(
    name: str, edits: list[Edit], verdict: str, error: str | None, cause: str
) -> None:
    found = changed(name, *edits)
    assert found.after is not None
    assert found.before.verdict is Verdict.VALID
    assert found.after.verdict.value == verdict
    failing = [each for each in found.inputs if each.after and each.after.run.failure]
    told = failing[0] if failing else found.inputs[0]
    assert told.after is not None
    assert (told.after.run.failure.code if told.after.run.failure else None) == error
    assert told.cause.key == cause
    assert bool(failing) is (told.turning is not None)


def test_negated_s_gives_the_id_that_is_known() -> None:
    found = changed("first", Edit("negate_s", "vin[0]"))
    assert found.after is not None
    assert display_hex(found.after.report.tx.txid).startswith("25f6aa88")
    segwit = changed("p2wpkh", Edit("negate_s", "vin[0]"))
    assert segwit.after is not None
    assert segwit.after.report.tx.txid == segwit.before.report.tx.txid
    assert segwit.after.report.tx.wtxid != segwit.before.report.tx.wtxid


def test_the_parts_that_changed_are_named() -> None:
    found = changed("p2wpkh", Edit("set", "vin[0].sequence", "0"), Edit("set", "vout[0].value", "7"))
    assert set(found.inputs[0].cause.parts) == {"hash_sequence", "sequence", "hash_outputs"}
    assert [difference.path for difference in found.fields] == ["vin[0].sequence", "vout[0].value"]


@pytest.mark.parametrize(("language", "told"), [("en", "→ (empty)"), ("zh", "→ （空）")])
def test_bytes_that_are_emptied_have_no_place_where_they_differ(language: str, told: str, cli) -> None:
    result = cli("--lang", language, "whatif", "all-types", "--set", "vin[9].witness[4]=")
    line = next(line for line in result.out.splitlines() if line.strip().startswith("vin[9].witness[4]"))
    assert line.endswith(told)
    assert "[]" not in result.out


def test_bytes_that_are_no_transaction_any_more_are_a_result(cli) -> None:
    found = changed("p2pkh", Edit("flip", "4", "1"))
    assert found.after is None
    assert found.error is not None
    ran = cli("whatif", "p2pkh", "--flip", "4:1")
    assert ran.status == 0
    assert "no longer a transaction" in ran.out
    assert json.loads(cli("whatif", "p2pkh", "--flip", "4:1", "--json").out)["after"] is None


def test_the_original_is_never_changed(tmp_path, cli) -> None:
    path = tmp_path / "tx.hex"
    path.write_text(EXAMPLES["p2pkh"].raw.hex())
    cli("whatif", str(path), "--set", "version=3", "--drop", "vout[0]")
    assert path.read_text() == EXAMPLES["p2pkh"].raw.hex()


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (["--set", "vout[9].value=1"], "no_such_field"),
        (["--set", "vuot[0].value=1"], "no_such_field"),
        (["--set", "vout[0].value"], "bad_edit"),
        (["--set", "vout[0].value=abc"], "bad_field_value"),
        (["--set", "version=4294967296"], "field_out_of_range"),
        (["--set", "vin[0].txid=00"], "bad_field_value"),
        (["--set", "vin[0].script_sig=OP_DPU"], "bad_assembly"),
        (["--flip", "9999"], "no_such_byte"),
        (["--flip", "3:8"], "no_such_bit"),
        (["--flip", "²"], "no_such_field"),
        (["--flip", "9" * 5000], "no_such_byte"),
        (["--flip", "3:" + "9" * 5000], "no_such_bit"),
        (["--flip", "version:32"], "no_such_bit"),
        (["--swap", "vin[0],vout[0]"], "cannot_swap"),
        (["--swap", "vin[0]"], "bad_edit"),
        (["--hash-type", "vin[0]=NOTHING"], "bad_field_value"),
        (["--drop", "version"], "no_such_field"),
        (["--negate-s", "vout[0]"], "no_such_field"),
        (["--set", "\x1b[31m=1"], "no_such_field"),
    ],
)
def test_edits_that_cannot_be_made_are_told(cli, options: list[str], code: str) -> None:
    ran = cli("whatif", "p2pkh", *options)
    assert ran.status == 2
    assert f"({code})" in ran.err
    assert "\x1b" not in ran.err


def test_the_nearest_fields_are_offered(cli) -> None:
    assert "vout[0].value" in cli("whatif", "p2pkh", "--set", "vout[0].valeu=1").err


def random_edit(draft_paths: list[str], report: Report, rng: random.Random) -> Edit:
    kind = rng.choice(["flip", "flip", "set", "swap", "drop", "duplicate", "hash_type", "negate_s", "byte"])
    vin = rng.randrange(len(report.inputs))
    vout = rng.randrange(len(report.outputs))
    if kind == "byte":
        return Edit("flip", str(rng.randrange(len(report.tx.raw))), str(rng.randrange(8)))
    if kind == "flip":
        return Edit("flip", rng.choice(draft_paths), str(rng.randrange(8)))
    if kind == "set":
        path = rng.choice(["version", "lock_time", f"vin[{vin}].sequence", f"vout[{vout}].value"])
        return Edit("set", path, str(rng.choice([0, 1, 2, 288, 0xFFFFFFFE, rng.randrange(1 << 32)])))
    if kind == "hash_type":
        return Edit("hash_type", f"vin[{vin}]", rng.choice(["ALL", "NONE", "SINGLE", "ALL|ANYONECANPAY", "00"]))
    if kind == "negate_s":
        return Edit("negate_s", f"vin[{vin}]")
    if kind == "swap":
        return Edit("swap", f"vin[{vin}]", f"vin[{rng.randrange(len(report.inputs))}]")
    return Edit(kind, rng.choice([f"vin[{vin}]", f"vout[{vout}]"]))


@pytest.mark.parametrize(("seed", "changes"), [(5, 60), slow(6, 2_000 if FULL else 250)])
def test_random_changes_are_judged_as_verify_and_core_judge_them(seed: int, changes: int) -> None:
    """Today's consensus rules; each changed input with all its spent outputs is also put to Core's engine."""
    rng = random.Random(seed)
    small = [name for name, e in EXAMPLES.items() if len(e.raw) < 4000 and e.spent_outputs]
    judged = 0
    for _ in range(changes):
        name = rng.choice(small)
        report = report_of(name)
        edit = random_edit(list(all_paths(draft_of(report.tx, EXAMPLES[name].spent_outputs))), report, rng)
        try:
            found = whatif(report, [edit], CONSENSUS)
        except InputError:
            continue
        if found.after is None:
            continue
        spent = [item.spent for item in found.after.report.inputs]
        known = [each and SpentOutput(each.value_sat, each.script.slice.data) for each in spent]
        again = verify(analyse(found.raw, known), CONSENSUS)
        assert [s.verdict for s in found.after.inputs] == [s.verdict for s in again.inputs], (name, edit)
        judged += _compared_with_core(found, known)
    assert judged > changes / 2


def _compared_with_core(found: WhatIf, known: list[SpentOutput | None]) -> int:
    assert found.after is not None
    tx = found.after.report.tx
    if any(each is None or each.value_sat < 0 for each in known) or tx.is_coinbase or not tx.inputs or not tx.outputs:
        return 0
    spent = tuple(each for each in known if each is not None)
    for spend in found.after.inputs:
        case = Case("", found.raw, spent, spend.vin)
        assert (spend.verdict is Verdict.VALID) is core_accepts(case, CONSENSUS), (found.edits, spend.vin)
    return len(spent)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_and_the_json_tell_the_same(cli, language: str) -> None:
    for name, edits, _, error, _ in CASES:
        page = whatif_page(changed(name, *edits), Texts(language))
        text = "\n".join("".join(chunk.text for chunk in line) for line in layout(page, 80))
        assert (error or "✓") in text
    ran = cli("whatif", "p2pkh", "--set", "vout[0].value=1", "--drop", "vout[1]", "--json")
    data = json.loads(ran.out)
    validator_of("whatif").validate(data)
    assert (data["before"]["verdict"], data["after"]["verdict"]) == ("valid", "invalid")
    assert data["inputs"][0]["changed_parts"] == ["output_count", "outputs"]


def test_no_steps_are_kept_of_the_inputs_that_are_compared() -> None:
    found = changed("all-types", Edit("set", "vout[0].value", "1"))
    for difference in found.inputs:
        for spend in (difference.before, difference.after):
            assert spend is not None
            assert not any(stage.steps for stage in spend.run.stages)


_SIGNED = [item.data.hex() for item in report_of("p2wsh-multisig").tx.inputs[0].witness[1:3]]
CAUSES = [
    ("p2wsh-multisig", Edit("set", "vin[0].witness[2]", _SIGNED[0]), 0, "twice"),
    ("p2wsh-multisig", Edit("set", "vin[0].witness[1]", _SIGNED[1]), 0, "twice"),
    ("p2wsh-multisig", Edit("set", "vin[0].witness[2]", ""), 0, "empty"),
    ("all-types", Edit("set", "vin[9].witness[4]", ""), 9, "empty"),
    ("p2wsh-multisig", Edit("swap", "vin[0].witness[1]", "vin[0].witness[2]"), 0, "order"),
    ("p2wsh-multisig", Edit("duplicate", "vin[0].witness[0]"), 0, "error"),
    ("p2sh-p2wsh", Edit("set", "vin[0].witness[0]", "50"), 0, "error"),
    ("checksig-not", Edit("set", "vout[0].value", "1"), 0, "none_passes"),
    ("single-bug", Edit("drop", "vout[0]"), 0, "single_bug"),
    ("bad-signature", Edit("flip", "vin[0].witness[0]", "536"), 0, "fits_now"),
    ("first", Edit("set", "vin[0].vout", "1"), 0, "unknown"),
]


@pytest.mark.parametrize(("name", "edit", "vin", "cause"), CAUSES)
def test_causes_are_the_true_ones(name: str, edit: Edit, vin: int, cause: str) -> None:
    assert changed(name, edit).inputs[vin].cause.key == cause
