"""From a subject to a session on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from txexplain.model.subject import PsbtSubject, Subject
from txexplain.session.shown import Progress, no_progress
from txexplain.session.transaction import Session

if TYPE_CHECKING:
    from txexplain.session.psbt import PsbtSession


def session_on(subject: Subject | PsbtSubject, progress: Progress = no_progress) -> Session | PsbtSession:
    """A session on a transaction, or on a PSBT."""
    if isinstance(subject, Subject):
        return Session(subject, progress)
    from txexplain.session.psbt import PsbtSession

    return PsbtSession(subject, progress)
