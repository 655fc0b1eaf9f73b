"""What moves in a web page: the bytes, the steps of a script, what a signature covers; some of it in a browser."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path

import pytest
from browser import NARROW, NARROWEST, Opened, Opening, chromium, opened

import txexplain
from txexplain.explain.document import (
    ByteMap,
    ByteRow,
    Grid,
    Section,
    Signed,
    StackItem,
    StackLine,
    StepRow,
    Steps,
)
from txexplain.explain.parts.byte_rows import byte_rows
from txexplain.explain.walk.page import explain_sections
from txexplain.explain.walk.story import Choice
from txexplain.model.bytes import Span
from txexplain.session.sharing import shared_view
from txexplain.session.views import Choices, labelled
from txexplain.texts import LANGUAGES, Chunk, Texts
from txexplain.web.covered import covered
from txexplain.web.engine import filled_by
from txexplain.web.fields import ALL_SPANS, SHOWN_FIELDS, hidden_of, panel, spans_attr, within
from txexplain.web.page import MAX_BYTES, web_page
from txexplain.web.steps import ALL_ITEMS, SHOWN_STEPS, run_of

__all__ = ["chromium", "opened"]  # fixtures
TEXTS = Texts()
LIT = "[...document.querySelectorAll('.telling.chosen .field.lit')].map((each) => Number(each.dataset.start))"


def page_of(name: str, folder: Path, language: str = "en") -> Path:
    path = folder / f"{name}.html"
    page = shared_view(txexplain.read(name), "explain", Choices(), Texts(language))
    path.write_text(web_page(page), encoding="utf-8")
    return path


def fields_of(name: str) -> ByteMap:
    session = txexplain.read(name)
    return byte_rows(labelled(session, Choices()), session.raw, TEXTS)


class _Fields(HTMLParser):
    """The fields in a panel: where each is, and its bytes in hex."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.found: list[tuple[int, int, str]] = []
        self._hidden = False
        self.feed(markup)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if values.get("role") == "button":
            self.found.append((int(values["data-start"] or ""), int(values["data-end"] or ""), ""))
        self._hidden = values.get("aria-hidden") == "true"

    def handle_data(self, data: str) -> None:
        if self._hidden and self.found:
            start, end, before = self.found[-1]
            self.found[-1] = (start, end, before + data.strip())
        self._hidden = False


# The bytes.


@pytest.mark.parametrize("name", ["p2pkh", "p2sh-multisig", "taproot-script", "six-sighashes", "coinbase"])
def test_each_field_of_the_panel_holds_its_bytes_and_together_they_are_the_transaction(name: str) -> None:
    raw = txexplain.read(name).raw
    found = _Fields(filled_by("bytes.html", "bytes_panel", fields_of(name), TEXTS, "en-bytes")).found
    assert [bytes.fromhex(text) for _, _, text in found] == [raw[start:end] for start, end, _ in found]
    assert b"".join(bytes.fromhex(text) for _, _, text in found) == raw


def test_a_long_field_is_one_field_that_shows_its_ends() -> None:
    rows = (
        ByteRow(0, b"\x01" * 4, "tx.version", "version", "1", 0),
        ByteRow(4, b"\x02" * 96, "script.push.data", "data", "", 0),
        ByteRow(100, b"", "script.push.data", "", "", 0, "… 884 bytes not shown"),
        ByteRow(984, b"\x03" * 16, "script.push.data", "", "", 0),
        ByteRow(1000, b"\x00" * 4, "tx.lock_time", "locktime", "0", 0),
    )
    (group,) = panel(ByteMap(rows), TEXTS).groups
    assert [(field.start, field.end, field.label) for field in group.fields] == [
        (0, 4, "version"),
        (4, 1000, "data"),
        (1000, 1004, "locktime"),
    ]
    assert (group.fields[1].gap, group.fields[1].tail) == ("… 884 bytes …", (b"\x03" * 16).hex(" "))


