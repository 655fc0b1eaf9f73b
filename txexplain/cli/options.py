"""The options that several commands share."""

from __future__ import annotations

from typing import Any

import typer

from txexplain.texts import LANGUAGES, Texts


def tx_argument(texts: Texts) -> Any:
    return typer.Argument(metavar="TX", help=texts.plain("cli", "tx"), show_default=False)


def prevouts_option(texts: Texts) -> Any:
    return typer.Option("--prevouts", metavar="FILE", help=texts.plain("cli", "prevouts"), show_default=False)


def parent_option(texts: Texts) -> Any:
    return typer.Option("--parent", metavar="TX", help=texts.plain("cli", "parent"), show_default=False)


def input_option(texts: Texts) -> Any:
    return typer.Option("--input", "-i", metavar="N", help=texts.plain("cli", "input"), show_default=False)


def inputs_option(texts: Texts) -> Any:
    return typer.Option("--input", "-i", metavar="N", help=texts.plain("cli", "inputs"), show_default=False)


def outputs_option(texts: Texts) -> Any:
    return typer.Option("--output", "-o", metavar="N", help=texts.plain("cli", "outputs"), show_default=False)


def rules_option(texts: Texts, key: str = "rules") -> Any:
    return typer.Option("--rules", metavar="RULES", help=texts.plain("cli", key), show_default=False)


def height_option(texts: Texts) -> Any:
    return typer.Option("--height", metavar="N", help=texts.plain("cli", "height"), show_default=False)


def listed(name: str, metavar: str, texts: Texts, key: str) -> Any:
    """An option that can be given again and again."""
    return typer.Option(name, metavar=metavar, help=texts.plain("cli", key), show_default=False)


def flag(name: str, texts: Texts, key: str) -> Any:
    return typer.Option(name, help=texts.plain("cli", key), show_default=False)


def lang_option(texts: Texts) -> Any:
    """Declared for the help; `language_of` has read it before the arguments are parsed."""
    return typer.Option("--lang", metavar="|".join(LANGUAGES), help=texts.plain("cli", "lang"), show_default=False)
