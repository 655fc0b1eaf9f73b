"""`txexplain learn`: the lessons."""

from typing import Annotated

import typer

from txexplain.cli.language import CommandTexts
from txexplain.cli.options import flag, lang_option


def add_to(app: typer.Typer, texts: CommandTexts) -> None:
    lesson_argument = typer.Argument(metavar="[LESSON]", help=texts.help("learn_lesson"), show_default=False)

    @app.command(help=texts.help("learn"))
    def learn(
        lesson: Annotated[list[str] | None, lesson_argument] = None,
        all_: Annotated[bool, flag("--all", texts, "learn_all")] = False,
        linear: Annotated[bool, flag("--linear", texts, "learn_linear")] = False,
        lang: Annotated[str | None, lang_option(texts)] = None,
    ) -> None:
        from txexplain.cli.output import show, show_each
        from txexplain.cli.progress_file import done_lessons
        from txexplain.cli.terminal import is_interactive
        from txexplain.explain.pages.lesson import lesson_page, lessons_page
        from txexplain.lessons import all_lessons, lesson_of
        from txexplain.lessons.material import lesson_material

        if not lesson and not all_:
            show(lessons_page(all_lessons(), done_lessons(), texts))
            return
        chosen = (lesson_of(" ".join(lesson)),) if lesson else all_lessons()
        if linear or not is_interactive():
            show_each(lesson_page(each, all_lessons(), lesson_material(), texts) for each in chosen)
            return
        from txexplain.cli.classroom import teach

        for each in chosen:
            if not teach(each, all_lessons(), lesson_material(), texts):
                return
