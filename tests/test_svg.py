"""Pictures as SVG: well-formed, escaped, bounded, in proportion, with nothing that runs and nothing that is fetched.

TXEXPLAIN_UPDATE_SCREENS=1 writes the golden ones anew, to be looked at before they are committed.
"""

from __future__ import annotations

import importlib.util
import os
import re
from pathlib import Path
from types import ModuleType

import pytest
from conftest import EXAMPLES, ROOT, session_of
from hypothesis import given
from hypothesis import strategies as st
from pictured import SVG, check_places, parsed, style_of, texts_of, titled
from spends.draft import Draft, Vin

from txexplain.crypto.taproot import prove_commitment
from txexplain.explain.document import (
    ByteMap,
    ByteRow,
    Flow,
    FlowRow,
    FlowSide,
    StackItem,
    StackLine,
    StepRow,
    Tree,
    TreeNode,
    text,
)
from txexplain.explain.parts.byte_kinds import KINDS
from txexplain.explain.parts.flow import flow
from txexplain.explain.parts.trees import taproot_tree
from txexplain.model.errors import InputError
from txexplain.pictures import (
    STYLE,
    Drawing,
    bytes_drawing,
    flow_drawing,
    stack_drawing,
    standalone,
    tree_drawing,
)
from txexplain.pictures.byte_fields import SHOWN_FIELDS, fields_of
from txexplain.pictures.flow_sides import heights
from txexplain.pictures.words import SIZES
from txexplain.render.colour import _BYTE_STYLES
from txexplain.session.pictured import SHOWN_COINS, picture, proof_picture, wanted
from txexplain.session.read import read, read_block
from txexplain.texts import LANGUAGES, Texts
from txexplain.web.engine import source

EVIL = "<script>alert(1)</script>]]>&amp;\"'><img src=x onerror=y>\x1b[31m\x00\u202e\ufffe中文字符很宽"
SCREENS = Path(__file__).with_name("screens")
GOLDEN = [("p2pkh", "flow"), ("p2pkh", "stack:0.2.4")]
EN, ZH = (Texts(language) for language in LANGUAGES)


def drawing_of(name: str, kind: str, texts: Texts = EN) -> Drawing:
    return picture(session_of(name), wanted(kind), texts)


@pytest.mark.parametrize("texts", [EN, ZH], ids=LANGUAGES)
@pytest.mark.parametrize("kind", ["flow", "bytes"])
@pytest.mark.parametrize("name", EXAMPLES)
def test_each_example_has_its_money_and_its_bytes_as_a_picture(name: str, kind: str, texts: Texts) -> None:
    drawing = drawing_of(name, kind, texts)
    root = parsed(standalone(drawing, texts.language))
    assert titled(root) == (drawing.title, drawing.description)
    check_places(root)
    assert len(drawing.markup) < 400_000


@pytest.mark.parametrize("texts", [EN, ZH], ids=LANGUAGES)
@pytest.mark.parametrize("name", ["p2pkh", "p2sh-multisig", "checksigadd", "lightning-htlc", "csv", "taproot-script"])
def test_each_step_of_an_input_has_its_stack_as_a_picture(name: str, texts: Texts) -> None:
    session = session_of(name)
    stages = enumerate(session.trace(0).run.stages, 1)
    steps = [(f"{number}.{step.position}", step) for number, stage in stages for step in stage.steps]
    assert steps
    for number, step in steps:
        drawing = picture(session, wanted(f"stack:0.{number}"), texts)
        root = parsed(standalone(drawing, texts.language))
        titled(root)
        check_places(root)
        shown = [box.text for box in texts_of(root)]
        if step.executed and step.stack and step.stack[-1]:
            digits = step.stack[-1].hex()
            assert any(word in (digits, f"{digits[:8]}…{digits[-8:]}") for word in shown), (number, shown)


