"""The walkthrough: it tells everything once, in order, and truly."""

from __future__ import annotations

import json
import pickle
import re

import pytest
from conftest import EXAMPLES, FULL, PSBTS, each_example, slow, validator_of
from effort import grows_in_step
from walking import FULL_STORY, story_from, story_of, story_of_psbt, text_of, words

from txexplain.crypto.taproot import leaf_hash, tweaked_key
from txexplain.explain.document import Callout, Paragraph
from txexplain.explain.walk.groups import groups
from txexplain.explain.walk.input_places import CoinbasePlace, InputPlace, LockPlace, OutcomePlace
from txexplain.explain.walk.outline import SHOWN_GROUPS, SHOWN_OUTPUTS, outline, place_of
from txexplain.explain.walk.output_places import OutputPlace
from txexplain.explain.walk.page import explain_page, linear_page, scenes
from txexplain.explain.walk.place import PLACES, STEP, OfInput, Place, Scene, Telling
from txexplain.explain.walk.places_of_bytes import place_at
from txexplain.explain.walk.signing_places import CheckPlace, MessagePlace, OfMessage
from txexplain.explain.walk.stage_places import StagePlace
from txexplain.explain.walk.step_places import PassedPlace, StepPlace
from txexplain.explain.walk.story import Choice, Story
from txexplain.explain.walk.tour import Tour
from txexplain.explain.walk.words import Glossary
from txexplain.model.messages import messages
from txexplain.model.report import SpentOutput
from txexplain.model.script_code import script_spans, script_that_checks
from txexplain.model.spend import Verdict
from txexplain.render.layout import layout
from txexplain.render.wrap import width_of
from txexplain.texts import Chunk, Texts
from txexplain.wire.cursor import sized

WHOLE = Choice(whole=True, details=True, why=True)


def places_of(story: Story, choice: Choice) -> list[Place]:
    return list(outline(story, choice))


@pytest.mark.parametrize("name", each_example("pizza", "batch", "coinjoin", "sale"))
@pytest.mark.parametrize(
    ("language", "widths"), [("en", [60]), ("zh", [80]), slow("en", [80, 200]), slow("zh", [60, 200])]
)
def test_every_example_is_told_whole_in_each_language(name: str, language: str, widths: list[int]) -> None:
    story = story_of(name)
    for choice in (Choice(), WHOLE, Choice(brief=True)):
        document = explain_page(story, choice, Texts(language))
        for width in widths:
            lines = list(layout(document, width))
            assert max(map(width_of, lines)) <= width
            assert all(text.isprintable() for line in lines for text, _ in line)


@pytest.mark.parametrize("name", EXAMPLES)
def test_each_step_of_a_told_input_stands_at_one_place(name: str) -> None:
    story = story_of(name)
    if story.report.tx.is_coinbase:
        return
    places = places_of(story, Choice(whole=True))
    for item in story.verification.inputs:
        for number, stage in enumerate(story.trace(item.vin).run.stages):
            told: list[int] = []
            for place in places:
                if isinstance(place, StepPlace | PassedPlace) and (place.vin, place.stage) == (item.vin, number):
                    told += range(place.step, place.step + getattr(place, "length", 1))
            assert told == list(range(len(stage.steps)))
            assert places.count(StagePlace(item.vin, number)) == 1
        assert places.count(OutcomePlace(item.vin)) == 1


@pytest.mark.parametrize("name", EXAMPLES)
def test_each_input_is_told_or_counted_with_one_like_it(name: str) -> None:
    verification = story_of(name).verification
    found = groups(verification)
    assert sorted(vin for group in found for vin in group) == list(range(len(verification.inputs)))
    for group in found:
        alike = {(verification.inputs[vin].kind, verification.inputs[vin].verdict) for vin in group}
        assert len(alike) == 1
    told = [place.vin for place in places_of(story_of(name), Choice()) if place.key in ("input", "coinbase")]
    assert told == [group[0] for group in found[:SHOWN_GROUPS]]


