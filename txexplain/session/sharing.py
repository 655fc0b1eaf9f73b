"""What a session shows as a page of the web, in all languages."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterator
from itertools import chain
from typing import TYPE_CHECKING

from txexplain.model.hexadecimal import display_hex
from txexplain.session.commands import LONGEST_NAME, Typed, command_of, options_of, plain_command, written_out
from txexplain.texts import LANGUAGES, Texts, plain

if TYPE_CHECKING:
    from txexplain.explain.document import Block, ByteMap, Document, Section
    from txexplain.explain.walk.story import Story
    from txexplain.model.block import MerkleProof
    from txexplain.model.report import Report
    from txexplain.session.block import BlockSession
    from txexplain.session.lock import LockSession
    from txexplain.session.message import MessageSession
    from txexplain.session.psbt import PsbtSession
    from txexplain.session.transaction import Session
    from txexplain.session.views import Choices
    from txexplain.web.command import Command
    from txexplain.web.page import Told, WebPage

_WITH_BYTES = ("decode", "verify", "explain", "whatif")  # views of one transaction, beside which its bytes stand


def in_all_languages(first: Texts) -> list[Texts]:
    """The texts in each language, those given first."""
    return [first, *(Texts(language) for language in LANGUAGES if language != first.language)]


def shared_view(
    session: Session | PsbtSession,
    view: str,
    choices: Choices,
    texts: Texts,
    above: tuple[Block, ...] = (),
    typed: Typed | None = None,
) -> WebPage:
    """The page of a view, below some blocks; it opens in the language of the texts."""
    from txexplain.web.page import WebPage

    told = tuple(_told(session, view, choices, each, above) for each in in_all_languages(texts))
    return WebPage(command_of(session, view, choices, typed), told)


def shared_document(command: Command, texts: Texts, made: Callable[[Texts], Document]) -> WebPage:
    """A page that is one document in each language."""
    from txexplain.explain.document import sections_of
    from txexplain.web.page import Told, WebPage

    documents = [(each, made(each)) for each in in_all_languages(texts)]
    told = tuple(Told(each, _title(document), sections_of(document)) for each, document in documents)
    return WebPage(command, told)


def shared_message(session: MessageSession, choices: Choices, texts: Texts, typed: Typed | None = None) -> WebPage:
    """The page of a message that a signature signs."""
    name, stands_for = written_out(session.subject.raw)
    command = plain_command("decode", options_of(choices), name, stands_for=stands_for, typed=typed)
    return shared_document(command, texts, lambda each: session.page(choices, each))


def shared_lock(session: LockSession, texts: Texts, *, whole: bool = False, typed: Typed | None = None) -> WebPage:
    """The page of a lock."""
    given = session.subject.text
    name, stands_for = (shlex.quote(given), "") if len(given) <= 2 * LONGEST_NAME else ("LOCK", "lock")
    command = plain_command("lock", "--all" if whole else "", name, stands_for=stands_for, typed=typed)
    return shared_document(command, texts, lambda each: session.document(each, whole=whole))


def shared_block(session: BlockSession, texts: Texts, *, whole: bool = False, typed: Typed | None = None) -> WebPage:
    """The page of a block."""
    command = _command_of_block(session, "--all" if whole else "", typed)
    return shared_document(command, texts, lambda each: session.document(each, whole=whole))


def shared_proof(session: BlockSession, proof: MerkleProof, texts: Texts, typed: Typed | None = None) -> WebPage:
    """The page of a Merkle proof."""
    command = _command_of_block(session, f"--proof {display_hex(proof.leaf)}", typed)
    return shared_document(command, texts, lambda each: session.proof_document(proof, each))


def _command_of_block(session: BlockSession, option: str, typed: Typed | None) -> Command:
    name = session.subject.name
    called = session.subject.called
    return plain_command(
        "block", option, name or "BLOCK", stands_for="" if name else "block", typed=None if called else typed
    )


def _told(session: Session | PsbtSession, view: str, choices: Choices, texts: Texts, above: Document) -> Told:
    from txexplain.session.views import told_story
    from txexplain.web.page import Told

    story = told_story(session, choices) if view == "explain" else None
    sections = _sections(session, view, choices, texts, story)
    first = next(sections)
    title = plain(first.heading.line) if first.heading else ""
    whole = chain((first._replace(blocks=(*above, *first.blocks)),), sections)
    report = story.report if story else session.report
    if not _has_panel(view, choices):
        return Told(texts, title, whole)
    return Told(texts, title, whole, _fields(report, texts)._replace(before=view == "whatif"))


def _has_panel(view: str, choices: Choices) -> bool:
    """Whether the bytes stand beside the view; not where they are what it shows."""
    return view in _WITH_BYTES and not choices.bytes


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
