"""What most commands do: open a session, show one of its views, end with its status."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from txexplain.cli.options import Given
from txexplain.cli.output import show, tell_note, write
from txexplain.cli.progress import progress_bar
from txexplain.cli.reading import subject_of
from txexplain.model.subject import PsbtSubject, Subject
from txexplain.session.transaction import session_on
from txexplain.session.views import Choices, told_choice, told_story, view_named
from txexplain.texts import Texts

if TYPE_CHECKING:
    from txexplain.explain.document import Block
    from txexplain.explain.walk.story import Choice, Story


def present(view: str, given: Given, texts: Texts, *, json: bool, **choices: Any) -> int:
    """Shows a view of the transaction that was given. Raises InputError or DecodeError."""
    return present_subject(view, _told_subject(given, texts), texts, Choices(**choices), json=json)


def _told_subject(given: Given, texts: Texts) -> Subject | PsbtSubject:
    """The transaction or PSBT that was given; if taken out of other text, that is said on standard error."""
    subject = subject_of(given)
    if subject.origin is not None:
        tell_note(texts.line("cli", "taken_from", subject.origin.form, place=subject.origin.place))
    return subject


def present_subject(
    name: str,
    subject: Subject | PsbtSubject,
    texts: Texts,
    choices: Choices,
    *,
    json: bool,
    above: tuple[Block, ...] = (),
) -> int:
    """Shows a view of the subject, on a page below some blocks, and returns the exit status."""
    with progress_bar(texts) as bar:
        session = session_on(subject, bar.advance)
        view = view_named(session, name)
        bar.total = len(session.report.inputs)
        told = view.data(session, choices, texts) if json else view.page(session, choices, texts)
    if isinstance(told, dict):
        from txexplain.render.json import json_pieces

        write(json_pieces(told))
    else:
        show((*above, *told))
    return view.status(session)


def told(given: Given, choices: Choices, texts: Texts) -> tuple[Story, Choice]:
    """The walkthrough of the transaction that was given, judged, and what of it is told."""
    subject = _told_subject(given, texts)
    with progress_bar(texts) as bar:
        session = session_on(subject, bar.advance)
        bar.total = len(session.report.inputs)
        choice = told_choice(session, choices)
        return told_story(session, choices), choice