@pytest.mark.parametrize("name", ["p2sh-multisig", "lightning-htlc"])
def test_steps_are_numbered_as_trace_gives_them(cli, name: str) -> None:
    number, found = 0, 0
    for line in cli("trace", name).out.splitlines():
        if line.startswith("Stage "):
            number += 1
            assert line.startswith(f"Stage {number}: ")
        elif shown := re.match(r" +([0-9]+)  (OP_[0-9A-Z]+)$", line):
            found += 1
            assert shown[2] in drawing_of(name, f"stack:0.{number}.{shown[1]}").title
    assert found > 3
    with pytest.raises(InputError, match="no_such_stage"):
        drawing_of(name, f"stack:0.{number + 1}.0")
    with pytest.raises(InputError, match="no_such_step"):
        drawing_of(name, f"stack:0.{number}.99")


def test_the_tree_of_a_certain_input_is_drawn_where_several_have_one() -> None:
    vins = [vin for vin, item in enumerate(session_of("all-types").report.inputs) if item.kind.key == "p2tr-script"]
    assert drawing_of("all-types", f"tree:{vins[0]}") == drawing_of("all-types", "tree")
    with pytest.raises(InputError, match="no_tree_of_input"):
        drawing_of("all-types", "tree:0")
    with pytest.raises(InputError, match="no_such_input"):
        drawing_of("all-types", "tree:99")


@pytest.mark.parametrize("texts", [EN, ZH], ids=LANGUAGES)
@pytest.mark.parametrize("name", ["taproot-script", "all-types", "checksigadd"])
def test_a_taproot_tree_is_drawn_with_its_path_lit(name: str, texts: Texts) -> None:
    root = parsed(standalone(drawing_of(name, "tree", texts), texts.language))
    titled(root)
    check_places(root)
    lit = [each for each in root.iter() if each.attrib.get("class") == "box lit"]
    edges = [each for each in root.iter() if each.attrib.get("class") == "edge lit"]
    assert len(lit) >= 2
    assert len(edges) >= len(lit) - 1


@pytest.mark.parametrize("texts", [EN, ZH], ids=LANGUAGES)
@pytest.mark.parametrize("parity", [False, True])
def test_a_tree_that_leads_to_another_key_is_not_drawn_like_one_that_holds(texts: Texts, parity: bool) -> None:
    control_block = b"\xc0" + bytes.fromhex("79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798")
    right = prove_commitment(control_block, b"\x51", bytes(32))
    values = dict(right.values)
    key, odd = values["tweaked_key"], values["tweaked_parity"][0]
    good = prove_commitment(bytes([0xC0 | odd]) + control_block[1:], b"\x51", key)
    bad = prove_commitment(bytes([0xC0 | 1 - odd]) + control_block[1:], b"\x51", key) if parity else right
    markup = {}
    for proof in (good, bad):
        tree = taproot_tree(proof, texts)
        assert tree is not None
        assert tree.holds is proof.holds
        markup[proof.holds] = tree_drawing(tree, texts).markup
        check_places(parsed(markup[proof.holds]))
    assert ("≠" in markup[False], "≠" in markup[True]) == (True, False)
    assert "c-invalid" in markup[False]
    assert "c-invalid" not in markup[True]


@pytest.mark.parametrize(
    ("name", "number", "into", "out"),
    [("p2pkh", "1.0", False, True), ("p2pkh", "2.0", False, True), ("p2pkh", "2.3", True, False)],
)
def test_arrows_lead_from_what_is_taken_and_to_what_is_put(name: str, number: str, into: bool, out: bool) -> None:
    drawing = drawing_of(name, f"stack:0.{number}")
    root = parsed(drawing.markup)
    op = next(float(each.attrib["x"]) for each in root.iter() if each.attrib.get("class") == "box op")
    starts = [float(each.attrib["d"][1:].split()[0]) for each in root.iter() if each.attrib.get("class") == "arrow"]
    assert any(x < op for x in starts) is into
    assert any(x > op for x in starts) is out
    assert (", removed" in drawing.description, ", added" in drawing.description) == (into, out)


