"""`txexplain learn --class FILE…`: the scores of many learners, put together; without files one's own."""

from __future__ import annotations

import csv
import os
from io import StringIO

from txexplain.cli.learn_asked import Asked
from txexplain.cli.learner_files import read_class
from txexplain.cli.output import show, tell_note, write
from txexplain.cli.sharing import check_sharing, page_text, write_page
from txexplain.explain.document import Document
from txexplain.explain.parts.numbers import grouped
from txexplain.explain.parts.spreadsheet import in_a_cell
from txexplain.lessons import all_lessons
from txexplain.lessons.handouts import shared_page
from txexplain.model.course import FINAL_TEST
from txexplain.model.errors import InputError
from txexplain.model.scores import ClassScores, Learner, percent, total
from txexplain.texts import Line, Texts

_NAMED = 3  # names of no lesson that are told of a file


def show_class(asked: Asked, texts: Texts) -> None:
    """A table of the files that `asked.words` names, in the form that is asked for. Raises TxExplainError."""
    check_sharing(asked.given)
    own = None if asked.words else _own_file()
    found = read_class(asked.words or ((own,) if own else ()), _names())
    _tell(found if asked.words else found._replace(left_out=()), texts)
    if asked.words and not found.learners:
        raise InputError("no_scores_read")
    if "json" in asked.marks:
        from txexplain.data.class_scores import class_data
        from txexplain.render.json import to_json

        write(to_json(class_data(found)))
    elif "csv" in asked.marks:
        write(csv_of(found))
    elif asked.html is not None:
        write_page(page_text(shared_page(_page(asked, found, own, texts), texts)), asked.given, texts)
    else:
        show(_page(asked, found, own, texts))


def _page(asked: Asked, found: ClassScores, own: str | None, texts: Texts) -> Document:
    from txexplain.explain.pages.class_scores import class_page, own_page

    if asked.words:
        return class_page(found, all_lessons(), texts)
    return own_page(found.learners[0] if found.learners else None, own or "", all_lessons(), texts)


def csv_of(found: ClassScores) -> str:
    """A row a learner: two columns a lesson, since a spreadsheet takes `5/7` for a day of the year."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    names = [f"{name}_{part}" for name in found.lessons for part in ("right", "asked")]
    writer.writerow(["name", *names, "right", "asked", "percent"])
    writer.writerows(_row(learner, found) for learner in found.learners)
    return out.getvalue()


def _row(learner: Learner, found: ClassScores) -> list[object]:
    scores = [part for name in found.lessons for part in learner.scores.get(name, ("", ""))]
    together = total(learner.scores.values())
    return [in_a_cell(learner.name), *scores, *together, percent(together)]


def _tell(found: ClassScores, texts: Texts) -> None:
    """Says on standard error what was left out, and why."""
    for each in found.left_out:
        reason = texts.plain("course", "why_left_out", each.reason, found=each.found)
        tell_note(texts.line("course", "left_out", file=each.file, reason=reason))
    for learner in found.learners:
        if learner.unknown:
            tell_note(_unknown(learner, texts))


def _unknown(learner: Learner, texts: Texts) -> Line:
    """That there are scores in the file for names of no lesson."""
    first, *others = learner.unknown
    if not others:
        return texts.line("course", "unknown_lesson", file=learner.file, name=first)
    names = texts.plain("course", "between_unknown").join(learner.unknown[:_NAMED])
    more = texts.plain("course", "more_unknown") if len(learner.unknown) > _NAMED else ""
    count = grouped(len(learner.unknown))
    return texts.line("course", "unknown_lessons", file=learner.file, count=count, names=names + more)


def _names() -> list[str]:
    """Of every lesson, and of the final test."""
    return [*(lesson.name for lesson in all_lessons()), FINAL_TEST]


def _own_file() -> str | None:
    """The file of whoever asks, where there is one."""
    from txexplain.cli.progress_file import progress_path

    path = progress_path()
    return str(path) if path is not None and os.path.isfile(path) else None
