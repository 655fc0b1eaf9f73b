"""The views of a transaction: what each command shows, as data and as a page. The same for every way out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar

from txexplain.session.shown import Shown
from txexplain.session.transaction import KEPT_STEPS, Session

if TYPE_CHECKING:
    from txexplain.data import Data
    from txexplain.explain.document import Document
    from txexplain.explain.walk.story import Choice, Story
    from txexplain.model.bytes import Region
    from txexplain.model.spend import Verdict
    from txexplain.session.psbt import PsbtSession
    from txexplain.texts import Texts

S = TypeVar("S", bound=Shown[Any])
KEPT_STEPS_OF_TRACE = 100  # on its page, of each script, at its beginning and at its end
KEPT_STEPS_OF_WHOLE_STORY = 1_000
_STATUS = {"valid": 0, "invalid": 1, "unknown": 4}


class Choices(NamedTuple):
    """What of a view is shown, and how fully: each view takes some of these."""

    all: bool = False
    bytes: bool = False
    input: int = 0
    inputs: tuple[int, ...] = ()
    outputs: tuple[int, ...] = ()
    brief: bool = False
    why: bool = False
    edits: tuple[Any, ...] = ()
    hash_type: str = ""
    diagnosis: bool = True


class View(NamedTuple, Generic[S]):
    """One way of showing what a session of that kind is on; `takes` names the choices that it has."""

    data: Callable[[S, Choices, Texts], dict[str, Data]]
    page: Callable[[S, Choices, Texts], Document]
    takes: tuple[str, ...] = ()
    status: Callable[[S], int] = lambda session: 0


def labelled(session: Session | PsbtSession, choices: Choices) -> Region:
    """The labelled bytes, of a hostile transaction no more than anybody reads, unless all are asked for."""
    from txexplain.wire.regions import REGION_LIMIT

    return session.regions if choices.all else session.labelled(REGION_LIMIT)


def limit_of(tree: Region | None) -> dict[str, Data]:
    """The member that says that regions are missing, where they are."""
    if tree is None:
        return {}
    from txexplain.wire.regions import NOT_LABELLED, REGION_LIMIT

    is_cut = any(leaf.key == NOT_LABELLED for leaf in tree.leaves())
    return {"regions_limit": REGION_LIMIT} if is_cut else {}


def _decode_data(session: Session, choices: Choices, texts: Texts) -> dict[str, Data]:
    from txexplain.data.decode import decode_data

    example = session.subject.example
    tree = labelled(session, choices) if choices.bytes else None
    data = decode_data(session.report, tree, example and example.name, session.policy_unrun)
    return data | limit_of(tree)


def _decode_page(session: Session, choices: Choices, texts: Texts) -> Document:
    if choices.bytes:
        from txexplain.explain.pages.byte_map import byte_map

        return byte_map(session.unjudged, labelled(session, choices), texts, show_all=choices.all)
    from txexplain.explain.pages.decode import decode_page

    subject = session.subject
    told: dict[str, Any] = {"show_all": choices.all, "example": subject.example, "name": subject.name}
    return decode_page(session.report, texts, session.relay(run=False), **told)


def _verify_data(session: Session, choices: Choices, texts: Texts) -> dict[str, Data]:
    from txexplain.data.verify import verify_data

    return verify_data(session.verify(diagnosis=choices.diagnosis), session.policy)


def _verify_page(session: Session, choices: Choices, texts: Texts) -> Document:
    from txexplain.explain.pages.verify import verify_page

    subject, found = session.subject, session.verify(diagnosis=choices.diagnosis)
    told: dict[str, Any] = {"show_all": choices.all, "example": subject.example, "name": subject.name}
    return verify_page(found, texts, session.relay(run=True), **told)


def _trace_data(session: Session, choices: Choices, texts: Texts) -> dict[str, Data]:
    from txexplain.data.trace import trace_data

    return trace_data(session.trace(choices.input, diagnosis=choices.diagnosis), session.txid, session.report.lookup)


def _trace_page(session: Session, choices: Choices, texts: Texts) -> Document:
    from txexplain.explain.pages.trace import trace_page

    steps = KEPT_STEPS if choices.all else KEPT_STEPS_OF_TRACE
    judged = session.trace(choices.input, keep_steps=steps, diagnosis=choices.diagnosis)
    by, height = session.tracer.rules, session.verifier.height
    return trace_page(session.report, judged, by, height, texts, show_all=choices.all)


def hash_type_chosen(choices: Choices) -> int | None:
    """The sighash type whose message is asked for, None where none is named. Raises InputError."""
    if not choices.hash_type:
        return None
    from txexplain.model.errors import InputError
    from txexplain.model.hash_types import parse_hash_type

    code = parse_hash_type(choices.hash_type)
    if code is None:
        raise InputError("bad_field_value", path="--hash-type", found=choices.hash_type[:60])
    return code


def _sighash_data(session: Session, choices: Choices, texts: Texts) -> dict[str, Data]:
    from txexplain.data.sighash import sighash_data

    hash_type = hash_type_chosen(choices)
    judged, to_sign = session.trace(choices.input, keep_steps=0), session.to_sign(choices.input, hash_type)
    typed = hash_type is not None
    likely = () if to_sign or typed or judged.run.checks else session.likely_to_sign(choices.input)
    return sighash_data(judged, session.report.tx, session.report.lookup, to_sign, typed=typed, likely=likely)


def _sighash_page(session: Session, choices: Choices, texts: Texts) -> Document:
    from txexplain.explain.pages.sighash import sighash_page

    judged = session.trace(choices.input, keep_steps=0)
    hash_type = hash_type_chosen(choices)
    to_sign = session.to_sign(choices.input, hash_type)
    typed = hash_type is not None
    likely = session.likely_to_sign(choices.input) if to_sign is None else ()
    return sighash_page(
        session.report, judged, texts, show_all=choices.all, to_sign=to_sign, typed=typed, likely=likely
    )


def _explain_data(session: Session, choices: Choices, texts: Texts) -> dict[str, Data]:
    from txexplain.render.document_data import walk_data

    return walk_data(told_story(session, choices), told_choice(session, choices), texts)


def _explain_page(session: Session, choices: Choices, texts: Texts) -> Document:
    from txexplain.explain.walk.page import explain_page

    return explain_page(told_story(session, choices), told_choice(session, choices), texts)


def told_story(session: Session | PsbtSession, choices: Choices) -> Story:
    """The story, with as many steps as the choices ask for."""
    told = {"keep_steps": KEPT_STEPS_OF_WHOLE_STORY} if choices.all else {}
    return session.story(**told, diagnosis=choices.diagnosis)


def told_choice(session: Shown[Any], choices: Choices) -> Choice:
    """What the walkthrough leads through. Raises InputError where there is no such input or output."""
    from txexplain.explain.walk.story import Choice

    for number in choices.inputs:
        session.check_input(number)
    for number in choices.outputs:
        session.check_output(number)
    return Choice(choices.inputs, choices.outputs, brief=choices.brief, whole=choices.all, why=choices.why)


def _whatif_data(session: Session, choices: Choices, texts: Texts) -> dict[str, Data]:
    from txexplain.data.whatif import whatif_data

    found = session.whatif(choices.edits, diagnosis=choices.diagnosis)
    return whatif_data(found, session.policies(found))


def _whatif_page(session: Session, choices: Choices, texts: Texts) -> Document:
    from txexplain.explain.pages.whatif import whatif_page

    found = session.whatif(choices.edits, diagnosis=choices.diagnosis)
    return whatif_page(found, texts, session.policies(found))


def status_of(verdict: Verdict) -> int:
    """The exit status of a verdict."""
    return _STATUS[verdict]


VIEWS: Mapping[str, View[Session]] = {
    "decode": View(_decode_data, _decode_page, ("all", "bytes")),
    "verify": View(_verify_data, _verify_page, ("all", "diagnosis"), lambda session: status_of(session.verdict)),
    "explain": View(_explain_data, _explain_page, ("all", "inputs", "outputs", "brief", "why", "diagnosis")),
    "trace": View(_trace_data, _trace_page, ("all", "input", "diagnosis")),
    "sighash": View(_sighash_data, _sighash_page, ("all", "input", "hash_type")),
    "whatif": View(_whatif_data, _whatif_page, ("edits", "diagnosis")),
}


def view_named(session: Shown[Any], name: str) -> View[Any]:
    """The view of what the session is on. Raises ValueError where there is none of that name."""
    from txexplain.model.arguments import check_type

    check_type("view", name, str)
    if name not in VIEWS:
        raise ValueError(f"view must be one of {', '.join(VIEWS)}")
    if isinstance(session, Session):
        return VIEWS[name]
    from txexplain.session.psbt_views import PSBT_VIEWS

    return PSBT_VIEWS[name]


def chosen(view: View[Any], choices: Mapping[str, Any]) -> Choices:
    """The choices, checked. Raises TypeError or ValueError that names the one that is wrong."""
    for name in choices:
        if name not in view.takes:
            raise TypeError(f"{name} is no choice of this view, which takes {', '.join(('lang', *view.takes))}")
    return Choices(**{name: _chosen(name, value) for name, value in choices.items()})


def _chosen(name: str, value: object) -> Any:
    from txexplain.model.arguments import check_type
    from txexplain.session.arguments import edits_of, listed

    if name == "edits":
        return edits_of(value)
    default = Choices._field_defaults[name]
    if not isinstance(default, tuple):
        check_type(name, value, type(default))
        return value
    numbers = listed(name, value)
    for number in numbers:
        check_type(name, number, int)
    return numbers
