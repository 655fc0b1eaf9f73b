"""`txexplain verify`: the verdict on a transaction, input by input."""

from typing import Annotated

import typer

from txexplain.cli.language import CommandTexts
from txexplain.cli.options import COINS, LOOKUP, MANY, PAGE, POLICY, RULES, Given, flag, takes_transaction


def add_to(app: typer.Typer, texts: CommandTexts) -> None:
    @app.command(help=texts.help("verify"))
    @takes_transaction(texts, *COINS, *RULES, "max_checks", "network", *LOOKUP, *MANY, *POLICY, *PAGE)
    def verify(
        given: Given,
        no_diagnosis: Annotated[bool, flag("--no-diagnosis", texts, "no_diagnosis")] = False,
        json: Annotated[bool, flag("--json", texts, "json_verify")] = False,
        all_: Annotated[bool, flag("--all", texts, "all_verify")] = False,
    ) -> int:
        from txexplain.cli.present import present

        return present("verify", given, texts, json=json, all=all_, diagnosis=not no_diagnosis)
