"""One transaction, and all that is found out and told of it, each once, when it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cached_property, lru_cache, partial
from typing import TYPE_CHECKING, Any

from txexplain.analyse import analyse
from txexplain.model.errors import InputError
from txexplain.model.hexadecimal import display_hex
from txexplain.model.report import InputReport, OutputReport, Report
from txexplain.model.rules import CONSENSUS, POLICY, Rules
from txexplain.model.subject import Subject
from txexplain.session.on_subject import OnSubject, better_errors

if TYPE_CHECKING:
    from txexplain.explain.walk.story import Story
    from txexplain.model.bytes import Region
    from txexplain.model.messages import Message
    from txexplain.model.spend import InputVerdict, Verification
    from txexplain.model.whatif import Edit, WhatIf
    from txexplain.session.page import Page
    from txexplain.verify import Verifier

Progress = Callable[[int], None]
KEPT_STEPS = 5_000  # of each script, at its beginning and at its end
KEPT_STEPS_OF_STORY = 30
KEPT_TRACES = 4  # inputs of a story whose steps are remembered; tracing one again is cheap


def _quiet(inputs_done: int) -> None: ...


class Session(OnSubject[Subject]):
    """One transaction, by a Subject.

    `progress` is called while signatures are checked, with how many inputs are done. What the bytes are, `report`,
    raises DecodeError, or InputError that says what they are instead.
    """

    _progress: Progress

    def __init__(self, subject: Subject, progress: Progress = _quiet) -> None:
        super().__init__(subject)
        vars(self)["_progress"] = progress

    def __repr__(self) -> str:
        return f"<Session {self.txid}>"

    # What the bytes tell

    @cached_property
    def report(self) -> Report:
        """Everything that is found out without running a script."""
        subject = self.subject
        with better_errors():
            return analyse(subject.raw, subject.spent_outputs, subject.network)

    @property
    def txid(self) -> str:
        """64 hex digits, in the order in which ids are displayed."""
        return display_hex(self.report.tx.txid)

    @property
    def wtxid(self) -> str:
        """64 hex digits (BIP141); the txid where there is no witness."""
        return display_hex(self.report.tx.wtxid)

    @property
    def fee_sat(self) -> int | None:
        """In satoshi; None for a coinbase, and where a spent output is not known."""
        return self.report.fee_sat

    @property
    def vsize_vb(self) -> int:
        """Virtual bytes (BIP141): a quarter of the weight, rounded up."""
        return self.report.tx.vsize_vb

    @property
    def inputs(self) -> tuple[InputReport, ...]:
        """Each with its `txin`, its `kind` of spend, and the output that it spends, `spent`, where that is known."""
        return self.report.inputs

    @property
    def outputs(self) -> tuple[OutputReport, ...]:
        """Each with its `value_sat`, its `script`, the `type` of that and its `address`."""
        return self.report.outputs

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

        return Verifier(self.report, self._rules, self.subject.height, self._progress)

    @property
    def _rules(self) -> Rules | None:
        """The rules that decide. Relay policy never does: asked for, it is told apart, as where none are named."""
        return None if self.subject.rules == CONSENSUS | POLICY else self.subject.rules

    @cached_property
    def tracer(self) -> Verifier:
        """Runs one input by the same rules alone; by those of relay policy too, where they were asked for."""
        from txexplain.verify import Verifier

        return Verifier(
            self.report,
            self.verifier.rules if self.subject.rules is None else self.subject.rules,
            progress=self._progress,
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
            found = whatif(self.report, made, self._rules, self.subject.height)
        if found.error is not None:
            worded_result(found.error)
        return found

    # How it is told

    def story(self, keep_steps: int = KEPT_STEPS_OF_STORY) -> Story:
        """What a walkthrough is told from, with so many steps of each script at its beginning and at its end."""
        from txexplain.explain.walk.story import Story

        trace = lru_cache(KEPT_TRACES)(partial(self.verifier.trace, keep_steps=keep_steps))
        return Story(self._verification, trace, self.subject.example)

    def explain(self, lang: str = "en", **choices: Any) -> Page:
        """The walkthrough as a page in that language, `en` or `zh`. The choices are those of `to_dict("explain")`."""
        return self.page("explain", lang, **choices)

    def page(self, view: str, lang: str = "en", **choices: Any) -> Page:
        """The page of a view, as the command of that name prints it."""
        from txexplain.session.arguments import texts_of
        from txexplain.session.page import Page, worded
        from txexplain.session.views import chosen, view_named

        found = view_named(view)
        with worded():
            return Page(found.page(self, chosen(found, choices), texts_of(lang)))

    def to_dict(self, view: str, *, lang: str = "en", **choices: Any) -> dict[str, Any]:
        """What `txexplain VIEW --json` prints, as plain data: made anew each time, ready for `json.dumps`.

        Views and their choices are those of the commands: `decode` (`bytes`), `verify`, `explain` (`lang`, `inputs`,
        `outputs`, `brief`, `why`, `all`), `trace` and `sighash` (`input`), `whatif` (`edits`).
        """
        from txexplain.data import plain
        from txexplain.session.arguments import texts_of
        from txexplain.session.page import worded
        from txexplain.session.views import chosen, view_named

        found = view_named(view)
        with worded():
            data: dict[str, Any] = plain(found.data(self, chosen(found, choices), texts_of(lang)))
        return data

    # What it is asked for

    def check_input(self, index: int) -> None:
        """Raises InputError where the transaction has no input of that number."""
        count = len(self.report.inputs)
        if not 0 <= index < count:
            raise InputError("no_such_input", vin=index, count=count, last=max(0, count - 1))

    def check_output(self, index: int) -> None:
        """Raises InputError where the transaction has no output of that number."""
        count = len(self.report.outputs)
        if not 0 <= index < count:
            raise InputError("no_such_output", vout=index, count=count, last=max(0, count - 1))
