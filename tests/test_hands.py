"""PSBTs as examples of lessons, the stages of one payment, what is left of it; a channel, state by state."""

from __future__ import annotations

from conftest import PSBTS

from txexplain.bundled import load_psbt
from txexplain.explain.document import Facts, Grid
from txexplain.explain.walk.lesson_scenes import shown_scene
from txexplain.lessons.material import lesson_material
from txexplain.lessons.pages.psbts import carried_fields, psbt_stages
from txexplain.lessons.sessions import psbt_session_of, session_of
from txexplain.model.lesson import Show
from txexplain.model.spend import Verdict
from txexplain.model.subject import psbt_subject_of
from txexplain.session.psbt import PsbtSession
from txexplain.texts import LANGUAGES, Texts, plain


def test_places_of_a_psbt_are_shown_in_a_lesson_as_in_its_walkthrough() -> None:
    for language in LANGUAGES:
        scene = shown_scene("psbt-signed-once", Show("psbt_keys", (0,)), lesson_material(), Texts(language))
        (facts,) = (block for block in scene.blocks if isinstance(block, Facts))
        assert [plain(line)[:1] for line in facts.rows[0].values] == ["✓", "○", "○"]


def test_the_tree_of_a_psbt_in_a_lesson_is_that_of_the_bytes_beside_it() -> None:
    material = lesson_material()
    for name in PSBTS:
        raw = material.story(name).report.tx.raw
        assert (material.tree(name).start, material.tree(name).end) == (0, len(raw))
    assert len(material.story("psbt-unsigned").report.tx.raw) == 125
    assert len(material.story("psbt-final").report.tx.raw) == 380


def test_an_experiment_on_a_psbt_is_one_on_its_finished_transaction() -> None:
    assert (
        session_of("psbt-signed").raw
        == session_of("psbt-final").raw
        == psbt_session_of("psbt-final").transaction().raw
    )


def test_each_stage_tells_what_came_and_what_went() -> None:
    stages = list(psbt_stages())
    assert [(each.size_bytes, each.signatures) for each in stages] == [(1214, 0), (1322, 1), (1429, 2), (1172, 2)]
    assert [each.new for each in stages] == [
        (),
        ("PSBT_IN_PARTIAL_SIG",),
        ("PSBT_IN_PARTIAL_SIG",),
        ("PSBT_IN_FINAL_SCRIPTWITNESS",),
    ]
    assert [each.gone for each in stages][:3] == [(), (), ()]
    assert set(stages[3].gone) == {"PSBT_IN_PARTIAL_SIG", "PSBT_IN_WITNESS_SCRIPT", "PSBT_IN_BIP32_DERIVATION"}


def test_a_partial_signature_is_not_valid_for_another_recipient() -> None:
    half = load_psbt("psbt-signed-once")
    recipient, other = (
        psbt_session_of("psbt-final").transaction().report.tx.outputs[0].script_pubkey.data,
        b"\0\x14" + bytes(20),
    )
    assert half.raw.count(recipient) == 1
    changed = PsbtSession(psbt_subject_of(half._replace(raw=half.raw.replace(recipient, other))))
    sessions = (psbt_session_of("psbt-signed-once"), changed)
    verdicts = [each.analysis.inputs[0].signatures[0].verdict for each in sessions]
    assert verdicts == [Verdict.VALID, Verdict.INVALID]


def test_the_final_psbt_still_tells_xpubs_and_the_paths_of_the_change() -> None:
    found = psbt_session_of("psbt-final").found.psbt
    assert len(found.globals.all("PSBT_GLOBAL_XPUB")) == 3
    assert [len(each.all("PSBT_OUT_BIP32_DERIVATION")) for each in found.outputs] == [0, 3]
    assert not found.inputs[0].all("PSBT_IN_BIP32_DERIVATION")


def test_only_outputs_signatures_and_the_script_are_carried() -> None:
    found = {each.field: (each.entries, each.carried) for each in carried_fields("psbt-signed")}
    assert {field for field, (_, carried) in found.items() if carried} == {
        "PSBT_GLOBAL_UNSIGNED_TX",
        "PSBT_IN_PARTIAL_SIG",
        "PSBT_IN_WITNESS_SCRIPT",
    }
    assert found["PSBT_IN_PARTIAL_SIG"] == (2, True)
    assert found["PSBT_IN_BIP32_DERIVATION"] == (3, False)


def test_both_sides_of_a_channel_always_have_what_was_put_in_and_the_chain_sees_two_rows() -> None:
    for language in LANGUAGES:
        show = Show("states", (1_000_000, 200_000, 350_000))
        scene = shown_scene("lightning-close", show, lesson_material(), Texts(language))
        (grid,) = (block for block in scene.blocks if isinstance(block, Grid))
        cells = [row for _, row in grid.rows]
        opening, *states, closing = cells
        assert opening[:2] == ("1,000,000", "0")
        assert [row[:2] for row in states] == [("800,000", "200,000"), ("650,000", "350,000")]  # a row a payment
        assert closing[:2] == states[-1][:2]
        assert {row[2] for row in states}.isdisjoint({opening[2]})
        assert closing[2] == opening[2]


def test_an_htlc_looks_for_the_revocation_key_before_it_looks_at_the_size() -> None:
    run = session_of("htlc-refund").trace(0, keep_steps=40).run.stages[3]
    names = [step.instruction.name for step in run.steps]
    assert names.index("OP_HASH160") < names.index("OP_SIZE")
    assert [step.executed for step in run.steps if step.instruction.name == "OP_CHECKLOCKTIMEVERIFY"] == [True]


def test_the_locktime_and_the_sequence_of_a_commitment_delay_nothing() -> None:
    tx = session_of("lightning-close").report.tx
    assert 500_000_000 < tx.lock_time < 1_231_006_505  # the time of the first block
    assert all(txin.sequence >> 31 for txin in tx.inputs)


def test_the_penalty_takes_both_coins_of_one_transaction_by_the_first_branch() -> None:
    session = session_of("lightning-penalty")
    assert len({each.txin.outpoint.txid for each in session.report.inputs}) == 1
    steps = {step.position: step.executed for step in session.trace(1, keep_steps=20).run.stages[3].steps}
    assert steps[1]  # the revocation key
    assert not steps[4]  # OP_CHECKSEQUENCEVERIFY
