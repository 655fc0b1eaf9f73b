"""Pages of the web: one file that asks for nothing, sound HTML, bounded, and nothing of others in its markup."""

from __future__ import annotations

import re
import struct
from base64 import b64encode
from collections import Counter
from collections.abc import Callable
from functools import cache
from hashlib import sha256
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest
from conftest import EXAMPLES, ROOT, Ran

import txexplain
from txexplain.explain.document import (
    ByteMap,
    ByteRow,
    Callout,
    Fact,
    Facts,
    Flow,
    FlowRow,
    FlowSide,
    Grid,
    Heading,
    Listing,
    Paragraph,
    Section,
    StackItem,
    StackLine,
    StepRow,
    Steps,
    Tree,
    TreeNode,
    TryRow,
    text,
)
from txexplain.lessons import all_lessons
from txexplain.lessons.shared import shared_lessons
from txexplain.texts import LANGUAGES, Texts
from txexplain.web.command import Command
from txexplain.web.page import MAX_BYTES, Told, WebPage, web_page
from txexplain.web.terms import MOST_IN_A_SECTION

Cli = Callable[..., Ran]
VOID = {"meta", "br", "hr", "img", "input", "link", "path", "rect", "line", "circle", "stop", "use"}
ADDRESS = "bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq"
COMMANDS = [
    "explain p2pkh",
    "explain --why taproot-script",
    "explain coinbase",
    "explain psbt-unsigned",
    "decode p2sh-multisig",
    "decode --bytes p2wpkh",
    "verify bad-signature",
    "whatif p2pkh --set vout[0].value=1",
    "block block170",
    "block block170 --proof 1",
    "block block170 --tx 1",
    f"lock {ADDRESS}",
    f"decode {ADDRESS}",
    "learn 5",
    "learn",
]


class Element:
    """One element as it begins: its name, its attributes, the language that holds there, and what is in it."""

    def __init__(self, name: str, attributes: dict[str, str | None], lang: str, texts: list[str]) -> None:
        self.name = name
        self.attributes = attributes
        self.lang = lang
        self._texts = texts  # of the whole page
        self._start = len(texts)
        self._end: int | None = None

    def close(self) -> None:
        self._end = len(self._texts)

    @property
    def text(self) -> str:
        return "".join(self._texts[self._start : self._end])


