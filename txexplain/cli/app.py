"""The `txexplain` command: its sub-commands, and how it ends, whatever happens."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable, Sequence
from contextlib import redirect_stdout
from functools import partial
from importlib import import_module
from typing import Any

import typer

from txexplain.cli.language import CommandTexts, language_of
from txexplain.cli.output import ClosedPipe, leave_closed_pipe, write
from txexplain.model.errors import OutputError, TxExplainError
from txexplain.texts import Texts

COMMANDS = (
    "explain",
    "step",
    "decode",
    "verify",
    "trace",
    "sighash",
    "script",
    "learn",
    "whatif",
    "block",
    "why",
    "examples",
    "schema",
)
_NO_VARIABLE = "="  # no name of one: nothing in the environment turns the parser's completion on
_TALK = frozenset(("-h", "--help", "--version"))
EXIT_INTERNAL = 70  # EX_SOFTWARE
EXIT_INTERRUPTED = 130  # 128 + SIGINT
EXIT_CLOSED_PIPE = 141  # 128 + SIGPIPE


def create_app(texts: CommandTexts, command: str | None) -> typer.Typer:
    """The application with that one of its commands; without one with the names and help of all, to list them."""
    app = typer.Typer(
        help=texts.help("app"),
        rich_markup_mode=None,  # rich is slow to load, and reads markup in what users typed
        pretty_exceptions_enable=False,
        add_completion=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    for name in ("version", *((command,) if command else ())):
        import_module(f"txexplain.cli.{name}").add_to(app, texts)
    for name in () if command else COMMANDS:
        app.command(name, help=texts.help(name))(_nothing)
    return app


def run(arguments: Sequence[str]) -> int:
    """Runs the command and returns its exit status. Raises nothing, but a defect where TXEXPLAIN_DEBUG is set."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    arguments = [_no_option(each) for each in arguments or ("--help",)]
    texts = CommandTexts()
    talks = not _TALK.isdisjoint(arguments)
    try:
        texts = CommandTexts(language_of(arguments, os.environ), with_help=talks)
        command = typer.main.get_command(create_app(texts, _command_in(arguments)))
        for each in getattr(command, "commands", {}).values():
            each.callback = partial(_within_memory, each.callback)
        call = partial(
            command.main,
            args=list(arguments),
            prog_name="txexplain",
            complete_var=_NO_VARIABLE,
            standalone_mode=False,
        )
        return _talk(call) if talks else int(call() or 0)
    except TxExplainError as error:
        return _told(error, texts, arguments)
    except ClosedPipe:
        leave_closed_pipe()
        return EXIT_CLOSED_PIPE
    except (typer.Abort, KeyboardInterrupt):
        return EXIT_INTERRUPTED
    except OSError as error:
        return _told(OutputError("write_failed", reason=error.strerror or type(error).__name__), texts)
    except MemoryError:
        return _told(OutputError("out_of_memory"), texts)
    except Exception as error:
        return _failed(error, arguments, texts)


def _command_in(arguments: Sequence[str]) -> str | None:
    """The command that is asked for, None where only options are. Raises InputError where there is none such."""
    words = list(arguments)
    while words and words[0].startswith("-"):
        if words[0] in _TALK:
            return None
        words = words[2:] if words[0] == "--lang" else words[1:]
    if not words or words[0] in COMMANDS:
        return words[0] if words else None
    from txexplain.cli.mistakes import unknown_command

    raise unknown_command(words, COMMANDS)


def _no_option(argument: str) -> str:
    """A script that begins with a negative number is no option, though it begins like one."""
    return f" {argument}" if argument[:1] == "-" and argument[1:2].isdigit() else argument


def _within_memory(callback: Callable[..., int | None], *arguments: Any, **options: Any) -> int | None:
    """Calls it, and frees what filled the memory before the error goes on.

    CPython 3.11 needs a new number to leave a `with`, as Typer has around a command, and tries for ever to make it.
    """
    try:
        return callback(*arguments, **options)
    except MemoryError as error:
        error.__traceback__ = None  # and with it the frames, and all that they hold
    raise OutputError("out_of_memory")


def _nothing() -> None: ...


def _talk(call: Callable[[], int | None]) -> int:
    """Calls what prints help or the version by itself, and writes that as all else is written."""
    with redirect_stdout(io.StringIO()) as told:
        status = call()
    write(told.getvalue())
    return int(status or 0)


def _failed(error: Exception, arguments: Sequence[str], texts: Texts) -> int:
    """A usage error, told as Typer words it, or a defect, told without a traceback."""
    message = getattr(error, "format_message", None)
    if message is not None:
        from txexplain.cli.mistakes import usage_error

        return _told(usage_error(error, message(), COMMANDS), texts, arguments)
    if os.environ.get("TXEXPLAIN_DEBUG"):
        raise error
    _told(TxExplainError("internal", reason=f"{type(error).__name__}: {error}"), texts)
    return EXIT_INTERNAL


def _told(error: TxExplainError, texts: Texts, arguments: Sequence[str] = ()) -> int:
    """Tells the error, which may repeat `arguments`, and returns its exit status."""
    from txexplain.cli.mistakes import without_secrets
    from txexplain.cli.output import say_plainly, tell_error

    try:
        tell_error(without_secrets(error, arguments), texts)
    except Exception:
        say_plainly(error.code)
    return error.exit_status
