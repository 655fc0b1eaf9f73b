"""`txexplain step`: the walkthrough, one key press at a time."""

from typing import TYPE_CHECKING, Annotated

import typer

from txexplain.cli.language import CommandTexts
from txexplain.cli.options import (
    COINS,
    LOOKUP,
    POLICY,
    RULES,
    Given,
    flag,
    inputs_option,
    outputs_option,
    takes_transaction,
)

if TYPE_CHECKING:
    from txexplain.explain.walk.story import Choice, Story


def add_to(app: typer.Typer, texts: CommandTexts) -> None:
    @app.command(help=texts.help("step"))
    @takes_transaction(texts, *COINS, *RULES, "network", *LOOKUP, *POLICY)
    def step(
        given: Given,
        input_: Annotated[list[int] | None, inputs_option(texts)] = None,
        output: Annotated[list[int] | None, outputs_option(texts)] = None,
        why: Annotated[bool, flag("--why", texts, "why_option")] = False,
        no_diagnosis: Annotated[bool, flag("--no-diagnosis", texts, "no_diagnosis")] = False,
        all_: Annotated[bool, flag("--all", texts, "all_explain")] = False,
        linear: Annotated[bool, flag("--linear", texts, "linear")] = False,
    ) -> None:
        from txexplain.cli.output import show
        from txexplain.cli.present import told
        from txexplain.cli.terminal import is_interactive, is_typed
        from txexplain.session.views import Choices

        on_screen = is_interactive() and not linear
        listed = on_screen and given.tx is None and is_typed()
        choices = Choices(
            inputs=tuple(input_ or ()), outputs=tuple(output or ()), all=all_, why=why, diagnosis=not no_diagnosis
        )
        while True:
            if listed:
                given = given._replace(tx=_chosen(texts))
                if not given.tx:
                    return
            story, choice = told(given, choices, texts)
            choice = choice._replace(details=True)
            if not on_screen:
                from txexplain.explain.walk.page import linear_page

                show(linear_page(story, choice, texts), spoken=texts if linear else None)
                return
            if not _stepped(story, choice, texts, listed):
                return


def _chosen(texts: CommandTexts) -> str:
    """The example that the reader takes from the list."""
    from txexplain.bundled import all_examples, all_psbts
    from txexplain.cli.files import write_new
    from txexplain.tui.run import choose_example

    return choose_example((*all_examples(), *all_psbts()), texts, write_new)


def _stepped(story: "Story", choice: "Choice", texts: CommandTexts, listed: bool) -> bool:
    """Runs the stepper; whether the reader wants to go back to the list."""
    from txexplain.cli.asking_why import answer_typed
    from txexplain.cli.files import write_new
    from txexplain.explain.walk.tour import Tour
    from txexplain.tui.run import step_through

    return step_through(Tour(story, choice), texts, answer_typed, write_new, listed=listed)
