"""The panes of the stepper: bytes that lead to their field and place, and the stack as a pile."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from itertools import pairwise
from typing import Any

import pytest
from conftest import EXAMPLES, PSBTS, each_example, session_of
from piloted import drawn, piloted, text_of_screen
from rich.cells import cell_len
from textual.app import ComposeResult
from textual.color import Color
from textual.pilot import Pilot
from textual.strip import Strip
from walking import FULL_STORY, story_from, story_of, story_of_psbt

from txexplain.explain.document import Facts, StackItem, StackLine, StepRow, Steps
from txexplain.explain.parts.field_names import FieldNames
from txexplain.explain.walk.outline import outline
from txexplain.explain.walk.place import Telling
from txexplain.explain.walk.places_of_bytes import input_at, place_at, untold_input_at
from txexplain.explain.walk.story import Choice, Story
from txexplain.explain.walk.tour import Tour
from txexplain.model.bytes import Region, Span
from txexplain.model.report import SpentOutput
from txexplain.texts import LANGUAGES, Texts, plain
from txexplain.tui.app import TellingApp
from txexplain.tui.boxes import fitted
from txexplain.tui.bytes_pane import BytesPane
from txexplain.tui.hex_rows import HexRows, lit_style, merged
from txexplain.tui.looks import Looks
from txexplain.tui.pile_lines import Piles, pile_lines
from txexplain.tui.pile_pane import PilePane
from txexplain.tui.stepper import Stepper
from txexplain.tui.telling_screen import TellingScreen
from txexplain.tui.themes import LEGIBLE, THEMES, contrast, themes

NAMED = ["p2pkh", "p2wpkh", "taproot-script", "lightning-htlc"]
PILED = ["p2pkh", "p2sh-multisig", "checksigadd", "lightning-htlc", "taproot-script", "hash-puzzle", "altstack"]
WIDTHS = [30, 60, 80, 120, 200]


class PaneScreen(TellingScreen[None]):
    """A screen with the two panes, which remembers which bytes were picked."""

    DEFAULT_CSS = "PaneScreen BytesPane { height: 10; padding: 0 1; } PaneScreen PilePane { height: 1fr; }"

    def __init__(self) -> None:
        super().__init__()
        self.bytes, self.pile = BytesPane(), PilePane()
        self.picked: list[int] = []

    def compose(self) -> ComposeResult:
        yield self.bytes
        yield self.pile

    def on_bytes_pane_picked(self, event: BytesPane.Picked) -> None:
        self.picked.append(event.offset)


def names_of(name: str, language: str = "en") -> FieldNames:
    session = session_of(name)
    return FieldNames(session.fields, session.raw, Texts(language))


def on_panes(play: Callable[[PaneScreen, Pilot[Any]], Awaitable[None]], size: tuple[int, int] = (80, 30)) -> None:
    screen = PaneScreen()

    async def run(pilot: Pilot[Any]) -> None:
        await play(screen, pilot)

    piloted(TellingApp(Texts(), screen), run, size)


def told_leaf(fields: FieldNames, offset: int) -> str:
    return next(fields.told(offset))


@pytest.mark.parametrize("name", NAMED)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_byte_has_the_name_of_its_leaf_and_of_what_is_around_it(name: str, language: str) -> None:
    fields, session, texts = names_of(name, language), session_of(name), Texts(language)
    checked = 0
    for leaf in session.regions.leaves():
        for offset in range(leaf.start, leaf.end):
            path = fields.path(offset)
            assert path[-1] == leaf
            assert all(outer.start <= inner.start < inner.end <= outer.end for outer, inner in pairwise(path))
            checked += 1
        told = told_leaf(fields, leaf.start)
        assert f"{leaf.start:,}" in told
        assert texts.plain("fields", path[0].key) in told
    assert checked == len(session.raw)


def test_a_byte_is_told_with_its_names_its_value_and_the_size_of_its_field() -> None:
    fields = names_of("p2pkh")
    assert told_leaf(fields, 47) == "byte 47: input 0 › input script › ECDSA signature › r · 33 bytes"
    assert (
        told_leaf(fields, 114) == "byte 114: input 0 › input script › ECDSA signature › sighash type = ALL · 1 byte"
    )
    shorter = list(fields.told(47))
    assert shorter[-1] == "byte 47: … › r · 33 bytes"
    assert sorted(shorter, key=len, reverse=True)[0] == shorter[0]


@pytest.mark.parametrize(
    ("span", "told"),
    [
        (Span(42, 149), "input 0 › input script"),
        (Span(5, 41), "input 0 › txid of the coin, output number"),
        (Span(42, 115), "input 0 › input script › push opcode, ECDSA signature"),
        (Span(0, 226), ""),
        (Span(6, 12), "input 0 › txid of the coin"),
        (Span(40, 60), "input 0"),
    ],
)
def test_lit_bytes_are_named_by_the_field_that_they_are_or_the_few_that_they_are_made_of(
    span: Span, told: str
) -> None:
    assert names_of("p2pkh").of_span(span) == told


@pytest.mark.parametrize("name", NAMED)
def test_the_names_beside_the_rows_are_those_of_every_field_that_begins_there(name: str) -> None:
    fields, session = names_of(name), session_of(name)
    for start in range(0, len(session.raw), 16):
        end = min(start + 16, len(session.raw))
        begun = [(leaf.start, f"bytes.{leaf.key}") for leaf in session.regions.leaves() if start <= leaf.start < end]
        assert [(offset, name.style) for offset, name in fields.begin(start, end)] == begun


def beside(name: str, spans: list[Span], row: int, width: int = 80) -> str:
    """What stands at the right of that row of 16 bytes."""
    strip = HexRows(session_of(name).raw, spans, names_of(name), width).strip(row, None, looks_of(THEMES[0]))
    return strip.text[56:].strip()


def test_beside_a_row_with_lit_bytes_only_those_are_named_and_what_has_no_room_is_counted() -> None:
    assert beside("p2pkh", [Span(42, 149)], 2) == "OP_PUSHBYTES_72 +5"
    assert beside("p2pkh", [Span(47, 80)], 2, 96) == "ECDSA signature › r"
    assert beside("p2pkh", [Span(47, 80)], 1, 96) == ""
    assert beside("p2pkh", [], 0, 96).startswith("version = 1, number of inputs = 1")
    assert beside("p2pkh", [Span(5, 41)], 13, 96) == "OP_EQUALVERIFY, OP_CHECKSIG +1"
    for width in WIDTHS:
        assert all(cell_len(beside("p2pkh", [Span(0, 200)], row, width)) <= max(0, width - 56) for row in range(15))


def test_the_tree_is_made_once_when_it_is_needed_and_not_again_for_another_language() -> None:
    made: list[int] = []

    def tree() -> Region:
        made.append(1)
        return session_of("p2pkh").regions

    fields = FieldNames(tree, session_of("p2pkh").raw, Texts("en"))
    assert not fields.is_made
    assert not made
    assert "version" in told_leaf(fields, 0)
    assert "版本号" in told_leaf(fields.in_language(Texts("zh")), 0)
    assert len(made) == 1


@pytest.mark.parametrize(
    ("name", "offset", "key"),
    [
        ("p2pkh", 0, "timing"),
        ("p2pkh", 4, "layout"),
        ("p2pkh", 5, "input"),
        ("p2pkh", 41, "brings"),
        ("p2pkh", 42, "step"),
        ("p2pkh", 50, "check"),
        ("p2pkh", 120, "step"),
        ("p2pkh", 160, "output"),
        ("p2pkh", 225, "timing"),
        ("p2wpkh", 43, "brings"),
        ("p2wpkh", 190, "brings"),
    ],
)
def test_a_byte_leads_to_the_place_that_is_most_closely_about_it(name: str, offset: int, key: str) -> None:
    story = story_of(name)
    places = outline(story, FULL_STORY)
    found = place_at(places, story, offset)
    assert found is not None
    assert places[found].key == key


@pytest.mark.parametrize("name", each_example("pizza", "batch", "coinjoin", "sale"))
def test_the_spans_of_a_place_are_those_of_its_scene_and_one_of_them_holds_the_byte_that_leads_there(
    name: str,
) -> None:
    story = story_of(name)
    places = outline(story, FULL_STORY)
    for place in places:
        assert place.spans_in(story) == place.tell(Telling(story, Texts())).spans
    for offset in range(0, len(story.report.tx.raw), max(1, len(story.report.tx.raw) // 200)):
        found = place_at(places, story, offset)
        assert found is not None
        holds = any(start <= offset < end for start, end in places[found].spans_in(story))
        assert holds or places[found].key == "brings"


def test_a_byte_of_an_input_that_is_not_told_in_full_says_which_input_that_is() -> None:
    story = story_of("pizza")
    places = outline(story, FULL_STORY)
    script = story.report.tx.inputs[50].script_sig
    assert untold_input_at(places, story, script.start) == 50
    assert untold_input_at(outline(story, Choice(also=(50,))), story, script.start) is None
    assert untold_input_at(places, story, 0) is None
    assert place_at(places, story, len(story.report.tx.raw)) is None


@pytest.mark.parametrize("name", ["pizza", "p2wpkh", "coinjoin"])
def test_each_byte_of_an_input_and_of_its_witness_is_known_as_of_that_input(name: str) -> None:
    tx = story_of(name).report.tx
    for vin, txin in enumerate(tx.inputs):
        assert input_at(tx, txin.script_sig.end + 3) == vin
        assert input_at(tx, txin.script_sig.end - len(txin.script_sig.data) - 37) == vin
        assert all(input_at(tx, piece.start) == vin for piece in txin.witness if piece.data)
    assert input_at(tx, 0) is None


def looks_of(theme: str) -> Looks:
    return Looks(next(each for each in themes() if each.name == theme))


def lit_in(rows: HexRows) -> set[int]:
    """The bytes that stand in brackets on the rows, read off what is drawn."""
    found: set[int] = set()
    for row in range(rows.count):
        text, inside = rows.strip(row, None, looks_of(THEMES[0])).text, False
        for column, char in enumerate(text[: rows.width]):
            inside = char == "[" or (inside and char != "]")
            offset = rows.offset_at(row, column)
            if inside and char not in "[ " and offset is not None:
                found.add(offset)
    return found


def test_the_bytes_in_brackets_at_every_place_are_exactly_those_that_it_is_about() -> None:
    story = story_of("p2pkh")
    raw = story.report.tx.raw
    for place in outline(story, FULL_STORY):
        spans = place.spans_in(story)
        about = {offset for start, end in spans for offset in range(start, end)}
        assert lit_in(HexRows(raw, spans, None, 60, bracketed=True)) == about


@pytest.mark.parametrize(
    ("spans", "expected"),
    [
        ([], []),
        ([Span(4, 4)], []),
        ([Span(5, 9), Span(0, 2)], [Span(0, 2), Span(5, 9)]),
        ([Span(0, 4), Span(4, 6), Span(1, 2)], [Span(0, 6)]),
        ([Span(8, 99)], [Span(8, 10)]),
    ],
)
def test_spans_are_put_in_order_and_joined_where_they_touch(spans: list[Span], expected: list[Span]) -> None:
    assert merged(spans, 10) == expected


@pytest.mark.parametrize(("width", "per_row"), [(40, 8), (56, 16), (80, 16), (110, 24), (140, 32)])
def test_a_row_has_as_many_bytes_as_leave_room_for_names(width: int, per_row: int) -> None:
    rows = HexRows(session_of("p2pkh").raw, [Span(5, 41)], names_of("p2pkh"), width)
    assert rows.per_row == per_row
    looks = looks_of(THEMES[0])
    assert all(rows.strip(row, 3, looks).cell_length <= width for row in range(rows.count))


@pytest.mark.parametrize("theme", THEMES)
def test_lit_bytes_of_every_field_can_be_read_on_their_ground(theme: str) -> None:
    looks = looks_of(theme)
    ground = lit_style(looks).bgcolor
    assert ground is not None
    for key in (
        "tx.vin.txid",
        "tx.vout.value",
        "public_key.x",
        "ecdsa_signature.r",
        "script.opcode",
        "tx.version",
        "",
    ):
        colour = looks.style(f"bytes.{key}").color
        words = Color.from_rich_color(colour) if colour else Color.parse(looks.palette["plain"])
        assert contrast(words, Color.from_rich_color(ground)) >= LEGIBLE, key


def test_a_byte_that_is_clicked_is_picked_and_one_below_the_mouse_is_named() -> None:
    async def play(screen: PaneScreen, pilot: Pilot[Any]) -> None:
        screen.bytes.show(session_of("p2pkh").raw, [Span(0, 4)], "bytes 0–3 of 226", names_of("p2pkh"))
        await pilot.pause()
        assert drawn(screen.telling_app)[0].strip() == "bytes 0–3 of 226: version"
        line = drawn(screen.telling_app)[2]
        column = line.index("b3 de f3") + 3
        await pilot.hover(BytesPane, offset=(column, 2))
        await pilot.pause()
        assert drawn(screen.telling_app)[0].strip().startswith("byte 17: input 0 › txid of the coin")
        await pilot.click(BytesPane, offset=(column, 2))
        await pilot.click(BytesPane, offset=(column, 0))  # the caption
        await pilot.pause()
        assert screen.picked == [17]
        assert screen.focused is None

    on_panes(play)


def test_the_keys_walk_through_the_bytes_and_enter_picks_the_one_that_is_named() -> None:
    raw = session_of("p2pkh").raw

    async def play(screen: PaneScreen, pilot: Pilot[Any]) -> None:
        screen.bytes.show(raw, [Span(42, 149)], "", names_of("p2pkh"))
        screen.bytes.focus()
        await pilot.pause()
        for key, at in [
            ("right", 43), ("down", 59), ("up", 43), ("left", 42), ("end", 225), ("down", 225),
            ("right", 225), ("home", 0), ("up", 0), ("left", 0), ("pagedown", 144), ("pageup", 0), ("right", 1),
        ]:  # fmt: skip
            await pilot.press(key)
            await pilot.pause()
            assert screen.bytes.at == at
            assert drawn(screen.telling_app)[0].strip().startswith(f"byte {at}: ")
            shown = {row for row in range(1, 10) if f"{at // 16 * 16} " in drawn(screen.telling_app)[row][:6]}
            assert shown, "the row of the cursor is in view"
        await pilot.press("enter", "escape")
        await pilot.pause()
        assert screen.picked == [1]
        assert screen.focused is None

    on_panes(play)


def shown_lit(pane: BytesPane, row: int) -> list[int]:
    """The bytes of that row of the pane, from the top, that have the ground of lit ones."""
    strip = pane.render_line(row + 1)
    ground, found, column = lit_style(pane.looks).bgcolor, [], 0
    for text, style, _ in strip:
        offset = pane._rows.offset_at(row + pane.scroll_offset.y, column)
        if style is not None and style.bgcolor == ground and text.strip() and offset is not None:
            found.append(offset)
        column += cell_len(text)
    return found


def test_the_first_lit_byte_is_in_view_with_a_row_before_it_at_every_size() -> None:
    raw = bytes(range(256)) * 40

    async def play(screen: PaneScreen, pilot: Pilot[Any]) -> None:
        screen.bytes.show(raw, [Span(5_000, 9_000)], "")
        await pilot.pause()
        for width in (60, 120, 80):
            await pilot.resize_terminal(width, 30)
            await pilot.pause()
            first, second = (shown_lit(screen.bytes, row) for row in (0, 1))
            assert not first
            assert 5_000 in second

    on_panes(play)


def test_of_four_megabytes_only_the_rows_that_are_seen_are_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    strip_of = HexRows.strip

    def strip(rows: HexRows, row: int, cursor: int | None, looks: Looks) -> Strip:
        asked.append(row)
        return strip_of(rows, row, cursor, looks)

    monkeypatch.setattr(HexRows, "strip", strip)

    async def play(screen: PaneScreen, pilot: Pilot[Any]) -> None:
        screen.bytes.show(bytes(4_000_000), [Span(3_999_990, 4_000_000)], "")
        await pilot.pause()
        screen.bytes.focus()
        await pilot.press("home", "pagedown", "end")
        await pilot.pause()
        assert "3,999,984" in drawn(screen.telling_app)[9]
        assert {0, 249_999} <= set(asked)
        assert len(asked) < 200

    on_panes(play)


def rows_of(story: Story, language: str) -> list[StepRow]:
    told = [place.tell(Telling(story, Texts(language))) for place in outline(story, FULL_STORY)]
    return [row for scene in told for block in scene.blocks if isinstance(block, Steps) for row in block.rows]


@pytest.mark.parametrize("name", PILED)
@pytest.mark.parametrize("language", LANGUAGES)
def test_piles_of_every_step_keep_to_the_width_and_hold_every_item_and_mark(name: str, language: str) -> None:
    texts = Texts(language)
    for row in rows_of(story_of(name), language):
        for width in WIDTHS:
            lines = [plain(line) for line in pile_lines(Piles(row.stacks, row.tries), width, None, texts)]
            assert max(map(cell_len, lines), default=0) <= width
            assert all(line.isprintable() for line in lines)
            drawn_signs = [sign for line in lines for sign in line if sign in "−+" and f"{sign} " in line]
            items = [item for stack in row.stacks for item in stack.items]
            for mark, sign in (("taken", "−"), ("put", "+")):
                assert drawn_signs.count(sign) >= sum(item.mark == mark for item in items)
            for item in items if width >= 60 else ():
                assert any((item.role or item.size) in line for line in lines)


@pytest.mark.parametrize("name", PILED)
@pytest.mark.parametrize("width", WIDTHS)
def test_a_step_that_is_hidden_gives_nothing_of_its_answer_away(name: str, width: int) -> None:
    for row in rows_of(story_of(name), "en"):
        if len(row.stacks) < 2:
            continue
        hidden = [plain(line) for line in pile_lines(Piles(row.stacks, row.tries, hidden=True), width, None, Texts())]
        before = row.stacks[0]._replace(items=tuple(item._replace(mark="") for item in row.stacks[0].items))
        changed = StackLine("after", (StackItem("00", "put", "something else"),))
        other = [plain(line) for line in pile_lines(Piles((before, changed), (), True), width, None, Texts())]
        assert hidden == other
        assert any("?" in line for line in hidden)
        assert not any("+" in line or "✓" in line for line in hidden)


def test_the_pile_before_and_the_pile_after_stand_on_one_ground_with_the_same_items_at_the_same_height() -> None:
    row = next(row for row in rows_of(story_of("p2pkh"), "en") if "OP_HASH160" in plain(row.line))
    lines = [plain(line) for line in pile_lines(Piles(row.stacks), 100, None, Texts())]
    assert lines[-1].split()[1::3][:1] == ["before"]
    assert "after" in lines[-1]
    assert "→" in lines[-1]
    kept = [line for line in lines if line.count("signature") == 2]
    assert len(kept) == 1
    taken = next(line for line in lines if "− ┊ public key" in line)
    assert "+ ┃ hash of key" in taken
    assert lines[0].count("top") == 2


@pytest.mark.parametrize("height", [4, 8, 12, 16, 24, 40])
def test_a_pile_is_drawn_as_spaciously_as_the_height_lets_it(height: int) -> None:
    row = next(row for row in rows_of(story_of("p2sh-multisig"), "en") if "OP_CHECKMULTISIG" in plain(row.line))
    piles = Piles(row.stacks)
    roomy, lowest = (len(pile_lines(piles, 80, each, Texts())) for each in (None, 1))
    lines = pile_lines(piles, 80, height, Texts())
    assert len(lines) <= max(height, lowest)
    assert lowest < roomy
    if height >= roomy:
        assert len(lines) == roomy


@pytest.mark.parametrize(
    ("digits", "room", "told"),
    [
        ("00" * 4, 8, "00000000"),
        ("0123456789abcdef0123456789", 13, "012345…456789"),
        ("0123456789abcdef0123456789", 11, "012345…6789"),
        ("0123456789abcdef0123456789", 2, "0123…89"),
    ],
)
def test_hex_that_does_not_fit_is_cut_to_whole_bytes_of_its_ends(digits: str, room: int, told: str) -> None:
    assert fitted(digits, room) == told


def test_a_thousand_items_and_one_of_four_megabytes_are_counted_and_cut() -> None:
    many = b"\x51" * 900 + b"\x74"  # numbers, and how many they are
    story = story_from(session_of("p2pkh").raw, [SpentOutput(50_000, many)])
    last = rows_of(story, "en")[-1]
    assert "OP_DEPTH" in plain(last.line)
    long = StackItem("00000000…00000000", "put", "", "4,000,000 bytes", "", bytes(4_000_000))
    for width in WIDTHS:
        stacks = tuple(stack._replace(items=(*stack.items, long)) for stack in last.stacks)
        lines = [plain(line) for line in pile_lines(Piles(stacks), width, None, Texts())]
        assert max(map(cell_len, lines)) <= width
        assert len(lines) < 40
        assert any("… 896 more" in line for line in lines)
        assert any("4,000,000 bytes" in line or width < 40 for line in lines)


def test_what_a_pile_says_is_made_printable() -> None:
    evil = StackItem("\x1b[31m", "put", "role\u202e", "", "hid\x07den", b"\x1b]0;x\x07")
    for width in WIDTHS:
        for line in pile_lines(Piles((StackLine("la\x1bbel", (evil,)),) * 2), width, None, Texts()):
            assert plain(line).isprintable()


def test_the_pile_pane_asks_for_the_lines_that_it_draws_and_can_be_scrolled_only_where_they_do_not_fit() -> None:
    row = next(row for row in rows_of(story_of("p2sh-multisig"), "en") if "OP_CHECKMULTISIG" in plain(row.line))

    async def play(screen: PaneScreen, pilot: Pilot[Any]) -> None:
        assert screen.pile.line_count(80) == 0
        screen.pile.show(row.stacks, row.tries)
        await pilot.pause()
        assert screen.pile.line_count(80) == len(pile_lines(Piles(row.stacks, row.tries), 80, None, Texts()))
        assert not screen.pile.can_focus
        assert any("− ┊ public key 3" in line for line in drawn(screen.telling_app))
        await pilot.resize_terminal(80, 14)
        await pilot.pause()
        assert screen.pile.can_focus

    on_panes(play)


def test_both_panes_draw_no_control_character_at_any_size_and_theme() -> None:
    row = rows_of(story_of("lightning-htlc"), "zh")[-2]

    async def play(screen: PaneScreen, pilot: Pilot[Any]) -> None:
        screen.bytes.show(
            session_of("lightning-htlc").raw, [Span(4, 90)], "\x1bc\u202e", names_of("lightning-htlc", "zh")
        )
        screen.pile.show(row.stacks, row.tries)
        for width, height in ((40, 8), (60, 20), (120, 40), (200, 50)):
            await pilot.resize_terminal(width, height)
            screen.telling_app.change_theme()
            await pilot.pause()
            lines = drawn(screen.telling_app)
            assert all(line.isprintable() for line in lines)
            assert all(cell_len(line) == width for line in lines)

    on_panes(play)


def test_every_example_is_known() -> None:
    assert {*NAMED, *PILED} <= set(EXAMPLES)


@pytest.mark.parametrize(("offset", "key"), [(50, "check"), (120, "step"), (160, "output"), (4, "layout")])
@pytest.mark.parametrize("language", LANGUAGES)
def test_in_the_stepper_a_byte_that_is_picked_leads_to_the_place_that_tells_of_it(
    offset: int, key: str, language: str
) -> None:
    stepper = Stepper(Tour(story_of("p2pkh"), FULL_STORY))

    async def play(pilot: Pilot[Any]) -> None:
        await pilot.press("b")
        stepper.query_one(BytesPane).focus()
        rows, columns = divmod(offset, 16)
        await pilot.press("home", *["down"] * rows, *["right"] * columns, "enter")
        await pilot.pause()
        assert stepper.tour.place.key == key
        lit = stepper.tour.place.spans_in(stepper.tour.story)
        assert any(start <= offset < end for start, end in lit)

    piloted(TellingApp(Texts(language), stepper), play, (80, 24))


def test_in_the_stepper_a_byte_of_an_input_that_was_told_with_others_has_that_told_in_full() -> None:
    stepper = Stepper(Tour(story_of("pizza"), FULL_STORY))
    script = stepper.tour.story.report.tx.inputs[50].script_sig

    async def play(pilot: Pilot[Any]) -> None:
        stepper.post_message(BytesPane.Picked(script.start + 4))
        await pilot.pause()
        assert (stepper.tour.place.key, getattr(stepper.tour.place, "vin", None)) == ("check", 50)

    piloted(TellingApp(Texts(), stepper), play, (120, 40))


def test_in_the_stepper_a_byte_without_a_place_is_said_to_have_none() -> None:
    stepper = Stepper(Tour(story_of("p2pkh"), Choice(inputs=(0,), details=True)))

    async def play(pilot: Pilot[Any]) -> None:
        stepper.post_message(BytesPane.Picked(225))
        await pilot.pause()
        assert any(Texts().plain("panes", "no_place") in line for line in drawn(stepper.telling_app))
        assert stepper.tour.at == 0

    piloted(TellingApp(Texts(), stepper), play, (120, 40))


def items_at(tour: Tour, texts: Texts) -> list[str]:
    """What a step leaves that one does not see before, by its role and bytes."""
    scene = tour.told_at(tour.place, texts)
    rows = [row for block in scene.blocks if isinstance(block, Steps) for row in block.rows]
    found: list[str] = []
    for row in rows:
        items = row.stacks[0].items if row.stacks else ()
        seen = plain(scene.around) + "".join(f"{item.role} {item.data.hex()} {item.text}" for item in items)
        put = [item for stack in row.stacks[1:] for item in stack.items if item.mark == "put"]
        found += [item.data.hex()[:8] for item in put if len(item.data) > 3 and item.data.hex()[:8] not in seen]
        found += [item.role for item in put if len(item.role) > 4 and item.role not in seen]
    return found


def words_at(tour: Tour, texts: Texts) -> list[str]:
    """What is said of a step, and of what it tries; or the verdict."""
    scene = tour.told_at(tour.place, texts)
    rows = [row for block in scene.blocks if isinstance(block, Steps) for row in block.rows]
    facts = [row for block in scene.blocks if isinstance(block, Facts) for row in block.rows]
    judging = {texts.plain("page", "verdict"), texts.plain("verify", "verdict"), texts.plain("verify", "check")}
    told = [plain(line) for row in rows for line in (*row.remarks, *(each.words for each in row.tries))]
    told += [plain(row.values[-1]) for row in facts if row.label in judging]
    return [line[:24] for line in told if len(line) > 5]


def squeezed(text: str) -> str:
    return re.sub(r"[\s│┃┊]", "", text)


def hidden_is_kept(name: str, size: tuple[int, int], language: str, *, word: bool) -> None:
    """Plays through every place that has an answer, and looks for it on the screen."""
    story = story_of_psbt(name) if name in PSBTS else story_of(name)
    stepper, texts = Stepper(Tour(story, FULL_STORY)), Texts(language)

    async def play(pilot: Pilot[Any]) -> None:
        stepper.asking = True
        if word:
            await pilot.press("w")
        asked = 0
        for place in range(len(stepper.tour.places)):
            stepper.go_to(place)
            if not stepper.hidden:
                continue
            await pilot.pause()
            lines, asked = drawn(stepper.telling_app), asked + 1
            screen = squeezed("".join(lines))
            assert stepper.body.arrangement is not None
            right_of_outline = squeezed("".join(line[stepper.body.arrangement.outline :] for line in lines))
            assert not [each for each in words_at(stepper.tour, texts) if squeezed(each) in screen], place
            assert not [each for each in items_at(stepper.tour, texts) if squeezed(each) in right_of_outline], place
            assert "✓valid" not in screen
            assert "✓有效" not in screen
            question = texts.plain("step", "hidden_step").split(":")[0].split("：")[0]
            assert question in screen, place
        assert asked > 1

    piloted(TellingApp(texts, stepper), play, size)


SIZES = [(60, 20), (80, 24), (120, 40), (200, 50)]
ASKED = ["p2pkh", "p2sh-multisig", "taproot-script", "taproot-key", "bad-signature", "psbt-signed-once"]


@pytest.mark.parametrize("name", ASKED)
@pytest.mark.parametrize("size", SIZES)
def test_what_is_asked_first_is_nowhere_on_the_screen(name: str, size: tuple[int, int]) -> None:
    hidden_is_kept(name, size, "zh" if size == (80, 24) else "en", word=False)


@pytest.mark.slow
@pytest.mark.parametrize("name", [*EXAMPLES, *PSBTS])
@pytest.mark.parametrize("size", SIZES)
def test_what_is_asked_first_is_nowhere_on_the_screen_in_any_example(name: str, size: tuple[int, int]) -> None:
    hidden_is_kept(name, size, "en", word=False)


@pytest.mark.parametrize("size", SIZES)
def test_what_is_asked_first_is_not_told_when_words_are_looked_up(size: tuple[int, int]) -> None:
    hidden_is_kept("p2pkh", size, "en", word=True)


def drawn_at(name: str, place: int, size: tuple[int, int], keys: str = "") -> str:
    """The screen of the stepper at that place, after these keys."""
    stepper, found = Stepper(Tour(story_of(name), FULL_STORY)), []

    async def play(pilot: Pilot[Any]) -> None:
        stepper.go_to(place)
        await pilot.press(*keys)
        await pilot.pause()
        found.append(text_of_screen(stepper.telling_app))

    piloted(TellingApp(Texts(), stepper), play, size)
    return found[0]


MULTISIG = 21  # of p2sh-multisig


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (100, 30), (120, 40)])
def test_every_try_of_a_multisig_can_be_read_by_scrolling(size: tuple[int, int]) -> None:
    stepper = Stepper(Tour(story_of("p2sh-multisig"), FULL_STORY))

    async def play(pilot: Pilot[Any]) -> None:
        stepper.go_to(MULTISIG)
        await pilot.pause()
        seen = ""
        for _ in range(30):
            seen += squeezed(text_of_screen(stepper.telling_app)) + "\n"
            await pilot.press("down")
            await pilot.pause()
        for row in ("signature2publickey3✓", "signature1publickey2✗", "signature1publickey1✓"):
            assert row in seen

    piloted(TellingApp(Texts(), stepper), play, size)


def test_a_list_of_what_a_step_does_tells_what_it_removes_apart_from_what_is_there_after() -> None:
    row = next(row for row in rows_of(story_of("p2sh-multisig"), "en") if "OP_CHECKMULTISIG" in plain(row.line))
    lines = [plain(line) for line in pile_lines(Piles(row.stacks), 40, 12, Texts())]
    assert lines[0].startswith("removed, top first")
    assert [line[0] for line in lines[1:9]] == ["−"] * 8
    assert lines[9].startswith("after, top first")
    assert lines[10].startswith("+ true")


def test_a_list_of_a_hidden_step_has_the_stack_that_it_finds() -> None:
    row = next(row for row in rows_of(story_of("p2pkh"), "en") if "OP_HASH160" in plain(row.line))
    lines = [plain(line) for line in pile_lines(Piles(row.stacks, (), hidden=True), 40, 9, Texts())]
    assert lines[0].startswith("before, top first")
    assert any("signature" in line for line in lines)
    assert lines[-1].strip() == "?"


def test_bytes_take_the_rows_that_words_leave_free_and_count_what_is_not_in_view() -> None:
    assert "bytes 42–148 of 226" in (screen := drawn_at("p2pkh", 5, (80, 24)))
    assert "↓ 21 more" in screen
    assert all(f"\n{offset:>3} " in screen for offset in range(32, 128, 16))
    many = drawn_at("six-sighashes", next_message("six-sighashes"), (80, 24))
    assert re.search(r"bytes .*↓ \d+ more", many)


def next_message(name: str) -> int:
    places = outline(story_of(name), FULL_STORY)
    return next(number for number, place in enumerate(places) if place.key == "message")


def test_a_script_that_is_in_the_coin_is_said_to_be_there_and_starts_with_the_stack_it_finds() -> None:
    screen = drawn_at("p2pkh", 9, (80, 24))
    assert "not in the 226 bytes of this transaction" in screen
    assert "at the start" in screen
    assert "public key" in screen
    assert "OP_DUP OP_HASH160" in screen


def test_a_place_that_was_revealed_stays_so_in_detail_and_on_return_until_asking_begins_anew() -> None:
    stepper = Stepper(Tour(story_of("p2pkh"), FULL_STORY))

    async def play(pilot: Pilot[Any]) -> None:
        stepper.go_to(11)
        await pilot.press("P")
        assert stepper.hidden
        await pilot.press("space", "enter", "escape", "right", "left")
        assert stepper.tour.at == 11
        assert not stepper.hidden
        await pilot.press("P", "P")
        assert stepper.hidden

    piloted(TellingApp(Texts(), stepper), play, (80, 24))


def test_asking_at_a_place_without_an_answer_says_that_nothing_is_hidden() -> None:
    assert Texts().plain("panes", "not_hidden")[:30] in drawn_at("p2pkh", 1, (80, 24), "P")


def test_without_colours_lit_bytes_stand_in_brackets(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "[" not in drawn_at("p2pkh", 19, (80, 24)).splitlines()[4]
    monkeypatch.setenv("NO_COLOR", "1")
    assert "[" in drawn_at("p2pkh", 8, (80, 24))


def test_the_foot_says_that_asking_can_be_stopped_where_it_is_on() -> None:
    assert "P ask first" in drawn_at("p2pkh", 11, (120, 40))
    assert "P stop asking" in (screen := drawn_at("p2pkh", 1, (120, 40), "P"))
    assert "P ask first" not in screen


def test_a_page_that_is_read_on_shows_in_another_colour_what_was_in_view_before() -> None:
    stepper = Stepper(Tour(story_of("p2sh-multisig"), FULL_STORY))

    async def play(pilot: Pilot[Any]) -> None:
        stepper.go_to(MULTISIG)
        await pilot.pause()
        words = stepper.body.words
        height, label = words.size.height, words.looks.style("label").color
        await pilot.press("space")
        await pilot.pause()
        first = words.scroll_offset.y
        dim = [
            all(style is not None and style.color == label for text, style, _ in words.render_line(y) if text.strip())
            for y in range(height)
        ]
        assert 0 < first < height
        assert all(dim[: height - first])
        assert not all(dim[height - first :])

    piloted(TellingApp(Texts(), stepper), play, (60, 20))


def test_bytes_of_which_only_the_caption_is_shown_are_not_given_the_keys() -> None:
    stepper = Stepper(Tour(story_of("p2sh-multisig"), FULL_STORY))

    async def play(pilot: Pilot[Any]) -> None:
        stepper.go_to(4)
        await pilot.press("tab")
        assert stepper.focused is None
        assert "not in the 423 bytes" in text_of_screen(stepper.telling_app)
        stepper.go_to(5)
        await pilot.press("tab")
        assert stepper.focused is stepper.body.bytes
        await pilot.press("space", "space", "space")
        stepper.go_to(4)
        await pilot.pause()
        assert stepper.focused is None
        assert "byte by byte" not in text_of_screen(stepper.telling_app)
        await pilot.press("b")
        assert stepper.focused is stepper.body.bytes
        assert "the keys move in the bytes" in text_of_screen(stepper.telling_app)

    piloted(TellingApp(Texts(), stepper), play)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_caption_above_a_legend_is_whole_or_no_more_than_the_number_of_the_byte(language: str) -> None:
    stepper, texts = Stepper(Tour(story_of("p2wpkh"), FULL_STORY)), Texts(language)
    seen: set[bool] = set()

    async def play(pilot: Pilot[Any]) -> None:
        pane = stepper.body.bytes
        for place in range(len(stepper.tour.places)):
            stepper.go_to(place)
            await pilot.pause()
            assert not pane.display or cell_len(pane.caption()) <= pane.size.width
        stepper.go_to(5)
        await pilot.pause()
        stepper.set_focus(pane)
        await pilot.pause()
        for at in range(0, len(stepper.tour.story.report.tx.raw), 7):
            pane._go(at)
            told = pane.caption()
            assert cell_len(told) <= pane.size.width
            assert told == texts.plain("step", "bytes_lit_one", spans=at, size=223) or "·" in told
            seen.add("·" in told)
        assert seen == {True, False}

    piloted(TellingApp(texts, stepper), play, (200, 50))
