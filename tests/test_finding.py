"""Finding things on the screen: search, words, the palette, the keys, going to a place, choosing an example."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from piloted import drawn, piloted, searched
from textual.color import Color
from textual.events import Key
from textual.pilot import Pilot
from walking import FULL_STORY, story_of, story_of_psbt

from txexplain.bundled import all_examples, all_psbts
from txexplain.cli.asking_why import answer, answer_typed
from txexplain.explain.walk.place import Place
from txexplain.explain.walk.tour import Tour
from txexplain.render.plain import plain_text
from txexplain.texts import ANY_LANGUAGE, LANGUAGES, Texts, catalogue, plain
from txexplain.tui.app import TellingApp
from txexplain.tui.asked import Asked
from txexplain.tui.chooser import ChooserScreen, chooser_rows, preview_of
from txexplain.tui.finder import MOST_FOUND, Finder, Hit
from txexplain.tui.keys_screen import KeysScreen
from txexplain.tui.palette import Palette
from txexplain.tui.picks import Picks
from txexplain.tui.search import GoTo, SearchScreen
from txexplain.tui.stepper import Stepper
from txexplain.tui.themes import LEGIBLE, THEMES, contrast
from txexplain.tui.word_pane import WordPane, suggested

EXAMPLES = (*all_examples(), *all_psbts())
SIZES = [(60, 20), (80, 24), (120, 40)]
KEYS = {" ": "space", "/": "slash", "?": "question_mark", "-": "minus", ".": "full_stop", "_": "underscore"}
Play = Callable[[Pilot[Any]], Awaitable[None]]


def stepper(name: str = "p2sh-multisig", language: str = "en") -> TellingApp[None]:
    app = TellingApp[None](Texts(language), Stepper(Tour(story_of(name), FULL_STORY)))
    app.answer = answer_typed
    return app


def chooser(language: str = "en") -> TellingApp[str]:
    return TellingApp[str](Texts(language), ChooserScreen(EXAMPLES))


def tour_of(app: TellingApp[Any]) -> Tour:
    first = app.screen_stack[0]
    assert isinstance(first, Stepper)
    return first.tour


async def typed(pilot: Pilot[Any], *words: str) -> None:
    """Each of the words is a key, or after a `+` letters."""
    for word in words:
        keys = [KEYS.get(letter, letter) for letter in word[1:]] if word.startswith("+") else [word]
        await pilot.press(*keys)
        await pilot.pause()


def text_of(app: TellingApp[Any]) -> str:
    return "\n".join(drawn(app))


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_search_leads_to_the_place_that_is_taken(language: str, size: tuple[int, int]) -> None:
    app = stepper(language=language)

    async def play(pilot: Pilot[Any]) -> None:
        await typed(pilot, "slash", "+bdaa10df")
        await searched(app)
        screen = app.screen
        assert isinstance(screen, SearchScreen)
        assert [hit.place for hit in screen.hits] == [4, 12, 13, 14]
        assert "bdaa10df" in text_of(app)
        await typed(pilot, "down", "down", "enter")
        assert tour_of(app).at == 13
        await typed(pilot, "N")
        await searched(app)
        assert tour_of(app).at == 14

    piloted(app, play, size)


@pytest.mark.parametrize("size", SIZES)
def test_what_was_found_is_in_view_and_lit_until_one_moves(size: tuple[int, int]) -> None:
    app = stepper()

    async def play(pilot: Pilot[Any]) -> None:
        for sought in ("a true item on top", "own script runs, on the stack that the input script left. To"):
            await typed(pilot, "slash", f"+{sought}")
            await searched(app)
            await typed(pilot, "enter")
            assert sought.replace(" ", "") in lit_text(app).replace(" ", "")
        await typed(pilot, "right")
        assert lit_text(app) == ""

    piloted(app, play, size)


def lit_text(app: TellingApp[Any]) -> str:
    """What is lit of that which is in view."""
    screen, look = app.screen, app.looks.style("found")
    assert isinstance(screen, Stepper)
    words = screen.body.words
    lines = [words.render_line(y) for y in range(words.size.height)]
    return " ".join(
        each.text
        for line in lines
        for each in line
        if each.style and each.style.color == look.color and each.style.reverse
    )


def test_what_was_searched_for_last_gives_way_to_what_is_typed() -> None:
    app = stepper()

    async def play(pilot: Pilot[Any]) -> None:
        await typed(pilot, "slash", "+stack", "enter", "slash")
        assert app.screen.query_one(Asked).value == "stack"
        await typed(pilot, "+ECDSA")
        assert app.screen.query_one(Asked).value == "ECDSA"

    piloted(app, play)


def test_a_search_offers_what_a_word_means_and_marks_a_place() -> None:
    app = stepper()

    async def play(pilot: Pilot[Any]) -> None:
        await typed(pilot, "slash", "+signature")
        await searched(app)
        screen = app.screen
        assert isinstance(screen, SearchScreen)
        assert screen.found.value.place == 0
        rows = [plain(hit.words) for hit in screen.hits]
        assert not [row for row in rows if re.match(r"\d+\. ", row)]
        await typed(pilot, "up", "enter")
        assert app.screen.query_one(WordPane).asked == "signature"

    piloted(app, play)


@pytest.mark.parametrize("size", SIZES)
def test_what_was_found_is_in_view_in_each_row(size: tuple[int, int]) -> None:
    app = stepper("lightning-htlc")

    async def play(pilot: Pilot[Any]) -> None:
        await typed(pilot, "slash", "+preimage")
        await searched(app)
        screen = app.screen
        assert isinstance(screen, SearchScreen)
        rows = [
            screen.found.render_line(y).text for y in range(len(screen.found.rows) - screen.found.scroll_offset.y)
        ]
        assert rows
        assert [row for row in rows if row.strip() and "preimage" not in row] == []

    piloted(app, play, size)


def test_nothing_is_found_that_a_class_is_to_predict() -> None:
    app = stepper()

    async def play(pilot: Pilot[Any]) -> None:
        await typed(pilot, "slash", "+valid")
        await searched(app)
        assert isinstance(app.screen, SearchScreen)
        shown = {hit.place for hit in app.screen.hits}
        await typed(pilot, "escape", "P", "slash", "+valid")
        await searched(app)
        assert isinstance(app.screen, SearchScreen)
        kept = {hit.place for hit in app.screen.hits}
        keys = [tour_of(app).places[place].key for place in shown - kept if place is not None]
        assert {"step", "outcome", "verdict"} <= set(keys)
        assert not [hit for hit in app.screen.hits if hit.place and tour_of(app).places[hit.place].key == "step"]

    piloted(app, play)


def test_escape_leaves_a_search_where_it_began() -> None:
    app = stepper()

    async def play(pilot: Pilot[Any]) -> None:
        await typed(pilot, "right", "slash", "+stack", "escape")
        assert isinstance(app.screen, Stepper)
        assert tour_of(app).at == 1

    piloted(app, play)


@pytest.mark.parametrize(("keys", "at"), [("/bdaa10df\r", 4), ("g7\r", 6), ("lwsequ\r", 1)])
def test_what_is_typed_ahead_is_not_lost(keys: str, at: int) -> None:
    app = stepper()

    async def play(pilot: Pilot[Any]) -> None:
        for key in keys:
            app.post_message(Key("enter" if key == "\r" else KEYS.get(key, key), key))
        for _ in range(8):
            await pilot.pause(0.1)
            await searched(app)
        if isinstance(app.screen, SearchScreen):
            await typed(pilot, "enter")  # the first one came before anything was found
        assert tour_of(app).at == at
        assert [pane.asked for pane in app.screen.query(WordPane)] == ["sequence"] * ("w" in keys)

    piloted(app, play)


def test_a_search_that_finds_nothing_says_so() -> None:
    app = stepper()

    async def play(pilot: Pilot[Any]) -> None:
        await typed(pilot, "N")
        assert "Press / to search" in text_of(app)
        await typed(pilot, "slash", "+zebra")
        await searched(app)
        await pilot.pause()
        assert "No match: zebra" in text_of(app)
        await typed(pilot, "enter", "escape", "N")
        await searched(app)
        await pilot.pause()
        assert "No match: zebra" in text_of(app)
        assert tour_of(app).at == 0

    piloted(app, play)


def test_keys_are_read_while_a_search_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    app, looked = stepper(), []

    def place(_: Finder, number: int, typed: str) -> Hit | None:
        looked.append(number)
        return None

    ticks = iter(range(10_000_000))
    monkeypatch.setattr(Finder, "place", place)
    monkeypatch.setattr("txexplain.tui.search.monotonic", lambda: float(next(ticks)))  # each place takes a second

    async def play(pilot: Pilot[Any]) -> None:
        tour = tour_of(app)
        tour.places = tour.places * 500
        await typed(pilot, "slash")
        app.screen.query_one(Asked).value = "a"
        await pilot.pause()
        await typed(pilot, "escape")
        assert isinstance(app.screen, Stepper)
        assert 0 < len(looked) < len(tour.places)

    piloted(app, play)


@pytest.mark.parametrize("language", LANGUAGES)
def test_numbers_inputs_and_outputs_are_found(language: str) -> None:
    tour = Tour(story_of("batch"), FULL_STORY)
    finder = Finder(tour, Texts(language))
    assert [hit.place for hit in finder.named("3")] == [2]
    for word, key, number in (("i0", "input", 0), ("o0", "output", 0), ("O 9", "output", 9), ("o142", "output", 142)):
        (hit,) = finder.named(word)
        assert hit.go() or tour.place.key == key
        assert tour.place.key == key
        assert tuple(tour.place) == (number,)  # type: ignore[arg-type]
    for word in ("0", "9999", "i1", "o143", "x3", "", "i", "３３３３３３３３"):
        assert not list(finder.named(word))


def test_an_output_that_is_not_told_is_found_by_its_address_and_by_its_bytes() -> None:
    tour = Tour(story_of("batch"), FULL_STORY)
    finder = Finder(tour, Texts())
    output = tour.story.report.outputs[57]
    assert output.address is not None
    for word in (
        output.address,
        output.address[3:20],
        output.script.slice.data.hex(),
        output.script.slice.data.hex().upper(),
    ):
        (hit,) = finder.coins(word)
        assert plain(hit.title).startswith("Output 57")
        assert "found" in {chunk.style for chunk in hit.words}
    hit.go()
    assert tuple(tour.place) == (57,)  # type: ignore[arg-type]
    assert not list(finder.coins("no such thing"))
    assert not list(finder.coins("ffffffffffffffffffff"))


def test_what_is_found_is_shown_with_what_is_around_it() -> None:
    finder = Finder(Tour(story_of("p2sh-multisig"), FULL_STORY), Texts())
    hit = finder.place(4, "EEA8BC4F")
    assert hit is not None
    assert [chunk.text for chunk in hit.words if chunk.style == "found"] == ["eea8bc4f"]
    assert len(plain(hit.words)) < 160
    assert finder.place(4, "transaction 8d767a") is None


def test_what_a_word_means_is_offered_and_is_not_counted_as_a_match() -> None:
    app = stepper()

    async def play(pilot: Pilot[Any]) -> None:
        await typed(pilot, "slash", "+OP_DUP")
        await searched(app)
        await pilot.pause()
        screen = app.screen
        assert isinstance(screen, SearchScreen)
        places = [hit for hit in screen.hits if hit.leads]
        assert len(places) < len(screen.hits)
        told = {0: "No match: OP_DUP", 1: "1 match"}.get(len(places), f"{len(places)} matches")
        assert told in text_of(app)

    piloted(app, play)


def test_a_long_list_of_what_is_found_ends() -> None:
    app = stepper()

    async def play(pilot: Pilot[Any]) -> None:
        tour = tour_of(app)
        tour.places = tour.places * 40
        await typed(pilot, "slash", "+a")
        await searched(app)
        await pilot.pause()
        assert isinstance(app.screen, SearchScreen)
        assert len(app.screen.hits) == MOST_FOUND
        assert f"The first {MOST_FOUND} matches" in text_of(app)

    piloted(app, play)


@pytest.mark.parametrize("size", SIZES)
def test_one_goes_to_a_number_an_input_or_an_output(size: tuple[int, int]) -> None:
    app = stepper()

    async def play(pilot: Pilot[Any]) -> None:
        for word, at in (("+7", 6), ("+i0", 3)):
            await typed(pilot, "g", word, "enter")
            assert tour_of(app).at == at
            assert not app.screen.query(GoTo)
        for word, reason in (
            ("+999", "There is no such place: 999"),
            ("+many", "Not a number, an input or an output: many"),
        ):
            await typed(pilot, "g", word, "enter")
            assert reason in text_of(app)
            await typed(pilot, "escape")
            assert not app.screen.query(GoTo)
        assert tour_of(app).at == 3
        await typed(pilot, "right")
        assert tour_of(app).at == 4

    piloted(app, play, size)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_word_is_told_while_one_reads_on(language: str, size: tuple[int, int]) -> None:
    app = stepper(language=language)

    async def play(pilot: Pilot[Any]) -> None:
        await typed(pilot, "w", "+OP_CHECKSIG", "enter")
        pane = app.screen.query_one(WordPane)
        page = plain_text(pane.page._document, 80)
        assert page[:200] == plain_text(answer("OP_CHECKSIG", Texts(language)), 80)[:200]
        assert "txexplain" not in page
        before = tour_of(app).at
        title = plain(tour_of(app).tell(Texts(language)).title)[:10].split()[0]
        assert title in text_of(app)
        await typed(pilot, "right")
        assert tour_of(app).at == before + 1
        assert "OP_CHECKSIG" in text_of(app)
        await typed(pilot, "escape")
        assert not app.screen.query(WordPane)
        assert tour_of(app).at == before + 1

    piloted(app, play, size)


@pytest.mark.parametrize(
    "asked",
    [
        "sequence",
        "why is my transaction stuck",
        "bad-txns-in-belowout",
        "mandatory-script-verify-flag-failed (Signature must be zero for failed CHECK(MULTI)SIG operation)",
        "OP_CHEKSIG",
        "no such word at all",
        "-",
        "5Kb8kLf9zgWQnogidDA76MzPL6TsZZY36hWXMssSzNydYXYB9KF",
        "a" * 64,
    ],
)
def test_the_pane_answers_as_why_does(asked: str, cli: Callable[..., Any]) -> None:
    app = stepper()
    shown: list[str] = []

    async def play(pilot: Pilot[Any]) -> None:
        await typed(pilot, "w")
        app.screen.query_one(Asked).value = asked
        await pilot.pause()
        await typed(pilot, "enter")
        shown.append(plain_text(app.screen.query_one(WordPane).page._document, 80))

    piloted(app, play, (120, 40))
    if asked != "-":  # which has `why` read standard input
        told = cli("why", "--", asked)
        rest = iter((told.out or told.err).split())
        if told.err:
            assert shown[0].startswith(("No entry for", told.err[:20]))
        else:
            assert [word for word in shown[0].split() if word not in rest and not set(word) <= {"─"}] == []
    assert "try" not in shown[0].split()
    assert asked == "-" or asked[:20] in ("a" * 20, "5Kb8kLf9zgWQnogidDA7") or len(shown[0]) > 30


def test_the_words_of_the_place_are_offered_first() -> None:
    app = stepper()

    async def play(pilot: Pilot[Any]) -> None:
        await typed(pilot, "g", "+7", "enter", "w")
        assert "stack" in text_of(app)
        names = [row.value for row in app.screen.query_one(WordPane).names.rows]
        assert "stack" in names
        await typed(pilot, "down", "enter")
        assert app.screen.query_one(WordPane).asked == names[0]
        await typed(pilot, "w")
        assert app.screen.query_one(Asked).has_focus

    piloted(app, play, (120, 40))


def test_what_a_page_points_to_is_offered_next() -> None:
    app = stepper()

    async def play(pilot: Pilot[Any]) -> None:
        await typed(pilot, "w", "+DER", "enter", "w")
        names = [row.value for row in app.screen.query_one(WordPane).names.rows]
        assert names[:4] == ["ECDSA", "r", "s", "sighash type"]
        await typed(pilot, "down", "enter")
        assert app.screen.query_one(WordPane).asked == "ECDSA"

    piloted(app, play, (120, 40))


@pytest.mark.parametrize("size", SIZES)
def test_a_word_is_scrolled_by_the_arrows_and_says_how_much_is_below(size: tuple[int, int]) -> None:
    app = stepper()

    async def play(pilot: Pilot[Any]) -> None:
        await typed(pilot, "w", "+segwit", "enter")
        pane, words = app.screen.query_one(WordPane), stepped(app).body.words
        below = pane.page.lines_below
        if size[1] < 40:
            assert f"more lines below: {below}" in text_of(app)
            await typed(pilot, "down")
            assert pane.page.lines_below == below - 1
            assert words.scroll_offset.y == 0
        assert pane.outer_size.width <= max(48, size[0] * (size[0] < 100))

    piloted(app, play, size)


def stepped(app: TellingApp[Any]) -> Stepper:
    assert isinstance(app.screen, Stepper)
    return app.screen


def test_a_word_that_is_not_known_is_said_to_be_none() -> None:
    app = stepper()

    async def play(pilot: Pilot[Any]) -> None:
        await typed(pilot, "w", "+xyzzy", "enter")
        assert "No entry for xyzzy" in text_of(app)
        assert "error" not in plain_text(app.screen.query_one(WordPane).page._document, 80)

    piloted(app, play)


def test_names_are_suggested_by_how_they_begin() -> None:
    texts = Texts()
    assert suggested("", ["stack", "hash", "stack"], texts) == ["stack", "hash"]
    assert suggested("seq", [], texts)[0] == "sequence"
    assert suggested("op_checks", [], texts)[0].startswith("OP_CHECKS")
    assert "OP_CHECKSIG" in suggested("OP_CHEKSIG", [], texts)
    assert suggested("序列", [], Texts("zh"))[0].startswith("序列")
    assert suggested("qqqqqqqqqqqq", [], texts) == []


def test_a_beginning_is_taken_for_the_name_and_a_question_for_itself() -> None:
    app = stepper()

    async def play(pilot: Pilot[Any]) -> None:
        await typed(pilot, "w", "+locktim", "enter")
        assert app.screen.query_one(WordPane).asked == "locktime"
        await typed(pilot, "w")
        app.screen.query_one(Asked).value = "who gets the fee"
        await typed(pilot, "enter")
        assert app.screen.query_one(WordPane).asked == "who gets the fee"

    piloted(app, play)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("closing", ["escape", "question_mark", "q", "enter"])
def test_the_keys_are_listed_until_one_of_them_closes_the_list(closing: str, language: str) -> None:
    app = stepper(language=language)

    async def play(pilot: Pilot[Any]) -> None:
        await typed(pilot, "question_mark")
        assert isinstance(app.screen, KeysScreen)
        page = plain_text(app.screen.page._document, 80)
        texts = Texts(language)
        for topic, name in (("step", "read"), ("search", "word"), ("search", "palette"), ("step", "quit")):
            assert texts.plain(topic, f"does_{name}")[:15] in page
        await typed(pilot, "L")
        assert plain_text(app.screen.page._document, 80) != page
        await typed(pilot, closing)
        assert isinstance(app.screen, Stepper)

    piloted(app, play)


def test_every_key_of_the_stepper_is_listed() -> None:
    app = stepper()

    async def play(pilot: Pilot[Any]) -> None:
        screen = app.screen
        assert isinstance(screen, Stepper)
        acts = [*screen.all_acts()]
        await typed(pilot, "question_mark")
        assert isinstance(app.screen, KeysScreen)
        page = plain_text(app.screen.page._document, 80)
        for act in acts:
            if app.texts.has(act.topic, f"does_{act.name}"):
                assert re.search(re.escape(app.texts.plain(act.topic, f"does_{act.name}")[:30]), page), act.name

    piloted(app, play)


def prompts(app: TellingApp[Any]) -> list[str]:
    screen = app.screen
    assert isinstance(screen, Palette)
    return [plain(row.line).strip() for row in screen.found.rows]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_palette_offers_commands_in_the_language_of_the_reader(language: str) -> None:
    app = stepper(language=language)

    async def play(pilot: Pilot[Any]) -> None:
        await typed(pilot, "ctrl+p")
        assert isinstance(app.screen, Palette)
        await searched(app)
        await pilot.pause(0.1)
        found = prompts(app)
        assert any(Texts(language).plain("step", "does_language") in each for each in found)
        assert not any(re.search(r"\s[,，:：;；]", each) for each in found)
        assert language == "en" or not any(re.search("Show|Change|Quit", each) for each in found)

    piloted(app, play)


@pytest.mark.parametrize(
    ("query", "found", "at"),
    [("o1", "o1: Output 1", "output"), ("how this coin", "How this coin is locked", "lock"), ("leave", "leave", "")],
)
def test_the_palette_leads_there(query: str, found: str, at: str) -> None:
    app = stepper()

    async def play(pilot: Pilot[Any]) -> None:
        await typed(pilot, "ctrl+p", f"+{query}")
        await searched(app)
        await pilot.pause(0.2)
        assert prompts(app)[0].startswith(found)
        if at:
            await typed(pilot, "enter")
            await pilot.pause(0.1)
            assert tour_of(app).place.key == at

    piloted(app, play)


def test_the_palette_opens_the_page_of_a_word() -> None:
    app = stepper()

    async def play(pilot: Pilot[Any]) -> None:
        await typed(pilot, "ctrl+p", "+witness program")
        await searched(app)
        await pilot.pause(0.2)
        await typed(pilot, "enter")
        await pilot.pause(0.2)
        assert app.screen.query_one(WordPane).asked == "witness program"

    piloted(app, play)


def test_the_palette_says_that_nothing_is_found() -> None:
    app = stepper(language="zh")

    async def play(pilot: Pilot[Any]) -> None:
        await typed(pilot, "ctrl+p", "+zebra[red]")
        await searched(app)
        await pilot.pause(0.2)
        assert prompts(app) == ["没有找到：zebra[red]"]

    piloted(app, play)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_examples_are_listed_by_what_they_teach(language: str) -> None:
    texts = Texts(language)
    rows = chooser_rows(EXAMPLES, "", texts)
    headings = [plain(row.line) for row in rows if row.value is None]
    assert headings[0] == texts.plain("cli", next(iter(catalogue(ANY_LANGUAGE, "examples"))))
    assert {row.value.name for row in rows if row.value} == {example.name for example in EXAMPLES}
    for row in rows:
        if row.value is not None:
            assert (texts.plain("cli", "examples_synthetic") == plain(row.end)) == row.value.synthetic


@pytest.mark.parametrize("size", [*SIZES, (200, 50)])
@pytest.mark.parametrize("language", LANGUAGES)
def test_typing_narrows_the_examples_down_and_enter_takes_one(language: str, size: tuple[int, int]) -> None:
    app = chooser(language)

    async def play(pilot: Pilot[Any]) -> None:
        assert "first" in text_of(app)
        await typed(pilot, "+multisig", "down", "enter")

    piloted(app, play, size)
    assert app.return_value == "first-multisig"


@pytest.mark.parametrize(("keys", "name"), [(["down", "up", "pagedown", "tab", "enter"], True), (["escape"], False)])
def test_keys_move_through_the_examples(keys: list[str], name: bool) -> None:
    app = chooser()

    async def play(pilot: Pilot[Any]) -> None:
        await typed(pilot, *keys)

    piloted(app, play)
    assert bool(app.return_value) is name


def test_every_letter_filters_the_examples() -> None:
    app = chooser()

    async def play(pilot: Pilot[Any]) -> None:
        for letter in "qLTZSge":
            await typed(pilot, letter)
        assert "No match: qLTZSge" in text_of(app)
        await typed(pilot, *["backspace"] * 7, "+seq")
        names = [row.value.name for row in app.screen.query_one(Picks).rows if row.value]
        assert "csv" in names  # whose story speaks of the sequence
        await typed(pilot, *["backspace"] * 3, "question_mark")
        assert isinstance(app.screen, KeysScreen)
        await typed(pilot, "escape", "ctrl+p", "+language", "enter")
        assert "看哪笔交易" in text_of(app)

    piloted(app, play)
    assert not app.return_value


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_list_says_where_to_begin(language: str) -> None:
    app = chooser(language)

    async def play(pilot: Pilot[Any]) -> None:
        assert "p2pkh" in drawn(app)[2]

    piloted(app, play)


def test_from_an_example_of_the_list_one_can_go_back_to_it() -> None:
    app = TellingApp[Any](Texts(), Stepper(Tour(story_of("p2pkh"), FULL_STORY), listed=True))

    async def play(pilot: Pilot[Any]) -> None:
        assert "e examples" in text_of(app)
        await typed(pilot, "e")

    piloted(app, play)
    assert app.return_value == "p2pkh"


def test_an_example_is_taken_by_a_click() -> None:
    app = chooser()

    async def play(pilot: Pilot[Any]) -> None:
        row = next(at for at, line in enumerate(drawn(app)) if "pizza" in line)
        await pilot.click(offset=(5, row))
        await pilot.pause()

    piloted(app, play)
    assert app.return_value == "pizza"


def test_the_marked_example_is_previewed_where_there_is_room() -> None:
    app = chooser()

    async def play(pilot: Pilot[Any]) -> None:
        assert "Hal Finney" in text_of(app)
        await pilot.resize_terminal(80, 24)
        await pilot.pause()
        assert "Hal Finney" not in text_of(app)

    piloted(app, play, (120, 40))


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_preview_tells_what_the_example_is(language: str) -> None:
    texts = Texts(language)
    for example in EXAMPLES:
        page = plain_text(preview_of(example, texts), 200)
        assert example.texts[language][0] in page
        assert (texts.plain("search", "preview_made_up") in page) == example.synthetic


def test_what_is_typed_is_shown_safely() -> None:
    app = stepper()

    async def play(pilot: Pilot[Any]) -> None:
        await typed(pilot, "slash")
        app.screen.query_one(Asked).value = "a\x1b[2J\u202eb[bold]"
        await searched(app)
        await pilot.pause()
        assert "a\\x1b[2J\\u202eb[bold]" in text_of(app)
        assert "\x1b" not in text_of(app)
        assert "\u202e" not in text_of(app)

    piloted(app, play)


def test_the_places_of_a_psbt_are_found() -> None:
    tour = Tour(story_of_psbt("psbt-signed"), FULL_STORY)
    finder = Finder(tour, Texts())
    found: list[Place] = []
    for hit in (*finder.named("i0"), *finder.named("o0")):
        hit.go()
        found.append(tour.place)
    assert [place.key for place in found] == ["psbt_input", "psbt_output"]


@pytest.mark.parametrize("size", [(80, 24), (140, 40)])
def test_no_key_takes_the_keys_from_the_line_that_asks_where_to_go(size: tuple[int, int]) -> None:
    app = stepper()

    async def play(pilot: Pilot[Any]) -> None:
        await typed(pilot, "g", "tab", "shift+tab", "+o7")
        assert app.screen.query_one(GoTo).input.value == "o7"
        await typed(pilot, "escape")
        assert not app.screen.query(GoTo)
        assert tour_of(app).at == 0

    piloted(app, play, size)


def test_escape_that_is_typed_ahead_leaves_the_line_that_asks_where_to_go() -> None:
    app = stepper()

    async def play(pilot: Pilot[Any]) -> None:
        for key in ("g", "o", "escape"):
            app.post_message(Key(key, key if len(key) == 1 else None))
        for _ in range(4):
            await pilot.pause(0.05)
        assert not app.screen.query(GoTo)
        assert "There is no detail to leave here" not in text_of(app)

    piloted(app, play)


@pytest.mark.parametrize("language", LANGUAGES)
def test_while_one_types_where_to_go_the_foot_has_the_keys_of_that_line_alone(language: str) -> None:
    app = stepper(language=language)

    async def play(pilot: Pilot[Any]) -> None:
        await typed(pilot, "g", "+w1")
        foot = drawn(app)[-1]
        shown = [Texts(language).plain("search", f"short_{name}") for name in ("take", "leave")]
        assert all(words in foot for words in shown)
        assert Texts(language).plain("step", "short_read") not in foot
        await pilot.resize_terminal(80, 30)
        await pilot.pause()
        assert shown[0] in drawn(app)[-1]
        assert app.screen.query_one(GoTo).input.value == "w1"
        await typed(pilot, "escape")
        assert Texts(language).plain("step", "short_read") in text_of(app)

    piloted(app, play)


@pytest.mark.parametrize("size", [(60, 20), (80, 24)])
def test_beside_a_word_only_its_own_lines_are_counted(size: tuple[int, int]) -> None:
    app = stepper()

    async def play(pilot: Pilot[Any]) -> None:
        assert text_of(app).count("more lines below") == 1
        await typed(pilot, "w", "+segwit", "enter")
        assert stepped(app).body.words.lines_below
        assert text_of(app).count("more lines below") == 1
        await typed(pilot, "escape")
        assert text_of(app).count("more lines below") == 1

    piloted(app, play, size)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_list_of_keys_that_does_not_fit_says_how_much_is_below_until_all_was_seen(language: str) -> None:
    app, texts = stepper(language=language), Texts(language)

    async def play(pilot: Pilot[Any]) -> None:
        await typed(pilot, "question_mark")
        assert isinstance(app.screen, KeysScreen)
        page, scroll = app.screen.page, texts.plain("step", "short_scroll")
        count = page.lines_below
        assert texts.plain("step", "below", count=count) in text_of(app)
        assert scroll in drawn(app)[-1]
        await typed(pilot, "down")
        assert texts.plain("step", "below", count=count - 1) in text_of(app)
        assert texts.plain("step", "above", count=1) in text_of(app)
        await typed(pilot, "space", "space", "space")
        assert not page.lines_below
        assert scroll not in drawn(app)[-1]
        assert texts.plain("step", "short_quit") in text_of(app)

    piloted(app, play, (60, 20))


@pytest.mark.parametrize("theme", THEMES)
def test_what_can_be_typed_is_legible_on_its_line(theme: str) -> None:
    app = stepper()

    async def play(pilot: Pilot[Any]) -> None:
        app.theme = theme
        for key in ("g", "ctrl+p"):
            await typed(pilot, key)
            line = app.screen.query_one(Asked)
            style = next(style for text, style, _ in line.render_line(0) if "place" in text)
            assert style is not None
            assert style.color is not None
            assert style.bgcolor is not None
            told = Color.from_rich_color(style.color), Color.from_rich_color(style.bgcolor)
            assert contrast(*told) >= LEGIBLE, (key, told)
            await typed(pilot, "escape")

    piloted(app, play)


def test_without_colours_one_sees_where_one_types_and_that_nothing_was_typed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    app = stepper()

    async def play(pilot: Pilot[Any]) -> None:
        await typed(pilot, "g")
        line = app.screen.query_one(Asked)
        styles = [style for text, style, _ in line.render_line(0) if text.strip() and style is not None]
        assert [bool(style.reverse) for style in styles] == [True, False]
        assert all(style.italic for style in styles)
        await typed(pilot, "+7")
        assert any(style.reverse for text, style, _ in line.render_line(0) if style is not None)
        assert not any(style.italic for text, style, _ in line.render_line(0) if style is not None)

    piloted(app, play)


def test_the_palette_says_all_of_what_a_key_does_where_its_name_is_no_beginning_of_its_own() -> None:
    app = stepper()

    async def play(pilot: Pilot[Any]) -> None:
        await typed(pilot, "ctrl+p", "+out")
        await searched(app)
        await pilot.pause()
        lines = text_of(app).split("\n")
        assert any(re.search(r"▸ out +out of detail", line) for line in lines)
        assert {line.strip()[0] for line in lines[1:5]} == set("╭│")
        assert all(len(line) == 80 for line in lines)
        assert lines[2].startswith("│")

    piloted(app, play)
