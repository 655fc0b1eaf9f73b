"""`txexplain why`: what a name means."""

from typing import Annotated

import typer

from txexplain.cli.language import CommandTexts
from txexplain.cli.options import lang_option


def add_to(app: typer.Typer, texts: CommandTexts) -> None:
    name_argument = typer.Argument(metavar="[NAME]", help=texts.help("why_name"), show_default=False)

    @app.command(help=texts.help("why"))
    def why(
        name: Annotated[list[str] | None, name_argument] = None,
        lang: Annotated[str | None, lang_option(texts)] = None,
    ) -> None:
        from txexplain.cli.asking_why import answer
        from txexplain.cli.output import show

        show(answer(" ".join(name or ()), texts))
