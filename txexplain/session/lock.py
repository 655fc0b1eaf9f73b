"""One lock by itself: an address, a descriptor, an output script or a public key, and what opens it."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from txexplain.model.derivation import MAX_INDEX
from txexplain.model.errors import InputError
from txexplain.model.lock import LockReport
from txexplain.model.networks import MAIN, Network
from txexplain.model.subject import LockSubject
from txexplain.session.on_subject import OnSubject

if TYPE_CHECKING:
    from txexplain.data import Data
    from txexplain.descriptors.descriptor import Parsed
    from txexplain.explain.document import Document
    from txexplain.session.page import Page
    from txexplain.texts import Texts


class LockSession(OnSubject[LockSubject]):
    """One lock, by a LockSubject."""

    def __repr__(self) -> str:
        return f"<LockSession {self.subject.kind}>"

    @cached_property
    def parsed(self) -> Parsed | None:
        """The descriptor, read; None where something else was given. Raises InputError where it is none."""
        from txexplain.analyse_lock import parsed_descriptor

        return parsed_descriptor(self.subject)

    @cached_property
    def report(self) -> LockReport:
        """Its output scripts, and each way to open them. Raises InputError where a descriptor is none."""
        from txexplain.analyse_lock import analyse_lock

        return analyse_lock(self.subject, self.parsed)

    def data(self) -> dict[str, Data]:
        """What `lock --json` prints."""
        from txexplain.data.lock import lock_data

        return lock_data(self.report, self.parsed)

    def document(self, texts: Texts, *, whole: bool = False) -> Document:
        """What `lock` prints, with every script for the `whole`."""
        from txexplain.explain.pages.lock import lock_page

        return lock_page(self.report, texts, show_all=whole)

    def page(self, lang: str = "en", *, all: bool = False) -> Page:
        """The page in that language, `en` or `zh`, with every script and way where `all` is asked for."""
        from txexplain.model.arguments import check_type
        from txexplain.session.arguments import texts_of
        from txexplain.session.page import Page, worded

        check_type("all", all, bool)
        with worded():
            return Page(self.document(texts_of(lang), whole=all))

    def html(self, lang: str = "en", *, all: bool = False) -> str:
        """The same page as one HTML file in all languages, which opens in that one: what `lock --html` writes."""
        from txexplain.model.arguments import check_type
        from txexplain.session.arguments import texts_of
        from txexplain.session.page import worded
        from txexplain.session.sharing import shared_lock
        from txexplain.web.page import web_page

        check_type("all", all, bool)
        with worded():
            return web_page(shared_lock(self, texts_of(lang), whole=all))

    def to_dict(self) -> dict[str, Any]:
        """What `txexplain lock --json` prints, as plain data: made anew each time, ready for `json.dumps`."""
        from txexplain.data import plain

        data: dict[str, Any] = plain(self.data())
        return data


def lock(what: str, *, network: str | None = None, index: int | tuple[int, int] | None = None) -> LockSession:
    """The address, descriptor, output script (hex or assembly) or public key that `what` is, never a file.

    `network` is that of the addresses: `main`, `test`, `testnet4`, `signet` or `regtest`. `index` is which place of a
    range is looked at, or the first and the last.

    Raises TxExplainError where it is none of these, and TypeError or ValueError for wrong arguments.
    """
    from txexplain.model.arguments import check_type
    from txexplain.session.page import worded
    from txexplain.session.read import network_argument
    from txexplain.sources.lock_text import lock_in, on_network

    check_type("what", what, str)
    chosen, indexes = network_argument(network), _indexes(index)
    with worded():
        subject = on_network(lock_in(what), chosen)._replace(indexes=indexes)
        session = LockSession(subject)
        _ = session.report  # which reads a descriptor
    return session


def _indexes(index: int | tuple[int, int] | None) -> tuple[int, int] | None:
    from txexplain.model.arguments import check_number, check_type, items_of
    from txexplain.sources.lock_text import MAX_SHOWN_RANGE

    if index is None:
        return None
    places = [index] if isinstance(index, int) else items_of("index", index)
    for each in places:
        check_type("index", each, int)
        check_number("index", each, 0, MAX_INDEX)
    if len(places) not in (1, 2):
        raise ValueError("index must be a number, or the first and the last of a range")
    first, last = int(str(places[0])), int(str(places[-1]))
    if not first <= last < first + MAX_SHOWN_RANGE:
        raise ValueError(f"index must go up, by less than {MAX_SHOWN_RANGE}")
    return first, last


def refusal_data(text: str, error: InputError, network: Network | None) -> dict[str, Data]:
    """What `lock --json` prints of text that is no lock: what Core's validateaddress or getdescriptorinfo answers."""
    from txexplain.data.core_rpc import validateaddress_data
    from txexplain.descriptors.refused import core_answer

    answer = core_answer(error)
    return {**answer} if answer else validateaddress_data(text.strip(), network or MAIN)
