"""One transaction, and all that is found out and told of it, each once, when it is asked for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property, lru_cache, partial
from typing import TYPE_CHECKING, Any

from txexplain.analyse import unjudged, with_findings, with_others
from txexplain.model.hexadecimal import display_hex
from txexplain.model.report import Report
from txexplain.model.rules import CONSENSUS, POLICY, Rules
from txexplain.model.subject import PsbtSubject, Subject
from txexplain.session.on_subject import better_errors
from txexplain.session.shown import Progress, Shown, no_progress

if TYPE_CHECKING:
    from txexplain.explain.walk.story import Story
    from txexplain.model.bytes import Region
    from txexplain.model.messages import Message, ToSign, Unfinished
    from txexplain.model.policy import Policy, PolicySettings, Relay
    from txexplain.model.spend import InputVerdict, Verdict, Verification
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
        report = with_findings(self.unjudged)
        parents = self.subject.parents
        with better_errors():
            return with_others(report, parents) if parents else report

    @cached_property
    def unjudged(self) -> Report:
        """The same without its findings."""
        subject = self.subject
        with better_errors():
            return unjudged(subject.raw, subject.spent_outputs, subject.network, subject.lookup)

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
        return self.labelled()

    def labelled(self, limit: int | None = None) -> Region:
        """The same, where after `limit` regions what is left of each list is one leaf, `not_labelled`."""
        from txexplain.analyse import regions

        return regions(self.unjudged, limit)

    def fields(self) -> Region:
        """The tree with as many regions as are enough for whoever looks around in it."""
        from txexplain.wire.regions import REGION_LIMIT

        return self.labelled(REGION_LIMIT)

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

    @cached_property
    def _diagnosed(self) -> Verification:
        from txexplain.session.diagnosed import diagnosed

        return diagnosed(self._verification, self._progress)

    @property
    def verdict(self) -> Verdict:
        """`valid`, `invalid` or `unknown`."""
        return self._verification.verdict

    def verify(self, *, diagnosis: bool = True) -> Verification:
        """The verdict on every input and on the transaction: `valid`, `invalid` or `unknown`, and its `reason`.

        With a `diagnosis` each input that fails has what is wrong with its signatures; the verdicts are the same.
        """
        from txexplain.model.arguments import check_type

        check_type("diagnosis", diagnosis, bool)
        return self._diagnosed if diagnosis else self._verification

    # Whether nodes relay it

    @cached_property
    def policy(self) -> Policy:
        """Whether a node would accept it into an empty mempool, with all reasons why not; the scripts are run."""
        return self._asked_of_relay(self._verification, self.policy_settings)

    @cached_property
    def policy_unrun(self) -> Policy:
        """The same as far as it can be said without running a script."""
        return self._asked_of_relay(None, self.policy_settings)

    def relay(self, *, run: bool) -> Relay:
        """The same beside what other versions say, with the scripts `run` or not."""
        from txexplain.session.relayed import across_versions

        now = self.policy if run else self.policy_unrun
        asked = partial(self._asked_of_relay, self._verification if run else None)
        return across_versions(now, asked, self.report)._replace(run=run)

    def policies(self, found: WhatIf) -> tuple[Policy, Policy | None]:
        """What relay says of a changed transaction before and after, mined or not; None where it is one no more."""
        from txexplain.policy import relay_policy

        before, after, settings = found.before, found.after, self.policy_settings
        changed = None if after is None else relay_policy(after.report, after, settings)
        return relay_policy(before.report, before, settings), changed

    def _asked_of_relay(self, verification: Verification | None, settings: PolicySettings) -> Policy:
        from txexplain.policy import relay_policy

        found = relay_policy(self.report, verification, settings)
        if not self._is_mined:
            return found
        from txexplain.session.relayed import as_mined

        return as_mined(found)

    @property
    def _is_mined(self) -> bool:
        """Whether it is said to be in a block, so that whatever it had to wait for is over, and no tip is named."""
        subject, lookup = self.subject, self.subject.lookup
        if subject.policy is not None and subject.policy.tip is not None:
            return False
        is_old = subject.height is not None or (
            subject.example is not None and subject.example.block_height is not None
        )
        return is_old or (lookup is not None and lookup.is_confirmed)

    @cached_property
    def policy_settings(self) -> PolicySettings:
        """By which node's policy: where no tip is named, at that of the server which was asked."""
        from txexplain.model.policy import PolicySettings, Tip

        settings, lookup = self.subject.policy or PolicySettings(), self.subject.lookup
        if settings.tip is not None or lookup is None or lookup.tip_height is None:
            return settings
        return settings._replace(tip=Tip(lookup.tip_height, lookup.tip_median_time))

    # Its inputs one by one

    def trace(self, index: int, *, keep_steps: int = KEPT_STEPS, diagnosis: bool = False) -> InputVerdict:
        """One input as its scripts run, with the first and last `keep_steps` steps of each of them.

        With a `diagnosis` it has what is wrong with its signatures, where it fails.
        """
        from txexplain.model.arguments import check_number, check_type
        from txexplain.session.page import worded

        check_type("index", index, int)
        check_number("keep_steps", keep_steps, 0)
        with worded():
            self.check_input(index)
        traced = self.tracer.trace(index, keep_steps)
        if not diagnosis:
            return traced
        from txexplain.session.diagnosed import diagnosed_input

        return diagnosed_input(self.report, traced, self._progress)

    def sighash(self, index: int) -> tuple[Message, ...]:
        """The messages that the signatures of an input sign, each once, with the checks over it."""
        from txexplain.model.messages import messages

        return tuple(messages(self.trace(index, keep_steps=0).run.checks))

    def to_sign(self, index: int, hash_type: int | None = None) -> ToSign:
        """The message that is to be signed, where no signature of the input was checked against one; else None.

        With a `hash_type` (a byte), that for this sighash type, be there signatures or not.
        """
        from txexplain.model.spend import Verdict

        judged = self.trace(index, keep_steps=0)
        if hash_type is not None:
            from txexplain.causes.to_sign import to_sign

            return to_sign(self.report, judged, hash_type)
        if judged.run.verdict is Verdict.VALID or any(check.sighash is not None for check in judged.run.checks):
            return None
        from txexplain.causes.to_sign import to_sign

        return to_sign(self.report, judged)

    def likely_to_sign(self, index: int) -> tuple[Unfinished, ...]:
        """The messages, each with holes, that an input may have to sign of which nothing is known."""
        from txexplain.causes.to_sign import likely

        return likely(self.report, index)

    def whatif(
        self, edits: Iterable[Edit | tuple[str, ...] | Mapping[str, Any]], *, diagnosis: bool = True
    ) -> WhatIf:
        """The transaction with these changes beside the one without, both judged by the same rules.

        An edit is an Edit, its parts in a tuple such as `("set", "vout[0].value", "1")`, or in a mapping with
        `action`, `path` and `value`. Where the bytes are none any more, `after` is None, and `error` says why.
        With a `diagnosis` an input that fails, and that was not valid before, has what is wrong with its signatures.
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
        if not diagnosis:
            return found
        from txexplain.session.diagnosed import diagnosed_whatif

        return diagnosed_whatif(found, self._progress)

    # How it is told

    def story(self, keep_steps: int = KEPT_STEPS_OF_STORY, *, diagnosis: bool = True) -> Story:
        """What a walkthrough is told from, with so many steps of each script at its beginning and at its end."""
        from txexplain.explain.walk.story import Story

        trace = lru_cache(KEPT_TRACES)(partial(self.verifier.trace, keep_steps=keep_steps))
        verified, subject = self.verify(diagnosis=diagnosis), self.subject
        relay, called = self.relay(run=True), subject.called
        return Story(verified, trace, relay, subject.example, called=called, fields=self.fields)


def session_on(subject: Subject | PsbtSubject, progress: Progress = no_progress) -> Session | PsbtSession:
    """A session on a transaction, or on a PSBT."""
    if isinstance(subject, Subject):
        return Session(subject, progress)
    from txexplain.session.psbt import PsbtSession

    return PsbtSession(subject, progress)