@pytest.mark.parametrize("kind", ["flow", "bytes", "tree", "stack:0.2.0"])
def test_a_program_that_takes_height_for_the_attribute_finds_none_to_take(kind: str) -> None:
    root = parsed(standalone(drawing_of("taproot-script", kind), "en"))
    outside = re.sub(r"@media[^{]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}", "", style_of(root))
    assert "@media" not in outside
    assert not re.search(r"[{;]\s*(height|width):", outside)
    assert "fill:" in outside


@pytest.mark.parametrize("texts", [EN, ZH], ids=LANGUAGES)
@pytest.mark.parametrize(("block", "number"), [("block100000", 0), ("block100000", 3), ("block170", 1)])
def test_a_merkle_proof_is_drawn_from_the_root_to_the_transaction(block: str, number: int, texts: Texts) -> None:
    proof = read_block(block).proof(number)
    root = parsed(standalone(proof_picture(proof, texts), texts.language))
    check_places(root)
    words = [box.text for box in texts_of(root)]
    for value in (proof.leaf, proof.root, *(step.neighbour for step in proof.path)):
        assert f"{value.hex()[:8]}…{value.hex()[-8:]}" in words


# How ribbons are shared out


@given(st.lists(st.integers(0, 21 * 10**14), min_size=1, max_size=21), st.floats(170, 340))
def test_ribbons_are_in_proportion_but_for_hairlines(sats: list[int], total: float) -> None:
    drawn = heights(sats, total)
    if not any(sats):
        return
    assert sum(drawn) == pytest.approx(total)
    assert all(each >= 1.5 - 1e-9 if sat else each == 0 for sat, each in zip(sats, drawn, strict=True))
    wide = [(sat, each) for sat, each in zip(sats, drawn, strict=True) if each > 1.5 + 1e-6]
    for sat, each in wide:
        assert each * wide[0][0] == pytest.approx(wide[0][1] * sat)
    for sat, each in zip(sats, drawn, strict=True):
        assert (sat, each) <= max(zip(sats, drawn, strict=True))


def side(rows: int, words: str = "P2PKH 1abcd…wxyz", sat: int | None = 5) -> FlowSide:
    coins = tuple(
        FlowRow(f"#{number}", "?" if sat is None else f"{sat:,}", text(words, "kind"), sat) for number in range(rows)
    )
    return FlowSide(text("Title"), "In", coins, (FlowRow("=", "12", text("total"), 12, "total"),))


@pytest.mark.parametrize("words", ["P2PKH 1abcd…wxyz", "很长的中文说明" * 12, "long words of it " * 9, EVIL])
@pytest.mark.parametrize(("left", "right"), [(0, 1), (1, 0), (1, 1), (2, 20), (20, 2), (20, 20), (7, 13)])
@pytest.mark.parametrize("standing", [False, True])
def test_no_two_texts_meet_with_up_to_twenty_rows_a_side(left: int, right: int, words: str, standing: bool) -> None:
    flow = Flow(side(left, words), side(right, words, 21 * 10**14), "sat")
    check_places(parsed(standalone(flow_drawing(flow, EN, standing=standing), "en")))


@pytest.mark.parametrize("texts", [EN, ZH], ids=LANGUAGES)
@pytest.mark.parametrize("name", ["p2pkh", "all-types", "coinbase", "pizza", "op-return"])
def test_a_standing_flow_fits_a_phone_and_says_the_same(name: str, texts: Texts) -> None:
    money = flow(session_of(name).report, texts, most=SHOWN_COINS)
    lying, standing = flow_drawing(money, texts), flow_drawing(money, texts, standing=True)
    assert standing.width <= 360
    assert standing.description == lying.description
    root = parsed(standalone(standing, texts.language))
    check_places(root)
    words = {box.text for box in texts_of(root)}
    for row in (*money.left.rows, *money.right.rows, *money.right.totals):
        assert not row.amount or any(row.amount in each for each in words)
    sizes = {SIZES[each.attrib["class"].split()[0].removeprefix("t-")] for each in root.iter(f"{SVG}text")}
    assert min(sizes) >= 12


