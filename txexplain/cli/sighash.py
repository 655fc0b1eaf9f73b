"""`txexplain sighash`: the messages that the signatures of one input sign, part by part."""

from typing import Annotated

import typer

from txexplain.cli.language import CommandTexts
from txexplain.cli.options import COINS, LOOKUP, RULES, Given, flag, hash_type_option, input_option, takes_transaction


def add_to(app: typer.Typer, texts: CommandTexts) -> None:
    @app.command(help=texts.help("sighash"))
    @takes_transaction(texts, *COINS, *RULES, "network", *LOOKUP, rules_help="rules_trace")
    def sighash(
        given: Given,
        input_: Annotated[int, input_option(texts)] = 0,
        hash_type: Annotated[str | None, hash_type_option(texts)] = None,
        json: Annotated[bool, flag("--json", texts, "json_sighash")] = False,
        all_: Annotated[bool, flag("--all", texts, "all_sighash")] = False,
    ) -> int:
        from txexplain.cli.present import present

        return present("sighash", given, texts, json=json, input=input_, all=all_, hash_type=hash_type or "")
