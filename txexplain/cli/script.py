"""`txexplain script`: a script run by itself, from assembly or hex."""

from typing import Annotated

import typer

from txexplain.cli.language import CommandTexts
from txexplain.cli.options import flag, lang_option, rules_option


def add_to(app: typer.Typer, texts: CommandTexts) -> None:
    script_argument = typer.Argument(metavar="SCRIPT", help=texts.help("script_text"), show_default=False)
    stack_option = typer.Option("--stack", metavar="ITEMS", help=texts.help("stack"), show_default=False)
    kind_option = typer.Option(
        "--kind", metavar="legacy|v0|tapscript", help=texts.help("script_version"), show_default=False
    )
    locktime_option = typer.Option("--locktime", metavar="N", help=texts.help("script_locktime"), show_default=False)
    sequence_option = typer.Option("--sequence", metavar="N", help=texts.help("script_sequence"), show_default=False)
    version_option = typer.Option("--version", metavar="N", help=texts.help("script_tx_version"), show_default=False)

    @app.command(help=texts.help("script"), context_settings={"ignore_unknown_options": True})
    def script(
        script: Annotated[str | None, script_argument] = None,
        stack: Annotated[str | None, stack_option] = None,
        kind: Annotated[str, kind_option] = "legacy",
        locktime: Annotated[str | None, locktime_option] = None,
        sequence: Annotated[str | None, sequence_option] = None,
        version: Annotated[str | None, version_option] = None,
        rules: Annotated[str | None, rules_option(texts, "rules_trace")] = None,
        json: Annotated[bool, flag("--json", texts, "json_trace")] = False,
        all_: Annotated[bool, flag("--all", texts, "all_trace")] = False,
        lang: Annotated[str | None, lang_option(texts)] = None,
    ) -> int:
        from txexplain.cli.output import show, write
        from txexplain.cli.reading import stdin_bytes, stdin_is_terminal
        from txexplain.cli.script_words import read_items, read_script, read_transaction, read_version
        from txexplain.model.rules import rules_named
        from txexplain.session.script import ScriptSession, ScriptSubject

        data = read_script(script, stdin_bytes(), stdin_is_terminal())
        asked = None if rules is None else rules_named(rules)
        around = read_transaction(locktime, sequence, version)
        session = ScriptSession(ScriptSubject(data, read_version(kind), read_items(stack), asked, around))
        if json:
            from txexplain.render.json import to_json

            write(to_json(session.data()))
        else:
            show(session.document(texts, whole=all_))
        return session.status
