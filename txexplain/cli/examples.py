"""`txexplain examples`: the bundled transactions, by what they teach."""

from typing import Annotated

import typer

from txexplain.cli.language import CommandTexts
from txexplain.cli.options import flag, lang_option


def add_to(app: typer.Typer, texts: CommandTexts) -> None:
    @app.command(help=texts.help("examples"))
    def examples(
        json: Annotated[bool, flag("--json", texts, "json_examples")] = False,
        lang: Annotated[str | None, lang_option(texts)] = None,
    ) -> None:
        from txexplain.bundled import all_examples, all_psbts
        from txexplain.cli.output import show, write

        found = [*all_examples(), *all_psbts()]
        if json:
            from txexplain.data.examples import examples_data
            from txexplain.render.json import to_json

            write(to_json(examples_data(found, texts.language)))
        else:
            from txexplain.explain.pages.examples import examples_page

            show(examples_page(found, texts))
