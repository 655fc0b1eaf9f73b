"""Places of a signature: the message it signs, what that covers, and the check in numbers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import NamedTuple

from txexplain.explain.document import Block, ByteMap, ByteRow, Fact, Facts, Paragraph, Signed, text
from txexplain.explain.parts.coverage import coverage, covers_all
from txexplain.explain.parts.failures import check_line
from txexplain.explain.parts.numbers import grouped, shortened
from txexplain.explain.parts.roles import Role, check_key
from txexplain.explain.parts.signed_messages import differing_facts, message_blocks
from txexplain.explain.parts.stacks import role_words
from txexplain.explain.walk.place import DETAIL, OfInput, Scene, Telling
from txexplain.explain.walk.stage_places import made_for_lines
from txexplain.explain.walk.story import Story
from txexplain.model.bytes import Span
from txexplain.model.hash_types import (
    SIGHASH_ANYONECANPAY,
    SIGHASH_DEFAULT,
    SIGHASH_NONE,
    SIGHASH_OUTPUT_MASK,
    SIGHASH_SINGLE,
    hash_type_name,
)
from txexplain.model.messages import Message
from txexplain.model.places import covered_spans
from txexplain.model.script_code import script_spans, script_that_checks
from txexplain.model.signing import SignatureCheck
from txexplain.model.transaction import TxIn
from txexplain.texts import Line, Texts

_NUMBERS = {"ecdsa": ("r", "s", "z", "u1", "u2", "x"), "schnorr": ("r", "s", "e", "x", "y")}
_NUMBER_HEX = 64


class _Message(NamedTuple):
    vin: int
    message: int


class _Again(NamedTuple):
    vin: int
    message: int
    like_vin: int
    like_message: int


class _Signature(NamedTuple):
    vin: int
    message: int
    signature: int


class _Rest(NamedTuple):
    vin: int
    left_out: int


class OfMessage(OfInput):
    """A place of one of the messages that the signatures of the input sign."""

    __slots__ = ()
    level = DETAIL
    message: int

    def message_in(self, story: Story) -> Message:
        return story.messages(self.vin)[self.message]

    def covered_in(self, story: Story) -> tuple[Span, ...]:
        """The bytes that the message covers."""
        sighash = self.message_in(story).sighash
        script = script_that_checks(story.trace(self.vin).run, sighash)
        tx, parts = story.report.tx, sighash.parts
        return tuple(
            span
            for part in parts
            for span in (*covered_spans(tx, part.covers, self.vin), *script_spans(script, part))
        )

    def signed_in(self, story: Story) -> Signed:
        """Whose message it is, and what it commits to that does not stand in the transaction."""
        beyond = ("spent_value", "spent_script", *(["script_code"] if self._takes_script_of_coin(story) else []))
        covers = (cover for part in self.message_in(story).sighash.parts for cover in part.covers)
        hash_type = self.message_in(story).hash_type_words
        return Signed(self.vin, tuple(cover for cover in covers if cover.field in beyond), hash_type)

    def _takes_script_of_coin(self, story: Story) -> bool:
        """Whether the script code is the script of the coin, or implied by it, and not one that the input reveals."""
        roles = {stage.role for stage in story.trace(self.vin).run.stages}
        return "witness_key_hash" in roles or not roles & {"redeem_script", "witness_script"}


class MessagePlace(OfMessage, _Message):
    """What is signed, part by part, and which inputs and outputs that covers."""

    __slots__ = ()
    key = "message"

    def tell(self, telling: Telling) -> Scene:
        message = self.message_in(telling.story)
        whole = telling.shows_whole(*(part.data for part in message.sighash.parts))
        return _scene(self, message, message_blocks(message, telling.texts, whole), telling)

    def spans_in(self, story: Story, /) -> tuple[Span, ...]:
        return self.covered_in(story)

    def label(self, telling: Telling) -> Line:
        return _label(self, telling)


class MessageAgainPlace(OfMessage, _Again):
    """A message that is built like one told before: what it covers, and the parts in which the two differ."""

    __slots__ = ()
    key = "message_again"

    def tell(self, telling: Telling) -> Scene:
        texts = telling.texts
        message = self.message_in(telling.story)
        like = MessagePlace(self.like_vin, self.like_message)
        line = texts.line("walk", "message_again", size=grouped(len(message.sighash.message)))
        told = {"number": self.like_message + 1, "index": grouped(self.like_vin)}
        line += (*texts.line("page", "between_sentences"), *texts.line("walk", "message_differs", **told))
        differing = differing_facts(message, like.message_in(telling.story), texts, telling.why)
        return _scene(self, message, (Paragraph(line), differing), telling)

    def spans_in(self, story: Story, /) -> tuple[Span, ...]:
        return self.covered_in(story)

    def label(self, telling: Telling) -> Line:
        return _label(self, telling)


def _label(place: OfMessage, telling: Telling) -> Line:
    hash_type = place.message_in(telling.story).hash_type_words
    return telling.texts.line("step", "outline_message", number=place.message + 1, hash_type=hash_type)


def _scene(place: OfMessage, message: Message, parts: Iterable[Block], telling: Telling) -> Scene:
    """The title, what the message covers, its parts, and the bytes that it covers."""
    texts, report = telling.texts, telling.story.report
    sighash, hash_type = message.sighash, message.hash_type_words
    number = place.message + 1
    title = texts.line("walk", "title_message", number=number, index=grouped(place.vin), hash_type=hash_type)
    says_all = telling.short and covers_all(sighash, report)  # and so does the sentence above the grid
    grid = () if says_all else coverage(report, [message], texts, number)
    return Scene(title, (Paragraph(_covers(message, texts)), *grid, *parts), place.spans_in(telling.story))


def _covers(message: Message, texts: Texts) -> Line:
    """What a message with this hash type covers and leaves free, and what of the spent outputs."""
    sighash = message.sighash
    if sighash.quirk:
        return texts.line("walk", "covers_quirk")
    hash_type = sighash.hash_type
    anyone = "_anyone" if hash_type & SIGHASH_ANYONECANPAY else ""
    outputs = {SIGHASH_NONE: "none", SIGHASH_SINGLE: "single"}.get(hash_type & SIGHASH_OUTPUT_MASK, "all")
    default = message.algorithm == "schnorr" and hash_type == SIGHASH_DEFAULT
    key = "covers_default" if default else f"covers_{outputs}{anyone}"
    if outputs == "single" and not any(cover.field == "output" for part in sighash.parts for cover in part.covers):
        key = "covers_single_missing"
    line = texts.line("walk", key)
    if key == "covers_all":
        line = (*line, *texts.line("page", "between_sentences"), *texts.line("walk", "covers_all_changed"))
    if hash_type_name(hash_type, message.algorithm) is None:
        line = (*texts.line("walk", "covers_undefined", hash_type=f"{hash_type:02x}"), *line)
    spent = f"covers_{sighash.algorithm}"
    spent = f"{spent}{anyone}" if texts.has("walk", f"{spent}{anyone}") else spent
    return (*line, *texts.line("page", "between_sentences"), *texts.line("walk", spent))


class CheckPlace(OfMessage, _Signature):
    """One signature taken apart, and the check in numbers."""

    __slots__ = ()
    key = "check"
    absent = ""

    def tell(self, telling: Telling) -> Scene:
        story, texts, why, *_ = telling
        check = self.message_in(story).checks[self.signature]
        told = {
            **_ordinals(check, story, self.vin),
            "signature": shortened(check.signature.hex()),
            "public_key": shortened(check.public_key.hex()),
        }
        title = texts.line("walk", f"title_check_{_result(check, telling)}", **told)
        made_for = made_for_lines(check, story, self.vin, texts)
        blocks = _check_blocks(check, made_for, texts, why)
        return Scene(title, tuple(blocks), self.spans_in(story), absent=self.absent)

    def spans_in(self, story: Story, /) -> tuple[Span, ...]:
        return _spans(self.message_in(story).checks[self.signature], story.input(self.vin).txin)

    def label(self, telling: Telling) -> Line:
        check = self.message_in(telling.story).checks[self.signature]
        texts = telling.texts
        signature, key = _roles(check, telling.story, self.vin)
        mark = {"valid": " ✓", "not": " ✗"}.get(_result(check, telling), "")
        if not signature.number and not key.number:
            return texts.line("step", "outline_check", mark=mark)
        if key.number:
            numbers = _ordinals(check, telling.story, self.vin)
            return texts.line("step", "outline_check_of", mark=mark, **numbers)
        return texts.line(
            "step", "outline_check_role", mark=mark, number=f" {signature.number}", role=role_words(key, texts)
        )


def _result(check: SignatureCheck, telling: Telling) -> str:
    """How a title tells the check: as `valid`, as `not`, or as `asked`."""
    return "asked" if telling.asked else "valid" if check.passes else "not"


def _ordinals(check: SignatureCheck, story: Story, vin: int) -> dict[str, str]:
    """Which of its signatures and keys they are, as the stacks number them; empty where there is one."""
    roles = _roles(check, story, vin)
    return {
        name: f" {each.number}" if each.number else "" for name, each in zip(("number", "key"), roles, strict=True)
    }


def _roles(check: SignatureCheck, story: Story, vin: int) -> tuple[Role, Role]:
    """As which signature and which key the stacks tell them."""
    return story.checked(vin).get(check_key(check), (Role("signature"), Role("public_key")))


def _check_blocks(check: SignatureCheck, made_for: tuple[Line, ...], texts: Texts, why: bool) -> Iterator[Block]:
    yield Paragraph(texts.line("walk", f"encoding_{check.algorithm}"))
    yield ByteMap(tuple(_encoding(check, texts)))
    yield Paragraph(texts.line("walk", f"check_{check.algorithm}"))
    rows = [_number(name, check, texts, why) for name in _NUMBERS[check.algorithm] if name in check.working]
    outcome = (*_outcome(check, texts), *made_for)
    yield Facts((*rows, Fact(texts.plain("verify", "check"), outcome)), long_labels=True)


def _outcome(check: SignatureCheck, texts: Texts) -> tuple[Line, ...]:
    """Whether the x that was computed is the one in the signature, and what follows."""
    if "x" not in check.working:
        return (check_line(check, texts),)
    equal = check.working["x"] == check.working["r"]
    return (texts.line("walk", "check_equal" if equal else "check_differs"), check_line(check, texts))


def _encoding(check: SignatureCheck, texts: Texts) -> Iterator[ByteRow]:
    offset = 0
    for key, data in check.encoding:
        yield ByteRow(offset, data, key, texts.plain("fields", key), "", 0)
        offset += len(data)


def _number(name: str, check: SignatureCheck, texts: Texts, why: bool) -> Fact:
    digits = f"{check.working[name]:0{_NUMBER_HEX}x}"
    note = texts.line("walk", f"number_{check.algorithm}_{name}")
    return Fact(name, (text(digits if why else shortened(digits), "data"),), note)


def _spans(check: SignatureCheck, txin: TxIn) -> tuple[Span, ...]:
    """Where the signature stands in the transaction: in the witness, or in the input script."""
    for piece in chain(txin.witness, (txin.script_sig,)):
        at = piece.data.find(check.signature)
        if at >= 0 and check.signature:
            return (piece.span._replace(start=piece.start + at, end=piece.start + at + len(check.signature)),)
    return ()


class MoreMessagesPlace(OfInput, _Rest):
    """How many messages are not told."""

    __slots__ = ()
    key = "more_messages"
    level = DETAIL

    def tell(self, telling: Telling) -> Scene:
        texts = telling.texts
        told = {"count": grouped(self.left_out), "name": telling.story.name, "index": grouped(self.vin)}
        line = texts.line("walk", "more_messages", **told)
        return Scene(texts.line("walk", "title_more"), (Paragraph(line),))
