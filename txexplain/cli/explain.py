"""`txexplain explain`: the whole walkthrough of a transaction."""

from typing import Annotated

import typer

from txexplain.cli.language import CommandTexts
from txexplain.cli.options import (
    COINS,
    LOOKUP,
    MANY,
    POLICY,
    RULES,
    SHARING,
    Given,
    flag,
    inputs_option,
    outputs_option,
    takes_transaction,
)


def add_to(app: typer.Typer, texts: CommandTexts) -> None:
    @app.command(help=texts.help("explain"))
    @takes_transaction(texts, *COINS, *RULES, "max_checks", "network", *LOOKUP, *MANY, *POLICY, *SHARING)
    def explain(
        given: Given,
        input_: Annotated[list[int] | None, inputs_option(texts)] = None,
        output: Annotated[list[int] | None, outputs_option(texts)] = None,
        brief: Annotated[bool, flag("--brief", texts, "brief")] = False,
        why: Annotated[bool, flag("--why", texts, "why_option")] = False,
        no_diagnosis: Annotated[bool, flag("--no-diagnosis", texts, "no_diagnosis")] = False,
        json: Annotated[bool, flag("--json", texts, "json_explain")] = False,
        all_: Annotated[bool, flag("--all", texts, "all_explain")] = False,
    ) -> int:
        from txexplain.cli.present import present

        told = {"inputs": tuple(input_ or ()), "outputs": tuple(output or ()), "brief": brief, "why": why}
        return present("explain", given, texts, json=json, all=all_, diagnosis=not no_diagnosis, **told)
