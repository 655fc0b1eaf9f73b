"""One transaction, and all that is found out and told of it, each once, when it is asked for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property, lru_cache, partial
from typing import TYPE_CHECKING, Any

from txexplain.analyse import analyse
from txexplain.model.hexadecimal import display_hex
from txexplain.model.report import Report
from txexplain.model.rules import CONSENSUS, POLICY, Rules
from txexplain.model.spend import Verdict
from txexplain.model.subject import PsbtSubject, Subject
from txexplain.session.on_subject import better_errors
from txexplain.session.shown import Progress, Shown, no_progress

if TYPE_CHECKING:
    from txexplain.explain.walk.story import Story
    from txexplain.model.bytes import Region
    from txexplain.model.messages import Message, ToSign
    from txexplain.model.spend import InputVerdict, Verification
    from txexplain.model.whatif import Edit, WhatIf
    from txexplain.session.psbt import PsbtSession
    from txexplain.verify import Verifier

KEPT_STEPS = 5_000  # of each script, at its beginning and at its end
KEPT_STEPS_OF_STORY = 30
KEPT_TRACES = 4  # inputs of a story whose steps are remembered; tracing one again is cheap


class Session(Shown[Subject]):
    """One transaction, by a Subject.

    What the bytes are, `report`, raises DecodeError, or InputError that says what they are instead.
    """

    # What the bytes tell

    @cached_property
    def report(self) -> Report:
        """Everything that is found out without running a script."""
        subject = self.subject
        with better_errors():
            return analyse(subject.raw, subject.spent_outputs, subject.network, subject.lookup)

    @property
    def wtxid(self) -> str:
        """64 hex digits (BIP141); the txid where there is no witness."""
        return display_hex(self.report.tx.wtxid)

    @property
    def vsize_vb(self) -> int:
        """Virtual bytes (BIP141): a quarter of the weight, rounded up."""
        return self.report.tx.vsize_vb

    @property
    def raw(self) -> bytes:
        """The transaction as it is serialised."""
        return self.subject.raw

    @cached_property
    def regions(self) -> Region:
        """The labelled tree of its bytes; the leaves tile them."""
        from txexplain.analyse import regions

        return regions(self.report)

    # Whether it is valid

    @cached_property
    def verifier(self) -> Verifier:
        """Judges by the rules of the subject, and where none are named by those of relay policy besides."""
        from txexplain.verify import Verifier

        return Verifier(self.report, self._rules, self.subject.height, self._progress, self._told_height)

    @property
    def _rules(self) -> Rules | None:
        """The rules that decide. Relay policy never does: asked for, it is told apart, as where none are named."""
        return None if self.subject.rules == CONSENSUS | POLICY else self.subject.rules

    @property
    def _told_height(self) -> int | None:
        """The height that a server states, where no rules are named."""
        return self.subject.told_height if self._rules is None else None

    @cached_property
    def tracer(self) -> Verifier:
        """Runs one input by the same rules alone; by those of relay policy too, where they were asked for."""
        from txexplain.verify import Verifier

        return Verifier(
            self.report,
            self.verifier.rules if self.subject.rules is None else self.subject.rules,
            progress=self._progress,
            told_height=None if self.verifier.height is not None else self._told_height,
        )

    @cached_property
    def _verification(self) -> Verification:
        return self.verifier.verification()

    def verify(self) -> Verification:
        """The verdict on every input and on the transaction: `valid`, `invalid` or `unknown`, and its `reason`."""
        return self._verification

    def trace(self, index: int, *, keep_steps: int = KEPT_STEPS) -> InputVerdict:
        """One input as its scripts run, with the first and last `keep_steps` steps of each of them."""
        from txexplain.model.arguments import check_number, check_type
        from txexplain.session.page import worded

        check_type("index", index, int)
        check_number("keep_steps", keep_steps, 0)
        with worded():
            self.check_input(index)
        return self.tracer.trace(index, keep_steps)

    def sighash(self, index: int) -> tuple[Message, ...]:
        """The messages that the signatures of an input sign, each once, with the checks over it."""
        from txexplain.model.messages import messages

        return tuple(messages(self.trace(index, keep_steps=0).run.checks))

    def to_sign(self, index: int, hash_type: int | None = None) -> ToSign:
        """The message that is to be signed, where no signature of the input was checked against one; else None.

        With a `hash_type` (a byte), that for this sighash type, be there signatures or not.
        """
        judged = self.trace(index, keep_steps=0)
        if hash_type is not None:
            from txexplain.causes.to_sign import to_sign

            return to_sign(self.report, judged, hash_type)
        if judged.run.verdict is Verdict.VALID or any(check.sighash is not None for check in judged.run.checks):
            return None
        from txexplain.causes.to_sign import to_sign

        return to_sign(self.report, judged)

    def whatif(self, edits: Iterable[Edit | tuple[str, ...] | Mapping[str, Any]]) -> WhatIf:
        """The transaction with these changes beside the one without, both judged by the same rules.

        An edit is an Edit, its parts in a tuple such as `("set", "vout[0].value", "1")`, or in a mapping with
        `action`, `path` and `value`. Where the bytes are none any more, `after` is None, and `error` says why.
        """
        from txexplain.recognise import secrets_hidden
        from txexplain.session.arguments import edits_of
        from txexplain.session.page import worded, worded_result
        from txexplain.whatif import whatif

        made = edits_of(edits)
        with worded(), secrets_hidden(" ".join(map(" ".join, made))):
            found = whatif(self.report, made, self._rules, self.subject.height, self._told_height)
        if found.error is not None:
            worded_result(found.error)
        return found

    # How it is told

    def story(self, keep_steps: int = KEPT_STEPS_OF_STORY) -> Story:
        """What a walkthrough is told from, with so many steps of each script at its beginning and at its end."""
        from txexplain.explain.walk.story import Story

        trace = lru_cache(KEPT_TRACES)(partial(self.verifier.trace, keep_steps=keep_steps))
        return Story(self._verification, trace, self.subject.example, called=self.subject.called)


def session_on(subject: Subject | PsbtSubject, progress: Progress = no_progress) -> Session | PsbtSession:
    """A session on a transaction, or on a PSBT."""
    if isinstance(subject, Subject):
        return Session(subject, progress)
    from txexplain.session.psbt import PsbtSession

    return PsbtSession(subject, progress)
