"""What a lesson says to an answer or a guess, in whatever language it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from txexplain.explain.walk.cards import Card, answer_words, hint_line
from txexplain.explain.walk.lesson_scenes import LessonMaterial
from txexplain.model.lesson import Answer, Experiment, Question
from txexplain.model.spend import Verdict
from txexplain.texts import Chunk, Line, Texts

Told = Callable[[Texts], Line]


def told_answer(value: Answer, key: str, style: str) -> Told:
    """The answer, in the words of that key."""
    return lambda texts: (Chunk(texts.plain("learn", key, answer=answer_words(value, texts)), style),)


def told_hint(item: Question, value: Answer) -> Told:
    """That this is not the answer, and where it can be seen."""

    def told(texts: Texts) -> Line:
        wrong = Chunk(texts.plain("learn", "wrong", answer=answer_words(value, texts)), "unknown")
        return (wrong, *hint_line(item, texts))

    return told


def told_guess(verdict: Verdict | None, came_true: bool) -> Told:
    """Whether that was guessed; no verdict where what came of it cannot be read."""
    key, style = ("guess_right", "valid") if came_true else ("guess_wrong", "unknown")

    def told(texts: Texts) -> Line:
        outcome = texts.plain("verify", f"verdict_{verdict.value}") if verdict else texts.plain("learn", "unreadable")
        return (Chunk(texts.plain("learn", key, verdict=outcome), style),)

    return told


def told_again(
    cards: Sequence[Card], states: Mapping[int, str], material: LessonMaterial
) -> tuple[dict[int, str], dict[int, Told]]:
    """The states of the cards, by their numbers, as far as these ask for something, and what was said of them."""
    kept: dict[int, str] = {}
    said: dict[int, Told] = {}
    for at, state in states.items():
        card = cards[at] if at < len(cards) else None
        if card is None or card.kind == "read":
            continue
        kept[at] = state
        if isinstance(card.item, Question):
            told = ("right", "valid") if state == "right" else ("the_answer", "unknown")
            said[at] = told_answer(material.answer(card.item), *told)
        elif isinstance(card.item, Experiment) and state in ("right", "wrong"):
            after = material.try_out(card.item).after
            said[at] = told_guess(after and after.verdict, state == "right")
    return kept, said