def test_the_pizza_tells_its_131_inputs_in_two_groups() -> None:
    found = groups(story_of("pizza").verification)
    assert sum(map(len, found)) == 131
    assert len(found) < 5
    page = text_of(explain_page(story_of("pizza"), Choice(), Texts()))
    for group in found:
        if len(group) > 1:
            sat = sum(EXAMPLES["pizza"].spent_outputs[vin].value_sat for vin in group)
            assert f"Shown once for {len(group)} inputs" in page
            assert f"Together they bring in {sat:,} sat" in page


def test_every_kind_of_place_stands_in_a_walkthrough() -> None:
    stories = [*map(story_of, EXAMPLES), *map(story_of_psbt, PSBTS)]
    seen = {place.key for story in stories for place in places_of(story, FULL_STORY)}
    seen |= {place.key for story in stories for place in places_of(story, Choice())}
    rare = {"skipped", "more_inputs", "more_messages"}
    assert seen <= set(PLACES) <= seen | rare
    assert rare <= set(PLACES)


def test_places_are_values_and_those_of_two_kinds_are_never_equal() -> None:
    places = [place for name in ("all-types", "coinbase", "pizza") for place in places_of(story_of(name), WHOLE)]
    assert len(set(places)) == len({(place.key, tuple(place)) for place in places})
    for place in places:
        copy = pickle.loads(pickle.dumps(place))
        assert place
        assert (copy == place, copy != place) == (True, False)
        assert place_of(place.key, tuple(place)) == place
        assert not hasattr(place, "__dict__")
    one, other = LockPlace(0), OutcomePlace(0)
    assert (one == other, one != other) == (False, True)
    assert place_of("no-such-place", ()) is None
    with pytest.raises(TypeError):
        place_of("lock", (0, 1))
    with pytest.raises(AttributeError):
        LockPlace(0).vin = 1


def test_a_failing_input_leads_to_the_failing_step_and_names_it() -> None:
    page = text_of(explain_page(story_of("first-multisig"), Choice(), Texts()))
    failure = next(s.today or s.run.failure for s in story_of("first-multisig").verification.inputs)
    assert failure is not None
    assert failure.code in page
    broken = EXAMPLES["p2pkh"].raw.replace(bytes.fromhex("16b278a"[1:]), bytes.fromhex("b278ab"[:6]), 1)
    story = story_from(broken, EXAMPLES["p2pkh"].spent_outputs)
    spend = story.verification.inputs[0]
    assert spend.verdict is Verdict.INVALID
    last = [place for place in places_of(story, Choice()) if place.level == STEP][-1]
    told = text_of(last.tell(Telling(story, Texts())).blocks)
    assert spend.run.failure is not None
    assert "fails: " + spend.run.failure.code in told


@pytest.mark.parametrize("name", ["first", "p2pkh", "p2wpkh", "taproot-script", "p2sh-multisig", "all-types"])
def test_without_spent_outputs_the_story_goes_as_far_as_the_bytes_carry_it(name: str) -> None:
    story = story_from(EXAMPLES[name].raw)
    page = text_of(explain_page(story, Choice(), Texts()))
    assert "which is not known here" in page
    assert "--prevouts" in page
    assert all(spend.verdict is Verdict.UNKNOWN for spend in story.verification.inputs)


def test_what_is_chosen_is_told_and_nothing_else() -> None:
    story = story_of("all-types")
    places = places_of(story, Choice(inputs=(3,), outputs=(1,)))
    assert {place.vin for place in places if isinstance(place, OfInput)} == {3}
    assert [place for place in places if place.key == "output"] == [OutputPlace(1)]
    assert {"layout", "sizes", "verdict"}.isdisjoint({place.key for place in places})
    assert not {"stage", "step", "message"} & {place.key for place in places_of(story, Choice(brief=True))}


def test_why_tells_more_and_whole_numbers() -> None:
    story = story_of("p2pkh")
    brief, long = (text_of(explain_page(story, choice, Texts())) for choice in (Choice(), Choice(why=True)))
    check = story.trace(0).run.checks[0]
    for name in ("z", "u1", "u2"):
        assert f"{check.working[name]:064x}" in long
        assert f"{check.working[name]:064x}" not in brief.replace(check.sighash.digest.hex(), "")
    assert len(long) > len(brief)


