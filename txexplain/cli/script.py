"""`txexplain script`: a script run by itself, from assembly or hex."""

from typing import Annotated

import typer

from txexplain.cli.options import flag, lang_option, rules_option
from txexplain.cli.trace import KEPT_STEPS, KEPT_STEPS_ALL
from txexplain.texts import Texts


def add_to(app: typer.Typer, texts: Texts) -> None:
    script_argument = typer.Argument(metavar="SCRIPT", help=texts.plain("cli", "script_text"), show_default=False)
    stack_option = typer.Option("--stack", metavar="ITEMS", help=texts.plain("cli", "stack"), show_default=False)
    kind_option = typer.Option(
        "--kind", metavar="legacy|v0|tapscript", help=texts.plain("cli", "script_version"), show_default=False
    )

    @app.command(help=texts.plain("cli", "script"), context_settings={"ignore_unknown_options": True})
    def script(
        script: Annotated[str | None, script_argument] = None,
        stack: Annotated[str | None, stack_option] = None,
        kind: Annotated[str, kind_option] = "legacy",
        rules: Annotated[str | None, rules_option(texts, "rules_trace")] = None,
        json: Annotated[bool, flag("--json", texts, "json_trace")] = False,
        all_: Annotated[bool, flag("--all", texts, "all_trace")] = False,
        lang: Annotated[str | None, lang_option(texts)] = None,
    ) -> int:
        import sys
        from io import BytesIO

        from txexplain.cli.output import show, write
        from txexplain.cli.rules import parse_rules
        from txexplain.cli.script_words import read_items, read_script, read_version
        from txexplain.cli.status import status_of
        from txexplain.model.rules import CONSENSUS
        from txexplain.script.spend import run_alone

        stdin = sys.stdin.buffer if sys.stdin else BytesIO()
        data = read_script(script, stdin, sys.stdin is None or sys.stdin.isatty())
        asked = parse_rules(rules)
        keep = KEPT_STEPS_ALL if json or all_ else KEPT_STEPS
        rules_taken = CONSENSUS if asked is None else asked
        run = run_alone(data, read_version(kind), read_items(stack), rules_taken, keep)
        if json:
            from txexplain.data.trace import script_data
            from txexplain.render.json import to_json

            write(to_json(script_data(run)))
        else:
            from txexplain.explain.pages.trace import script_page

            show(script_page(run, texts, show_all=all_))
        return status_of(run.verdict)