def test_what_outputs_add_up_to_is_told_without_the_fee() -> None:
    root = parsed(standalone(drawing_of("p2pkh", "flow"), "en"))
    shown = {box.text for box in texts_of(root)}
    assert {"total 42,465,594 sat", "40,000"} < shown
    assert "10,011,545 sat P2PKH 13ach…tAvRt; fee 40,000 sat." in drawing_of("p2pkh", "flow").description


def test_nothing_has_no_ribbon_and_very_little_a_line_which_is_said() -> None:
    drawing = flow_drawing(Flow(side(1, sat=10**9), side(1, sat=0), "sat"), EN)
    assert "port-in" in drawing.markup
    assert "port-out" not in drawing.markup
    thin = EN.plain("pictures", "flow_hairlines")
    assert thin not in drawing.markup
    assert thin in drawing_of("p2pkh", "flow").markup


def test_what_flows_through_is_not_told_where_an_input_is_unknown() -> None:
    raw = EXAMPLES["p2pkh"].raw
    unknown = picture(read(raw.hex()), wanted("flow"), EN).markup
    assert "0.42505594 BTC" in drawing_of("p2pkh", "flow").markup
    assert "BTC" not in unknown
    (port,) = [each for each in parsed(unknown).iter() if each.attrib.get("class") == "port-in"]
    assert float(port.attrib["height"]) < 30


def test_amounts_that_are_not_known_make_ribbons_of_one_width_and_that_is_said() -> None:
    raw = EXAMPLES["pizza"].raw
    root = parsed(standalone(picture(read(raw.hex()), wanted("flow"), EN), "en"))
    shown = [box.text for box in texts_of(root)]
    assert EN.plain("pictures", "flow_equal") in shown
    ports = [each for each in root.iter() if each.attrib.get("class") == "port-in"]
    assert len(ports) == SHOWN_COINS
    assert len({each.attrib["height"] for each in ports}) == 1


def test_what_comes_out_and_never_went_in_is_drawn_as_that() -> None:
    short = FlowRow("!", "7", text("came from nothing"), 7, "short")
    left = side(1)._replace(totals=(short,))
    markup = flow_drawing(Flow(left, side(1, sat=12), "sat"), EN).markup
    assert "port-short" in markup
    assert "came from nothing" in markup


# Hostile data


def hostile() -> dict[str, Drawing]:
    row = FlowRow(EVIL, EVIL, text(EVIL, "address"), 5)
    money = FlowSide(text(EVIL), EVIL, (row,), (row._replace(part="fee"), row._replace(part="total")))
    pile = StackLine(EVIL, (StackItem(EVIL, "put", EVIL, EVIL, EVIL),))
    step = StepRow(EVIL, text(EVIL), True, (pile, pile._replace(items=(), more=text(EVIL)), pile), (text(EVIL),))
    bytes_ = (ByteRow(0, b"", "tx.vin", EVIL, EVIL, 0), ByteRow(0, b"ab", "tx.vin.txid", EVIL, EVIL, 1, ""))
    node = TreeNode(EVIL, EVIL, True, (TreeNode("", EVIL, True), TreeNode(EVIL, EVIL)))
    return {
        "flow": flow_drawing(Flow(money, money, EVIL), EN, txid=EVIL),
        "stack": stack_drawing(step, EN, heading=text(EVIL)),
        "bytes": bytes_drawing(ByteMap(bytes_), EN),
        "tree": tree_drawing(Tree(node), EN),
    }


@pytest.mark.parametrize("kind", ["flow", "stack", "bytes", "tree"])
def test_markup_and_control_characters_in_every_field_are_text(kind: str) -> None:
    drawing = hostile()[kind]
    svg = standalone(drawing, "en")
    root = parsed(svg)
    check_places(root)
    assert drawing.markup.count("<script") == 0
    assert not set("\x1b\x00\u202e\ufffe") & set(svg)
    assert r"\x1b" in "".join(root.itertext())


