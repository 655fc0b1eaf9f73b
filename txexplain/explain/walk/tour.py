"""Moving through a walkthrough, one place at a time."""

from __future__ import annotations

from collections.abc import Callable

from txexplain.explain.walk.outline import outline
from txexplain.explain.walk.story import CHAPTER, DETAIL, Choice, Place, Story
from txexplain.explain.walk.tell_signing import message_of


class Tour:
    """Where a reader is in the walkthrough of a transaction. Every move says whether there was a way."""

    def __init__(self, story: Story, choice: Choice) -> None:
        self.story = story
        self.choice = choice
        self.places = outline(story, choice)
        self.at = 0
        self.long_form = choice.why
        self._came_from = 0

    @property
    def place(self) -> Place:
        return self.places[self.at]

    @property
    def in_detail(self) -> bool:
        return self.place.level == DETAIL

    def progress(self) -> tuple[int, int]:
        """The how manieth place this is, of how many; details are counted with what they are details of."""
        main = [number for number, place in enumerate(self.places) if place.level != DETAIL]
        here = self._came_from if self.in_detail else self.at
        return sum(number <= here for number in main), len(main)

    def forward(self) -> bool:
        following = self.at + 1
        if self.in_detail:
            if following < len(self.places) and self.places[following].level == DETAIL:
                return self.go_to_place(following)
            following = self._came_from + 1
        return self._go_first(range(following, len(self.places)), lambda place: place.level != DETAIL)

    def back(self) -> bool:
        if self.in_detail and self.places[self.at - 1].level == DETAIL:
            return self.go_to_place(self.at - 1)
        if self.in_detail:
            return self.go_to_place(self._came_from)
        return self._go_first(range(self.at - 1, -1, -1), lambda place: place.level != DETAIL)

    def next_input(self) -> bool:
        return self._go_first(range(self.at + 1, len(self.places)), lambda place: place.key == "input")

    def previous_input(self) -> bool:
        return self._go_first(range(self.at - 1, -1, -1), lambda place: place.key == "input")

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
        here = self._came_from if self.in_detail else self.at
        self.go_to_place(target)
        self._came_from = here
        return True

    def out(self) -> bool:
        """Back from a detail, or from the long form, or to the chapter."""
        if self.in_detail:
            return self.go_to_place(self._came_from)
        if self.long_form:
            self.long_form = False
            return True
        level = self.place.level
        return self._go_first(range(self.at - 1, -1, -1), lambda place: place.level < min(level, CHAPTER + 1))

    def go_to_input(self, vin: int) -> bool:
        """To that input, which is then told in full."""
        if not 0 <= vin < len(self.story.report.inputs):
            return False
        wanted = range(len(self.places))
        if self._go_first(wanted, lambda place: place.key == "input" and place.number == vin):
            return True
        self.choice = self.choice._replace(also=(*self.choice.also, vin))
        self.places = outline(self.story, self.choice)
        return self._go_first(range(len(self.places)), lambda place: place.key == "input" and place.number == vin)

    def go_to_output(self, vout: int) -> bool:
        return self._go_first(range(len(self.places)), lambda place: place.key == "output" and place.number == vout)

    def go_to_number(self, number: int) -> bool:
        """To the place of that number, as `progress` counts them."""
        main = [index for index, place in enumerate(self.places) if place.level != DETAIL]
        if not 0 < number <= len(main):
            return False
        self.go_to_place(main[number - 1])
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
        place = self.place
        if place.key == "step":
            checks = self.story.stage(place).steps[place.step].checks
        elif place.key == "stage":
            checks = self.story.stage(place).checks if not self.story.stage(place).steps else ()
        else:
            return None
        digests = {check.sighash.digest for check in checks if check.sighash is not None}
        for number in range(self.at + 1, len(self.places)):
            each = self.places[number]
            if each.number != place.number or each.level == CHAPTER:
                return None
            if each.key in ("message", "message_again") and message_of(each, self.story).sighash.digest in digests:
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
        """To the place of that index among all of them, details included."""
        moved = number != self.at
        if self.places[number].level == DETAIL and not self.in_detail:
            self._came_from = self._before(number)
        self.at = number
        return moved

    def _before(self, number: int) -> int:
        """The last place before this one that is no detail."""
        return next(each for each in range(number - 1, -1, -1) if self.places[each].level != DETAIL)
