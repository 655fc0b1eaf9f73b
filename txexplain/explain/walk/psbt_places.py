"""Places of a PSBT: what it is for, each input with who signs it and what, the outputs, and what comes next."""

from __future__ import annotations

from txexplain.explain.document import Block, Fact, Facts, Heading, Listing, Paragraph
from txexplain.explain.parts.inputs import input_title
from txexplain.explain.parts.numbers import grouped
from txexplain.explain.parts.opening import heading_of, story_blocks
from txexplain.explain.parts.outputs import output_title
from txexplain.explain.parts.psbt_coins import all_proven, psbt_input_facts, psbt_output_facts
from txexplain.explain.parts.psbt_keys import signing_facts
from txexplain.explain.parts.psbt_next import next_fact, next_role
from txexplain.explain.parts.psbt_opening import psbt_opening
from txexplain.explain.walk.input_places import InputPlace, _Vin
from txexplain.explain.walk.opening_places import SummaryPlace
from txexplain.explain.walk.output_places import OutputPlace
from txexplain.explain.walk.place import SECTION, OfInput, OfWhole, Scene, Telling
from txexplain.explain.walk.signing_places import CheckPlace, MessagePlace
from txexplain.explain.walk.story import PsbtTold, Story
from txexplain.model.messages import Message
from txexplain.model.psbt_analysis import PsbtInputAnalysis, PsbtRole
from txexplain.model.signing import SignatureCheck
from txexplain.texts import Line, Texts

_ROLES = tuple(PsbtRole)


def told_psbt(story: Story) -> PsbtTold:
    """What the story tells of a PSBT; these places are in no other story."""
    assert story.psbt is not None
    return story.psbt


def _analysis(story: Story, vin: int) -> PsbtInputAnalysis | None:
    inputs = told_psbt(story).verification.analysis.inputs
    return inputs[vin] if inputs else None


class PsbtSummaryPlace(SummaryPlace):
    """Which transaction it is for, what that would do, and the answer."""

    __slots__ = ()
    key = "psbt"

    def tell(self, telling: Telling) -> Scene:
        story, texts, *_ = telling
        psbt = told_psbt(story)
        blocks = tuple(psbt_opening(psbt.found, psbt.verification, story.example, texts, story.relay, whole=False))
        title = heading_of("psbt", story.report, texts)
        return Scene(title, (*blocks, *story_blocks(story.example, texts)), self.spans_in(story))


class PsbtRolesPlace(OfWhole):
    """What a PSBT is for, and where in its life this one is."""

    __slots__ = ()
    key = "psbt_roles"

    def tell(self, telling: Telling) -> Scene:
        texts = telling.texts
        found, told, _ = told_psbt(telling.story)
        following = next_role(found, told)
        rows = tuple(_role_row(role, following, texts) for role in _ROLES)
        blocks = (Paragraph(texts.line("psbt", "what_for")), Listing(rows))
        return Scene(texts.line("psbt", "title_roles"), blocks)


def _role_row(role: PsbtRole, following: str, texts: Texts) -> tuple[str, Line]:
    """A role, marked where it comes next, and where it has been; before there are inputs only the creator has."""
    keys = [each.key for each in _ROLES]
    at = keys.index(following) if following in keys else keys.index(PsbtRole.UPDATER.key)
    mark = "→" if role.key == following else "✓" if keys.index(role.key) < at else "·"
    return mark, texts.line("psbt", f"role_{role.key}")


class PsbtInputPlace(InputPlace):
    """The coin, who vouches for its amount, its lock, and the scripts that the PSBT brings for it."""

    __slots__ = ()
    key = "psbt_input"

    def tell(self, telling: Telling) -> Scene:
        story, texts, *_ = telling
        found = told_psbt(story).found
        facts = psbt_input_facts(found, None, self.vin, texts, whole=telling.why)
        return Scene(input_title(found.report, self.vin, texts), (Facts(tuple(facts)),), self.spans_in(story))


class PsbtKeysPlace(OfInput, _Vin):
    """Who has signed the input, who still may, and what it lacks."""

    __slots__ = ()
    key = "psbt_keys"
    level = SECTION

    def tell(self, telling: Telling) -> Scene:
        texts, analysis = telling.texts, _analysis(telling.story, self.vin)
        blocks: tuple[Block, ...] = ()
        if analysis is not None:
            facts = signing_facts(analysis, texts, whole=telling.why)
            outcome = Fact(texts.plain("psbt", "outcome"), (texts.line("psbt", _outcome(analysis)),))
            intro = (Paragraph(texts.line("psbt", "keys_intro")),) if analysis.signers else ()
            blocks = (*intro, Facts((*facts, outcome)))
        return Scene(texts.line("psbt", "title_keys", index=grouped(self.vin)), blocks, absent="psbt")

    def checks_in(self, story: Story) -> tuple[SignatureCheck, ...]:
        analysis = _analysis(story, self.vin)
        signatures = analysis.signatures if analysis else ()
        return tuple(signature.check for signature in signatures if signature.check is not None)


def _outcome(analysis: PsbtInputAnalysis) -> str:
    if analysis.has_final_scripts and analysis.obstacle != "final_scripts":
        return "outcome_final"
    if analysis.signatures_suffice:
        return "outcome_suffices"
    return "outcome_final_fails" if analysis.obstacle == "final_scripts" else "outcome_open"


class _OfPsbtMessage:
    """A place of one of the messages that signatures of the input sign, or will."""

    __slots__ = ()
    vin: int
    message: int

    def message_in(self, story: Story) -> Message:
        found = told_psbt(story).messages(self.vin).messages[self.message]
        return Message(found.sighash, found.checks)


class PsbtMessagePlace(_OfPsbtMessage, MessagePlace):
    """What is signed, part by part."""

    __slots__ = ()
    key = "psbt_message"


class PsbtCheckPlace(_OfPsbtMessage, CheckPlace):
    """One signature taken apart."""

    __slots__ = ()
    key = "psbt_check"
    absent = "psbt"


class PsbtOutputPlace(OutputPlace):
    """An output, and the keys that the PSBT states for it."""

    __slots__ = ()
    key = "psbt_output"

    def tell(self, telling: Telling) -> Scene:
        story, texts = telling.story, telling.texts
        told, spendable = told_psbt(story), self.vout not in story.never_spent
        view = told.verification.analysis.outputs[self.vout]
        facts = psbt_output_facts(told.found, view, texts, spendable=spendable, whole=telling.why)
        return Scene(output_title(story.report, self.vout, texts), (Facts(tuple(facts)),), self.spans_in(story))


class PsbtNextPlace(OfWhole):
    """Who comes next, and what that takes; what nobody but the signer can judge."""

    __slots__ = ()
    key = "psbt_next"

    def tell(self, telling: Telling) -> Scene:
        texts = telling.texts
        found, told, _ = told_psbt(telling.story)
        next_ = next_fact(found, told, texts)
        names = ("outputs", *(() if all_proven(found) else ("amounts",)), "fee")
        checks = Listing(tuple(("·", texts.line("psbt", f"check_{name}")) for name in names))
        then = f"then_{next_role(found, told)}"
        if found.psbt.version and texts.has("psbt", f"{then}_v2"):  # which Bitcoin Core does not read
            then = f"{then}_v2"
        blocks: tuple[Block, ...] = (Facts((next_,)), Paragraph(texts.line("psbt", then)))
        if next_role(found, told) in ("updater", "signer"):
            blocks = (*blocks, Heading(texts.line("psbt", "heading_checks"), 3), checks)
        return Scene(texts.line("psbt", "title_next"), blocks)