def crowded(outputs: int, script: bytes) -> str:
    vin = Vin(bytes(36), 0, b"\x51" * 10, [])
    vin.outpoint = b"\7" * 36
    return Draft(2, [vin], [(546, script)] * outputs, 0, [], 0).raw().hex()


@pytest.mark.parametrize(
    ("outputs", "script"), [(30_000, b"\x51"), (1, b"\x6a\x4e\xa0\x86\x01\x00" + b"<b>&" * 25_000)]
)
@pytest.mark.parametrize("kind", ["flow", "bytes"])
def test_a_huge_transaction_gives_a_small_picture_that_says_what_is_left_out(
    kind: str, outputs: int, script: bytes
) -> None:
    drawing = picture(read(crowded(outputs, script)), wanted(kind), EN)
    root = parsed(standalone(drawing, "en"))
    check_places(root)
    assert len(drawing.markup) < 200_000
    words = " ".join(box.text for box in texts_of(root))
    if outputs > 1:
        assert "more" in words
    elif kind == "bytes":
        assert "99,940 bytes" in words


def test_of_very_many_fields_the_first_and_the_last_are_shown() -> None:
    rows = tuple(ByteRow(place, b"x", "script.opcode", f"opcode {place}", "", 0) for place in range(5_000))
    fields = fields_of(ByteMap(rows), EN)
    assert len(fields) <= SHOWN_FIELDS + 1
    assert (fields[0].label, fields[-1].label) == ("opcode 0", "opcode 4999")
    (gap,) = [field for field in fields if not field.number]
    assert gap.label == f"… {5_000 - len(fields) + 1:,} more fields, {5_000 - len(fields) + 1:,} bytes"


# How it looks


def test_the_style_has_every_class_in_light_and_in_dark() -> None:
    light, dark = STYLE.split("@media screen and (prefers-color-scheme: dark)")
    assert light.count("fill:") > dark.count("fill:") > 20
    assert "var(" not in STYLE
    root = parsed(standalone(drawing_of("p2pkh", "flow"), "en"))
    assert style_of(root).strip() == STYLE.strip()


def test_bytes_of_each_kind_look_alike_in_every_medium() -> None:
    for kind in KINDS:
        if kind != "other":
            assert f".b-{kind} " in STYLE
            assert f".k-{kind}" in source("styles")
            assert kind in _BYTE_STYLES


def test_several_pictures_on_a_page_share_no_id() -> None:
    session = session_of("p2pkh")
    markup = "".join(picture(session, wanted(kind), EN).markup for kind in ("flow", "bytes", "stack:0.2.1"))
    ids = [part.split('"')[0] for part in markup.split(' id="')[1:]]
    assert len(ids) == len(set(ids)) >= 8


@pytest.mark.parametrize(("name", "kind"), GOLDEN)
def test_a_picture_is_as_it_was_looked_at(name: str, kind: str) -> None:
    path = SCREENS / f"{name}-{kind.replace(':', '-').replace('.', '-')}.svg"
    svg = standalone(drawing_of(name, kind), "en")
    if os.environ.get("TXEXPLAIN_UPDATE_SCREENS"):
        path.write_text(svg, encoding="utf-8")
    assert svg == path.read_text(encoding="utf-8")


# The commands


