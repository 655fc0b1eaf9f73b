"""The scores of a class as a table, and lesson by lesson; one's own scores."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from txexplain.explain.document import Block, Callout, Document, Grid, Heading, Listing, Paragraph, text
from txexplain.explain.parts.lesson_title import title_of
from txexplain.model.course import FINAL_TEST
from txexplain.model.lesson import Lesson
from txexplain.model.scores import ClassScores, Learner, Score, percent, total
from txexplain.texts import Line, Texts, plain

_WEAK, _MOST_WEAK = 80, 3  # percent below which a lesson is named as weak, and how many are
_NOT_TAKEN = "–"
_LONGEST = 20  # letters of a learner's name


def class_page(found: ClassScores, course: Sequence[Lesson], texts: Texts) -> Document:
    """A row a learner, the class below; then the lessons, the weakest first, those that few took last."""
    files = plain(texts.count("course", "class_files", len(found.learners)))
    blocks: list[Block] = [Heading(texts.line("course", "class"), 1)]
    blocks.append(Paragraph(texts.line("course", "class_intro", files=files)))
    heads = (*found.lessons, texts.plain("course", "sum"), texts.plain("course", "share"))
    rows = [(_short(each.name), _cells(each, found.lessons, texts)) for each in found.learners]
    rows.append((texts.plain("course", "all_together"), _class_cells(found, texts)))
    blocks.append(Grid(heads, tuple(rows)))
    return (*blocks, *_by_lesson(found, course, texts))


def own_page(learner: Learner | None, path: str, course: Sequence[Lesson], texts: Texts) -> Document:
    """The scores of whoever asks, and the file that is handed in."""
    blocks: list[Block] = [Heading(texts.line("course", "own"), 1)]
    if learner is None or not learner.scores:
        return (*blocks, Paragraph(texts.line("course", "own_none")))
    titles = _titles(course, texts)
    rows = tuple((name, text(f"{_score(score)}  {titles[name]}")) for name, score in learner.scores.items())
    blocks += [Listing(rows), Paragraph(texts.line("course", "own_file"))]
    return (*blocks, Paragraph(text(path, "code")))


def _short(name: str) -> str:
    return name if len(name) <= _LONGEST else f"{name[: _LONGEST - 1]}…"


def _cells(learner: Learner, lessons: Sequence[str], texts: Texts) -> tuple[str, ...]:
    scores = [_score(learner.scores[name]) if name in learner.scores else _NOT_TAKEN for name in lessons]
    together = total(learner.scores.values())
    return (*scores, _score(together), _percent(percent(together), texts))


def _class_cells(found: ClassScores, texts: Texts) -> tuple[str, ...]:
    """Of each lesson, and of all, what share of the answers was right."""
    means = [_percent(found.mean_of(name), texts) for name in found.lessons]
    together = total(found.of_lesson(name) for name in found.lessons)
    return (*means, _score(together), _percent(found.mean, texts))


def _score(score: Score) -> str:
    return f"{score[0]}/{score[1]}" if score[1] else _NOT_TAKEN


def _percent(value: int | None, texts: Texts) -> str:
    return _NOT_TAKEN if value is None else texts.plain("course", "percent", percent=value)


def _by_lesson(found: ClassScores, course: Sequence[Lesson], texts: Texts) -> Iterator[Block]:
    """The lessons by their mean, and which of them should be taken again."""
    if not found.lessons:
        yield Paragraph(texts.line("course", "no_scores"))
        return
    means = {name: found.mean_of(name) or 0 for name in found.lessons}
    half = sum(bool(each.scores) for each in found.learners) / 2
    order = sorted(found.lessons, key=lambda name: (found.taken_by(name) < half, means[name]))
    titles = _titles(course, texts)
    yield Heading(texts.line("course", "by_lesson"), 2)
    yield Paragraph(texts.line("course", "by_lesson_mean"))
    yield Listing(tuple((name, _of_lesson(name, found, titles, texts)) for name in order))
    ranked = [name for name in order if found.taken_by(name) >= half and name != FINAL_TEST]
    weak = [name for name in ranked if means[name] < _WEAK][:_MOST_WEAK]
    if weak:
        yield Callout("odd", "", texts.line("course", "weakest", names=", ".join(weak)))


def _of_lesson(name: str, found: ClassScores, titles: Mapping[str, str], texts: Texts) -> Line:
    right, asked = found.of_lesson(name)
    count = found.taken_by(name)
    facts = {"mean": found.mean_of(name), "right": right, "asked": asked, "count": count, "title": titles[name]}
    return texts.line("course", "of_lesson", **facts)


def _titles(course: Sequence[Lesson], texts: Texts) -> dict[str, str]:
    """What each lesson and the final test are called, by their names."""
    titles = {lesson.name: title_of(lesson, texts) for lesson in course}
    return titles | {FINAL_TEST: texts.plain("course", "test")}
