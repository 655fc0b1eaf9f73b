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
        from txexplain.cli.output import show
        from txexplain.explain.pages.why import glossary_page, why_page
        from txexplain.explain.parts.names import entries_of, names_near
        from txexplain.model.errors import InputError
        from txexplain.sources.hexadecimal import is_key_size

        if not name:
            show(glossary_page(texts))
            return
        asked = " ".join(name)
        if is_key_size(asked):
            raise InputError("looks_like_txid")  # or a private key: not shown
        entries = entries_of(asked, texts)
        if not entries:
            near = texts.plain("page", "between").join(names_near(asked, texts))
            if near:
                raise InputError("unknown_name", name=asked[:60], near=near)
            raise InputError("unknown_name_alone", name=asked[:60])
        show(why_page(entries, texts))
