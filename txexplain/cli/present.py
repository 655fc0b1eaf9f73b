"""What most commands do: open a session, show one of its views, end with its status."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from txexplain.cli.options import MANY, Given
from txexplain.cli.output import show, tell_note, write
from txexplain.cli.progress import progress_bar, waiting
from txexplain.cli.reading import is_server_named, start_of_stdin, subject_of
from txexplain.model.errors import DecodeError, InputError
from txexplain.model.subject import MessageSubject, Origin, PsbtSubject, Subject
from txexplain.session.transaction import session_on
from txexplain.session.views import Choices, told_choice, told_story, view_named
from txexplain.texts import Texts

if TYPE_CHECKING:
    from txexplain.data import Data
    from txexplain.explain.document import Block, Document
    from txexplain.explain.walk.story import Choice, Story
    from txexplain.model.report import Report
    from txexplain.session.psbt import PsbtSession
    from txexplain.session.transaction import Session

_SHOWING_LOCKS = ("decode", "explain")
_PUT_TOGETHER = ("reassembled", "getblock")  # forms of what JSON has in several members
_WHOLE = (".", "$")  # the place of all that was given
_OPTIONS = {"inputs": "input", "outputs": "output"}  # of choices that an option has another name for
_JUDGING = ("verify", "explain", "whatif")


def present(view: str, given: Given, texts: Texts, *, json: bool, **choices: Any) -> int:
    """Shows a view of what was given; of the message that a signature signs `decode` alone. Raises TxExplainError.

    In place of what can be nothing but a lock `decode` and `explain` show that. With `--lines` each line is answered.
    """
    if given.svg is not None or given.picture is not None:
        from txexplain.cli.sharing import write_picture

        asked = {_OPTIONS.get(name, name): value for name, value in choices.items() if name != "diagnosis"}
        return write_picture(given, texts, json=json, **asked)
    if given.max_checks is not None:
        from txexplain.session.demand import check_limit

        check_limit(given.max_checks)
    if given.html is not None or given.force:
        from txexplain.cli.sharing import check_sharing

        check_sharing(given, json=json)
    if any(getattr(given, name) for name in MANY):
        from txexplain.cli.lines import answer_lines

        return answer_lines(view, given, texts, Choices(**choices))
    if view in _SHOWING_LOCKS:
        return _present_this_or_lock(view, given, texts, json=json, **choices)
    return _present(view, given, texts, json=json, **choices)


def _present_this_or_lock(view: str, given: Given, texts: Texts, *, json: bool, **choices: Any) -> int:
    """Shows the view, and in place of its error the lock that was given, where it can be nothing else."""
    seen = start_of_stdin() if given.tx in (None, "-") else b""
    try:
        return _present(view, given, texts, json=json, **choices)
    except InputError:
        from txexplain.cli.locks import shown_as_lock

        if not shown_as_lock(given.tx, seen, texts, given, json=json, whole=choices["all"]):
            raise
        return 0


def _present(view: str, given: Given, texts: Texts, *, json: bool, **choices: Any) -> int:
    subject = told_subject(given, texts)
    try:
        return present_subject(view, subject, texts, Choices(**choices), given, json=json)
    except DecodeError as error:
        if view != "decode" or error.code != "looks_like_signing_message":
            raise
    from txexplain.session.message import MessageSession

    session = MessageSession(MessageSubject(subject.raw, subject.network))
    if given.html is not None:
        from txexplain.cli.sharing import page_text, write_page
        from txexplain.cli.typed import typed
        from txexplain.session.sharing import shared_message

        write_page(page_text(shared_message(session, Choices(**choices), texts, typed(given))), given, texts)
    else:
        _print(session.data(Choices(**choices)) if json else session.page(Choices(**choices), texts))
    return 0


def told_subject(given: Given, texts: Texts) -> Subject | PsbtSubject:
    """The transaction or PSBT that was given, and on standard error how it was taken."""
    with waiting(texts, is_server_named(given)):
        subject = subject_of(given)
    tell_how_it_was_taken(subject, texts)
    return subject


def tell_how_it_was_taken(subject: Subject | PsbtSubject, texts: Texts) -> None:
    """Out of which other text, and what was taken for granted."""
    tell_origin(subject.origin, texts)
    if subject.notes:
        from txexplain.explain.parts.notes import note_line

        for note in subject.notes:
            tell_note(note_line(note, texts))


def tell_origin(origin: Origin | None, texts: Texts) -> None:
    """On standard error, what was taken out of other text."""
    if origin is not None:
        is_whole = origin.place in _WHOLE and origin.form in _PUT_TOGETHER
        form = f"{origin.form}_whole" if is_whole else origin.form
        tell_note(texts.line("cli", "taken_from", form, place=origin.place))


def present_subject(
    name: str,
    subject: Subject | PsbtSubject,
    texts: Texts,
    choices: Choices,
    given: Given,
    *,
    json: bool,
    above: tuple[Block, ...] = (),
    block: tuple[str, ...] = (),
) -> int:
    """Shows a view of the subject, on a page below some blocks, and returns the exit status.

    `block` are the words that name it in a block.
    """
    with progress_bar(texts) as bar:
        session = session_on(subject, bar.advance)
        view = view_named(session, name)
        if name in _JUDGING:
            announce(session.report, given.max_checks, texts)
        bar.total = len(session.report.inputs)
        html = None if given.html is None else _page_text(session, name, choices, texts, above, given, block)
        told = () if html else view.data(session, choices, texts) if json else view.page(session, choices, texts)
    if html is not None:
        from txexplain.cli.sharing import write_page

        write_page(html, given, texts)
        return view.status(session)
    if isinstance(told, dict) and "regions_limit" in told:
        tell_note(texts.line("cli", "labels_limited", limit=f"{told['regions_limit']:,}"))
    _print(told if isinstance(told, dict) else (*above, *told))
    return view.status(session)


def _page_text(
    session: Session | PsbtSession,
    view: str,
    choices: Choices,
    texts: Texts,
    above: tuple[Block, ...],
    given: Given,
    block: tuple[str, ...],
) -> str:
    from txexplain.cli.sharing import page_text
    from txexplain.cli.typed import typed
    from txexplain.session.sharing import shared_view

    return page_text(shared_view(session, view, choices, texts, above, typed(given, block)))


def announce(report: Report, max_checks: int | None, texts: Texts) -> None:
    """Says what is coming where checking signatures takes long. Raises InputError where it is more than is wanted."""
    from txexplain.session.demand import demand_of

    demand = demand_of(report, max_checks)
    if demand.is_long:
        from txexplain.explain.parts.long_work import long_work_line

        tell_note(long_work_line(demand.checks, demand.seconds, texts, is_fast=demand.is_fast))


def _print(told: dict[str, Data] | Document) -> None:
    if isinstance(told, dict):
        from txexplain.render.json import json_pieces

        write(json_pieces(told))
    else:
        show(told)


def told(given: Given, choices: Choices, texts: Texts) -> tuple[Story, Choice]:
    """The walkthrough of the transaction that was given, judged, and what of it is told."""
    subject = told_subject(given, texts)
    with progress_bar(texts) as bar:
        session = session_on(subject, bar.advance)
        bar.total = len(session.report.inputs)
        choice = told_choice(session, choices)
        return told_story(session, choices), choice
