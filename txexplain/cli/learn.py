"""`txexplain learn`: the lessons."""

from typing import Annotated

import typer

from txexplain.cli.language import CommandTexts
from txexplain.cli.options import Given, file_option, flag, lang_option


def add_to(app: typer.Typer, texts: CommandTexts) -> None:
    lesson_argument = typer.Argument(metavar="[LESSON]", help=texts.help("learn_lesson"), show_default=False)

    @app.command(help=texts.help("learn"))
    def learn(
        lesson: Annotated[list[str] | None, lesson_argument] = None,
        all_: Annotated[bool, flag("--all", texts, "learn_all")] = False,
        linear: Annotated[bool, flag("--linear", texts, "learn_linear")] = False,
        html: Annotated[str | None, file_option("--html", texts, "html")] = None,
        force: Annotated[bool, flag("--force", texts, "force")] = False,
        lang: Annotated[str | None, lang_option(texts)] = None,
    ) -> None:
        from txexplain.cli.files import write_new
        from txexplain.cli.output import show, show_each
        from txexplain.cli.progress_file import done_lessons, left_at, mark_done, mark_left, mark_states, states_left
        from txexplain.cli.terminal import is_interactive
        from txexplain.explain.pages.lesson import lesson_page, lessons_page
        from txexplain.lessons import all_lessons, lesson_of
        from txexplain.lessons.material import lesson_material

        chosen = (lesson_of(" ".join(lesson)),) if lesson else all_lessons() if all_ else ()
        if html is not None or force:
            from txexplain.cli.sharing import check_sharing, write_lessons

            given = Given(html=html, force=force)
            check_sharing(given, linear=linear)
            write_lessons(chosen, given, texts)
        elif is_interactive() and not linear:
            from txexplain.cli.asking_why import answer_typed
            from txexplain.tui.course import Course
            from txexplain.tui.run import teach

            progress = (done_lessons, mark_done, left_at, mark_left, states_left, mark_states)
            course = Course(all_lessons(), lesson_material(), *progress)
            teach(course, texts, chosen[0] if chosen else None, answer_typed, write_new)
        elif chosen:
            pages = (lesson_page(each, all_lessons(), lesson_material(), texts) for each in chosen)
            show_each(pages, spoken=texts if linear else None)
        else:
            show(lessons_page(all_lessons(), done_lessons(), texts))
