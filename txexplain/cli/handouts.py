"""`txexplain learn --student`, `--teacher` and `--plan`: what a teacher prints."""

from __future__ import annotations

from txexplain.cli.learn_asked import Asked
from txexplain.cli.output import show_apart
from txexplain.cli.sharing import check_sharing, page_text, write_page
from txexplain.model.lesson import Lesson
from txexplain.texts import Texts


def show_handouts(asked: Asked, lessons: tuple[Lesson, ...], texts: Texts) -> None:
    """The handouts of these lessons, with the answers where `teacher` is marked. Raises TxExplainError."""
    linear, teacher = "linear" in asked.marks, "teacher" in asked.marks
    check_sharing(asked.given, linear=linear)
    from txexplain.lessons.handouts import handouts, shared_handouts

    if asked.html is not None:
        write_page(page_text(shared_handouts(lessons, texts, teacher=teacher)), asked.given, texts)
    else:
        show_apart(handouts(lessons, texts, teacher=teacher), spoken=texts if linear else None)


def show_plans(asked: Asked, lessons: tuple[Lesson, ...], texts: Texts) -> None:
    """How to hold these lessons. Raises TxExplainError."""
    check_sharing(asked.given)
    from txexplain.lessons.handouts import plan_pages, shared_plans

    if asked.html is not None:
        write_page(page_text(shared_plans(lessons, texts)), asked.given, texts)
    else:
        show_apart(plan_pages(lessons, texts))
