"""The stepper, driven by the pilot: every kind of place, and every key."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from conftest import EXAMPLES
from piloted import drawn, piloted, searched, step_app, stepper_of, text_of_screen
from rich.cells import cell_len
from textual.color import Color
from textual.pilot import Pilot
from textual.theme import Theme
from walking import FULL_STORY, story_from, story_of, story_of_psbt

from txexplain.bundled import psbt_names
from txexplain.cli.asking_why import answer_typed
from txexplain.explain.walk.place import PLACES
from txexplain.explain.walk.story import Story
from txexplain.explain.walk.tour import Tour
from txexplain.texts import LANGUAGES, Texts
from txexplain.tui.showing import shown
from txexplain.tui.themes import LEGIBLE, THEMES, contrast, palette_of, themes

SIZES = ((60, 20), (80, 24), (120, 40), (200, 50))
KINDS = ("all-types", "coinbase", "codeseparator", "batch", "psbt-unsigned", "psbt-signed-once")
ON_PAGES_ALONE = {"message_again", "more_messages"}


def place_of(lines: list[str]) -> int:
    found = re.match(r"(\d+)/\d+ ", lines[0])
    assert found, lines[0]
    return int(found[1])


def told_story(name: str) -> Story:
    return story_of(name) if name in EXAMPLES else story_of_psbt(name)


def assert_fits(lines: list[str], width: int, height: int, where: object) -> None:
    assert len(lines) == height, where
    assert all(cell_len(line) == width and line.isprintable() for line in lines), where


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_of_place_is_drawn_at_80_by_24(language: str) -> None:
    met: set[str] = set()
    for name in KINDS:
        places = Tour(told_story(name), FULL_STORY).places
        first = {place.key: at for at, place in reversed(list(enumerate(places))) if place.key not in met}
        met |= set(first)
        draw_places(name, language, list(first.values()), (80, 24))
    assert set(PLACES) - ON_PAGES_ALONE == met


def draw_places(name: str, language: str, places: list[int], size: tuple[int, int]) -> None:
    """Goes to each of these places, and looks at what is drawn."""

    async def play(pilot: Pilot[None]) -> None:
        tour = stepper_of(app).tour
        for at in places:
            stepper_of(app).go_to(at)
            await pilot.pause()
            lines = drawn(app)
            assert_fits(lines, *size, (name, at))
            assert place_of(lines) == at + 1
            title = "".join(chunk.text for chunk in tour.tell(Texts(language)).title)
            assert title[:20] in "\n".join(lines)

    app = step_app(told_story(name), language)
    piloted(app, play, size)


@pytest.mark.parametrize("name", psbt_names())
def test_every_place_of_a_psbt_is_shown(name: str) -> None:
    tour = Tour(story_of_psbt(name), FULL_STORY)
    for at in range(len(tour.places)):
        tour.go_to_place(at)
        assert shown(tour, Texts()).head
    assert all(tour.go_to_input(vin) for vin in range(len(tour.story.report.inputs)))
    assert all(tour.go_to_output(vout) for vout in range(len(tour.story.report.outputs)))


def test_the_message_of_a_psbts_signature_is_a_detail_of_who_signs() -> None:
    tour = Tour(story_of_psbt("psbt-signed-once"), FULL_STORY)
    assert tour.go_to_input(0)
    assert tour.forward()
    assert (tour.place.key, tour.has_detail) == ("psbt_keys", True)
    assert tour.into()
    assert tour.place.key == "psbt_message"


@pytest.mark.parametrize("language", LANGUAGES)
def test_reading_on_with_one_key_meets_every_place_the_signed_message_and_its_check_too(language: str) -> None:
    async def play(pilot: Pilot[None]) -> None:
        tour, met = stepper_of(app).tour, [0]
        for _ in range(120):
            await pilot.press("space")
            if tour.at != met[-1]:
                met.append(tour.at)
        assert met == list(range(len(tour.places)))
        assert {"message", "check"} <= {tour.places[at].key for at in met}
        assert tour.seen == set(tour.places)

    app = step_app(story_of("p2pkh"), language)
    piloted(app, play)


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_key_moves_as_the_help_says(language: str) -> None:
    async def play(pilot: Pilot[None]) -> None:
        keys = "right n l left backspace p h i I home end right".split()
        for key, place in zip(keys, (2, 3, 4, 3, 2, 1, 1, 4, 4, 1, 23, 23), strict=True):
            await pilot.press(key)
            assert stepper_of(app).tour.at + 1 == place, key
            assert (texts.plain("step", "at_start") in text_of_screen(app)) == (key == "h"), key
        assert texts.plain("step", "at_end") in text_of_screen(app)
        await pilot.press("left")
        assert texts.plain("step", "at_end") not in text_of_screen(app)

    texts = Texts(language)
    app = step_app(story_of("p2pkh"), language)
    piloted(app, play)


KEYS = (
    "right right right right right right right enter escape enter escape u r i I end home d escape n l h p backspace "
    "left down j up k pagedown pageup o down enter o o tab tab tab b right down home end enter b b P space P P Z Z "
    "T S L L x g 9 enter slash e q u a l v enter w s i g enter escape question_mark down escape ctrl+p escape"
).split()


def states_after_each_key(language: str) -> list[tuple[object, ...]]:
    states: list[tuple[object, ...]] = []

    async def play(pilot: Pilot[None]) -> None:
        stepper = stepper_of(app)
        for key in KEYS:
            await pilot.press(key)
            await searched(app)
            await pilot.pause()
            modes = (stepper.alone, stepper.asking, stepper.revealed, stepper.tour.long_form)
            focused = app.screen.focused
            states.append(
                (key, type(app.screen).__name__, focused and focused.id, stepper.tour.at, *modes, app.theme)
            )

    app = step_app(story_of("p2pkh"), language)
    app.save = lambda path, text: None
    app.answer = answer_typed
    piloted(app, play)
    return states


def test_every_key_does_the_same_in_both_languages() -> None:
    english, chinese = map(states_after_each_key, LANGUAGES)
    assert english == chinese
    assert len({state[1:] for state in english}) > len(KEYS) / 4


def test_the_last_place_says_that_it_is_the_last() -> None:
    async def play(pilot: Pilot[None]) -> None:
        await pilot.press("end")
        assert "the end: Home" in text_of_screen(app)
        await pilot.press("left")
        assert "the end: Home" not in text_of_screen(app)

    app = step_app(story_of("p2pkh"))
    piloted(app, play, (120, 60))


def test_one_escape_too_many_leaves_the_reader_where_he_is_and_a_jump_can_be_undone() -> None:
    async def play(pilot: Pilot[None]) -> None:
        tour = stepper_of(app).tour
        stepper_of(app).go_to(10)
        await pilot.press("b", "escape", "escape")
        assert tour.at == 10
        assert "u goes up" in text_of_screen(app)
        await pilot.press("u")
        assert tour.at < 10
        await pilot.press("r")
        assert tour.at == 10

    app = step_app(story_of("p2pkh"))
    piloted(app, play)


def test_a_key_that_does_nothing_is_told_so_until_the_next_key() -> None:
    async def play(pilot: Pilot[None]) -> None:
        await pilot.press("x")
        assert "x does nothing here" in text_of_screen(app)
        await pilot.press("tab")
        assert "does nothing" not in text_of_screen(app)

    app = step_app(story_of("p2pkh"))
    piloted(app, play, (120, 40))


def test_the_pane_that_has_the_keys_is_named_and_its_keys_stand_at_the_foot() -> None:
    async def play(pilot: Pilot[None]) -> None:
        stepper_of(app).go_to(7)
        await pilot.press("tab")
        assert "the keys move in the outline" in text_of_screen(app)
        await pilot.press("tab")
        assert "the keys move in the bytes" in text_of_screen(app)
        assert "← → byte by byte" in text_of_screen(app)
        assert "→ next" not in text_of_screen(app)
        line = next(y for y, line in enumerate(drawn(app)) if "Esc to the text" in line)
        await pilot.click(offset=(drawn(app)[line].index("to the text"), line))
        await pilot.pause()
        assert "the keys move" not in text_of_screen(app)
        assert "→ next" in text_of_screen(app)

    app = step_app(story_of("p2pkh"))
    piloted(app, play, (120, 40))


def test_from_a_check_one_key_leads_to_its_message_and_another_back() -> None:
    async def play(pilot: Pilot[None]) -> None:
        tour = stepper_of(app).tour
        at = next(at for at, place in enumerate(tour.places) if place.checks_in(tour.story))
        stepper_of(app).go_to(at)
        await pilot.press("enter")
        assert tour.place.key == "message"
        await pilot.press("escape")
        assert tour.at == at
        await pilot.press("left", "enter")
        assert tour.long_form
        await pilot.press("escape")
        assert not tour.long_form

    app = step_app(story_of("p2pkh"))
    piloted(app, play)


def test_what_does_not_fit_is_announced_and_can_be_scrolled() -> None:
    async def play(pilot: Pilot[None]) -> None:
        for key, above in [("", False), ("down", True), ("up", False), ("pagedown", True), ("pageup", False)]:
            await pilot.press(key) if key else None
            assert ("more lines above" in text_of_screen(app)) == above, key
            assert "more lines below" in text_of_screen(app)

    app = step_app(story_of("p2pkh"))
    piloted(app, play, (60, 20))


def test_asking_first_hides_what_a_step_leaves_until_it_is_revealed() -> None:
    async def play(pilot: Pilot[None]) -> None:
        stepper = stepper_of(app)
        stepper.go_to(11)
        await pilot.press("P")
        assert "Hidden: what will be on the stack?" in text_of_screen(app)
        assert "hash of key" not in text_of_screen(app)
        await pilot.press("space")
        assert "hash of key" in text_of_screen(app)
        await pilot.press("space")
        assert stepper.tour.at == 12
        assert stepper.hidden
        await pilot.press("P")
        assert not stepper.asking
        assert not stepper.hidden

    app = step_app(story_of("p2pkh"))
    piloted(app, play)


@pytest.mark.parametrize("size", SIZES)
def test_asking_first_no_branch_that_is_skipped_is_named_before_it_is_met(size: tuple[int, int]) -> None:
    async def play(pilot: Pilot[None]) -> None:
        places = stepper_of(app).tour.places
        stepper_of(app).go_to(next(at for at, place in enumerate(places) if place.key == "passed") - 1)
        await pilot.press("P")
        await pilot.press("o")
        assert "Skipped" not in text_of_screen(app)

    app = step_app(story_of("lightning-htlc"))
    piloted(app, play, size)


def test_large_type_shortens_hashes_and_leaves_bytes_and_outline_out() -> None:
    async def play(pilot: Pilot[None]) -> None:
        stepper_of(app).go_to(8)
        await pilot.press("Z")
        assert not re.search("[0-9a-f]{9}", text_of_screen(app))
        assert not stepper_of(app).body.outline.display
        assert not stepper_of(app).body.bytes.display

    app = step_app(story_of("p2pkh"))
    piloted(app, play, (120, 40))


def test_the_outline_marks_what_was_seen_and_a_click_leads_there() -> None:
    async def play(pilot: Pilot[None]) -> None:
        await pilot.press("right", "right")
        assert drawn(app)[1].startswith("✓ Transaction")
        assert drawn(app)[3].startswith("▸ How its bytes")
        await pilot.click("#outline", offset=(5, 6))
        assert stepper_of(app).tour.at == 6

    app = step_app(story_of("p2pkh"))
    piloted(app, play, (120, 40))


def test_on_a_small_screen_the_outline_lies_over_the_text_and_enter_leads_to_a_place() -> None:
    async def play(pilot: Pilot[None]) -> None:
        await pilot.press("o", "down", "down", "enter")
        assert stepper_of(app).tour.at == 2
        assert not stepper_of(app).body.outline.display
        await pilot.press("o", "escape")
        assert not stepper_of(app).body.outline.display

    app = step_app(story_of("p2pkh"))
    piloted(app, play)


def test_a_key_of_the_footer_that_is_clicked_does_what_it_does() -> None:
    async def play(pilot: Pilot[None]) -> None:
        line = next(y for y, line in enumerate(drawn(app)) if "→ next" in line)
        await pilot.click(offset=(drawn(app)[line].index("next"), line))
        await pilot.pause()
        assert stepper_of(app).tour.at == 1

    app = step_app(story_of("p2pkh"))
    piloted(app, play)


def test_the_language_changes_in_place_and_back() -> None:
    async def play(pilot: Pilot[None]) -> None:
        await pilot.press("right", "right", "L")
        assert "字节的排列" in text_of_screen(app)
        await pilot.press("L")
        assert "How its bytes are laid out" in text_of_screen(app)
        assert stepper_of(app).tour.at == 2

    app = step_app(story_of("p2pkh"))
    piloted(app, play)


def test_a_picture_is_saved_beside_the_others_and_asks_nobody_for_fonts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def play(pilot: Pilot[None]) -> None:
        await pilot.press("S", "S")
        assert "txexplain-p2pkh-2.svg" in text_of_screen(app)
        folder = tmp_path / "gone"
        folder.mkdir()
        monkeypatch.chdir(folder)
        folder.rmdir()
        await pilot.press("S")
        assert "could not be saved" in text_of_screen(app)

    monkeypatch.chdir(tmp_path)
    app = step_app(story_of("p2pkh"))
    piloted(app, play)
    pictures = [path.read_text(encoding="utf-8") for path in tmp_path.iterdir()]
    assert len(pictures) == 2
    assert not any("url(http" in picture or "@font-face" in picture for picture in pictures)


@pytest.mark.parametrize("theme", themes(), ids=THEMES)
def test_every_colour_of_a_theme_is_legible_on_each_of_its_grounds(theme: Theme) -> None:
    palette = {name: Color.parse(value) for name, value in palette_of(theme).items()}
    grounds = [palette.pop(name) for name in ("background", "surface", "panel")]
    for name, colour in palette.items():
        assert min(contrast(colour, ground) for ground in grounds) >= LEGIBLE, name


def test_the_theme_is_changed_by_a_key_and_comes_round() -> None:
    async def play(pilot: Pilot[None]) -> None:
        met = [app.theme]
        for _ in THEMES:
            await pilot.press("T")
            met.append(app.theme)
        assert met == [*THEMES, THEMES[0]]

    app = step_app(story_of("p2pkh"))
    piloted(app, play)


def test_hostile_bytes_reach_the_screen_in_hex_and_control_nothing() -> None:
    message = "\x1b[31m\x07[bold]red[/bold]\u202e<script>".encode()
    script = b"\x6a" + bytes([len(message)]) + message
    raw = EXAMPLES["p2pkh"].raw
    hostile = raw[:153] + b"\x01" + bytes(8) + bytes([len(script)]) + script + raw[-4:]

    async def play(pilot: Pilot[None]) -> None:
        assert stepper_of(app).tour.go_to_output(0)
        stepper_of(app).retell()
        await pilot.pause()
        assert message.hex() in text_of_screen(app).replace(" ", "").replace("│", "").replace("\n", "")
        assert text_of_screen(app).replace("\n", "").isprintable()

    app = step_app(story_from(hostile))
    piloted(app, play, (120, 40))


@pytest.mark.parametrize("language", ["en", "zh"])
def test_an_outline_alone_keeps_the_keys_and_is_closed_by_escape(language: str) -> None:
    texts = Texts(language)

    async def play(pilot: Pilot[None]) -> None:
        await pilot.press("o")
        for _ in range(2):
            assert stepper_of(app).focused is stepper_of(app).body.outline
            assert texts.plain("step", "keys_in_outline_alone") in text_of_screen(app)
            assert texts.plain("step", "keys_in_outline") not in text_of_screen(app)
            foot = "".join(drawn(app)[-2:])
            assert f"Esc {texts.plain('search', 'short_close')}" in foot
            assert f"o {texts.plain('step', 'short_outline')}" not in foot
            await pilot.press("tab")
        await pilot.press("escape")
        assert not stepper_of(app).alone
        assert f"o {texts.plain('step', 'short_outline')}" in text_of_screen(app)

    app = step_app(story_of("p2pkh"), language)
    piloted(app, play)
