"""Pages on scripts that belong to no transaction, or are run by a rule of long ago."""

from __future__ import annotations

from txexplain.explain.document import Document
from txexplain.explain.pages.joined import joined_page
from txexplain.lessons.joined import run_joined
from txexplain.lessons.sessions import session_of
from txexplain.model.lesson import Show
from txexplain.session.script import ScriptSession, ScriptSubject
from txexplain.texts import Texts
from txexplain.wire.assemble import assemble


def own_script(example: str, show: Show, texts: Texts) -> Document:
    """`script WORDS`: what `txexplain script` prints for this assembly."""
    return ScriptSession(ScriptSubject(assemble(show.name))).document(texts)


def joined(example: str, show: Show, texts: Texts) -> Document:
    """`joined WORDS`: this input script and the lock of the coin of input 0, run as one."""
    spent = session_of(example).report.inputs[0].spent
    assert spent is not None
    return joined_page(run_joined(assemble(show.name), spent.script.slice.data), texts)