def test_of_very_many_fields_the_rest_is_counted() -> None:
    rows = tuple(ByteRow(4 * at, b"\x00" * 4, "script.push.data", "data", "", 0) for at in range(3_000))
    shown = panel(ByteMap(rows), TEXTS)
    assert (sum(len(group.fields) for group in shown.groups), shown.left_out) == (SHOWN_FIELDS, 3_000 - SHOWN_FIELDS)
    markup = filled_by("bytes.html", "bytes_panel", ByteMap(rows), TEXTS, "en-bytes")
    assert "Fields not shown here: 1,800." in markup
    assert len(markup) < MAX_BYTES // 2 // 3  # a third of a language's half


def test_what_a_field_says_is_never_markup() -> None:
    rows = (ByteRow(0, b"<b>", "tx.vout.script", "<b>label", '"><script>alert(1)</script>\x1b\u202e', 0),)
    markup = filled_by("bytes.html", "bytes_panel", ByteMap(rows), TEXTS, "en-bytes")
    assert "<script" not in markup
    assert "&lt;b&gt;label" in markup
    assert r"\x1b\u202e" in markup


def test_spans_are_joined_where_they_meet_and_bounded() -> None:
    assert spans_attr((Span(8, 12), Span(0, 4), Span(4, 6), Span(9, 10), Span(20, 20))) == "0-6 8-12"


def test_of_very_many_spans_those_of_fields_that_are_shown_are_lit() -> None:
    rows = (ByteRow(0, b"\x00" * 4, "tx.version", "", "", 0), ByteRow(9_996, b"\x00" * 4, "tx.lock_time", "", "", 0))
    spans = [Span(100 * at, 100 * at + 5) for at in range(ALL_SPANS)]
    assert within(spans, ByteMap(rows)) == tuple(spans)
    assert within([*spans, Span(9_996, 10_000)], ByteMap(rows)) == (Span(0, 5), Span(9_996, 10_000))


@pytest.mark.parametrize("name", ["p2pkh", "pizza", "psbt-unsigned", "psbt-final", "taproot-script"])
def test_the_panel_holds_the_bytes_that_the_sections_count(name: str) -> None:
    (told, _) = shared_view(txexplain.read(name), "explain", Choices(), TEXTS).told
    assert told.fields is not None
    ends = [span.end for section in told.sections for span in section.spans]
    assert panel(told.fields, TEXTS).size == max(ends)


# The steps.


def test_of_a_thousand_steps_the_first_and_the_last_are_shown_and_the_rest_is_counted() -> None:
    rows = tuple(StepRow(str(at), (Chunk("OP_NOP"),), True, ()) for at in range(1_000))
    run = run_of(Steps(rows))
    assert [len(run.steps), run.left_out] == [SHOWN_STEPS, 1_000 - SHOWN_STEPS]
    assert [run.steps[at].row.position for at in (0, run.gap - 1, run.gap, -1)] == ["0", "199", "950", "999"]
    assert "Steps left out here: 750." in filled_by("steps.html", "steps", Steps(rows), TEXTS, "en-1-0")


