"""`txexplain trace`: the scripts of one input, step by step."""

from typing import Annotated

import typer

from txexplain.cli.options import COINS, RULES, Given, flag, input_option, takes_transaction
from txexplain.texts import Texts


def add_to(app: typer.Typer, texts: Texts) -> None:
    @app.command(help=texts.plain("cli", "trace"))
    @takes_transaction(texts, *COINS, *RULES, rules_help="rules_trace")
    def trace(
        given: Given,
        input_: Annotated[int, input_option(texts)] = 0,
        json: Annotated[bool, flag("--json", texts, "json_trace")] = False,
        all_: Annotated[bool, flag("--all", texts, "all_trace")] = False,
    ) -> int:
        from txexplain.cli.present import present

        return present("trace", given, texts, json=json, input=input_, all=all_)
