"""`why` knows the words that people ask for, in both languages, and every BIP that any text cites."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import ROOT, Ran

from txexplain.explain.pages.why import why_page
from txexplain.explain.parts.names import Entry, entries_of
from txexplain.model.rules import HISTORY
from txexplain.render.layout import layout
from txexplain.render.wrap import width_of
from txexplain.texts import ANY_LANGUAGE, LANGUAGES, Texts, catalogue

ASKED = Path(__file__).parent / "asked"
TEXTS = ROOT / "txexplain" / "texts"
STATUSES = {"rule", "used", "proposed", "closed", "past", "process"}
CITED = re.compile(r"\bBIP[ -]?0*(\d+)")


def asked(language: str) -> list[str]:
    return (ASKED / f"{language}.txt").read_text(encoding="utf-8").split("\n")[:-1]


def cited() -> set[int]:
    """The numbers in all catalogues, lessons and examples."""
    folders = (TEXTS, ROOT / "txexplain" / "lessons", ROOT / "examples")
    files = [*(file for folder in folders for file in folder.rglob("*.toml")), *ROOT.glob("docs/*.md")]
    return {int(number) for file in files for number in CITED.findall(file.read_text(encoding="utf-8"))}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_that_is_asked_is_known(language: str) -> None:
    texts, words = Texts(language), asked(language)
    assert len(words) == len(set(words)) > 200
    assert [word for word in words if not entries_of(word, texts)] == []
    for word in words:
        lines = list(layout(why_page(entries_of(word, texts), texts), 80))
        assert len(lines) > 3, word
        assert max(map(width_of, lines)) <= 80


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_bip_that_is_cited_is_known_by_its_number(language: str) -> None:
    numbers = cited()
    assert {9, 16, 34, 66, 68, 113, 125, 141, 143, 174, 340, 341, 342, 431} <= numbers
    for number in numbers:
        for name in (f"BIP{number}", f"bip {number}", f"BIP-{number:04}", f"bip-{number:04}.mediawiki"):
            assert Entry("bip", f"bip{number}") in entries_of(name, Texts(language)), name


def test_each_bip_has_a_status_and_leads_to_terms_that_exist() -> None:
    known = catalogue(ANY_LANGUAGE, "bips")
    assert list(known) == list(catalogue("en", "bips")) == list(catalogue("zh", "bips"))
    assert list(known) == sorted(known, key=lambda key: int(key[3:]))
    for key, facts in known.items():
        assert not isinstance(facts, str)
        assert facts["status"] in STATUSES, key
        for term in str(facts["see"]).split(", "):
            assert term in catalogue("en", "terms"), (key, term)


def test_rules_are_in_force_since_the_heights_of_the_engine() -> None:
    known = tomllib.loads((TEXTS / "any" / "bips.toml").read_text(encoding="utf-8"))
    heights = {change.height for change in HISTORY}
    for number in (34, 65, 66, 68, 112, 113, 141, 143, 147):
        height = int(known[f"bip{number}"]["height"].replace(",", ""))
        assert height in heights or number == 34, number
        assert known[f"bip{number}"]["status"] == "rule"


def test_the_commands_that_bips_and_terms_name_work(cli: Callable[..., Ran]) -> None:
    facts = [row for topic in ("bips", "terms") for row in catalogue(ANY_LANGUAGE, topic).values()]
    commands = {str(row["try"]) for row in facts if not isinstance(row, str) and "try" in row} - {"lock"}
    for command in sorted(commands):
        if command.split()[0] in ("decode", "explain", "why", "sighash", "lock"):
            assert cli(*command.replace("why sighash type", "why|sighash type").replace("|", " ").split()).status == 0


@pytest.mark.parametrize("name", ["BIP9999", "bip", "bip0", "bip-1-2", "BIP" + "1" * 5000])
def test_what_is_not_a_known_bip_does_no_harm(cli: Callable[..., Ran], name: str) -> None:
    ran = cli("why", name)
    assert ran.status in (0, 2)
    assert "Traceback" not in ran.out + ran.err
