"""The man page says what the help says, in the form that man reads."""

from __future__ import annotations

import re
import shutil
import subprocess

import pytest

from txexplain.cli.app import COMMANDS, create_command
from txexplain.cli.help import help_of
from txexplain.cli.language import CommandTexts
from txexplain.cli.manual import man_page, man_pages
from txexplain.texts import LANGUAGES


def as_read(page: str) -> str:
    """The page without its macros: what a reader sees, in one line."""
    text = re.sub(r"^\.(PP|TP|br|ad l)$", "", page, flags=re.M)
    text = re.sub(r"^\.(SH|SS|B) ", "", text, flags=re.M).replace("\\-", "-").replace("\\&", "").replace("\\e", "\\")
    return " ".join(re.sub(r"\\f[BR]", "", text).split())


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_has_every_option_of_every_command_with_its_help(language: str) -> None:
    texts = CommandTexts(language, with_help=True)
    read = as_read(man_page(language))
    for command in COMMANDS:
        told = help_of(create_command(texts, command).commands[command], f"txexplain {command}", texts)
        assert f"{told.usage} {told.about}" in read
        for _, rows in told.parts:
            for name, about in rows:
                assert f"{name} {about}" in read, (command, name)


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_has_the_exit_statuses_and_the_variables(language: str) -> None:
    read = as_read(man_page(language))
    for word in ("0", "1", "2", "3", "4", "5", "70", "130", "141", "NO_COLOR", "FORCE_COLOR", "PAGER", "LESS"):
        assert f" {word} " in read


def test_it_is_the_same_when_it_is_made_again() -> None:
    assert man_pages(LANGUAGES) == man_pages(LANGUAGES)
    assert set(man_pages(LANGUAGES)) == {"man1/txexplain.1", "zh_CN/man1/txexplain.1"}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("formatter", "accepted"),
    [
        (["mandoc", "-T", "lint", "-W", "warning"], "missing date"),
        (["groff", "-man", "-Kutf8", "-Tutf8", "-ww", "-z"], "can't break line"),
    ],
)
def test_the_formatters_find_no_fault(language: str, formatter: list[str], accepted: str) -> None:
    if shutil.which(formatter[0]) is None:
        pytest.skip(f"needs {formatter[0]}")
    ran = subprocess.run(formatter, input=man_page(language).encode(), capture_output=True, check=False)
    told = (ran.stdout + ran.stderr).decode().splitlines()
    assert [line for line in told if accepted not in line] == []
