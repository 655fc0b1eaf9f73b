"""Markup and scripts in every field of a transaction: pages and pictures show them, and run none of them.

Pages are opened without their content security policy: escaping alone must be enough.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from browser import Opened, Opening, chromium, opened
from conftest import FULL, Ran, slow
from hostile import BYTES, LONE, MARKUP, SEEN, coinbase_of, everywhere, mined_with_words
from spends.draft import Draft, Vin
from test_safety import is_safe
from web_pages import Command, page_file

from txexplain.model.report import SpentOutput
from txexplain.texts import Texts
from txexplain.wire.script import push

if TYPE_CHECKING:
    from playwright.sync_api import Browser

__all__ = ["chromium", "opened"]  # fixtures

Cli = Callable[..., Ran]
MOST_BYTES = 5_000_000
_POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy"[^>]*>')
_ODD_NAME = "x\"><img src=x onerror='alert(1)'><script>alert(2)<.hex"
_PRESS_SOME = """() => [...document.querySelectorAll("main button, main summary")]
    .filter((each) => each.checkVisibility()).slice(0, 60).forEach((each) => { each.focus(); each.click(); })"""
_SCRIPT = (b"\x6a" + push(BYTES[0])).hex()


def transaction() -> list[str]:
    raw, spent = everywhere()
    coins = [{"value_sat": each.value_sat, "script_pubkey": each.script_pubkey.hex()} for each in spent]
    return [raw.hex(), "--prevouts", json.dumps(coins)]


VIEWS: list[Command] = [
    ("explain", *transaction()),
    ("explain", "--why", "--all", *transaction()),
    ("decode", *transaction()),
    ("decode", "--bytes", *transaction()),
    ("verify", *transaction()),
    ("whatif", *transaction(), "--set", f"vout[0].script={_SCRIPT}"),
    ("explain", coinbase_of(BYTES[0]).hex()),
    ("decode", "--bytes", coinbase_of(LONE).hex()),
    ("block", mined_with_words().hex(), "--network", "regtest"),
    ("block", mined_with_words().hex(), "--network", "regtest", "--proof", "0"),
    ("lock", _SCRIPT),
    ("lock", (push(BYTES[1]) + b"\x75\x51").hex()),
    ("lock", f"raw({_SCRIPT})"),
    ("explain", f"raw({_SCRIPT})"),
]
PICTURES: list[Command] = [
    *(
        ("explain", *transaction(), "--picture", picture)
        for picture in ("flow", "bytes", "stack:0.2.1", "stack:1.2.0")
    ),
    ("decode", *transaction(), "--picture", "bytes"),
    ("block", mined_with_words().hex(), "--network", "regtest", "--proof", "0", "--picture", "tree"),
]


def short(command: Command) -> str:
    return " ".join(word[:12] for word in command)


each_view = pytest.mark.parametrize("command", VIEWS, ids=short)


def elements_of(seen: Opened) -> set[str]:
    """The names of all elements, and of all attributes with an @ before them."""
    script = """() => [...document.querySelectorAll("*")].flatMap((element) => [element.localName,
        ...[...element.attributes].map(({ name }) => `@${name}`)])"""
    return set(seen.page.evaluate(script))


@pytest.fixture(scope="module")
def known(chromium: Browser) -> frozenset[str]:
    """The elements and attributes of pages with nothing hostile in them: whatever our own templates can write."""
    names = ("p2pkh", "p2sh-multisig", "taproot-script", "op-return", "coinbase", "six-sighashes")
    commands = [(view, name) for name in names for view in ("explain", "verify")]
    commands += [
        ("explain", "pizza"),
        ("decode", "--bytes", names[0]),
        ("block", "block170"),
        ("block", "block170", "--proof", "0"),
    ]
    context = chromium.new_context()
    pages = [Opened(context.new_page(), page_file(command)) for command in commands]
    found = frozenset().union(*map(elements_of, pages))
    context.close()
    return found


def assert_nothing_runs(seen: Opened) -> None:
    seen.page.wait_for_timeout(50)
    assert seen.complaints == []
    assert "trapped" not in seen.page.title()
    found = elements_of(seen)
    assert found & {"img", "iframe", "object", "embed", "base", "form", "link", "@src", "@srcdoc"} == set()
    assert not {name for name in found if name.startswith("@on")}
    addresses = seen.page.evaluate(
        "() => [...document.querySelectorAll('[href]')].map((each) => each.getAttribute('href'))"
    )
    assert all(each.startswith("#") for each in addresses)


@pytest.mark.parametrize(
    ("command", "with_policy"),
    [*((command, False) for command in VIEWS), *((command, True) for command in VIEWS[:2])],
    ids=lambda value: short(value) if isinstance(value, tuple) else str(value),
)
def test_a_page_runs_nothing_that_the_chain_holds(
    tmp_path: Path, opened: Opening, known: frozenset[str], command: Command, with_policy: bool
) -> None:
    page = page_file(command).read_text(encoding="utf-8")
    bare, count = _POLICY.subn("", page)
    assert count == 1
    path = tmp_path / "page.html"
    path.write_text(page if with_policy else bare, encoding="utf-8")
    seen = opened(path)
    assert_nothing_runs(seen)
    assert elements_of(seen) <= known
    for language in ("zh", "en"):
        seen.page.locator(f"button[data-language={language}]:visible").click()
        seen.page.evaluate(_PRESS_SOME)
    assert_nothing_runs(seen)
    assert elements_of(seen) - known <= {"@style"}  # which our own script sets, to say where a meaning is shown
    assert seen.page.locator("script").count() == seen.page.locator("style").count() == 1


@each_view
def test_what_the_chain_says_is_shown_as_it_is(opened: Opening, command: Command) -> None:
    """Otherwise nothing would be tried: some of it is text, the rest is hex."""
    page = unescape(page_file(command).read_text(encoding="utf-8"))
    assert SEEN in page or BYTES[0].hex()[:16] in page or BYTES[1].hex()[:16] in page or LONE.hex()[:16] in page
    body = re.sub(r"<(style|script)>.*?</\1>", "", page_file(command).read_text(encoding="utf-8"), flags=re.S)
    assert is_safe(unescape(body)), [letter for letter in unescape(body) if not is_safe(letter)]
    assert "36481" not in body


@pytest.mark.parametrize("command", PICTURES, ids=short)
def test_a_picture_runs_nothing_that_the_chain_holds(
    tmp_path: Path, opened: Opening, cli: Cli, command: Command
) -> None:
    path = tmp_path / "picture.svg"
    ran = cli(*command, "--svg", str(path))
    assert ran.status in (0, 1, 4), ran.err
    seen = opened(path)
    seen.page.wait_for_timeout(50)
    assert seen.complaints == []
    found = elements_of(seen)
    assert found & {"script", "foreignObject", "image", "a", "animate", "set", "@src", "@style"} == set()
    assert not {name for name in found if name.startswith("@on")}
    assert seen.page.evaluate("() => document.documentElement.localName") == "svg"
    assert is_safe(unescape(path.read_text(encoding="utf-8")))


def test_the_name_of_a_file_is_no_markup(tmp_path: Path, opened: Opening, cli: Cli) -> None:
    source, page = tmp_path / _ODD_NAME, tmp_path / f"{_ODD_NAME}.html"
    source.write_text(everywhere()[0].hex())
    ran = cli("explain", str(source), "--html", str(page))
    assert ran.status in (0, 1, 4), ran.err
    assert_nothing_runs(opened(page))
    assert _ODD_NAME not in page.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", [*MARKUP[:4], MARKUP[-2]])
def test_nothing_is_written_of_what_names_no_transaction(tmp_path: Path, cli: Cli, name: str) -> None:
    path = tmp_path / "page.html"
    for arguments in (
        ["explain", name],
        ["explain", "p2pkh", "--lang", name],
        ["lock", name],
        ["whatif", "p2pkh", "--set", name],
    ):
        ran = cli(*arguments, "--html", str(path))
        assert ran.status == 2
        assert is_safe(ran.err)
        assert not path.exists()


@pytest.mark.parametrize("name", MARKUP[:4])
def test_spent_outputs_with_markup_for_an_address_are_refused_or_shown_as_it_is(
    tmp_path: Path, opened: Opening, cli: Cli, name: str
) -> None:
    path = tmp_path / "page.html"
    raw = Draft(2, [Vin(bytes([7]) * 36, 0)], [(1, b"\x51")], 0, [SpentOutput(2, b"\x51")], 0).raw()
    coin = {"value_sat": 2, "script_pubkey": "51", "address": name, "scriptpubkey_type": name, "desc": name}
    ran = cli("explain", raw.hex(), "--prevouts", json.dumps([coin]), "--html", str(path))
    assert is_safe(ran.err)
    if ran.status == 2:
        assert not path.exists()
    else:
        assert_nothing_runs(opened(path))


def _large(kind: str) -> bytes:
    """A transaction that is as large as a block."""
    one, out = [Vin(bytes([1]) * 36, 0)], [(1, b"\x51")]
    if kind == "item":
        return Draft(2, [Vin(bytes([1]) * 36, 0, b"", [b"<script>" * 490_000])], out, 0, [], 0).raw()
    if kind == "items":
        return Draft(2, [Vin(bytes([1]) * 36, 0, b"", [b"<b>"] * 300_000)], out, 0, [], 0).raw()
    if kind == "data":
        return Draft(2, one, [(0, b"\x6a" + push(b"<&\"'>" * 190_000))], 0, [], 0).raw()
    if kind == "outputs":
        return Draft(2, one, [(1, b"\x6a" + push(b"<&>"))] * 83_000, 0, [], 0).raw()
    if kind == "pushes":
        return Draft(2, one, [(0, push(b"<&>") * 200_000)], 0, [], 0).raw()
    vins = [Vin(number.to_bytes(32, "big") + bytes(4), 0, push(b"<&>")) for number in range(20_000)]
    return Draft(2, vins, out, 0, [], 0).raw()


def sizes() -> list[object]:
    """What is large, and how it is shown: of all ways some, unless in full."""
    kinds = ("item", "items", "data", "outputs", "inputs", "pushes")
    views = ("explain", "decode", "verify", "decode --bytes", "explain --all")
    every = [(kind, view) for kind in kinds for view in views]
    some = {("item", "explain --all"), ("outputs", "decode --bytes"), ("inputs", "verify")}
    return [slow(*pair) for pair in every if FULL or pair[1] == "explain" or pair in some]


@pytest.mark.parametrize(("kind", "view"), sizes())
def test_a_page_has_at_most_five_megabytes_and_says_what_is_left_out(
    tmp_path: Path, cli: Cli, kind: str, view: str
) -> None:
    source, path = tmp_path / "tx", tmp_path / "page.html"
    source.write_bytes(_large(kind))
    ran = cli(*view.split(), str(source), "--html", str(path))
    assert ran.status in (0, 1, 4), ran.err
    assert path.stat().st_size <= MOST_BYTES
    page = path.read_text(encoding="utf-8")
    assert page.rstrip().endswith("</html>")
    left_out = Texts("en").plain("web", "left_out")
    if view != "explain" and view != "verify":  # these are short in the terminal too
        assert (
            re.search(r"more characters|bytes not shown|… [\d,]+ bytes …|more \(output\)", page) or left_out in page
        )
