"""One PSBT, and all that is found out and told of it, each once, when it is asked for."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property, lru_cache, partial
from typing import TYPE_CHECKING

from txexplain.analyse_psbt import analyse_psbt
from txexplain.model.errors import InputError
from txexplain.model.psbt import PsbtReport
from txexplain.model.psbt_analysis import PsbtAnalysis, PsbtInputAnalysis, PsbtMessages, PsbtVerification
from txexplain.model.report import Coin, Report
from txexplain.model.spend import Verdict
from txexplain.model.subject import PsbtSubject, Subject
from txexplain.session.shown import Shown
from txexplain.session.transaction import KEPT_TRACES, Session

if TYPE_CHECKING:
    from txexplain.explain.walk.story import Story
    from txexplain.model.bytes import Region
    from txexplain.model.policy import Policy, Relay
    from txexplain.psbt.messages import Messages


def _are_same(coin: Coin | None, other: Coin | None) -> bool:
    """Whether they have the same amount and the same script."""
    return coin is not None and other is not None and coin[:2] == other[:2]


class PsbtSession(Shown[PsbtSubject]):
    """One PSBT, by a PsbtSubject.

    Its report, txid, inputs and outputs are those of the transaction to be signed; the finished one has another txid
    where signatures stand outside the witness.
    """

    # What the bytes tell

    @cached_property
    def found(self) -> PsbtReport:
        """Everything that is found out without checking a signature. Raises DecodeError."""
        subject = self.subject
        found = analyse_psbt(subject.raw, subject.network, subject.spent_outputs, subject.lookup)
        return found._replace(proven=self._proven(found))

    def _proven(self, found: PsbtReport) -> frozenset[int]:
        """The inputs whose coin is that of an earlier transaction beside the PSBT, and as the PSBT states it."""
        subject = self.subject
        fetched = subject.lookup.coins_from("parent") if subject.lookup is not None else ()
        taken, given = (item.coin for item in found.report.inputs), subject.spent_outputs
        same = {vin for vin, (coin, other) in enumerate(zip(taken, given, strict=False)) if _are_same(coin, other)}
        return subject.proven.union(fetched) & same

    @property
    def report(self) -> Report:
        """The report on the transaction to be signed, with the spent outputs that the PSBT brings."""
        return self.found.report

    @property
    def raw(self) -> bytes:
        """The bytes of the PSBT."""
        return self.subject.raw

    @property
    def _coins(self) -> tuple[Coin | None, ...]:
        """What the inputs spend, as far as that is known."""
        return tuple(item.coin for item in self.report.inputs)

    @cached_property
    def regions(self) -> Region:
        """The labelled tree of its bytes; the leaves tile them."""
        return self.labelled()

    def labelled(self, limit: int | None = None) -> Region:
        """The same, where after `limit` regions what is left of each list is one leaf, `not_labelled`."""
        from txexplain.wire.psbt_regions import psbt_regions

        return psbt_regions(self.found.psbt, limit)

    # Who has signed, and whether it is valid

    @cached_property
    def analysis(self) -> PsbtAnalysis:
        """Who comes next, what lacks, every signature judged."""
        from txexplain.verify_psbt import verify_psbt

        return verify_psbt(self.found)

    @property
    def complete(self) -> bool:
        """Whether every input is finished, by final scripts or by signatures that suffice, and every output is what
        its silent payment address leads to."""
        return self._is_finished and not self.analysis.unsettled_outputs

    @property
    def _is_finished(self) -> bool:
        inputs = self.analysis.inputs
        return bool(inputs) and all(each.finished is not None for each in inputs)

    @cached_property
    def extracted(self) -> Session | None:
        """The transaction with the inputs that are finished, None where there are none; it is whole if `complete`."""
        finished = [each.finished for each in self.analysis.inputs]
        return self._transaction(finished) if any(finished) else None

    def _transaction(self, finished: Sequence[tuple[bytes, tuple[bytes, ...]] | None]) -> Session:
        """The transaction with these scriptSigs and witnesses."""
        from txexplain.wire.draft import draft_of

        draft = draft_of(self.report.tx, ())
        for each, scripts in zip(draft.inputs, finished, strict=True):
            if scripts is not None:
                each.script_sig, each.witness = scripts[0], list(scripts[1])
        subject = self.subject
        made = Subject(draft.serialise(), self._coins, subject.network, subject.rules, subject.height)
        made = made._replace(lookup=subject.lookup, told_height=subject.told_height, policy=subject.policy)
        return Session(made, self._progress)

    def transaction(self) -> Session:
        """The finished transaction. Raises InputError where an input is not finished, or an output not settled."""
        if self.extracted is None or not self.complete:
            from txexplain.session.page import worded

            with worded():
                raise self._not_complete()
        return self.extracted

    def _not_complete(self) -> InputError:
        if self._is_finished:
            return InputError("psbt_silent_payment", output=self.analysis.unsettled_outputs[0])
        open_inputs = [number for number, each in enumerate(self.analysis.inputs) if each.finished is None]
        return InputError("psbt_not_complete", open=len(open_inputs), total=len(self.report.inputs))

    @cached_property
    def _verification(self) -> PsbtVerification:
        done = None if self.extracted is None else self.extracted.verify(diagnosis=False)
        told = PsbtVerification(self.analysis, Verdict.UNKNOWN, self.complete, done)
        if told.failing_inputs or any(output.silent_payment == "differs" for output in self.analysis.outputs):
            return told._replace(verdict=Verdict.INVALID)
        return told._replace(verdict=done.verdict) if done and self.complete else told

    @property
    def verdict(self) -> Verdict:
        """`valid` where it is complete and valid, `invalid` where something fails, else `unknown`."""
        return self._verification.verdict

    def verify(self, *, diagnosis: bool = True) -> PsbtVerification:
        """The verdict, and what it comes from.

        With a `diagnosis` each finished input that fails has what is wrong with its signatures.
        """
        found = self._verification
        if not diagnosis or self.extracted is None:
            return found
        return found._replace(verification=self.extracted.verify())

    # Whether nodes would relay it

    @cached_property
    def relay(self) -> Relay:
        """What relay says of the finished transaction; before, of what no signature changes any more."""
        from txexplain.session.relayed import relay_of_unsigned

        done = self.extracted
        if done is not None and self.complete:
            return done.relay(run=True)
        return relay_of_unsigned(self._transaction([None] * len(self.report.inputs)))

    @property
    def policy(self) -> Policy:
        """The answer alone."""
        return self.relay.policy

    # How it is told

    def story(self, keep_steps: int = 0, *, diagnosis: bool = True) -> Story:
        """What a walkthrough is told from: the transaction as far as its inputs are finished, and the PSBT."""
        from txexplain.explain.walk.story import PsbtTold, Story

        so_far = self.extracted or self._transaction([None] * len(self.report.inputs))
        told = PsbtTold(self.found, self.verify(diagnosis=diagnosis), lru_cache(KEPT_TRACES)(self.messages))
        trace = lru_cache(KEPT_TRACES)(partial(so_far.verifier.trace, keep_steps=keep_steps))
        verification = so_far.verify(diagnosis=diagnosis and self.extracted is not None)
        return Story(verification, trace, self.relay, self.subject.example, told, fields=so_far.fields)

    def messages(self, index: int) -> PsbtMessages:
        """The messages that the signatures of an input sign, and those that still may be signed."""
        from txexplain.model.arguments import check_type
        from txexplain.session.page import worded

        check_type("index", index, int)
        with worded():
            self.check_input(index)
        inputs = self.analysis.inputs  # of which there are none where the PSBT cannot be valid
        return self._messages.of_input(index, inputs[index] if inputs else PsbtInputAnalysis())

    @cached_property
    def _messages(self) -> Messages:
        from txexplain.psbt.messages import Messages

        return Messages(self.found)