def test_a_general_note_and_a_new_word_are_told_once() -> None:
    page = text_of(explain_page(story_of("all-types"), Choice(whole=True), Texts()))
    for sentence in (Texts().plain("walk", "stored_note"), Texts().plain("terms", "stack", "short")):
        assert page.count(sentence) == 1


@pytest.mark.parametrize("name", ["p2pkh", "six-sighashes", "pizza", "coinbase", "checksigadd"])
def test_the_json_fits_its_schema_and_tells_the_same(cli, name: str) -> None:
    data = json.loads(cli("explain", "--json", name).out)
    validator_of("explain").validate(data)
    assert [place["key"] for place in data["places"]] == [
        place.key for place, _ in scenes(story_of(name), Choice(), Texts())
    ]
    size = len(EXAMPLES[name].raw)
    for place in data["places"]:
        assert all(0 <= start < end <= size for start, end in place["spans"])


def test_the_spans_of_a_step_are_its_bytes() -> None:
    story = story_of("p2wsh-multisig")
    checked = 0
    for place in places_of(story, Choice()):
        told = place.tell(Telling(story, Texts()))
        if isinstance(place, StepPlace) and told.spans:
            step = place.stage_in(story).steps[place.step]
            (span,) = told.spans
            found = story.report.tx.raw[span.start : span.end]
            assert found[0] == step.instruction.opcode
            assert found.endswith(step.instruction.data or b"")
            checked += 1
    assert checked > 5


def test_signed_messages_are_reached_from_their_checks() -> None:
    for name in ("six-sighashes", "p2sh-multisig", "taproot-script", "checksigadd"):
        story = story_of(name)
        tour = Tour(story, FULL_STORY)
        reached = set()
        while True:
            here = tour.at
            if tour.in_detail:
                assert isinstance(tour.place, OfMessage)
                reached.add((tour.place.vin, tour.place.message_in(story).sighash.digest))
            elif tour.has_detail:
                assert tour.into()
                assert isinstance(tour.place, OfMessage)
                assert tour.out()
            assert tour.at == here
            tour.long_form = False
            if not tour.forward():
                break
        told = {place.vin for place in tour.places if isinstance(place, InputPlace)}
        signed = {(vin, m.sighash.digest) for vin in told for m in messages(story.trace(vin).run.checks)}
        assert reached == signed


@pytest.mark.parametrize("name", ["p2pkh", "all-types", "coinbase", "pizza"])
def test_going_back_undoes_going_forward(name: str) -> None:
    tour = Tour(story_of(name), FULL_STORY)
    seen = [tour.at]
    while tour.forward():
        seen.append(tour.at)
    assert seen == list(range(len(tour.places)))
    assert tour.progress() == (len(seen), len(seen))
    while tour.back():
        seen.pop()
        assert tour.at == seen[-1]
    assert seen == [0]


def test_any_input_can_be_reached_though_told_with_others() -> None:
    tour = Tour(story_of("pizza"), FULL_STORY)
    assert tour.go_to_input(77)
    assert tour.place == InputPlace(77)
    assert not tour.go_to_input(131)
    assert not tour.go_to_input(-1)
    assert tour.go_to_output(0)
    assert not tour.go_to_output(1)
    assert tour.go_to_number(1)
    assert tour.at == 0


def test_the_linear_page_numbers_every_place() -> None:
    page = text_of(linear_page(story_of("p2pkh"), Choice(), Texts()))
    found = [tuple(map(int, each)) for each in re.findall(r"^(\d+)/(\d+)  ", page, re.M)]
    assert found == [(number, len(found)) for number in range(1, len(found) + 1)]


