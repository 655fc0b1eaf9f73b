"""Moving through a walkthrough, one place at a time."""

from __future__ import annotations

from collections.abc import Callable

from txexplain.explain.walk.input_places import InputPlace
from txexplain.explain.walk.outline import outline
from txexplain.explain.walk.output_places import OutputPlace
from txexplain.explain.walk.place import CHAPTER, DETAIL, Place, Scene, Telling
from txexplain.explain.walk.signing_places import MessagePlace
from txexplain.explain.walk.story import Choice, Story
from txexplain.explain.walk.words import Glossary
from txexplain.texts import Texts


class Tour:
    """Where a reader is in the walkthrough of a transaction. Every move says whether there was a way."""

    def __init__(self, story: Story, choice: Choice) -> None:
        self.story = story
        self.choice = choice
        self.places = outline(story, choice)
        self.at = 0
        self.long_form = choice.why
        self.seen: set[Place] = set()
        self._came_from: int | None = None  # the check from which a reader went to its message
        self._glossaries: dict[str, Glossary] = {}

    @property
    def place(self) -> Place:
        return self.places[self.at]

    def tell(self, texts: Texts) -> Scene:
        """What is told here, in the long form if that is on; and words that the reader meets here first."""
        self.seen.add(self.place)
        glossary = self._glossaries.setdefault(texts.language, Glossary(texts, long=True))
        return glossary.explained(self.place, self.told_at(self.place, texts))

    def told_at(self, place: Place, texts: Texts) -> Scene:
        """What is told there, without the words."""
        return place.tell(Telling(self.story, texts, self.long_form))

    def above(self) -> list[int]:
        """The places that this one belongs to, the outermost first."""
        found: list[int] = []
        level = self.place.level
        for number in range(self.at - 1, -1, -1):
            if self.places[number].level < level:
                level = self.places[number].level
                found.append(number)
        return found[::-1]

    @property
    def in_detail(self) -> bool:
        return self.place.level == DETAIL

    def progress(self) -> tuple[int, int]:
        """The how manieth place this is, of how many."""
        return self.at + 1, len(self.places)

    def forward(self) -> bool:
        return self.at + 1 < len(self.places) and self.go_to_place(self.at + 1)

    def back(self) -> bool:
        return self.at > 0 and self.go_to_place(self.at - 1)

    def next_input(self) -> bool:
        return self._go_first(range(self.at + 1, len(self.places)), _is_input)

    def previous_input(self) -> bool:
        return self._go_first(range(self.at - 1, -1, -1), _is_input)

    def first(self) -> bool:
        return self.go_to_place(0)

    def last(self) -> bool:
        return self.go_to_place(len(self.places) - 1)

    def into(self) -> bool:
        """To the message that the signature here signs; where there is none, the long form of what is told here."""
        target = self._message_here()
        if target is None:
            changed = not self.long_form
            self.long_form = True
            return changed
        here = self.at
        self.go_to_place(target)
        self._came_from = here
        return True

    def out(self) -> bool:
        """Back from a detail, or from the long form, or to the chapter."""
        if self.in_detail:
            return self.go_to_place(self._before(self.at) if self._came_from is None else self._came_from)
        if self.long_form:
            self.long_form = False
            return True
        above = min(self.place.level, CHAPTER + 1)
        return self._go_first(range(self.at - 1, -1, -1), lambda place: place.level < above)

    def go_to_input(self, vin: int) -> bool:
        """To that input, which is then told in full."""
        if not 0 <= vin < len(self.story.report.inputs):
            return False
        if self._go_to_input(vin):
            return True
        self.choice = self.choice._replace(also=(*self.choice.also, vin))
        self.places = outline(self.story, self.choice)
        return self._go_to_input(vin)

    def _go_to_input(self, vin: int) -> bool:
        return self._go_first(range(len(self.places)), lambda each: isinstance(each, InputPlace) and each.vin == vin)

    def go_to_output(self, vout: int) -> bool:
        """To that output, which is then told."""
        if not 0 <= vout < len(self.story.report.outputs):
            return False
        if self._go_to_output(vout):
            return True
        self.choice = self.choice._replace(also_outputs=(*self.choice.also_outputs, vout))
        self.places = outline(self.story, self.choice)
        return self._go_to_output(vout)

    def _go_to_output(self, vout: int) -> bool:
        return self._go_first(
            range(len(self.places)), lambda each: isinstance(each, OutputPlace) and each.vout == vout
        )

    def go_to_number(self, number: int) -> bool:
        """To the place of that number, as `progress` counts them."""
        if not 0 < number <= len(self.places):
            return False
        self.go_to_place(number - 1)
        return True

    def search(self, found: Callable[[Place], bool]) -> bool:
        """To the next place, round the end, of which `found` says yes."""
        order = [*range(self.at + 1, len(self.places)), *range(self.at + 1)]
        return self._go_first(order, found)

    @property
    def has_detail(self) -> bool:
        """Whether a signature is checked here."""
        return self._message_here() is not None

    def _message_here(self) -> int | None:
        """The place of the message that the last check of the step or stage here is about."""
        checks = self.place.checks_in(self.story)
        digests = {check.sighash.digest for check in checks if check.sighash is not None}
        for number in range(self.at + 1, len(self.places) if digests else 0):
            place = self.places[number]
            if place.level == CHAPTER:
                return None
            if isinstance(place, MessagePlace) and place.message_in(self.story).sighash.digest in digests:
                return number
        return None

    def _go_first(self, numbers: range | list[int], wanted: Callable[[Place], bool]) -> bool:
        """To the first of the places that is wanted; whether there is one."""
        for number in numbers:
            if wanted(self.places[number]):
                self.go_to_place(number)
                return True
        return False

    def go_to_place(self, number: int) -> bool:
        """To the place of that index."""
        moved = number != self.at
        self.at = number
        if not self.in_detail:
            self._came_from = None
        return moved

    def _before(self, number: int) -> int:
        """The last place before this one that is no detail."""
        return next(each for each in range(number - 1, -1, -1) if self.places[each].level != DETAIL)


def _is_input(place: Place) -> bool:
    return isinstance(place, InputPlace)
