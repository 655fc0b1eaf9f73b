"""One signed message that was given by itself: `decode` alone shows it, everything else is about transactions."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from txexplain.analyse_message import analyse_message
from txexplain.model.signing_message import MessageReport
from txexplain.model.subject import MessageSubject
from txexplain.session.on_subject import OnSubject
from txexplain.session.views import Choices

if TYPE_CHECKING:
    from txexplain.data import Data
    from txexplain.explain.document import Document
    from txexplain.model.bytes import Region
    from txexplain.texts import Texts


class MessageSession(OnSubject[MessageSubject]):
    """One message, by a MessageSubject. Raises ValueError where the bytes are none, or not surely."""

    @cached_property
    def report(self) -> MessageReport:
        """What it tells by itself."""
        found = analyse_message(self.subject.raw, self.subject.network)
        if found is None:
            raise ValueError("raw must be a message that a signature signs")
        return found

    @cached_property
    def regions(self) -> Region:
        """The labelled tree of its bytes; its children are the parts, and the leaves tile them."""
        from txexplain.wire.message_regions import message_regions

        return message_regions(self.report.message)

    def data(self, choices: Choices) -> dict[str, Data]:
        """What `decode --json` prints."""
        from txexplain.data.message import message_data

        return message_data(self.report, self.regions if choices.bytes else None)

    def page(self, choices: Choices, texts: Texts) -> Document:
        """What `decode` prints."""
        from txexplain.explain.pages.message import message_map, message_page

        if choices.bytes:
            return message_map(self.report, self.regions, texts, show_all=choices.all)
        return message_page(self.report, texts, show_all=choices.all)
