"""What sessions on a transaction and on a PSBT have in common: their views, and what of the report is asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar, cast

from txexplain.model.errors import InputError
from txexplain.model.hexadecimal import display_hex
from txexplain.model.report import InputReport, OutputReport, Report
from txexplain.session.on_subject import OnSubject

if TYPE_CHECKING:
    from txexplain.session.page import Page
    from txexplain.session.psbt import PsbtSession
    from txexplain.session.transaction import Session

S = TypeVar("S", bound=NamedTuple)
Progress = Callable[[int], None]


def no_progress(inputs_done: int) -> None: ...


class Shown(OnSubject[S]):
    """A session that has a report. `progress` is called as signatures are checked, with how many inputs are done."""

    _progress: Progress

    def __init__(self, subject: S, progress: Progress = no_progress) -> None:
        super().__init__(subject)
        vars(self)["_progress"] = progress

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.txid}>"

    @property
    def report(self) -> Report:
        """Everything that is found out of the transaction without running a script."""
        raise NotImplementedError

    @property
    def txid(self) -> str:
        """64 hex digits, in the order in which ids are displayed."""
        return display_hex(self.report.tx.txid)

    @property
    def fee_sat(self) -> int | None:
        """In satoshi; None for a coinbase, and where a spent output is not known."""
        return self.report.fee_sat

    @property
    def inputs(self) -> tuple[InputReport, ...]:
        """Each with its `txin`, its `kind` of spend, and the output that it spends, `spent`, where that is known."""
        return self.report.inputs

    @property
    def outputs(self) -> tuple[OutputReport, ...]:
        """Each with its `value_sat`, its `script`, the `type` of that and its `address`."""
        return self.report.outputs

    # How it is told

    def explain(self, lang: str = "en", **choices: Any) -> Page:
        """The walkthrough as a page in that language, `en` or `zh`. The choices are those of `to_dict("explain")`."""
        return self.page("explain", lang, **choices)

    def page(self, view: str, lang: str = "en", **choices: Any) -> Page:
        """The page of a view, as the command of that name prints it."""
        from txexplain.session.arguments import texts_of
        from txexplain.session.page import Page, worded
        from txexplain.session.views import chosen, view_named

        with worded():
            found = view_named(self, view)
            return Page(found.page(self, chosen(found, choices), texts_of(lang)))

    def html(self, view: str, lang: str = "en", **choices: Any) -> str:
        """The same page as one HTML file in all languages, which opens in that one: what `--html` writes."""
        from txexplain.session.arguments import texts_of
        from txexplain.session.page import worded
        from txexplain.session.sharing import shared_view
        from txexplain.session.views import chosen, view_named
        from txexplain.web.page import web_page

        with worded():
            checked = chosen(view_named(self, view), choices)
            return web_page(shared_view(cast("Session | PsbtSession", self), view, checked, texts_of(lang)))

    def to_dict(self, view: str, *, lang: str = "en", **choices: Any) -> dict[str, Any]:
        """What `txexplain VIEW --json` prints, as plain data: made anew each time, ready for `json.dumps`.

        Views and their choices are those of the commands: `decode` (`bytes`), `verify`, `explain` (`lang`, `inputs`,
        `outputs`, `brief`, `why`, `all`), `trace` (`input`) and `sighash` (`input`, `hash_type`), `whatif` (`edits`).
        `diagnosis=False` leaves out, of all but `decode` and `sighash`, what signatures that fail were made for.
        """
        from txexplain.data import plain
        from txexplain.session.arguments import texts_of
        from txexplain.session.page import worded
        from txexplain.session.views import chosen, view_named

        with worded():
            found = view_named(self, view)
            data: dict[str, Any] = plain(found.data(self, chosen(found, choices), texts_of(lang)))
        return data

    # What it is asked for

    def check_input(self, index: int) -> None:
        """Raises InputError where the transaction has no input of that number."""
        count = len(self.report.inputs)
        if count == 0:
            raise InputError("no_inputs")
        if not 0 <= index < count:
            raise InputError("no_such_input", vin=index, count=count, last=max(0, count - 1))

    def check_output(self, index: int) -> None:
        """Raises InputError where the transaction has no output of that number."""
        count = len(self.report.outputs)
        if not 0 <= index < count:
            raise InputError("no_such_output", vout=index, count=count, last=max(0, count - 1))
