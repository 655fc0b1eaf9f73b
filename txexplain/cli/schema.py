"""`txexplain schema`: the JSON Schema of what `--json` prints."""

from typing import Annotated

import typer

from txexplain.cli.language import CommandTexts
from txexplain.cli.options import lang_option


def add_to(app: typer.Typer, texts: CommandTexts) -> None:
    name_argument = typer.Argument(metavar="[NAME]", help=texts.help("schema_name"), show_default=False)

    @app.command(help=texts.help("schema"))
    def schema(
        name: Annotated[str, name_argument] = "decode",
        lang: Annotated[str | None, lang_option(texts)] = None,
    ) -> None:
        from txexplain.cli.output import write
        from txexplain.schemas import schema_text

        write(schema_text(name))
