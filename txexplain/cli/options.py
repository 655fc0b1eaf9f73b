"""The options that several commands share."""

from __future__ import annotations

from typing import Any

import typer

from txexplain.texts import LANGUAGES, Texts


def tx_argument(texts: Texts) -> Any:
    return typer.Argument(metavar="TX", help=texts.plain("cli", "tx"), show_default=False)


def flag(name: str, texts: Texts, key: str) -> Any:
    return typer.Option(name, help=texts.plain("cli", key), show_default=False)


def lang_option(texts: Texts) -> Any:
    """Declared for the help; `language_of` has read it before the arguments are parsed."""
    return typer.Option("--lang", metavar="|".join(LANGUAGES), help=texts.plain("cli", "lang"), show_default=False)
