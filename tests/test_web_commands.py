"""What a page says of the command that prints the same, of what it leaves out, and which words it explains."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from browser import Opening, chromium, opened
from conftest import EXAMPLES, Ran

import txexplain
from txexplain.explain.document import Fact, Facts, Heading, Listing, Paragraph, Section, text
from txexplain.texts import LANGUAGES, Texts
from txexplain.web.command import MAX_SHOWN, Command
from txexplain.web.page import MAX_BYTES, Told, WebPage, web_page

__all__ = ["chromium", "opened"]  # fixtures
Cli = Callable[..., Ran]
RAW = EXAMPLES["p2pkh"].raw.hex()
PARENT = "01000000" + "00" * 6


def foot(page: str) -> tuple[str, str]:
    """The command at the foot of the page, and what is said around it, in its first language."""
    footer = page.partition("<footer>")[2].partition("</footer>")[0].partition("</div>")[0]
    (command,) = re.findall(r'<code class="command[^"]*">(.*?)</code>', footer, re.S)
    return html.unescape(command), html.unescape(re.sub(r"<[^>]*>", "", footer))


def made(cli: Cli, *arguments: str) -> str:
    ran = cli(*arguments, "--html", "-")
    assert ran.status in (0, 1, 4), ran.err
    return ran.out


@pytest.mark.parametrize(
    "options",
    [
        ["--rules", "policy"],
        ["--height", "170000"],
        ["--network", "signet"],
        ["--core", "28", "--tip", "410000"],
        ["--no-permitbaremultisig", "--dustrelayfee", "0.00001"],
        ["--brief", "--input", "0"],
        ["--max-checks", "900"],
    ],
    ids=" ".join,
)
def test_the_command_at_the_foot_has_the_options_that_were_given_and_prints_the_same(
    cli: Cli, options: list[str]
) -> None:
    command, _ = foot(made(cli, "explain", RAW, *options))
    program, *words = command.split()
    assert program == "txexplain"
    assert cli(*words).out == cli("explain", RAW, *options).out
    assert set(options) <= set(words)


@pytest.mark.parametrize("view", ["explain", "decode", "verify"])
def test_the_command_of_a_transaction_of_a_block_names_the_block(cli: Cli, view: str) -> None:
    command, _ = foot(made(cli, "block", "block170", "--tx", "1", "--as", view))
    assert command == f"txexplain block block170 --tx 1 --as {view}"


def test_the_network_of_a_block_is_in_its_command(cli: Cli, tmp_path: Path) -> None:
    raw = txexplain.read_block("block170").subject.raw
    path = tmp_path / "block.hex"
    path.write_text(raw.hex(), encoding="utf-8")
    command, said = foot(made(cli, "block", str(path), "--network", "main"))
    assert command == "txexplain block BLOCK --network main"
    assert Texts().plain("web", "stands_for", "block") in said


def test_names_of_files_are_left_out_of_the_command_and_that_is_said(cli: Cli, tmp_path: Path) -> None:
    path = tmp_path / "secret-name.json"
    path.write_text("[null]", encoding="utf-8")
    page = made(cli, "decode", RAW, "--prevouts", str(path))
    command, said = foot(page)
    assert command == f"txexplain decode {RAW}"
    assert Texts().plain("web", "options_left_out", options="--prevouts") in said
    assert "secret-name" not in page


def test_a_transaction_of_many_bytes_has_a_name_that_the_page_explains(cli: Cli, tmp_path: Path) -> None:
    big = EXAMPLES["batch"].raw
    path = tmp_path / "tx.hex"
    path.write_text(big.hex(), encoding="utf-8")
    example = txexplain.read(big.hex()).html("decode", bytes=True)
    command, said = foot(example)
    if command.endswith(" TX"):
        assert Texts().plain("web", "stands_for", "tx") in said
        assert 'class="command partial"' in example
    page = web_page(WebPage(Command("txexplain explain TX", "tx"), (Told(Texts(), "title", ()),)))
    assert foot(page)[1].count(Texts().plain("web", "stands_for", "tx")) == 1
    assert '<code class="command partial">' in page


def test_a_very_long_command_is_cut_and_the_page_keeps_its_bound() -> None:
    edits = [("set", f"vout[0].script_pubkey{n}", "<'&>" * 500_000) for n in range(4)]
    words = " ".join(f"--{action} {path}={value}" for action, path, value in edits)
    page = web_page(WebPage(Command(f"txexplain whatif p2pkh {words}"), (Told(Texts(), "title", ()),)))
    command, said = foot(page)
    assert len(command) == MAX_SHOWN + 1
    assert Texts().plain("web", "command_long") in said
    assert len(page.encode()) < MAX_BYTES // 10


@pytest.mark.parametrize("language", LANGUAGES)
def test_where_a_long_value_lost_its_middle_the_command_that_shows_it_is_named(language: str) -> None:
    texts = Texts(language)
    sections = (Section(Heading(text("Part"), 1), (Paragraph(text("ab" * 9_000)),)),)
    page = web_page(WebPage(Command("txexplain explain NAME"), (Told(texts, "title", sections),)))
    assert texts.plain("web", "gap_shown") in page
    assert page.count('<code class="command">txexplain explain NAME --all</code>') == 1


def test_all_the_room_of_a_page_is_used_before_rows_are_left_out() -> None:
    rows = tuple((f"row{n}", text("words " * 20)) for n in range(60_000))
    page = web_page(
        WebPage(Command("txexplain decode NAME"), (Told(Texts(), "title", (Section(None, (Listing(rows),)),)),))
    )
    assert 0.8 * MAX_BYTES < len(page.encode()) <= MAX_BYTES


def test_an_option_in_a_text_is_the_whole_command_on_the_page(cli: Cli) -> None:
    page = made(cli, "explain", "p2pkh")
    assert "<code>txexplain explain p2pkh --tip HEIGHT</code>" in page
    assert "<code>--tip HEIGHT</code>" not in page


# What stands beside the text


@pytest.mark.parametrize(
    ("command", "has_panel"),
    [
        ("decode p2pkh", True),
        ("verify p2pkh", True),
        ("whatif p2pkh --set vout[0].value=1", True),
        ("decode psbt-unsigned", True),
        ("decode --bytes p2pkh", False),
        ("block block170 --proof 1", False),
    ],
)
def test_the_bytes_stand_beside_a_transaction_and_nothing_is_left_empty_beside_the_rest(
    cli: Cli, command: str, has_panel: bool
) -> None:
    page = made(cli, *command.split())
    assert ('class="bytes-panel"' in page) is has_panel
    assert ("chosen single" in page) is not has_panel


@pytest.mark.parametrize("command", ["explain p2pkh", "decode p2pkh", "verify p2pkh", "decode psbt-unsigned"])
def test_verdict_and_policy_have_one_form_before_the_money(cli: Cli, command: str) -> None:
    told = made(cli, *command.split()).partition("</article>")[0]
    answers = re.findall(r'<div class="answer ([a-z]+)(?: minor)?"><p class="label">([^<]*)', told)
    assert [label for _, label in answers] == ["verdict", "policy"]
    assert told.rindex('<div class="answer') < told.index('<figure class="drawing')


def test_things_said_are_a_list_and_lead_to_no_bytes(cli: Cli) -> None:
    page = made(cli, "explain", "p2pkh")
    (section,) = (
        re.findall(r'<section[^>]*data-place="limits".*?</section>', page.partition("</article>")[0], re.S)
        or [each for each in page.partition("</article>")[0].split("<section") if 'class="said"' in each][:1]
    )
    assert "show-bytes" not in section
    assert "<dt><code>·</code></dt>" not in page


def test_a_hash_is_in_the_face_of_bytes_wherever_it_stands() -> None:
    digest = "0123456789abcdef" * 4
    facts = Facts((Fact("digest", (text(digest, "strong"), text(f"before {digest} after"))),))
    page = web_page(WebPage(Command("txexplain x"), (Told(Texts(), "title", (Section(None, (facts,)),)),)))
    assert page.count(f'<span class="hex">{digest}</span>') == 2
    assert 'before <span class="hex">' in page


# Words


@pytest.mark.parametrize(
    ("language", "sentence"),
    [("en", "A short fingerprint; see the blockchain white paper."), ("zh", "这是一个指纹，见区块链的白皮书。")],
)
def test_an_everyday_word_opens_no_meaning_of_the_field(language: str, sentence: str) -> None:
    sections = (Section(None, (Paragraph(text(sentence)),)),)
    page = web_page(WebPage(Command("txexplain x"), (Told(Texts(language), "title", sections),)))
    assert "fingerprint</button>" not in page
    assert "指纹</button>" not in page
    assert "blockchain</button>" not in page


def test_words_of_headings_and_bold_words_are_listed_and_what_a_command_does_opens_none() -> None:
    sections = (
        Section(
            Heading(text("The input script"), 1),
            (
                Paragraph((*text("It is made of "), *text("opcodes", "strong"), *text(", of P2PKH and HASH160."))),
                Listing((("txexplain learn 6", text("the next lesson: What exactly is the stack?")),)),
            ),
        ),
    )
    page = web_page(WebPage(Command("txexplain x"), (Told(Texts(), "title", sections),)))
    listed = re.findall(r"<dt>([^<]*)</dt>", page)
    for name in ("input script", "opcode", "HASH160", "stack"):
        assert name in listed
    assert any(name.startswith("P2PKH") for name in listed)
    assert "stack</button>" not in page


# Refused


@pytest.mark.parametrize(
    "command", ["decode p2pkh --force", "explain p2pkh --force", "learn 1 --force", "block block170 --force"]
)
def test_force_without_a_file_to_write_is_refused(cli: Cli, command: str) -> None:
    ran = cli(*command.split())
    assert ran.status == 2
    assert Texts().plain("errors", "force_without_file", "title") in " ".join(ran.err.split())


def test_a_lesson_is_a_page_or_spoken_and_not_both(cli: Cli, tmp_path: Path) -> None:
    ran = cli("learn", "1", "--linear", "--html", str(tmp_path / "page.html"))
    assert ran.status == 2
    assert "--linear" in ran.err
    assert list(tmp_path.iterdir()) == []


# In a browser


def test_the_chosen_language_is_kept_when_the_page_is_loaded_again(opened: Opening, tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text(txexplain.read("p2pkh").html("explain"), encoding="utf-8")
    seen = opened(path)
    seen.page.mouse.wheel(0, 2_000)
    seen.page.locator("button[data-language=zh]:visible").click()
    assert seen.page.locator("button[data-language=en]:visible").is_visible()
    assert "#zh" in seen.page.url
    seen.page.reload()
    assert seen.page.locator("html").get_attribute("lang") == "zh-Hans"
    seen.page.evaluate("location.hash = '#en-1'")
    seen.page.wait_for_function("document.documentElement.lang === 'en'")


def test_on_paper_closed_details_are_open(opened: Opening, tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text(txexplain.read("p2pkh").html("explain"), encoding="utf-8")
    page = opened(path).page
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator(".text details:not([open])").count() == 0
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.locator(".text details:not([open])").count() > 0
