"""The `txexplain` command: its sub-commands, and how it ends, whatever happens."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from functools import partial
from importlib import import_module
from typing import Any

import typer

from txexplain.cli.everywhere import options_everywhere
from txexplain.cli.help import GROUPS
from txexplain.cli.language import CommandTexts, language_of
from txexplain.cli.numbers import take_plain_numbers
from txexplain.cli.output import MANNER, ClosedPipe, leave_closed_pipe
from txexplain.model.backend import uses_extras
from txexplain.model.errors import InputError, OutputError, TxExplainError
from txexplain.texts import Texts

COMMANDS = tuple(command for commands in GROUPS.values() for command in commands)
_NO_VARIABLE = "="  # no name of one: nothing in the environment turns the parser's completion on
_COMPLETE = "--complete"  # what shells call the program with, then their name and the words up to the cursor
_COMPLETION = ("--show-completion", "--install-completion")
_LINES, _TAKING_LINES = "--lines", ("decode", "verify", "explain")
_MAY_BE_EMPTY = ("stack",)  # no items are a stack too
_TALK = frozenset(("-h", "--help", "--version"))
_FORGOTTEN = "error return without exception set"  # CPython, where no memory is left to say that there is none
EXIT_INTERNAL = 70  # EX_SOFTWARE
EXIT_INTERRUPTED = 130  # 128 + SIGINT
EXIT_CLOSED_PIPE = 141  # 128 + SIGPIPE


def create_app(texts: CommandTexts, command: str | None) -> typer.Typer:
    """The application with that one of its commands, or with its own options alone."""
    app = typer.Typer(
        rich_markup_mode=None,  # rich is slow to load, and reads markup in what users typed
        pretty_exceptions_enable=False,
        add_completion=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    for name in ("version", *((command,) if command else ())):
        import_module(f"txexplain.cli.{name}").add_to(app, texts)
    return app


def create_command(texts: CommandTexts, command: str | None) -> Any:
    """The same as the parser takes it, with the options and the help that all of its commands have."""
    parser: Any = typer.main.get_command(create_app(texts, command))
    for each in (parser, *parser.commands.values()):
        each.params += options_everywhere(texts)
        take_plain_numbers(each.params)
        each.callback = partial(_within_memory, partial(_with_values, each.params, each.name, each.callback))
        each.get_help = partial(_show_help, each, texts)
    return parser


def run(arguments: Sequence[str]) -> int:
    """Runs the command and returns its exit status. Raises nothing, but a defect where TXEXPLAIN_DEBUG is set."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    MANNER.pages, MANNER.quiet = True, False
    arguments = [_no_option(each) for each in arguments]
    texts = CommandTexts()
    try:
        if arguments[:1] == [_COMPLETE]:
            return _complete(arguments[1:])
        texts = CommandTexts(language_of(arguments, os.environ), with_help=not _TALK.isdisjoint(arguments))
        uses_extras()
        arguments, name = _with_command(arguments)
        texts.takes_several = name in _TAKING_LINES and _LINES in arguments
        call = create_command(texts, name).main
        status = call(arguments, prog_name="txexplain", complete_var=_NO_VARIABLE, standalone_mode=False)
        return int(status or 0)
    except TxExplainError as error:
        return _told(error, texts, arguments)
    except ClosedPipe:
        leave_closed_pipe()
        return EXIT_CLOSED_PIPE
    except (typer.Abort, KeyboardInterrupt):
        return EXIT_INTERRUPTED
    except SystemExit as end:  # a signal, or the loss of the terminal, ended a screen
        leave_closed_pipe()
        return int(end.code or 0)
    except OSError as error:
        return _told(_of_system(error), texts, arguments)
    except MemoryError:
        return _told(OutputError("out_of_memory"), texts)
    except Exception as error:
        return _failed(error, arguments, texts)


def _of_system(error: OSError) -> OutputError:
    """What the system refuses: output names no file, so an error that names one is not about that."""
    reason = error.strerror or type(error).__name__
    if isinstance(error.filename, str):
        return OutputError("file_failed", path=error.filename, reason=reason)
    return OutputError("write_failed", reason=reason)


def _complete(words: Sequence[str]) -> int:
    """Answers the script of a shell."""
    from txexplain.cli.completing import answer
    from txexplain.cli.output import write

    write(answer(words[0] if words else "", words[1:], CommandTexts(language_of((), os.environ), with_help=True)))
    return 0


def _with_command(arguments: Sequence[str]) -> tuple[list[str], str | None]:
    """What to run, and the command in it: of a transaction alone `explain --brief`, of options alone none.

    Raises InputError where a word stands there that is neither.
    """
    words = list(arguments)
    while words and words[0].startswith("-") and words[0] != "-":
        if words[0] in _TALK:
            return list(arguments), None
        if words[0] in _COMPLETION:
            return [words[0].removeprefix("--"), *words[1:]], "completion"
        words = words[2:] if words[0] == "--lang" else words[1:]
    if not words or words[0] in COMMANDS:
        return list(arguments), words[0] if words else None
    from txexplain.cli.mistakes import refuse_slip

    refuse_slip(words[0], COMMANDS)
    return ["explain", "--brief", *arguments], "explain"


def _no_option(argument: str) -> str:
    """A script that begins with a negative number is no option, though it begins like one."""
    return f" {argument}" if argument[:1] == "-" and argument[1:2].isdigit() else argument


def _with_values(
    parameters: Sequence[Any], command: str, callback: Callable[..., int | None], *arguments: Any, **options: Any
) -> int | None:
    """Calls it, unless an option has an empty value. Raises InputError then."""
    for each in parameters:
        value = options.get(each.name)
        values = value if isinstance(value, list | tuple) else (value,)
        if each.param_type_name == "option" and each.name not in _MAY_BE_EMPTY and "" in map(_stripped, values):
            raise InputError("option_needs_value", name=max(each.opts, key=len), command=f"{command} ", why="empty")
    return callback(*arguments, **options)


def _stripped(value: Any) -> Any:
    return value.strip() if isinstance(value, str) else value


def _within_memory(callback: Callable[..., int | None], *arguments: Any, **options: Any) -> int | None:
    """Calls it, and frees what filled the memory before the error goes on.

    To leave a `with` beyond the 256th instruction, as Typer has one around a command, CPython needs a new number, and
    tries for ever to make it. `tests/test_memory.py` has our own functions end theirs before that.
    """
    try:
        return callback(*arguments, **options)
    except MemoryError as error:
        error.__traceback__ = None  # and with it the frames, and all that they hold
    except SystemError as error:
        if str(error) != _FORGOTTEN:
            raise
        error.__traceback__ = None
    raise OutputError("out_of_memory")


def _show_help(command: Any, texts: CommandTexts, context: Any) -> str:
    """Stands in for what the parser would print, and ends the command as that does."""
    from txexplain.cli.help import help_of, help_text
    from txexplain.cli.output import show_text

    path = context.command_path.replace(" show-", " --show-").replace(" install-", " --install-")  # typed as options
    show_text(help_text(help_of(command, path, texts), texts))
    raise typer.Exit


def _failed(error: Exception, arguments: Sequence[str], texts: Texts) -> int:
    """What the parser refuses, or a defect, told without a traceback."""
    if hasattr(error, "format_message"):
        from txexplain.cli.mistakes import usage_error

        try:
            refused = usage_error(error, arguments, COMMANDS)
        except Exception as defect:
            error = defect
        else:
            return _told(refused, texts, arguments)
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
