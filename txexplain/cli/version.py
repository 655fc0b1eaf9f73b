"""The options of `txexplain` itself: `--version` and `--lang`."""

from typing import Annotated

import typer

from txexplain import __version__
from txexplain.cli.language import CommandTexts
from txexplain.cli.options import lang_option


def add_to(app: typer.Typer, texts: CommandTexts) -> None:
    def print_version(wanted: bool) -> None:
        if wanted:
            typer.echo(f"txexplain {__version__}")
            raise typer.Exit

    option = typer.Option("--version", callback=print_version, is_eager=True, help=texts.help("version"))

    @app.callback()
    def options(
        version: Annotated[bool, option] = False,
        lang: Annotated[str | None, lang_option(texts)] = None,
    ) -> None:
        pass
