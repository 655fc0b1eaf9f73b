"""What a card of a lesson says on the screen, beside what it shows."""

from __future__ import annotations

from txexplain.explain.document import Document, Heading, Listing, Paragraph
from txexplain.explain.walk.cards import choices_of, lesson_words, next_lesson
from txexplain.model.lesson import Question
from txexplain.texts import Line
from txexplain.tui.cards import Choice, wrapped
from txexplain.tui.sitting import Sitting


def card_words(sitting: Sitting, *, wide: bool) -> Document:
    """The words of the card, where they were not read already, without what the screen itself leads to.

    Which commands those of the final test name, no key leads to.
    """
    card = sitting.card
    keeps_all = card.kind == "read" and bool(sitting.lesson.drawn_from)
    words = tuple(block for block in card.words if keeps_all or not isinstance(block, Listing))
    if card.place == "tried":
        remark = sitting.remark
        return (Heading(card.title, 3), *((Paragraph(remark),) if remark else ()), *words)
    if not card.shown or card.kind != "read":
        return (Heading(card.title, 3), *words) if card.title and sitting.at else words
    return words if card.fresh or wide else ()


def answers(sitting: Sitting) -> list[tuple[str, str, str]]:
    """The verdicts, or yes and no, where one of these is waited for: the key, as it is written, and the word."""
    texts = sitting.texts
    names = {
        "verdict": ("verdict_valid", "verdict_invalid", "verdict_unknown"),
        "yes_no": ("answer_yes", "answer_no"),
    }
    keys = [(name, texts.plain("learn", f"key_{name}")) for name in names.get(sitting.waits_for, ())]
    return [(key, key, texts.plain("learn", f"short_{name}")) for name, key in keys]


def choices(sitting: Sitting) -> list[Choice]:
    """The choices of the question: those that were tried are marked, and when it is answered the right one."""
    item, tried = sitting.card.item, sitting.given.tried.get(sitting.at, ())
    if not isinstance(item, Question):
        return []
    found = []
    for digit, words in choices_of(item, sitting.texts):
        answered = "right" if digit == item.right else "other"
        state = "wrong" if digit in tried else "open" if sitting.waits else answered
        found.append(Choice(digit, sitting.texts.marked(words), state))
    return found


def card_remark(sitting: Sitting, width: int) -> list[Line]:
    """What is said to what was answered, and where the end leads."""
    texts = sitting.texts
    lines = [] if sitting.card.place == "tried" else wrapped(sitting.remark, width)
    if sitting.is_at_end:
        following = next_lesson(sitting.lesson, sitting.course)
        told = (
            texts.line("course", "enter_open")
            if sitting.lesson.drawn_from and sitting.left
            else texts.line("learn", "enter_end")
        )
        if following is not None:
            title = lesson_words(following, texts)["title"]
            told = texts.line("learn", "enter_next", number=following.number, title=title)
        lines += wrapped(told, width)
    return lines
