"""Pictures made of characters: bars in proportion, trees with the path lit, and all of it within the screen."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator

import pytest
from conftest import EXAMPLES, session_of, slow
from hypothesis import given
from hypothesis import strategies as st
from spends.draft import Draft, Vin
from walking import story_from

from txexplain.crypto.taproot import prove_commitment
from txexplain.explain.document import Document, Flow, FlowRow, TreeNode
from txexplain.explain.pages.trace import trace_page
from txexplain.explain.parts.flow import SHOWN_ROWS, flow, shared_rows
from txexplain.explain.parts.trees import merkle_tree, taproot_tree
from txexplain.model.block import MerkleProof, PathStep
from txexplain.model.report import Report, SpentOutput
from txexplain.render.flow import EIGHTHS, FULL, bar_cells
from txexplain.render.layout import layout
from txexplain.render.terminal import print_document
from txexplain.render.wrap import width_of
from txexplain.session.views import VIEWS, Choices
from txexplain.texts import LANGUAGES, Texts, plain
from txexplain.wire.hashes import hash256, tagged_hash

WIDTHS = (44, 60, 72, 80, 100, 120, 200)
amounts = st.lists(st.integers(0, 21 * 10**14), min_size=1, max_size=12)


@given(amounts, st.integers(8, 60))
def test_bars_are_in_proportion_and_each_begins_where_the_one_before_ends(sats: list[int], room: int) -> None:
    total, start = sum(sats), 0
    if not total:
        return
    shown: dict[int, float] = {}
    for sat in sats:
        first, bar = bar_cells(start, sat, total, room)
        cells = sum(1 if cell == FULL else EIGHTHS.index(cell) / 8 for cell in bar)
        at_the_end = start + sat == total and sat * room >= total
        assert cells == 0.125 or abs(cells - sat * room / total) <= (0.5 if at_the_end else 1 / 16) + 1e-9
        assert 0 <= first <= start * room / total + 0.5
        assert first + len(bar) == room if at_the_end else first + len(bar) <= room
        assert first > start * room / total - 1 or first + len(bar) == room
        assert bool(bar) is bool(sat)  # however small, it is seen; nothing is not
        start += sat
        if not at_the_end:
            shown[sat] = cells
    assert [shown[sat] for sat in sorted(shown)] == sorted(shown.values()), "of more no less is seen"


@given(st.integers(0, 10_000), st.integers(0, 10_000))
def test_the_picture_has_room_for_both_sides(ins: int, outs: int) -> None:
    left, right = shared_rows(ins, outs)
    assert left <= ins
    assert right <= outs
    assert left + right == min(SHOWN_ROWS, ins + outs)
    assert min(left, right) >= min(ins, outs, SHOWN_ROWS // 2)


def _sats(rows: tuple[FlowRow, ...]) -> int:
    return sum(row.sat or 0 for row in rows)


def _made_up(block: Flow) -> int:
    """What the fee adds to what comes out, or what is short to what goes in."""
    parts = {row.part: row.sat or 0 for row in (*block.left.totals, *block.right.totals)}
    return parts.get("fee", 0) - parts.get("short", 0)


@pytest.mark.parametrize("name", EXAMPLES)
def test_what_goes_in_is_what_comes_out_and_the_fee(name: str) -> None:
    report = session_of(name).report
    for whole in (False, True):
        block = flow(report, Texts("en"), whole=whole)
        assert _sats(block.right.rows) == report.tx.output_sat
        if report.input_sat is not None and not report.tx.is_coinbase:
            assert _sats(block.left.rows) == report.input_sat == report.tx.output_sat + _made_up(block)


def _bars(block: Flow, width: int) -> list[tuple[int, int]]:
    """Of each row that has one, where its bar begins and ends."""
    found = []
    for line in layout((block,), width):
        text = plain(line)
        cells = [place for place, char in enumerate(text) if char in FULL + EIGHTHS[1:]]
        if cells:
            found.append((cells[0], cells[-1] + 1))
    return found


@pytest.mark.parametrize("width", [80, slow(120)])
@pytest.mark.parametrize("name", EXAMPLES)
def test_both_sides_of_the_picture_are_equally_wide(name: str, width: int) -> None:
    report = session_of(name).report
    block = flow(report, Texts("en"))
    assert len(list(layout((block,), width))) <= 9
    bars = _bars(block, width)
    if report.input_sat is None or report.tx.is_coinbase or not bars:
        return
    left, right = min(start for start, _ in bars), max(end for _, end in bars)
    assert [start for start, _ in bars].count(left) >= 2  # where both sides begin
    ends = [end for _, end in bars]
    assert ends.count(right) >= 2


def _made(ins: list[int | None], outs: list[int]) -> Report:
    inputs = [Vin(bytes([number]) * 32 + bytes(4), 0) for number in range(1, len(ins) + 1)]
    raw = Draft(2, inputs, [(sat, b"\x51") for sat in outs], 0, [], 0).raw()
    return story_from(raw, [None if sat is None else SpentOutput(sat, b"\x51") for sat in ins]).report


def _lines(report: Report, width: int = 80) -> list[str]:
    return [plain(line) for line in layout((flow(report, Texts("en")),), width)]


def test_an_unknown_amount_has_no_bar_and_says_so() -> None:
    first, second, *_ = _lines(_made([None, 500], [300]))
    assert "unknown" in first
    assert FULL not in first
    assert EIGHTHS[1] not in first
    assert "500 sat" in second
    assert FULL in second


def test_what_came_from_nothing_makes_up_the_difference() -> None:
    lines = _lines(_made([1_000], [4_000]))
    (short,) = [line for line in lines if "from nothing" in line]
    assert "3,000 sat" in short
    assert max(map(len, lines)) == len(short.rstrip())  # both sides end at one edge
    assert short.count(FULL) == pytest.approx(lines[0].count(FULL) * 3, abs=2)


def test_a_giant_and_a_dwarf_are_both_seen() -> None:
    lines = _lines(_made([21 * 10**14], [21 * 10**14 - 547, 546]))
    assert [line.count(EIGHTHS[1]) for line in lines] == [0, 0, 1, 1]
    assert lines[0].count(FULL) == lines[1].count(FULL) > 10


def test_an_output_of_zero_has_no_bar() -> None:
    lines = _lines(_made([1_000], [0, 900]))
    assert FULL not in lines[1]
    assert EIGHTHS[1] not in lines[1]


def _lit(node: TreeNode) -> list[str]:
    """The path from the root down."""
    return [node.text, *(text for child in node.children if child.lit for text in _lit(child))]


def _merkle(number: int, total: int) -> MerkleProof:
    leaves = [hash256(bytes([place % 256, place // 256])) for place in range(total)]
    leaf, path, place = leaves[number], [], number
    while len(leaves) > 1:
        padded = leaves if len(leaves) % 2 == 0 else [*leaves, leaves[-1]]
        neighbour = padded[place ^ 1]
        pairs = zip(padded[::2], padded[1::2], strict=True)
        is_itself = (place ^ 1) >= len(leaves)
        leaves, was = [hash256(one + other) for one, other in pairs], place
        place //= 2
        path.append(PathStep(neighbour, was % 2 == 1, is_itself, leaves[place]))
    return MerkleProof(number, total, leaf, tuple(path))


def _short(data: bytes) -> str:
    return f"{data.hex()[:8]}…{data.hex()[-8:]}"


@pytest.mark.parametrize(("number", "total"), [(0, 2), (1, 2), (2, 3), (5, 7), (300, 400), (0, 512)])
def test_the_lit_path_leads_from_the_root_to_the_transaction(number: int, total: int) -> None:
    proof = _merkle(number, total)
    tree = merkle_tree(proof, Texts("en"))
    hashes = [proof.leaf, *(step.result for step in proof.path)]
    assert _lit(tree.root) == [_short(each) for each in reversed(hashes)]
    node = tree.root
    for step in reversed(proof.path):
        beside = next(child for child in node.children if not child.lit)
        assert beside.text == _short(step.neighbour)
        assert (node.children[0] is beside) is step.is_left
        node = next(child for child in node.children if child.lit)
    assert node.label == f"transaction {number}"


def test_the_tree_of_a_bundled_block_says_which_transactions_it_sums_up(cli) -> None:
    out = cli("block", "block100000", "--proof", "2").out
    tree = [line for line in out.splitlines() if line.startswith("  ") and ("●" in line or "○" in line)]
    assert [line.split("  ")[-1] for line in tree] == [
        "Merkle root",
        "transactions 0 to 1",
        "transactions 2 to 3",
        "transaction 2",
        "transaction 3",
    ]


def _commitment(levels: int) -> tuple[bytes, bytes]:
    key = bytes.fromhex("79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798")
    return bytes([0xC0]) + key + b"".join(hash256(bytes([level])) for level in range(levels)), b"\x51"


@pytest.mark.parametrize("levels", [0, 1, 2, 9, 10, 128])
def test_a_taproot_tree_is_hashed_as_it_is_drawn(levels: int) -> None:
    control_block, script = _commitment(levels)
    proof = prove_commitment(control_block, script, bytes(32))
    tree = taproot_tree(proof, Texts("en"))
    assert tree is not None
    lit = _lit(tree.root)
    assert lit[0] == _short(dict(proof.values)["tweaked_key"])
    assert lit[-1] == _short(tagged_hash("TapLeaf", b"\xc0\x01\x51"))
    branches = [value for key, value in proof.values if key == "branch_hash"]
    shown = [_short(each) for each in reversed(branches)]
    if levels <= 9:
        assert lit[1:-1] == shown
    else:
        assert [text for text in lit[1:-1] if text] == [*shown[:4], *shown[-4:]]
    for width in WIDTHS:
        lines = list(layout((tree,), width))
        assert all(width_of(line) <= width for line in lines)
        assert len(lines) <= 2 * 25


def _pages(name: str, texts: Texts, *, why: bool = True) -> Iterator[Document]:
    session = session_of(name)
    yield VIEWS["decode"].page(session, Choices(), texts)
    yield VIEWS["explain"].page(session, Choices(why=why), texts)
    for vin in range(min(3, len(session.report.inputs))):
        yield trace_page(session.report, session.trace(vin), session.tracer.rules, None, texts)


PAGES = ("p2sh-multisig", "taproot-csv", "altstack", "htlc-claim", "coinbase")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", [*PAGES, *(slow(name) for name in EXAMPLES if name not in PAGES)])
def test_no_picture_is_wider_than_the_screen_nor_than_can_be_read(name: str, language: str) -> None:
    texts = Texts(language)
    for page in _pages(name, texts):
        for width in WIDTHS:
            for line in layout(page, width):
                is_command = plain(line).lstrip().startswith("txexplain ")  # whole, to be copied
                assert is_command or width_of(line) <= min(width, 100)


@pytest.mark.parametrize("name", ["p2sh-multisig", "taproot-csv", "altstack", "pizza", "checksigadd"])
def test_ascii_has_a_character_for_everything_that_is_drawn(name: str) -> None:
    for page in _pages(name, Texts("en"), why=False):
        stream = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
        print_document(page, stream, {"COLUMNS": "80"})
        stream.flush()
        printed = stream.buffer.getvalue().decode("ascii")  # type: ignore[attr-defined]
        assert "\\u" not in printed
        assert "\\x" not in printed
        assert max(map(len, printed.splitlines())) <= 80


def test_where_stacks_stand_below_each_other_none_is_shown_twice(cli) -> None:
    """What a step that only adds finds can be seen in what it leaves."""
    out = cli("trace", "p2pkh", width=60).out
    steps = re.split(r"\n  \d  ", out)[1:]
    assert len(steps) == 7
    assert all("after" in step for step in steps)
    assert [("− " in step) for step in steps] == [("before" in step) for step in steps]


def test_an_id_stands_in_one_piece_beside_its_bytes_where_there_is_room(cli) -> None:
    txid = "d1c789a9c60383bf715f3f6ad9d14b91fe55f3deb369fe5d9280cb1a01793f81"
    out = cli("decode", "--bytes", "p2pkh", width=120).out
    assert any(line.split()[-1] == txid for line in out.splitlines() if line)
    assert max(map(len, out.splitlines())) <= 120
