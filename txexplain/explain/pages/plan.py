"""How to teach a lesson, as a page: what happens when, the board, questions for the class, homework, sources."""

from __future__ import annotations

from collections.abc import Iterator

from txexplain.explain.document import Document, Fact, Facts, Heading, Paragraph, text
from txexplain.model.lesson import Lesson, LessonTexts
from txexplain.model.plan import Plan, PlanStep
from txexplain.texts import Chunk, Line, Texts

BOARD = "board"  # the style of a line on the board, in which every column counts


def plan_page(lesson: Lesson, plan: Plan, texts: Texts) -> Document:
    words = lesson.texts[texts.language]
    return (
        Heading(texts.line("handout", "plan", number=lesson.number, title=words["title"]), 1),
        _about(lesson, plan, texts),
        Heading(texts.line("handout", "steps"), 2),
        Facts(tuple(_steps(plan.steps, texts)), long_labels=True),
        Heading(texts.line("handout", "board"), 2),
        Facts((Fact("", tuple(_drawn(line) for line in plan.board[texts.language])),)),
        Heading(texts.line("handout", "ask"), 2),
        Facts(tuple(_questions(plan, texts))),
        Heading(texts.line("handout", "homework"), 2),
        Facts(tuple(_homework(plan, texts))),
        Heading(texts.line("handout", "papers"), 2),
        Paragraph(_sources(words["source"], texts)),
    )


def _sources(source: str, texts: Texts) -> Line:
    """The pages of the white papers, and the title of the Chinese one, where they do not name it already."""
    title = texts.plain("handout", "paper_title")
    line = texts.marked(source)
    if title in source:
        return line
    return (*line, Chunk(texts.plain("page", "between_sentences")), *texts.line("handout", "paper", title=title))


def _about(lesson: Lesson, plan: Plan, texts: Texts) -> Facts:
    """How long it takes, what pupils can do afterwards, the misconception and what is true."""
    words = lesson.texts[texts.language]
    length = texts.line("handout", "minutes", count=sum(step.minutes for step in plan.steps))
    told = (Fact(texts.plain("learn", key), (texts.marked(words[key]),)) for key in ("goal", "belief", "truth"))
    return Facts((Fact(texts.plain("handout", "length"), (length,)), *told))


def _steps(steps: tuple[PlanStep, ...], texts: Texts) -> Iterator[Fact]:
    start = 0
    for step in steps:
        end = start + step.minutes
        yield Fact(texts.plain("handout", "at", start=start, end=end), (_text(step.texts, texts),))
        start = end


def _questions(plan: Plan, texts: Texts) -> Iterator[Fact]:
    for number, each in enumerate(plan.questions, 1):
        words = each.texts[texts.language]
        belief = texts.line("handout", "misconception", belief=words["belief"])
        yield Fact(f"{number}", (texts.marked(words["ask"]), _answer(each.answer, texts), belief))


def _homework(plan: Plan, texts: Texts) -> Iterator[Fact]:
    for number, each in enumerate(plan.homework, 1):
        command = text(each.command, "code")
        yield Fact(f"{number}", (command, _text(each.texts, texts), _answer(each.answer, texts)))


def _answer(words: LessonTexts, texts: Texts) -> Line:
    return (*texts.line("handout", "solution"), *_text(words, texts))


def _text(words: LessonTexts, texts: Texts) -> Line:
    return texts.marked(words[texts.language]["text"])


def _drawn(line: str) -> Line:
    return (Chunk(line or " ", BOARD),)
