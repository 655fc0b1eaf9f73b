"""A script that is run by itself: what `script` shows of it, as data and as a page."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from txexplain.analyse import output_report
from txexplain.model.bytes import ByteSlice
from txexplain.model.networks import MAIN
from txexplain.model.report import OutputReport
from txexplain.model.rules import CONSENSUS, Rules
from txexplain.model.script import NONSTANDARD
from txexplain.model.signing import SigVersion
from txexplain.script.spend import run_alone
from txexplain.session.on_subject import OnSubject
from txexplain.session.transaction import KEPT_STEPS
from txexplain.session.views import KEPT_STEPS_OF_TRACE, status_of

if TYPE_CHECKING:
    from txexplain.data import Data
    from txexplain.explain.document import Document
    from txexplain.model.spend import AssumedTransaction, Run
    from txexplain.texts import Texts


class ScriptSubject(NamedTuple):
    """A script, how it is read, the items that it finds on the stack, top last, and the rules, today's for None.

    `transaction` is what is assumed of the transaction around it, for timelocks to look at.
    """

    script: bytes
    version: SigVersion = SigVersion.BASE
    items: tuple[bytes, ...] = ()
    rules: Rules | None = None
    transaction: AssumedTransaction | None = None


class ScriptSession(OnSubject[ScriptSubject]):
    """One script, without a transaction around it."""

    @cached_property
    def _runs(self) -> dict[int, Run]:
        """By how many steps are kept."""
        return {}

    @property
    def rules(self) -> Rules:
        """The rules by which it runs."""
        return CONSENSUS if self.subject.rules is None else self.subject.rules

    @cached_property
    def output(self) -> OutputReport | None:
        """What it is as an output script, with its address on the main network; None where it is run as no such."""
        if self.subject.version is not SigVersion.BASE:
            return None
        return output_report(0, ByteSlice(0, self.subject.script), MAIN)

    @property
    def closed_by(self) -> str:
        """Why nothing can open it as an output script; "" where no reason is seen or its type is not known."""
        if self.output is None or self.output.type.key == NONSTANDARD:
            return ""
        from txexplain.analyse_lock import why_output_is_closed

        return why_output_is_closed(self.subject.script)

    def run(self, keep_steps: int = KEPT_STEPS) -> Run:
        """How it runs, with its first and last `keep_steps` steps."""
        if keep_steps not in self._runs:
            script, version, items, _, transaction = self.subject
            run = run_alone(script, version, list(items), self.rules, keep_steps, transaction)
            if run.failure is not None:
                from txexplain.causes.by_facts import of_script

                run = of_script(run, transaction)
            self._runs[keep_steps] = run
        return self._runs[keep_steps]

    @property
    def status(self) -> int:
        """The exit status: however many steps are kept, the verdict is one."""
        run = next(iter(self._runs.values()), None) or self.run(0)
        return status_of(run.verdict)

    def data(self) -> dict[str, Data]:
        """What `script --json` prints."""
        from txexplain.data.trace import script_data

        return script_data(self.run(), self.output, self.subject.transaction, self.closed_by)

    def document(self, texts: Texts, *, whole: bool = False) -> Document:
        """The page, with more steps for the `whole`."""
        from txexplain.explain.pages.script import script_page

        run = self.run(KEPT_STEPS if whole else KEPT_STEPS_OF_TRACE)
        output, around = self.output, self.subject.transaction
        return script_page(run, self.rules, output, self.closed_by, around, texts, show_all=whole)
