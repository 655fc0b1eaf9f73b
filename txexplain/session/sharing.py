"""What a session shows as a page of the web, in all languages."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterator
from itertools import chain
from typing import TYPE_CHECKING

from txexplain.model.hexadecimal import display_hex
from txexplain.texts import LANGUAGES, Texts, plain

if TYPE_CHECKING:
    from txexplain.explain.document import Block, ByteMap, Document, Section
    from txexplain.explain.walk.story import Story
    from txexplain.model.block import MerkleProof
    from txexplain.model.report import Report
    from txexplain.model.whatif import Edit
    from txexplain.session.block import BlockSession
    from txexplain.session.lock import LockSession
    from txexplain.session.message import MessageSession
    from txexplain.session.psbt import PsbtSession
    from txexplain.session.transaction import Session
    from txexplain.session.views import Choices
    from txexplain.web.page import Told, WebPage

_LONGEST_NAME = 500  # bytes of a transaction that are written out in a command
_BETWEEN = {"flip": ":", "swap": ","}  # a path and its value in an edit; else `=`


def in_all_languages(first: Texts) -> list[Texts]:
    """The texts in each language, those given first."""
    return [first, *(Texts(language) for language in LANGUAGES if language != first.language)]


def shared_view(
    session: Session | PsbtSession, view: str, choices: Choices, texts: Texts, above: tuple[Block, ...] = ()
) -> WebPage:
    """The page of a view, below some blocks; it opens in the language of the texts."""
    from txexplain.web.page import WebPage

    told = tuple(_told(session, view, choices, each, above) for each in in_all_languages(texts))
    return WebPage(command_of(session, view, choices), session.raw, told)


def shared_document(command: str, raw: bytes, texts: Texts, made: Callable[[Texts], Document]) -> WebPage:
    """A page that is one document in each language."""
    from txexplain.explain.document import sections_of
    from txexplain.web.page import Told, WebPage

    documents = [(each, made(each)) for each in in_all_languages(texts)]
    told = tuple(Told(each, _title(document), sections_of(document)) for each, document in documents)
    return WebPage(command, raw, told)


def shared_message(session: MessageSession, choices: Choices, texts: Texts) -> WebPage:
    """The page of a message that a signature signs."""
    raw = session.subject.raw
    command = " ".join(["txexplain decode", *_options(choices), _written_out(raw)])
    return shared_document(command, raw, texts, lambda each: session.page(choices, each))


def shared_lock(session: LockSession, texts: Texts, *, whole: bool = False) -> WebPage:
    """The page of a lock."""
    subject = session.subject
    name = shlex.quote(subject.text) if len(subject.text) <= 2 * _LONGEST_NAME else "LOCK"
    command = " ".join(["txexplain lock", *(["--all"] if whole else []), name])
    return shared_document(command, subject.raw, texts, lambda each: session.document(each, whole=whole))


def shared_block(session: BlockSession, texts: Texts, *, whole: bool = False) -> WebPage:
    """The page of a block."""
    command = " ".join(["txexplain block", *(["--all"] if whole else []), session.subject.name or "BLOCK"])
    return shared_document(command, b"", texts, lambda each: session.document(each, whole=whole))


def shared_proof(session: BlockSession, proof: MerkleProof, texts: Texts) -> WebPage:
    """The page of a Merkle proof."""
    command = f"txexplain block {session.subject.name or 'BLOCK'} --proof {display_hex(proof.leaf)}"
    return shared_document(command, b"", texts, lambda each: session.proof_document(proof, each))


def _told(session: Session | PsbtSession, view: str, choices: Choices, texts: Texts, above: Document) -> Told:
    from txexplain.session.views import told_story
    from txexplain.web.page import Told

    story = told_story(session, choices) if view == "explain" else None
    sections = _sections(session, view, choices, texts, story)
    first = next(sections)
    title = plain(first.heading.line) if first.heading else ""
    whole = chain((first._replace(blocks=(*above, *first.blocks)),), sections)
    return Told(texts, title, whole, _fields(story.report, texts) if story else None)


def _sections(
    session: Session | PsbtSession, view: str, choices: Choices, texts: Texts, story: Story | None
) -> Iterator[Section]:
    """The sections of a view, made when their turn comes where there may be many."""
    from txexplain.session.views import told_choice, view_named

    if story is not None:
        from txexplain.explain.walk.page import explain_sections

        return iter(explain_sections(story, told_choice(session, choices), texts))
    from txexplain.explain.document import sections_of

    return iter(sections_of(view_named(session, view).page(session, choices, texts)))


def _fields(report: Report, texts: Texts) -> ByteMap:
    """The bytes of the transaction, of which the sections tell; of a PSBT those of the one in it, signed so far."""
    from txexplain.analyse import regions
    from txexplain.explain.parts.byte_rows import byte_rows
    from txexplain.wire.regions import REGION_LIMIT

    return byte_rows(regions(report, REGION_LIMIT), report.tx.raw, texts)


def _title(document: Document) -> str:
    from txexplain.explain.document import Heading

    first = document[0] if document else None
    return plain(first.line) if isinstance(first, Heading) else ""


def command_of(session: Session | PsbtSession, view: str, choices: Choices, *more: str) -> str:
    """The command that prints the page, with `more` options; what was given by many bytes is called TX."""
    subject = session.subject
    name = getattr(subject, "name", "") or (subject.example.name if subject.example else "")
    name = name or _written_out(session.raw)
    return " ".join(["txexplain", view, *_options(choices), name, *map(shlex.quote, more)])


def _written_out(raw: bytes) -> str:
    return raw.hex() if len(raw) <= _LONGEST_NAME else "TX"


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
