"""The commands that print what a page shows: with every option that was given, as far as it can be repeated."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from txexplain.model.networks import MAIN
from txexplain.model.subject import PsbtSubject, Subject

if TYPE_CHECKING:
    from txexplain.model.whatif import Edit
    from txexplain.session.psbt import PsbtSession
    from txexplain.session.transaction import Session
    from txexplain.session.views import Choices
    from txexplain.web.command import Command

LONGEST_NAME = 500  # bytes of a transaction that are written out in a command
_BETWEEN = {"flip": ":", "swap": ","}  # a path and its value in an edit; else `=`


class Typed(NamedTuple):
    """What was given beside the transaction: `options` as they are typed, quoted, and names of those `left_out`.

    `block` are the words of the block and its transaction, where it is one of a block.
    """

    options: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    block: tuple[str, ...] = ()


def typed_of(subject: Subject | PsbtSubject) -> Typed:
    """The options that say what the subject says."""
    if subject.example is not None:
        return Typed()
    options: list[str] = []
    if subject.network != MAIN:
        options.append(f"--network {subject.network.name}")
    if subject.rules is not None:
        options.append(f"--rules {','.join(subject.rules.names) or 'none'}")
    elif subject.height is not None:
        options.append(f"--height {subject.height}")
    if subject.policy is not None:
        options.append(f"--core {subject.policy.core}")
    return Typed(tuple(options))


def command_of(session: Session | PsbtSession, view: str, choices: Choices, typed: Typed | None = None) -> Command:
    """The command that prints the view; one that was given by many bytes is called TX."""
    from txexplain.web.command import Command

    subject = session.subject
    typed = typed_of(subject) if typed is None else typed
    name, stands_for = _name_of(session, typed)
    options = [each for each in typed.options if each.split()[0] not in name.split()]
    left_out = tuple(each for each in (*typed.left_out, *_known_besides(subject, typed)) if each not in name.split())
    start = ["txexplain block", name, *typed.block[1:]] if typed.block else ["txexplain"]
    rest = [] if typed.block else [name]

    def words(view: str, chosen: Iterator[str]) -> str:
        asked = [f"--as {view}"] if typed.block else [view]
        return " ".join([*start, *asked, *chosen, *options, *rest])

    of_bytes = words("decode", iter(("--bytes", "--all")[bool(typed.block) :]))
    return Command(words(view, _options(choices)), stands_for, left_out, of_bytes)


def _name_of(session: Session | PsbtSession, typed: Typed) -> tuple[str, str]:
    """The words for what was given, and what a placeholder in them stands for."""
    if typed.block:
        return typed.block[0], "block" if typed.block[0] == "BLOCK" else ""
    subject = session.subject
    name = getattr(subject, "name", "") or (subject.example.name if subject.example else "")
    return (name, "") if name else written_out(session.raw)


def _known_besides(subject: Subject | PsbtSubject, typed: Typed) -> Iterator[str]:
    """Options that would say what is known of the spent outputs, and stands in neither bytes nor options."""
    given = {option.split()[0] for option in typed.options}
    is_found_again = bool(subject.example or typed.block or getattr(subject, "called", ""))
    if is_found_again or not any(subject.spent_outputs) or given & {"--node", "--esplora", "--parent"}:
        return
    if not set(typed.left_out) & {"--prevouts", "--parent", "--node", "--esplora"}:
        yield "--prevouts" if subject.lookup is None else f"--{subject.lookup.server.kind}"


def written_out(raw: bytes) -> tuple[str, str]:
    """The bytes in hex, of many a name that stands for them, and what that stands for."""
    return (raw.hex(), "") if len(raw) <= LONGEST_NAME else ("TX", "tx")


def plain_command(*words: str, stands_for: str = "", typed: Typed | None = None) -> Command:
    """The command of these words, and of the options that were given."""
    from txexplain.web.command import Command

    options, left_out = (typed.options, typed.left_out) if typed else ((), ())
    return Command(" ".join(["txexplain", *filter(None, words), *options]), stands_for, left_out)


def options_of(choices: Choices) -> str:
    """The choices as options."""
    return " ".join(_options(choices))


def _options(choices: Choices) -> Iterator[str]:
    for flag, is_set in (
        ("--all", choices.all),
        ("--bytes", choices.bytes),
        ("--brief", choices.brief),
        ("--why", choices.why),
        ("--no-diagnosis", not choices.diagnosis),
    ):
        if is_set:
            yield flag
    for name, numbers in (("--input", choices.inputs), ("--output", choices.outputs)):
        yield from (f"{name} {number}" for number in numbers)
    if choices.input:
        yield f"--input {choices.input}"
    if choices.hash_type:
        yield f"--hash-type {shlex.quote(choices.hash_type)}"
    for edit in choices.edits:
        yield f"--{edit.action.replace('_', '-')} {shlex.quote(_edited(edit))}"


def _edited(edit: Edit) -> str:
    """The edit as it is typed after its option."""
    if edit.action in ("set", "hash_type") or edit.value:
        return f"{edit.path}{_BETWEEN.get(edit.action, '=')}{edit.value}"
    return edit.path
