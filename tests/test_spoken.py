"""Pages for screen readers: everything that the page says, and nothing that only eyes make out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from functools import cache

import pytest
from conftest import EXAMPLES, PSBTS, Ran
from walking import FULL_STORY, lines_in, story_of, story_of_psbt

from txexplain.explain.document import (
    Block,
    ByteMap,
    ByteRow,
    Callout,
    Document,
    Fact,
    Facts,
    Flow,
    FlowRow,
    FlowSide,
    Grid,
    Heading,
    Listing,
    Paragraph,
    StackItem,
    StackLine,
    StepRow,
    Steps,
    Tree,
    TreeNode,
    TryRow,
    text,
)
from txexplain.explain.walk.page import linear_page
from txexplain.explain.walk.story import Choice
from txexplain.explain.walk.tour import Tour
from txexplain.render.spoken import _TELLERS, spoken_lines
from txexplain.texts import LANGUAGES, Chunk, Texts

DRAWN = re.compile("[\u2500-\u25ff←-⇿✓✗›]| · |  |^ | $")
FIGURES = re.compile(r"[0-9A-Fa-f]{8,}|\d[\d,.]*\d|\d")
STORIES = [*EXAMPLES, *PSBTS]


@cache
def page_of(name: str, language: str) -> Document:
    story = story_of_psbt(name) if name in PSBTS else story_of(name)
    return linear_page(story, FULL_STORY, Texts(language))


def as_shown(block: Block) -> Block:
    """The block without what no page shows: the sums of a flow, the items folded behind others."""
    if isinstance(block, Steps):
        return Steps(tuple(row._replace(stacks=tuple(map(_unfolded, row.stacks))) for row in block.rows))
    if not isinstance(block, Flow):
        return block
    return Flow(_without_sums(block.left), _without_sums(block.right), block.unit)


def _unfolded(stack: StackLine) -> StackLine:
    return stack._replace(items=tuple(item._replace(behind=()) for item in stack.items))


def _without_sums(side: FlowSide) -> FlowSide:
    return side._replace(title=(), totals=tuple(row for row in side.totals if row.part != "total"))


def spoken(document: Sequence[Block], language: str = "en") -> list[str]:
    return list(spoken_lines(tuple(document), Texts(language)))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", STORIES)
def test_nothing_is_drawn(name: str, language: str) -> None:
    assert [line for line in spoken(page_of(name, language), language) if DRAWN.search(line)] == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", STORIES)
def test_no_figure_of_the_page_is_lost(name: str, language: str) -> None:
    page = page_of(name, language)
    said = Counter(FIGURES.findall("\n".join(spoken(page, language))))
    on_page = Counter(FIGURES.findall("\n".join(lines_in(tuple(map(as_shown, page))))))
    assert on_page - said == Counter()


def test_every_type_of_block_is_put_into_words() -> None:
    assert set(_TELLERS) == set(Block.__args__)


def test_a_place_is_named_by_its_number() -> None:
    assert spoken(page_of("p2pkh", "en"))[0].startswith("Place 1 of ")
    assert spoken(page_of("p2pkh", "zh"), "zh")[0].startswith("第 1 处，共 ")


def test_a_fact_is_its_label_its_values_and_a_note() -> None:
    facts = Facts((Fact("fee", (text("10 sat"),), text("Not much.")), Fact("keys", (text("· a"), text("· b")))))
    assert spoken([facts]) == ["fee: 10 sat. Not much.", "keys: a", "b"]


def test_a_coin_is_told_with_its_share_of_the_whole() -> None:
    ins = FlowSide(text("In"), "In", (FlowRow("#0", "3,000", text("P2PKH"), 3000),))
    fee = FlowRow("+", "1", text("fee"), 1, "fee")
    outs = FlowSide(
        text("Out"),
        "Out",
        (FlowRow("#0", "2,000", (), 2000), FlowRow("…", "999", text("6 more"), 999, "rest")),
        (fee,),
    )
    assert spoken([Flow(ins, outs, "sat")]) == [
        "In #0: 3,000 sat, P2PKH, 100% of the total",
        "Out #0: 2,000 sat, 66.7% of the total",
        "Out, 6 more: 999 sat, 33.3% of the total",
        "Fee: 1 sat, less than 0.1% of the total",
    ]


def test_what_was_there_before_is_told_from_what_is_there_now() -> None:
    arrow = Chunk(" → ", "arrow")
    ids = Fact("txid", ((Chunk("aa", "label"),), (Chunk("bb", "txid"),)))
    piece = Fact("script", ((Chunk("…"), Chunk("[1]", "lit")), (Chunk("…"), Chunk("[2]", "lit"), *text(" here"))))
    alike = Fact("#0", ((Chunk("✓ valid"), arrow, Chunk("✓ valid")),))
    fresh = Fact("lock", ((*text("(none)"), arrow, Chunk("0")),))
    facts = (Fact("verdict", ((Chunk("✓ valid"), arrow, Chunk("✗ invalid")),)), ids, piece, alike, fresh)
    assert spoken([Facts(facts)]) == [
        "verdict: valid, now invalid",
        "txid: aa, now bb",
        "script: …[1], now …[2] here",
        "#0: valid, before and after",
        "lock: none before, now 0",
    ]


def test_a_note_that_says_no_more_than_the_label_is_left_out() -> None:
    facts = (
        Fact("version", (text("01 = 1"),), text("the version")),
        Fact("locktime", (text("0"),), text("a height")),
    )
    assert spoken([Facts(facts)]) == ["version: 01 = 1", "locktime: 0. a height"]


def test_each_cell_of_numbers_has_the_name_of_its_column() -> None:
    grid = Grid(("vB", "at 1", "in #0"), (("P2PKH", ("220", "220", "●")),))
    assert spoken([grid]) == ["P2PKH: vB: 220; at 1: 220; in #0 covered"]


def test_fields_are_listed_with_their_bytes() -> None:
    rows = (("0–3", text("version")), ("4", text("count")))
    assert spoken([Listing(rows)]) == ["bytes 0 to 3, version", "byte 4, count"]
    assert spoken([Listing(rows[1:])]) == ["4: count"]


@pytest.mark.parametrize(("cell", "free"), [("●", False), ("○", True), ("◐", True)])
def test_what_is_free_is_told_only_where_something_is(cell: str, free: bool) -> None:
    told = Paragraph(Texts().line("verify", "coverage_legend"))
    said = spoken([Grid(("in #0",), (("1. ALL", (cell,)),)), told])
    assert (said[1:] == [Texts().plain("spoken", "legend_coverage")]) is free


@pytest.mark.parametrize("name", ["p2sh-multisig", "six-sighashes", "batch"])
def test_places_are_counted_as_on_the_screen(name: str, cli: Callable[..., Ran]) -> None:
    tour = Tour(story_of(name), Choice(details=True))
    titles = [re.split("[:：] ?", line, maxsplit=1)[0] for line in cli("step", name, "--linear").out.splitlines()]
    places = [title for title in titles if re.fullmatch(r"Place \d+ of \d+", title)]
    assert places == [f"Place {number} of {len(tour.places)}" for number in range(1, len(tour.places) + 1)]


def test_an_amount_that_is_not_known_has_no_share() -> None:
    side = FlowSide(text("In"), "In", (FlowRow("#0", "not known"),))
    assert spoken([Flow(side, side, "sat")]) == ["In #0: not known"] * 2


def test_a_stack_is_a_list_from_its_top() -> None:
    items = (StackItem("aa", hidden="4 more"), StackItem("bb", "put", "public key"))
    tried = TryRow("signature 1", "public key 2", False, "odd", text("not for this key"))
    row = StepRow(
        "3",
        text("OP_DUP"),
        True,
        (StackLine("after", items), StackLine("alt", (), text("(no items)"))),
        (text("Why."),),
        (tried,),
    )
    assert spoken([Steps((row,))]) == [
        "Instruction 3: OP_DUP",
        "after, 2 items, top first:",
        "1. public key, bb, added by this instruction",
        "4 more",
        "2. aa",
        "alt: (no items)",
        "signature 1 against public key 2: not for this key",
        "Why.",
    ]


def test_what_is_removed_is_said() -> None:
    row = StepRow("", text("OP_DROP"), True, (StackLine("before", (StackItem("aa", "taken"),)),))
    assert spoken([Steps((row,))]) == ["OP_DROP", "before, 1 item:", "1. aa, removed by this instruction"]


def test_a_table_is_read_row_by_row_with_its_heads() -> None:
    grid = Grid(("version", "input 0", "note"), (("1. ALL", ("●", "◐", "")), ("2. NONE", ("○", "✓", "a"))))
    assert spoken([grid]) == [
        "1. ALL: version covered; input 0 covered except the sequence",
        "2. NONE: version not covered; input 0 yes; note: a",
    ]


def test_a_table_that_comes_with_words_for_its_cells_is_read_in_them() -> None:
    grid = Grid(("at 5", "loss from"), (("P2PKH", ("1,100", "–")),), (("at 5 sat/vB: 1,100 sat",),))
    assert spoken([grid]) == ["P2PKH: at 5 sat/vB: 1,100 sat"]


def test_bytes_are_told_with_where_they_stand() -> None:
    rows = (
        ByteRow(0, b"", "", "input 0", "", 0),
        ByteRow(0, b"\1\0\0\0", "tx.version", "version", "1", 0),
        ByteRow(4, b"\2", "", "count", "", 1),
        ByteRow(5, b"\3\4", "", "", "", 1),
        ByteRow(7, b"", "", "", "", 0, "9 inputs more"),
    )
    assert spoken([ByteMap(rows)]) == [
        "from byte 0: input 0",
        "bytes 0 to 3, version: 01000000 = 1",
        "byte 4, count: 02",
        "bytes 5 to 6: 0304",
        "from byte 7: 9 inputs more",
    ]


def test_a_tree_is_numbered_lines() -> None:
    leaves = (TreeNode("bb", "left"), TreeNode("", "…", children=(TreeNode("cc", "leaf", True),)))
    assert spoken([Tree(TreeNode("aa", "root", True, leaves))]) == [
        "1. root, aa, on the path",
        "1.1. left, bb",
        "1.2. …",
        "1.2.1. leaf, cc, on the path",
    ]


def test_marks_give_way_to_words() -> None:
    blocks = (
        Heading(text("Result · p2pkh")),
        Paragraph(text("✓ They are equal.")),
        Callout("word", "stack: ", text("a pile")),
        Callout("odd", "unusual: ", text("#0 5 sat → address, bytes 3–7")),
        Listing((("✓  1  coins", text("Coins")), ("→", text("signer")), ("·", text("a point")))),
    )
    assert spoken(blocks) == [
        "Heading: Result, p2pkh",
        "They are equal.",
        "New word, stack: a pile",
        "unusual: #0 5 sat to address, bytes 3 to 7",
        "done 1 coins: Coins",
        "next: signer",
        "a point",
    ]


def test_hostile_text_is_written_out() -> None:
    facts = Facts((Fact("text", (text("a\x1b[2Jb\u202ec\nd  e"),)),))
    assert spoken([facts]) == ["text: a\\x1b[2Jb\\u202ec\\x0ad e"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("command", [["step", "p2pkh"], ["learn", "5"]])
def test_only_linear_asks_for_it(command: list[str], language: str, cli: Callable[..., Ran]) -> None:
    plain = cli(*command, "--lang", language)
    for_readers = cli(*command, "--linear", "--lang", language)
    assert (plain.status, for_readers.status) == (0, 0)
    heading = {"en": "\nHeading: ", "zh": "\n标题："}[language]
    assert heading in for_readers.out
    assert heading not in plain.out
    assert "  " in plain.out
    assert "  " not in for_readers.out


def test_an_encoding_without_the_characters_gets_their_stand_ins(cli: Callable[..., Ran]) -> None:
    ran = cli("step", "--linear", "p2pkh", encoding="ascii")
    assert "..." in ran.out
