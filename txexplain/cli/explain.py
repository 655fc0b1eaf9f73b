"""`txexplain explain`: the whole walkthrough of a transaction."""

from typing import Annotated

import typer

from txexplain.cli.options import (
    flag,
    height_option,
    inputs_option,
    lang_option,
    outputs_option,
    parent_option,
    prevouts_option,
    rules_option,
    tx_argument,
)
from txexplain.texts import Texts


def add_to(app: typer.Typer, texts: Texts) -> None:
    @app.command(help=texts.plain("cli", "explain"))
    def explain(
        tx: Annotated[str | None, tx_argument(texts)] = None,
        input_: Annotated[list[int] | None, inputs_option(texts)] = None,
        output: Annotated[list[int] | None, outputs_option(texts)] = None,
        brief: Annotated[bool, flag("--brief", texts, "brief")] = False,
        why: Annotated[bool, flag("--why", texts, "why_option")] = False,
        all_: Annotated[bool, flag("--all", texts, "all_explain")] = False,
        prevouts: Annotated[str | None, prevouts_option(texts)] = None,
        parent: Annotated[list[str] | None, parent_option(texts)] = None,
        rules: Annotated[str | None, rules_option(texts)] = None,
        height: Annotated[int | None, height_option(texts)] = None,
        json: Annotated[bool, flag("--json", texts, "json_explain")] = False,
        lang: Annotated[str | None, lang_option(texts)] = None,
    ) -> None:
        from txexplain.cli.output import show, write
        from txexplain.cli.storytelling import read_story
        from txexplain.explain.walk.story import Choice

        choice = Choice(tuple(input_ or ()), tuple(output or ()), brief=brief, whole=all_, why=why)
        story = read_story(tx, choice, prevouts, parent or (), rules, height, texts)
        if json:
            from txexplain.render.document_data import walk_data
            from txexplain.render.json import json_pieces

            write(json_pieces(walk_data(story, choice, texts)))
        else:
            from txexplain.explain.walk.page import explain_page

            show(explain_page(story, choice, texts))