class Parsed(HTMLParser):
    """A page, read as a browser reads it; an end without its beginning is a fault."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[Element] = []
        self.open: list[Element] = []
        self.faults: list[str] = []
        self.texts: list[str] = []
        self.feed(page)
        self.faults += [f"{each.name} is left open" for each in self.open]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if len(given) < len(attrs):
            self.faults.append(f"an attribute of {tag} is there twice")
        lang = given.get("lang") or (self.open[-1].lang if self.open else "")
        element = Element(tag, given, lang, self.texts)
        self.elements.append(element)
        if tag in VOID:
            element.close()
        else:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop().close()

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open[-1].name != tag:
            self.faults.append(f"</{tag}> where {self.open[-1].name if self.open else 'nothing'} is open")
        else:
            self.open.pop().close()

    def handle_data(self, data: str) -> None:
        self.texts.append(data)

    def named(self, *names: str) -> list[Element]:
        return [each for each in self.elements if each.name in names]

    def values(self, attribute: str) -> list[str]:
        return [each.attributes[attribute] or "" for each in self.elements if attribute in each.attributes]


@pytest.fixture
def written(cli: Cli, tmp_path: Path) -> Callable[..., str]:
    """Runs a command with `--html`, and reads what it wrote."""

    def write(command: str, *more: str, status: int | None = None) -> str:
        path = tmp_path / "page.html"
        ran = cli(*command.split(), *more, "--html", str(path), "--force")
        assert ran.out == ""
        assert path.name in ran.err.replace("\n", "")
        assert ran.status == status if status is not None else ran.status in (0, 1, 4)
        return path.read_text(encoding="utf-8")

    return write


@cache
def page_of(name: str) -> str:
    return txexplain.read(name).html("explain")


@pytest.mark.parametrize("command", COMMANDS)
def test_a_page_is_sound_and_asks_for_nothing(written: Callable[..., str], command: str) -> None:
    page = written(command)
    parsed = Parsed(page)
    assert parsed.faults == []
    assert page.startswith("<!doctype html>")
    for each in parsed.elements:
        for name, value in each.attributes.items():
            assert not name.startswith("on")
            assert name not in ("style", "src", "srcset", "data", "action", "formaction", "xlink:href")
            assert name != "href" or (value or "").startswith("#"), value
    assert len(parsed.named("style")) == len(parsed.named("script")) == 1
    assert parsed.named("link", "img", "iframe", "object", "embed", "form", "base") == []
    assert "http://" not in re.sub(r'xmlns="[^"]*"', "", page)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_name_in_a_page_leads_somewhere_and_every_id_is_there_once(
    written: Callable[..., str], command: str
) -> None:
    parsed = Parsed(written(command))
    ids = Counter(parsed.values("id"))
    assert [name for name, count in ids.items() if count > 1] == []
    named = [value.removeprefix("#") for value in parsed.values("href")]
    for attribute in ("aria-labelledby", "aria-controls", "aria-describedby", "popovertarget"):
        named += [name for value in parsed.values(attribute) for name in value.split()]
    assert named
    assert set(named) <= set(ids)


@pytest.mark.parametrize("command", [*COMMANDS, "learn --all"])
def test_headings_have_one_first_and_no_gaps(written: Callable[..., str], command: str) -> None:
    parsed = Parsed(written(command))
    for tag in ("en", "zh-Hans"):
        levels = [int(each.name[1]) for each in parsed.named("h1", "h2", "h3", "h4", "h5", "h6") if each.lang == tag]
        assert levels[0] == 1
        assert levels.count(1) == 1
        assert all(after <= before + 1 for before, after in pairwise(levels))


def test_the_policy_allows_this_style_and_this_script_alone() -> None:
    parsed = Parsed(page_of("p2pkh"))
    (policy,) = [each.attributes["content"] for each in parsed.named("meta") if "http-equiv" in each.attributes]
    assert policy is not None
    hashes = {
        each.name: b64encode(sha256(each.text.encode()).digest()).decode() for each in parsed.named("style", "script")
    }
    assert policy.split("; ") == [
        "default-src 'none'",
        f"style-src 'sha256-{hashes['style']}'",
        f"script-src 'sha256-{hashes['script']}'",
        "base-uri 'none'",
        "form-action 'none'",
    ]


@pytest.mark.parametrize("path", sorted((ROOT / "txexplain" / "web").glob("*s/*.*")), ids=lambda path: path.name)
def test_nothing_of_ours_ends_the_element_in_which_it_is_written(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert not re.search(r"</(style|script)|<!--", source, re.I) or path.suffix == ".html"
    assert "innerHTML" not in source
    assert path.suffix != ".html" or "safe" not in re.findall(r"\|\s*(\w+)", source)
    assert path.suffix != ".css" or "url(" not in source


@pytest.mark.parametrize(("lang", "tag", "words"), [("en", "en", "Transaction"), ("zh", "zh-Hans", "交易")])
def test_a_page_opens_in_the_language_of_the_command_and_has_the_other(
    written: Callable[..., str], lang: str, tag: str, words: str
) -> None:
    parsed = Parsed(written("decode p2pkh", "--lang", lang))
    assert parsed.named("html")[0].lang == tag
    assert parsed.named("title")[0].text.startswith(words)
    articles = parsed.named("article")
    assert articles[0].lang == tag
    assert {each.attributes["id"] for each in articles} == set(LANGUAGES)
    assert "chosen" in (articles[0].attributes["class"] or "")
    assert "chosen" not in (articles[1].attributes["class"] or "")


def told_in(page: str) -> str:
    return re.sub(r"\s+", "", Parsed(page).named("article")[0].text)


@pytest.mark.parametrize("name", ["p2pkh", "taproot-script", "coinbase"])
def test_all_that_the_terminal_says_in_sentences_is_in_the_page(name: str) -> None:
    told = told_in(page_of(name))
    for block in txexplain.read(name).explain().blocks:
        if isinstance(block, Paragraph | Heading):
            assert re.sub(r"\s+", "", "".join(chunk.text for chunk in block.line)) in told
        if isinstance(block, Facts):
            for fact in block.rows:
                assert re.sub(r"\s+", "", "".join(chunk.text for chunk in fact.note)) in told


def test_the_verdict_comes_before_the_money_and_says_itself_in_words() -> None:
    told = told_in(page_of("bad-signature"))
    assert told.index("✗invalid") < told.index("Inputs:1coin")
    assert 'class="answer invalid"' in page_of("bad-signature")


@pytest.mark.parametrize(
    ("command", "status"),
    [("verify p2pkh", 0), ("verify bad-signature", 1), (f"verify {EXAMPLES['p2pkh'].raw.hex()}", 4)],
)
def test_the_status_is_that_without_a_page(written: Callable[..., str], command: str, status: int) -> None:
    written(command, status=status)


@pytest.mark.parametrize("command", ["decode p2pkh", "lock " + ADDRESS, "block block170", "learn 1"])
def test_a_hyphen_is_standard_output(cli: Cli, command: str) -> None:
    ran = cli(*command.split(), "--html", "-")
    assert ran.status == 0
    assert Parsed(ran.out).faults == []
    assert "written" not in ran.err


@pytest.mark.parametrize(
    "command",
    [
        "decode p2pkh --json",
        "decode p2pkh --lines",
        "explain p2pkh --json",
        "verify p2pkh --fields txid",
        "whatif p2pkh --json",
        f"lock {ADDRESS} --json",
        "block block170 --json",
        "block block170 --transactions",
    ],
)
def test_two_forms_at_once_are_refused(cli: Cli, tmp_path: Path, command: str) -> None:
    ran = cli(*command.split(), "--html", str(tmp_path / "page.html"))
    assert ran.status == 2
    assert "`--html` and" in ran.err.replace("\n", " ") or "--html and" in " ".join(ran.err.split())
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("command", ["decode p2pkh", "lock " + ADDRESS, "block block170", "learn 1"])
def test_a_file_that_exists_stays_as_it_is(cli: Cli, tmp_path: Path, command: str) -> None:
    path = tmp_path / "page.html"
    path.write_text("mine", encoding="utf-8")
    assert cli(*command.split(), "--html", str(path)).status == 5
    assert path.read_text(encoding="utf-8") == "mine"


# Words that open


def test_a_word_opens_its_meaning_at_most_once_in_a_section_and_few_of_them() -> None:
    for section in page_of("taproot-script").split("<section")[1:]:
        opened = re.findall(r'popovertarget="([^"]+)"', section.partition("</section>")[0])
        assert len(set(opened)) == len(opened) <= MOST_IN_A_SECTION


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_a_word_means_is_in_the_list_at_the_end_too(lang: str) -> None:
    page = page_of("p2pkh")
    short = Texts(lang).plain("terms", "output_script", "short")
    assert f'popovertarget="term-{lang}-output-script">' in page
    assert page.count(short) == 2


def test_code_and_headings_open_no_word() -> None:
    page = page_of("p2pkh")
    for inside in re.findall(r"<(?:h[1-6]|code|dt)\b.*?</(?:h[1-6]|code|dt)>", page):
        assert "popovertarget" not in inside


# Hostile


HOSTILE = "</script><script>x</script>\"'><img src=x onerror=x>{{7*7}}{% raw %}\x1b[31m\u202e\x00\udc80]]>&amp;"


def every_block(words: str) -> tuple[Section, ...]:
    """Each kind of block with these words wherever it has room for some."""
    line = text(words, "strong")
    rows = (FlowRow(words, words, line, 5), FlowRow(words, words, line, 3, "rest"))
    side = FlowSide(line, words, rows, (FlowRow(words, words, line, 2, "fee"),))
    stack = StackLine(words, (StackItem(words, "put", words, words, words),), line)
    step = StepRow(words, line, True, (stack, stack), (line,), (TryRow(words, words, True, "valid", line),))
    blocks = (
        Paragraph((*line, *text(words), *text(words, "code"), *text(words, words))),
        Facts((Fact(words, (line, line), line), Fact(words, (text("✓", "valid"),)))),
        Callout("odd", words, line),
        Callout("word", words, line),
        Listing(((words, line), (f"txexplain {words}", line))),
        Flow(side, side, words),
        ByteMap((ByteRow(0, b"\0", words, words, words, 0), ByteRow(1, b"", words, words, "", 1, words))),
        Steps((step,)),
        Grid((words,), ((words, (words,)),)),
        Tree(TreeNode(words, words, True, (TreeNode(words, words), TreeNode("", words)))),
    )
    return (Section(Heading(line, 1), blocks, key=words), Section(Heading(line, 4), blocks))


def counted(page: str) -> Counter[str]:
    """How many elements of each name there are, but for the pieces into which a picture breaks text."""
    return Counter(each.name for each in Parsed(page).elements if each.name not in ("text", "tspan"))


def test_no_words_of_others_are_markup_wherever_they_stand() -> None:
    def made(words: str) -> str:
        fields = ByteMap((ByteRow(0, b"\0\1", words, words, words, 0),))
        told = tuple(Told(Texts(lang), words, every_block(words), fields) for lang in LANGUAGES)
        return web_page(WebPage(Command(f"txexplain explain {words}"), told))

    hostile, harmless = made(HOSTILE), made("a script of harmless words")
    assert Parsed(hostile).faults == []
    assert counted(hostile) == counted(harmless)
    assert "\x1b" not in hostile
    assert "\u202e" not in hostile
    assert "{{7*7}}" in hostile.replace("&#34;", '"')


def test_no_markup_of_a_transaction_is_markup_of_its_page() -> None:
    script = b"\x6a\x4c" + bytes([len(b"<script>alert(1)</script>")]) + b"<script>alert(1)</script>"
    page = txexplain.read(transaction([(0, script)])).html("explain")
    assert "&lt;script&gt;" in page
    assert len(Parsed(page).named("script")) == 1


# Bounds


def transaction(outputs: list[tuple[int, bytes]], inputs: int = 1, items: list[bytes] | None = None) -> bytes:
    def size(count: int) -> bytes:
        if count < 0xFD:
            return bytes([count])
        return b"\xfd" + struct.pack("<H", count) if count < 0x10000 else b"\xfe" + struct.pack("<I", count)

    raw = struct.pack("<I", 2) + (b"\0\1" if items else b"") + size(inputs)
    raw += b"".join(struct.pack("<I", n) + b"\7" * 28 + b"\0\0\0\0\0\xff\xff\xff\xff" for n in range(1, inputs + 1))
    raw += size(len(outputs)) + b"".join(struct.pack("<q", v) + size(len(s)) + s for v, s in outputs)
    raw += size(len(items)) + b"".join(size(len(item)) + item for item in items) if items else b""
    return raw + b"\0\0\0\0"


def p2wpkh(number: int) -> bytes:
    return b"\0\x14" + struct.pack("<I", number) * 5


BIG = {
    "an item of 4 MB": lambda: transaction([(1, p2wpkh(1))], items=[b"<b>" * 1_333_333]),
    "20,000 outputs": lambda: transaction([(n + 1, p2wpkh(n)) for n in range(20_000)]),
    "5,000 inputs": lambda: transaction([(1, p2wpkh(1))], inputs=5_000),
    "100,000 items": lambda: transaction([(1, p2wpkh(1))], items=[b"ab"] * 100_000),
}


@pytest.mark.slow
@pytest.mark.parametrize("choices", [{}, {"all": True}], ids=["short", "all"])
@pytest.mark.parametrize("view", ["decode", "explain"])
@pytest.mark.parametrize("what", BIG)
def test_a_page_has_its_bounds_whatever_the_transaction(what: str, view: str, choices: dict[str, bool]) -> None:
    page = txexplain.read(BIG[what]()).html(view, **choices)
    assert len(page.encode()) <= MAX_BYTES
    assert Parsed(page).faults == []


def many_sections(count: int, size: int) -> tuple[Section, ...]:
    return tuple(Section(Heading(text(f"Part {n}"), 2), (Paragraph(text("word " * size)),)) for n in range(count))


@pytest.mark.parametrize(("count", "size"), [(4_000, 300), (40_000, 1), (1, 3_000_000)])
def test_what_has_no_room_is_left_out_and_the_page_says_so(count: int, size: int) -> None:
    told = tuple(Told(Texts(lang), "title", many_sections(count, size)) for lang in LANGUAGES)
    page = web_page(WebPage(Command("txexplain explain NAME"), told))
    assert len(page.encode()) <= MAX_BYTES
    for lang in LANGUAGES:
        gap = (
            Texts(lang).plain("web", "left_out") if count > 1 else Texts(lang).plain("web", "gap", count="14,996,000")
        )
        assert page.count(gap) == 1
    assert page.count('<code class="command">txexplain explain NAME</code>') == (4 if count > 1 else 2)


def test_of_a_long_block_the_first_rows_are_shown() -> None:
    rows = tuple((f"row{n}", text("words " * 20)) for n in range(60_000))
    told = (Told(Texts(), "title", (Section(None, (Listing(rows), Paragraph(text("after it")))),)),)
    page = web_page(WebPage(Command("txexplain decode NAME"), told))
    assert len(page.encode()) <= MAX_BYTES
    assert ">row0<" in page
    assert ">row5000<" in page
    assert ">row59999<" not in page
    assert "after it" in page
    shown = page.count("<dt>") - page.count('<div class="glossary"')
    assert Texts().plain("web", "left_out_rows", count=f"{60_000 - shown:,}") in page


def test_contents_of_very_many_sections_are_counted() -> None:
    told = (Told(Texts(), "title", many_sections(1_000, 1)),)
    page = web_page(WebPage(Command("txexplain explain NAME"), told))
    assert Texts().plain("web", "more_contents", count="700") in page
    assert page.count("<section") == 1_000


# The library


def test_a_session_gives_the_page_that_the_command_writes(cli: Cli) -> None:
    assert cli("verify", "bad-signature", "--html", "-").out == txexplain.read("bad-signature").html("verify")
    assert cli("explain", "p2pkh", "--lang", "zh", "--html", "-").out == txexplain.read("p2pkh").html("explain", "zh")
    assert cli("lock", ADDRESS, "--html", "-").out == txexplain.lock(ADDRESS).html()
    block = txexplain.read_block("block170")
    assert cli("block", "block170", "--proof", "1", "--html", "-").out == block.html(proof=1)
    assert cli("block", "block170", "--all", "--html", "-").out == block.html(all=True)


@pytest.mark.parametrize(
    ("arguments", "choices", "error"),
    [(("nothing",), {}, ValueError), (("decode", "fr"), {}, ValueError), (("decode",), {"why": True}, TypeError)],
)
def test_what_is_no_choice_of_a_page_is_refused(
    arguments: tuple[str, ...], choices: dict[str, bool], error: type[Exception]
) -> None:
    with pytest.raises(error):
        txexplain.read("p2pkh").html(*arguments, **choices)


def test_the_command_at_the_end_has_the_edits() -> None:
    page = txexplain.read("p2pkh").html(
        "whatif", edits=[("set", "vout[0].value", "1"), ("flip", "vin[0].script", "3")]
    )
    (command,) = set(re.findall(r'<code class="command">(txexplain whatif .*?)</code>', page))
    assert command == "txexplain whatif --set &#39;vout[0].value=1&#39; --flip &#39;vin[0].script:3&#39; p2pkh"


def test_lessons_share_one_page_and_each_has_its_own() -> None:
    whole = web_page(shared_lessons(all_lessons(), Texts()))
    parsed = Parsed(whole)
    assert parsed.faults == []
    assert "txexplain learn --all" in whole
    for lesson in all_lessons():
        title = Texts().plain("learn", "lesson", number=lesson.number, title=lesson.texts["en"]["title"])
        assert title in parsed.named("article")[0].text


def test_a_date_and_time_is_not_broken_in_two_lines() -> None:
    page = page_of("first")
    assert '<span class="held">2009-01-12 03:30:25 UTC</span>' in page