def test_items_are_whole_until_they_would_fill_the_page() -> None:
    items = [StackItem("0000…0000", data=bytes(size)) for size in (72, 200, 521)]
    many = [StackItem("0000…0000", data=bytes(72))] * (ALL_ITEMS // 144 + 5)
    stack = StackLine("before", (*many, *items))
    pile = run_of(Steps((StepRow("0", (), True, (stack,)), StepRow("1", (), True, (stack,))))).steps
    too_long, opened_whole, whole = pile[0].piles[0].items[:3]
    assert [too_long.text, too_long.hex] == ["0000…0000", ""]
    assert [opened_whole.text, opened_whole.hex] == ["0000…0000", "00" * 200]
    assert [whole.text, whole.hex] == ["00" * 72, ""]
    assert {item.text for item in pile[1].piles[0].items} == {"0000…0000"}


def test_items_that_are_folded_can_be_opened() -> None:
    story = txexplain.read("six-sighashes").story()
    steps = [block for section in explain_sections(story, Choice(), TEXTS) for block in section.blocks]
    runs = [run_of(block) for block in steps if isinstance(block, Steps)]
    piles = [pile for run in runs for step in run.steps for pile in step.piles]
    folded = [item for pile in piles for item in pile.items if item.item.hidden]
    assert folded
    for item in folded:
        assert len(item.behind) == int("".join(filter(str.isdigit, item.item.hidden)))


def test_the_items_of_every_stack_are_the_bytes_that_their_short_form_is_of() -> None:
    story = txexplain.read("p2sh-multisig").story()
    sections = explain_sections(story, Choice(), TEXTS)
    items = [item for section in sections for item in _items(section)]
    assert len(items) > 50
    for item in items:
        hexadecimal = item.data.hex()
        assert item.text in (hexadecimal, f"{hexadecimal[:8]}…{hexadecimal[-8:]}", "(empty)")


def _items(section: Section) -> list[StackItem]:
    rows = [row for block in section.blocks if isinstance(block, Steps) for row in block.rows]
    return [item for row in rows for stack in row.stacks for item in stack.items]


# What a signature covers.


@pytest.mark.parametrize("name", ["six-sighashes", "sighash-single", "single-bug", "sale", "all-types"])
def test_what_is_drawn_as_covered_is_what_the_table_of_the_same_section_says(name: str) -> None:
    session, fields = txexplain.read(name), fields_of(name)
    compared = 0
    for section in explain_sections(session.story(), Choice(), TEXTS):
        for grid in (
            block for block in section.blocks if isinstance(block, Grid) and section.key.startswith("message")
        ):
            boxes = covered(section.spans, section.signed, fields, TEXTS).boxes
            marks = dict(zip(grid.heads, grid.rows[0][1], strict=True))
            for number, box in enumerate(each for each in boxes if each.kind == "vout"):
                expected = "full" if _mark(marks, f"out #{number}") == "●" else "none"
                assert {part.state for part in box.parts} == {expected}, box
                compared += 1
            for number, box in enumerate(each for each in boxes if each.kind == "vin"):
                coin, sequence = (part.state for part in box.parts if part.label in ("coin", "sequence"))
                drawn = {("full", "full"): "●", ("full", "none"): "◐", ("none", "none"): "○"}[coin, sequence]
                assert drawn == _mark(marks, f"in #{number}")
    assert compared


def _mark(marks: dict[str, str], head: str) -> str:
    """The mark of an input or output, which may share a column with its neighbours: `out #0–#1`."""
    side, number = head.split(" #")
    for name, mark in marks.items():
        first, _, last = name.removeprefix(f"{side} ").replace("#", "").partition("–")
        if name.startswith(side) and int(first) <= int(number) <= int(last or first):
            return mark
    raise AssertionError(head)


def test_counts_and_the_sighash_type_are_drawn_where_they_are_covered() -> None:
    rows = (
        ByteRow(4, b"\x01", "tx.vin.count", "number of inputs", "1", 0),
        ByteRow(90, b"\x02", "tx.vout.count", "number of outputs", "2", 0),
    )
    drawn = covered((Span(0, 41),), Signed(0, (), "ALL"), ByteMap(rows), TEXTS)
    assert [(box.title, box.parts[0].value, box.parts[0].state) for box in drawn.boxes] == [
        ("number of inputs", "1", "full"),
        ("sighash type", "ALL", "beyond"),
    ]


def test_what_is_folded_is_said_before_the_field_after_it() -> None:
    rows = (
        ByteRow(0, b"", "tx.vin", "input 0", "", 0),
        ByteRow(0, b"\x00", "tx.vin.sequence", "sequence", "0", 1),
        ByteRow(1, b"", "tx.vin", "", "", 0, "111 more", 111),
        ByteRow(9, b"\x01", "tx.vout.count", "number of outputs", "1", 0),
    )
    groups = panel(ByteMap(rows), TEXTS).groups
    said = [([field.label for field in group.fields], group.notes) for group in groups]
    assert said == [(["sequence"], ()), ([], ("111 more",)), (["number of outputs"], ())]


def test_lit_bytes_that_are_not_shown_are_counted() -> None:
    assert hidden_of((Span(0, 5), Span(8, 30), Span(40, 44)), ((0, 4), (4, 10), (25, 28))) == 15 + 2 + 4


def test_instructions_are_called_by_the_ends_of_what_they_push_and_a_run_passed_over_by_its_numbers() -> None:
    pushed = (Chunk("OP_PUSHDATA1", "opcode"), Chunk(" "), Chunk(f"<{'52210377' + 97 * 'ab' + '2c3753ae'}>", "data"))
    rows = (
        StepRow("3", pushed, True, ()),
        StepRow("5", (Chunk("OP_1 OP_2 OP_3"),), False, ()),
        StepRow("8", (Chunk("OP_ENDIF"),), True, ()),
    )
    steps = run_of(Steps(rows)).steps
    assert [(step.at, step.chip) for step in steps] == [("3", "<52210377…2c3753ae>"), ("5–7", ""), ("8", "OP_ENDIF")]
    assert "5–7</span> skipped" in filled_by("steps.html", "steps", Steps(rows), TEXTS, "en-1")


def test_beside_a_changed_transaction_the_bytes_are_said_to_be_those_before_the_change() -> None:
    changed = ByteMap((ByteRow(0, b"\x01", "tx.version", "version", "1", 0),), before=True)
    assert panel(changed, TEXTS).heading == "bytes_heading_before"
    assert panel(changed._replace(before=False), TEXTS).heading == "bytes_heading"


def test_more_inputs_than_are_drawn_are_counted() -> None:
    rows = []
    for at in range(12):
        rows += [ByteRow(8 * at, b"", "tx.vout", f"output {at}", "", 0)]
        rows += [ByteRow(8 * at, bytes(8), "tx.vout.value", "amount", "1 sat", 1)]
    drawn = covered((Span(0, 8),), None, ByteMap(tuple(rows)), TEXTS)
    assert ([box.parts[0].state for box in drawn.boxes], drawn.left_out) == (["full", *["none"] * 7], 4)


def test_of_many_inputs_the_one_that_is_signed_is_drawn_and_folded_ones_are_counted_one_by_one() -> None:
    rows = [ByteRow(5 + at, b"", "tx.vin", f"input {at}", "", 0) for at in range(20)]
    rows = [each for row in rows for each in (row, ByteRow(row.offset, b"\x00", "tx.vin.sequence", "", "0", 1))]
    rows.append(ByteRow(25, b"", "tx.vin", "", "", 0, "folded", 111))
    drawn = covered((), Signed(13, ()), ByteMap(tuple(rows)), TEXTS)
    assert [box.title for box in drawn.boxes] == [f"input {at}" for at in (*range(7), 13)]
    assert drawn.left_out == 12 + 111


def beyond_of(name: str, vin: int) -> list[list[str]]:
    """What of each input a message of this one covers that is not in the transaction."""
    session = txexplain.read(name)
    sections = explain_sections(session.story(), Choice(also=(vin,)), TEXTS)
    section = next(each for each in sections if each.signed and each.signed.vin == vin)
    boxes = covered(section.spans, section.signed, fields_of(name), TEXTS).boxes
    return [[part.label for part in box.parts if part.state == "beyond"] for box in boxes if box.kind == "vin"]


def test_what_a_message_takes_from_the_coins_is_drawn_at_their_inputs() -> None:
    amount, script, code = "amount of the coin", "output script of the coin", "script code"
    assert beyond_of("p2pkh", 0) == [[code]]
    assert beyond_of("p2sh-multisig", 0) == [[]]
    assert beyond_of("p2wpkh", 0) == [[code, amount]]
    assert beyond_of("p2wsh-multisig", 0) == [[amount]]
    assert beyond_of("taproot-script", 1) == [[amount, script], [amount, script]]


def test_each_item_of_a_witness_is_a_part_and_so_is_a_script_that_an_input_reveals() -> None:
    session, fields = txexplain.read("p2wsh-multisig"), fields_of("p2wsh-multisig")
    at = session.raw.find(session.story().input(0).txin.witness[3].data)
    boxes = covered((Span(at, at + 105),), None, fields, TEXTS).boxes
    (witness,) = (box for box in boxes if box.kind == "witness")
    assert [(part.value, part.state) for part in witness.parts[1:]] == [
        ("ECDSA signature", "none"),
        ("ECDSA signature", "none"),
        ("witness script", "full"),
    ]
    drawn = covered((Span(189, 200),), None, fields_of("p2sh-multisig"), TEXTS)
    (vin,) = (box for box in drawn.boxes if box.kind == "vin")
    assert [(part.label, part.state) for part in vin.parts[1:3]] == [("script", "none"), ("redeem script", "half")]
    assert drawn.states == ("full", "half", "none")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_mark_of_a_table_has_its_word(language: str) -> None:
    texts = Texts(language)
    markup = filled_by("grid.html", "grid", Grid(("a",), (("1", ("●",)), ("2", ("◐",)), ("3", ("○",)))), texts, "x")
    for name in ("full", "half", "none"):
        assert texts.plain("web_live", "cell", name) in markup


# In a browser.


def stepper(opened: Opening, path: Path, **how: bool | int) -> Opened:
    """The page, with the focus in the run of its last script."""
    seen = opened(path, **how)
    seen.page.locator(".telling.chosen .steps.moves").last.locator("[data-go=first], [data-go=next]").last.focus()
    return seen


def shown(seen: Opened) -> list[str]:
    """The instructions of the steps that are shown of the last script."""
    last = seen.page.locator(".telling.chosen .steps.moves").last
    return [each.strip() for each in last.locator(".step:not([hidden]) .instruction").all_inner_texts()]


def test_keys_lead_through_the_steps(tmp_path: Path, opened: Opening) -> None:
    seen = stepper(opened, page_of("p2pkh", tmp_path))
    met = [shown(seen)]
    for key in ("ArrowRight", "ArrowRight", "ArrowLeft", "End", "ArrowRight", "Home", "ArrowLeft"):
        seen.page.keyboard.press(key)
        met.append(shown(seen))
    pushed = "<a802fc56c704ce87c42d7c92eb75e7896bdc41ae>"
    names = ["OP_DUP", "OP_HASH160", pushed, "OP_HASH160", "OP_CHECKSIG", "OP_CHECKSIG", "OP_DUP", "OP_DUP"]
    assert met == [[name] for name in names]
    assert seen.complaints == []


def test_the_position_and_what_happened_are_told(tmp_path: Path, opened: Opening) -> None:
    seen = stepper(opened, page_of("p2pkh", tmp_path))
    last = seen.page.locator(".telling.chosen .steps.moves").last
    assert [last.locator(".steps-at").inner_text(), last.locator(".steps-said").inner_text()] == [
        "instruction 0 · step 1 of 5",
        "",
    ]
    seen.page.keyboard.press("ArrowRight")
    said = last.locator(".steps-said").text_content() or ""
    assert last.locator(".steps-at").inner_text() == "instruction 1 · step 2 of 5"
    assert said.startswith("instruction 1 · step 2 of 5: OP_HASH160: Takes the top item and pushes its HASH160")


def test_buttons_and_instructions_lead_to_steps_and_the_ends_are_told(tmp_path: Path, opened: Opening) -> None:
    seen = stepper(opened, page_of("p2pkh", tmp_path))
    last = seen.page.locator(".telling.chosen .steps.moves").last
    assert last.locator("[data-go=back]").get_attribute("aria-disabled") == "true"
    last.locator(".chip").nth(3).click()
    assert shown(seen) == ["OP_EQUALVERIFY"]
    assert last.locator(".chip[aria-current]").inner_text() == "3 OP_EQUALVERIFY"
    last.locator("[data-go=next]").click()
    assert [last.locator(f"[data-go={go}]").get_attribute("aria-disabled") for go in ("back", "next")] == [
        "false",
        "true",
    ]
    last.locator(".steps-all").click()
    assert len(shown(seen)) == 5


def test_piles_move_only_for_those_who_like_motion(tmp_path: Path, opened: Opening) -> None:
    path = page_of("p2pkh", tmp_path)
    for motion in (True, False):
        seen = stepper(opened, path, motion=motion)
        seen.page.keyboard.press("ArrowRight")
        assert seen.page.evaluate("document.getAnimations().length > 0") is motion


def test_without_script_and_on_paper_every_step_is_there(tmp_path: Path, opened: Opening) -> None:
    path = page_of("p2pkh", tmp_path)
    still = opened(path, scripts=False)
    visible = ".telling[lang=en] .step:visible"
    assert still.page.locator(visible).count() == 7
    assert still.page.locator(".steps-bar:visible, .chip:visible, .show-bytes:visible").count() == 0
    printed = opened(path)
    printed.page.emulate_media(media="print")
    assert printed.page.locator(visible).count() == 7
    assert printed.page.locator(".steps-bar:visible, .chip:visible, .bytes-panel:visible").count() == 0


def test_the_fields_are_one_stop_and_arrows_walk_through_them(tmp_path: Path, opened: Opening) -> None:
    seen = opened(page_of("p2pkh", tmp_path))
    fields = seen.page.locator(".telling.chosen .field")
    assert seen.page.locator(".telling.chosen .field[tabindex='0']").count() == 1
    fields.first.focus()
    starts = []
    for key in ("ArrowRight", "ArrowRight", "ArrowDown", "ArrowUp", "End", "Home"):
        seen.page.keyboard.press(key)
        starts.append(seen.page.evaluate("Number(document.activeElement.dataset.start)"))
    assert starts[:2] == [4, 5]
    assert starts[2] > starts[3]
    assert starts[4:] == [222, 0]
    assert seen.page.locator(".telling.chosen .field[tabindex='0']").count() == 1


def test_a_field_tells_what_it_is_and_leads_to_the_step_about_it_and_back(tmp_path: Path, opened: Opening) -> None:
    seen = opened(page_of("p2pkh", tmp_path))
    key = seen.page.locator(".telling.chosen .field[data-start='117']")
    key.click()
    told = seen.page.locator(".telling.chosen .bytes-told")
    assert told.locator(".bytes-name").inner_text() == "input 0, input script, public key, x coordinate"
    assert told.locator(".bytes-where").inner_text() == "offset 117–148"
    seen.page.keyboard.press("Enter")
    assert seen.page.evaluate("document.activeElement.textContent").startswith("Stage 1: input script · 1 <0349fc4e…")
    seen.page.keyboard.press("Escape")
    assert seen.page.evaluate("document.activeElement.dataset.start") == "117"
    seen.page.keyboard.press("Enter")
    seen.page.keyboard.press("Enter")
    first = seen.page.locator(".telling.chosen .steps.moves").first
    assert first.locator(".steps-at").inner_text() == "instruction 1 · step 2 of 2"
    seen.page.locator(".step.here:focus").wait_for()
    assert seen.page.evaluate(LIT) == [115, 116, 117]


def test_a_section_lights_its_bytes_and_a_step_its_own(tmp_path: Path, opened: Opening) -> None:
    seen = opened(page_of("p2pkh", tmp_path))
    outputs = seen.page.locator(".telling.chosen section[data-place=output]")
    outputs.last.locator(".show-bytes").focus()
    assert seen.page.evaluate(LIT)[0] == 188
    first = seen.page.locator(".telling.chosen .steps.moves").first
    first.locator("[data-go=next]").click()
    assert seen.page.evaluate(LIT) == [115, 116, 117]
    seen.page.locator(".telling.chosen .steps.moves").last.locator("[data-go=next]").click()
    assert seen.page.evaluate(LIT) == []


def test_a_section_leads_to_its_bytes_on_a_small_screen_too(tmp_path: Path, opened: Opening) -> None:
    seen = opened(page_of("p2pkh", tmp_path), width=NARROW)
    panel_at = seen.page.locator(".telling.chosen .bytes-panel")
    assert panel_at.evaluate("(node) => node.open") is False
    seen.page.locator(".telling.chosen section[data-place=output] .show-bytes").first.click()
    assert panel_at.evaluate("(node) => node.open") is True
    assert seen.page.evaluate("Number(document.activeElement.dataset.start)") == 154
    assert seen.page.evaluate("document.activeElement.getBoundingClientRect().top < innerHeight")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("dark", [False, True])
def test_the_moving_parts_are_accessible_when_all_is_open(
    tmp_path: Path, opened: Opening, language: str, dark: bool
) -> None:
    seen = opened(page_of("p2sh-multisig", tmp_path, language), dark=dark)
    seen.page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
    seen.page.locator(".telling.chosen .field").nth(8).click()
    for button in seen.page.locator(".telling.chosen .steps-all").all():
        button.click()
    assert seen.accessibility_faults() == seen.overflow() == seen.complaints == []


def test_on_a_small_screen_the_bytes_come_up_from_below_and_leave_to_where_one_was(
    tmp_path: Path, opened: Opening
) -> None:
    seen = opened(page_of("p2pkh", tmp_path), width=NARROW)
    link = seen.page.locator(".telling.chosen section[data-place=output] .show-bytes").first
    link.click()
    sheet = seen.page.locator(".telling.chosen .bytes-panel")
    assert sheet.evaluate("(node) => node.getBoundingClientRect().bottom === innerHeight") is True
    assert link.evaluate("(node) => node.getBoundingClientRect().top < innerHeight / 2") is True
    assert seen.accessibility_faults() == seen.overflow() == []
    seen.page.locator(".telling.chosen .bytes-close").click()
    assert sheet.evaluate("(node) => node.open") is False
    assert link.evaluate("(node) => node === document.activeElement") is True


def test_a_click_on_an_instruction_of_a_long_script_lights_that_one_alone(tmp_path: Path, opened: Opening) -> None:
    seen = opened(page_of("codeseparator", tmp_path))
    last = seen.page.locator(".telling.chosen .steps.moves").last
    for number in (27, 29, 30):
        last.locator(".chip").nth(number).click()
        seen.page.wait_for_timeout(50)
        spans = last.locator(".step").nth(number).get_attribute("data-spans") or ""
        start, end = map(int, spans.split("-"))
        assert all(start <= at < end for at in seen.page.evaluate(LIT))
        assert seen.page.evaluate(LIT) != []


def test_a_script_that_is_not_in_the_transaction_is_said_to_be_in_the_coin(tmp_path: Path, opened: Opening) -> None:
    seen = opened(page_of("p2pkh", tmp_path))
    seen.page.locator(".telling.chosen .steps.moves").last.locator("[data-go=next]").click()
    said = seen.page.locator(".telling.chosen .bytes-lit").inner_text()
    assert said.startswith("Stage 2: output script · 1 OP_HASH160: this is not in the 226 bytes of this transaction")


@pytest.mark.parametrize(("start", "expected"), [(4, "Explained in"), (41, "What it belongs to is explained in")])
def test_a_field_that_no_section_tells_says_so_or_leads_to_what_it_belongs_to(
    tmp_path: Path, opened: Opening, start: int, expected: str
) -> None:
    seen = opened(page_of("p2sh-multisig", tmp_path))
    seen.page.locator(f".telling.chosen .field[data-start='{start}']").click()
    assert expected in seen.page.locator(".telling.chosen .bytes-told").inner_text()


def test_the_contents_mark_the_section_that_is_read(tmp_path: Path, opened: Opening) -> None:
    seen = opened(page_of("p2sh-multisig", tmp_path))
    section = seen.page.locator(".telling.chosen section[data-place=output]").last
    section.evaluate("(node) => node.scrollIntoView()")
    link = seen.page.locator(".telling.chosen nav a[aria-current]")
    for _ in range(100):
        if link.count() and link.inner_text().startswith("Output 2"):
            break
        seen.page.wait_for_timeout(50)
    assert link.get_attribute("href") == f"#{section.get_attribute('id')}"
    assert link.evaluate(
        "(node) => node.getBoundingClientRect().bottom <= node.closest('details').getBoundingClientRect().bottom"
    )


@pytest.mark.parametrize("width", [NARROW, NARROWEST])
def test_on_a_narrow_screen_the_money_stands_and_nothing_is_off_the_screen(
    tmp_path: Path, opened: Opening, width: int
) -> None:
    seen = opened(page_of("p2pkh", tmp_path), width=width)
    drawn = seen.page.locator(".telling.chosen .flow svg:visible")
    assert drawn.count() == 1
    assert drawn.evaluate("(node) => node.getBoundingClientRect().right <= innerWidth") is True


@pytest.mark.parametrize("name", ["all-types", "six-sighashes"])
def test_long_tables_do_not_widen_a_narrow_page(tmp_path: Path, opened: Opening, name: str) -> None:
    seen = opened(page_of(name, tmp_path), width=NARROWEST)
    for button in seen.page.locator(".telling.chosen .steps-all").all():
        button.click()
    assert seen.overflow() == []
