"""`txexplain step`: the walkthrough, one key press at a time."""

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
    @app.command(help=texts.plain("cli", "step"))
    def step(
        tx: Annotated[str | None, tx_argument(texts)] = None,
        input_: Annotated[list[int] | None, inputs_option(texts)] = None,
        output: Annotated[list[int] | None, outputs_option(texts)] = None,
        why: Annotated[bool, flag("--why", texts, "why_option")] = False,
        all_: Annotated[bool, flag("--all", texts, "all_explain")] = False,
        linear: Annotated[bool, flag("--linear", texts, "linear")] = False,
        prevouts: Annotated[str | None, prevouts_option(texts)] = None,
        parent: Annotated[list[str] | None, parent_option(texts)] = None,
        rules: Annotated[str | None, rules_option(texts)] = None,
        height: Annotated[int | None, height_option(texts)] = None,
        lang: Annotated[str | None, lang_option(texts)] = None,
    ) -> None:
        from txexplain.cli.keys import is_interactive, is_typed
        from txexplain.cli.output import show
        from txexplain.cli.storytelling import read_story
        from txexplain.explain.walk.story import Choice

        on_screen = is_interactive() and not linear
        if on_screen and tx is None and is_typed():
            from txexplain.cli.choosing import choose_example

            tx = choose_example(texts)
            if not tx:
                return
        choice = Choice(tuple(input_ or ()), tuple(output or ()), whole=all_, why=why, details=on_screen)
        story = read_story(tx, choice, prevouts, parent or (), rules, height, texts)
        if on_screen:
            from txexplain.cli.stepping import step_through
            from txexplain.explain.walk.tour import Tour

            step_through(Tour(story, choice), texts)
        else:
            from txexplain.explain.walk.page import linear_page

            show(linear_page(story, choice, texts))
