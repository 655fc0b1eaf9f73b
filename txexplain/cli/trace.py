"""`txexplain trace`: the scripts of one input, step by step."""

from typing import Annotated

import typer

from txexplain.cli.language import CommandTexts
from txexplain.cli.options import COINS, LOOKUP, RULES, Given, flag, input_option, takes_transaction


def add_to(app: typer.Typer, texts: CommandTexts) -> None:
    @app.command(help=texts.help("trace"))
    @takes_transaction(texts, *COINS, *RULES, "network", *LOOKUP, rules_help="rules_trace")
    def trace(
        given: Given,
        input_: Annotated[int, input_option(texts)] = 0,
        no_diagnosis: Annotated[bool, flag("--no-diagnosis", texts, "no_diagnosis")] = False,
        json: Annotated[bool, flag("--json", texts, "json_trace")] = False,
        all_: Annotated[bool, flag("--all", texts, "all_trace")] = False,
    ) -> int:
        from txexplain.cli.present import present

        return present("trace", given, texts, json=json, input=input_, all=all_, diagnosis=not no_diagnosis)