@pytest.mark.parametrize(
    "words",
    [
        ["explain", "p2pkh"],
        ["decode", "p2pkh", "--picture", "bytes"],
        ["explain", "p2pkh", "--picture", "stack:0.1.1"],
        ["decode", "taproot-script", "--picture", "tree"],
        ["explain", "psbt-signed-once"],
        ["decode", "psbt-signed-once", "--picture", "bytes"],
        ["explain", "psbt-final", "--picture", "stack:0.2.1"],
        ["block", "block100000", "--proof", "1"],
        ["block", "block100000", "--proof", "1", "--picture", "tree"],
    ],
)
def test_a_picture_is_written_and_a_file_that_is_there_is_left_alone(cli, tmp_path: Path, words: list[str]) -> None:
    path = tmp_path / "a 'quoted' \"name\".svg"
    ran = cli(*words, "--svg", str(path))
    assert (ran.status, ran.out) == (0, "")
    assert "kB" in ran.err
    svg = path.read_text(encoding="utf-8")
    parsed(svg)
    again = cli(*words, "--svg", str(path))
    assert again.status == 5
    assert "file_exists" in again.err
    assert cli(*words, "--svg", str(path), "--force").status == 0
    assert cli(*words, "--svg", "-").out == svg


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["explain", "p2pkh", "--svg", "F", "--picture", "flower"], "unknown_picture"),
        (["explain", "p2pkh", "--svg", "F", "--picture", "stack"], "bad_stack_picture"),
        (["explain", "p2pkh", "--svg", "F", "--picture", "stack:0.1.-1"], "bad_stack_picture"),
        (["explain", "p2pkh", "--svg", "F", "--picture", "stack:0"], "bad_stack_picture"),
        (["explain", "p2pkh", "--svg", "F", "--picture", "stack:0.7"], "no_such_step"),
        (["explain", "p2pkh", "--svg", "F", "--picture", "stack:1.1.0"], "no_such_input"),
        (["explain", "p2pkh", "--svg", "F", "--picture", "stack:0.0.0"], "no_such_stage"),
        (["explain", "p2pkh", "--svg", "F", "--picture", "stack:0.2.5"], "no_such_step_of_stage"),
        (["explain", "p2pkh", "--svg", "F", "--picture", "tree:0"], "no_tree_of_input"),
        (["explain", "coinbase", "--svg", "F", "--picture", "stack:0.1.0"], "no_step"),
        (["explain", "psbt-unsigned", "--svg", "F", "--picture", "stack:0.1.0"], "no_step"),
        (["decode", "p2pkh", "--svg", "F", "--picture", "tree"], "no_tree"),
        (["decode", "psbt-unsigned", "--svg", "F", "--picture", "tree"], "no_tree"),
        (["decode", "p2pkh", "--picture", "flow"], "picture_without_svg"),
        (["decode", "p2pkh", "--svg", "F", "--json"], "svg_and_other"),
        (["decode", "p2pkh", "--svg", "F", "--lines"], "svg_and_other"),
        (["block", "block170", "--svg", "F"], "picture_without_proof"),
        (["block", "block170", "--svg", "F", "--proof", "0", "--picture", "flow"], "picture_of_proof"),
        (["block", "block170", "--svg", "F", "--proof", "0", "--json"], "svg_and_other"),
        (["decode", "f00", "--svg", "F"], "odd_hex_digits"),
    ],
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_cannot_be_drawn_is_said(cli, tmp_path: Path, words: list[str], code: str, language: str) -> None:
    path = tmp_path / "picture.svg"
    ran = cli(*(str(path) if word == "F" else word for word in words), "--lang", language)
    assert (ran.status, ran.out) == (2, "")
    assert f"({code})" in ran.err.replace("（", "(").replace("）", ")")
    assert not path.exists()


# The pictures of the README


def made_for_docs() -> ModuleType:
    path = ROOT / "docs" / "make_pictures.py"
    spec = importlib.util.spec_from_file_location("make_pictures", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("name", ["flow.svg", "stack.svg"])
def test_the_pictures_of_the_readme_are_what_the_program_draws(name: str) -> None:
    made = made_for_docs().PICTURES[name]()
    assert (ROOT / "docs" / name).read_text(encoding="utf-8") == made, "python docs/make_pictures.py"


def test_the_picture_of_step_asks_for_nothing_and_shows_the_stack() -> None:
    made = made_for_docs().step()
    root = parsed(made)
    words = "".join(root.itertext()).replace("\xa0", " ")
    for each in ("OP_CHECKMULTISIG", "public key 3", "extra item", "true"):
        assert each in words
    assert "@font-face" not in made
