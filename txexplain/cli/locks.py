"""What `lock` does, and `decode` and `explain` where they are given what can be nothing but a lock."""

from __future__ import annotations

from typing import TYPE_CHECKING

from txexplain.cli.options import Given
from txexplain.cli.output import show, tell_note, write
from txexplain.cli.reading import stdin_bytes, stdin_is_terminal
from txexplain.cli.sharing import check_sharing, page_text, write_page
from txexplain.cli.typed import typed
from txexplain.model.errors import InputError
from txexplain.model.networks import network_named
from txexplain.model.subject import LockSubject
from txexplain.session.lock import LockSession, refusal_data
from txexplain.session.sharing import shared_lock
from txexplain.sources.files import existing_file, read_text_file
from txexplain.sources.lock_text import begins_as_descriptor, indexes_in, lock_alone, lock_in, on_network, read_lock
from txexplain.texts import Texts

if TYPE_CHECKING:
    from txexplain.data import Data


def present_lock(given: Given, texts: Texts, *, index: str | None, json: bool, whole: bool) -> int:
    """Shows what was given. Raises InputError where that is none; as JSON what Core answers to it first."""
    check_sharing(given, json=json)
    argument = given.tx
    asked = None if given.network is None else network_named(given.network)
    indexes = indexes_in(index)
    try:
        subject = on_network(read_lock(argument, stdin_bytes(), stdin_is_terminal()), asked)
        session = LockSession(subject._replace(indexes=indexes))
        _ = session.report
    except InputError as error:
        if json and argument is not None:
            from txexplain.recognise.hidden import secrets_left_out

            _print(refusal_data(argument, secrets_left_out(error), asked))
        raise
    _present(session, given, texts, json=json, whole=whole)
    return 0


def shown_as_lock(argument: str | None, stdin: bytes, texts: Texts, given: Given, *, json: bool, whole: bool) -> bool:
    """Shows the lock that the argument is, the file of that name, or in place of both what was on standard input, if
    it can be nothing else; whether it did."""
    text = stdin.decode(errors="replace") if stdin else argument
    subject = None if text is None else lock_alone(text) if stdin else _lock_alone(text)
    if subject is None:
        return False
    asked = None if given.network is None else network_named(given.network)
    _present(LockSession(on_network(subject, asked)), given, texts, json=json, whole=whole)
    return True


def _lock_alone(argument: str) -> LockSubject | None:
    path = existing_file(argument) if argument.strip() else None
    found = lock_alone(argument)
    if found is None and path is None and begins_as_descriptor(argument):
        return lock_in(argument)  # which says what is wrong with it
    return found if found or path is None or path.is_dir() else lock_alone(read_text_file(path))


def _present(session: LockSession, given: Given, texts: Texts, *, json: bool, whole: bool) -> None:
    for note in session.subject.notes:
        tell_note(texts.line("lock", "note", note.key, **note.facts))
    if given.html is not None:
        write_page(page_text(shared_lock(session, texts, whole=whole, typed=typed(given))), given, texts)
    elif json:
        _print(session.data())
    else:
        show(session.document(texts, whole=whole))


def _print(data: dict[str, Data]) -> None:
    from txexplain.render.json import json_pieces

    write(json_pieces(data))