def _hostile_outputs(count: int) -> bytes:
    evil = b"\x1b]0;x\x07[red]\xe2\x80\xae<b>"
    script = bytes([0x6A, len(evil)]) + evil
    output = (0).to_bytes(8, "little") + bytes([len(script)]) + script
    head = (1).to_bytes(4, "little") + b"\x01" + bytes(32) + b"\x07\0\0\0\0" + b"\xff" * 4
    return head + b"\xfd" + count.to_bytes(2, "little") + output * count + bytes(4)


def test_hostile_outputs_reach_the_terminal_in_print_only_and_few_lines() -> None:
    story = story_from(_hostile_outputs(5000))
    lines = list(layout(explain_page(story, Choice(), Texts()), 80))
    assert len(lines) < 400
    assert all(text.isprintable() for line in lines for text, _ in line)
    assert sum(place.key == "output" for place in places_of(story, Choice())) == SHOWN_OUTPUTS


def _many_inputs(count: int, different: bool) -> tuple[bytes, list[SpentOutput]]:
    """Inputs that push a number; where `different`, scripts of which no two are alike."""
    inputs, spent = b"", []
    for number in range(count):
        inputs += number.to_bytes(32, "little") + bytes(4) + b"\x01\x51" + b"\xff" * 4
        nops, pushed = (number % 150, number // 150 % 16) if different else (1, 0)
        script = b"\x61" * nops + bytes([0x51 + pushed]) + b"\x75"
        spent.append(SpentOutput(1000, script))
    head = (2).to_bytes(4, "little") + b"\xfd" + count.to_bytes(2, "little")
    return head + inputs + b"\x01" + (1).to_bytes(8, "little") + b"\x00" + bytes(4), spent


@pytest.mark.parametrize("different", [False, slow(True)])
def test_thousands_of_inputs_are_told_in_few_lines(different: bool) -> None:
    raw, spent = _many_inputs(2000, different)
    story = story_from(raw, spent)
    lines = list(layout(explain_page(story, Choice(), Texts()), 80))
    assert len(lines) < 8000
    told = [place for place in places_of(story, Choice()) if place.key == "input"]
    assert len(told) == min(SHOWN_GROUPS, len(groups(story.verification)))
    left = [place for place in places_of(story, Choice()) if place.key == "more_inputs"]
    assert bool(left) is different


def _one_large_item(size: int) -> tuple[bytes, list[SpentOutput]]:
    """A taproot spend whose leaf script is so many times OP_NOP."""
    script = b"\x61" * size
    control = b"\xc0" + bytes.fromhex("79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798")
    key = tweaked_key(control[1:], leaf_hash(0xC0, script))
    assert key is not None
    control = bytes([0xC0 | key[1]]) + control[1:]
    head = (2).to_bytes(4, "little") + b"\x00\x01\x01" + b"\x11" * 32 + bytes(4) + b"\x00" + b"\xff" * 4
    out = b"\x01" + (500).to_bytes(8, "little") + b"\x00"
    raw = head + out + b"\x02" + b"".join(sized(item) for item in (script, control)) + bytes(4)
    return raw, [SpentOutput(1000, b"\x51\x20" + key[0])]


@pytest.mark.parametrize("size", [100_000, slow(3_900_000 if FULL else 1_000_000)])
def test_a_large_witness_item_is_told_in_few_lines_and_costs_in_step_with_its_size(cli, tmp_path, size: int) -> None:
    def tell(size: int) -> None:
        raw, spent = _one_large_item(size)
        (tmp_path / "big.tx").write_bytes(raw)
        rows = [{"value_sat": output.value_sat, "script_pubkey": output.script_pubkey.hex()} for output in spent]
        (tmp_path / "big.json").write_text(json.dumps(rows))
        ran = cli("explain", str(tmp_path / "big.tx"), "--prevouts", str(tmp_path / "big.json"), "--why")
        assert ran.status == 0
        assert "steps left out here" in ran.out
        assert "CLEANSTACK" in ran.out
        assert ran.out.count("\n") < 1500

    assert grows_in_step(tell, size // 30, size)


EVIL = "\x1b]0;x\x07\x9b31m[red]\u202e<b>[/x]"


def test_what_comes_from_the_chain_is_never_a_mark_or_a_control(cli) -> None:
    data = EVIL.encode()
    pushed = bytes([len(data)]) + data
    script = b"\x6a" + pushed
    raw = (1).to_bytes(4, "little") + b"\x01" + b"\x01" * 32 + bytes(4) + sized(pushed) + b"\xff" * 4
    raw += b"\x01" + bytes(8) + sized(script) + bytes(4)
    for options in ((), ("--why", "--all"), ("--lang", "zh")):
        printed = cli("explain", raw.hex(), *options, FORCE_COLOR="1", TERM="xterm").out
        plain = re.sub(r"\x1b\[[0-9;]*m", "", printed)
        assert all(char == "\n" or char.isprintable() for char in plain)
    linear = cli("step", "--linear", raw.hex()).out
    assert all(char == "\n" or char.isprintable() for char in linear)


def test_the_order_of_fields_is_not_taken_for_that_of_the_curve(cli) -> None:
    out = cli("step", "p2pkh").out
    assert out.count("› n:") == 1
    assert out.index("› n:") > out.index("modulo n")


def test_steps_that_ran_and_are_left_out_are_not_called_skipped() -> None:
    story, texts = story_of("codeseparator"), Texts()
    place = next(place for place in places_of(story, Choice()) if place.key == "skipped")
    scene = place.tell(Telling(story, texts))
    told = words(scene.title) + text_of(scene.blocks)
    assert "kipped" not in told
    assert "txexplain trace codeseparator --input 0 --all" in told
    assert scene.blocks[0].rows[0].executed


def _checks_told(name: str) -> list[str]:
    telling = Telling(story_of(name), Texts())
    return [
        words(place.label(telling)) for place in outline(telling.story, FULL_STORY) if isinstance(place, CheckPlace)
    ]


def test_checks_are_told_in_the_order_of_the_tries_by_the_numbers_of_the_stack() -> None:
    tries = ["Signature 2, key 3 ✓", "Signature 1, key 2 ✗", "Signature 1, key 1 ✓"]
    assert _checks_told("p2sh-multisig") == tries


@pytest.mark.parametrize("name", ["six-sighashes", "p2sh-multisig", "checksigadd"])
def test_no_two_checks_of_an_input_have_one_name(name: str) -> None:
    told = _checks_told(name)
    assert len(set(told)) == len(told)


def test_a_check_in_steps_left_out_is_named_by_its_signature_and_key_too() -> None:
    assert all(re.fullmatch(r"Signature \d, key \d [✓✗]", each) for each in _checks_told("codeseparator"))


@pytest.mark.parametrize("name", ["p2sh-multisig", "codeseparator"])
def test_the_title_of_a_check_says_what_came_of_it(name: str) -> None:
    telling = Telling(story_of(name), Texts())
    for place in outline(telling.story, FULL_STORY):
        if isinstance(place, CheckPlace):
            check = place.message_in(telling.story).checks[place.signature]
            assert words(place.tell(telling).title).endswith(": valid" if check.passes else ": not valid")


def test_an_output_worked_out_from_the_input_is_not_proven_by_it(cli) -> None:
    raw = story_of("p2wsh-multisig").report.tx.raw
    changed = raw[:-4] + bytes([raw[-4] ^ 1]) + raw[-3:]
    story = story_from(changed)
    assert story.trace(0).assumed is not None
    page, known = (text_of(linear_page(each, FULL_STORY, Texts())) for each in (story, story_of("p2wsh-multisig")))
    for told in (page, " ".join(cli("trace", changed.hex(), "--input", "0").out.split())):
        assert "worked out from" in told
        assert "The two hashes are equal" not in told
    assert "The two hashes are equal" in known
    assert "worked out from" not in known


@pytest.mark.parametrize("name", ["p2wsh-multisig", "p2wpkh"])
def test_a_program_that_is_assumed_is_told_as_a_program(name: str) -> None:
    raw = story_of(name).report.tx.raw
    told, known = (text_of(linear_page(story, Choice(), Texts())) for story in (story_from(raw), story_of(name)))
    for sentence in ("This script is a marker of two items", "version: 0"):
        assert told.count(sentence) == known.count(sentence) > 0


def test_a_redeem_script_is_said_to_be_taken_off_the_stack_and_true_to_be_dropped() -> None:
    story, texts = story_of("p2sh-multisig"), Texts()
    said = text_of(StagePlace(0, 2).tell(Telling(story, texts)).blocks)
    assert "That result is dropped" in said
    assert "redeem script, is taken off" in said
    stages = story.trace(0).run.stages
    assert stages[2].before == stages[0].steps[-1].stack[:-1]


def _new_words(language: str, sentence: str) -> list[str]:
    glossary = Glossary(Texts(language), long=True)
    scene = Scene((Chunk("?"),), (Paragraph((Chunk(sentence),)),))
    told = glossary.explained(StagePlace(0, 0), scene).blocks
    return [block.label for block in told if isinstance(block, Callout)]


@pytest.mark.parametrize(
    ("sentence", "words_met"),
    [
        ("请看三个阶段。", []),
        ("控制块", ["控制块："]),
        ("兄弟节点", []),
        ("签名哈希类型", ["签名：", "哈希：", "签名哈希类型："]),
        ("曲线的阶", ["n："]),
    ],
)
def test_a_chinese_word_is_new_only_where_it_stands_itself(sentence: str, words_met: list[str]) -> None:
    assert sorted(_new_words("zh", sentence)) == sorted(words_met)


def test_an_english_word_is_new_where_it_stands() -> None:
    assert _new_words("en", "a controlblock") == []
    assert _new_words("en", "Blocks") == ["block: "]


SIGNED_SCRIPTS = ["p2sh-multisig", "p2wsh-multisig", "codeseparator", "nop2", "csv", "p2sh-p2wsh", "six-sighashes"]


@pytest.mark.parametrize("name", SIGNED_SCRIPTS)
def test_a_message_is_about_the_bytes_of_the_script_that_it_holds(name: str) -> None:
    story, told = story_of(name), 0
    raw = story.report.tx.raw
    for place in outline(story, WHOLE):
        if isinstance(place, MessagePlace):
            sighash = place.message_in(story).sighash
            script = script_that_checks(story.trace(place.vin).run, sighash)
            code = next(bytes(part.data) for part in sighash.parts if part.key == "script_code")
            spans = [span for part in sighash.parts for span in script_spans(script, part)]
            if script is not None:
                assert sized(b"".join(raw[span.start : span.end] for span in spans)) == code
                assert set(spans) <= set(place.spans_in(story))
                told += 1
    assert told


@pytest.mark.parametrize("name", ["p2pkh", "p2wpkh", "taproot-key"])
def test_a_script_of_the_coin_is_not_among_the_bytes_of_a_message(name: str) -> None:
    story = story_of(name)
    (message,) = story.messages(0)[:1]
    assert script_that_checks(story.trace(0).run, message.sighash) is None


@pytest.mark.parametrize("name", ["taproot-script", "checksigadd", "inscription"])
def test_a_message_of_a_leaf_is_about_the_whole_leaf_script(cli, name: str) -> None:
    story = story_of(name)
    for item in story.verification.inputs:
        leaf = next((stage for stage in story.trace(item.vin).run.stages if stage.role == "leaf_script"), None)
        if leaf is not None and leaf.checks:
            data = json.loads(cli("sighash", name, "--input", str(item.vin), "--json").out)
            (part,) = [part for part in data["messages"][0]["parts"] if part["key"] == "tapleaf_hash"]
            assert part["spans"] == [{"start": leaf.script.start, "end": leaf.script.end}]


@pytest.mark.parametrize("offset", [7, 42, 44, 142, 231, 262])
def test_the_bytes_of_a_coinbase_input_lead_to_it(offset: int) -> None:
    story = story_of("coinbase")
    places = places_of(story, FULL_STORY)
    found = place_at(places, story, offset)
    assert found is not None
    assert isinstance(places[found], CoinbasePlace)
