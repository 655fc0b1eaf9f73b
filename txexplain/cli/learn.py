"""`txexplain learn`: the lessons, and what a teacher makes of them."""

from typing import Annotated

import typer

from txexplain.cli.language import CommandTexts
from txexplain.cli.options import MOST_SEED, file_option, flag, lang_option, number_option


def add_to(app: typer.Typer, texts: CommandTexts) -> None:
    lesson_argument = typer.Argument(metavar="[LESSON]", help=texts.help("learn_lesson"), show_default=False)

    @app.command(help=texts.help("learn"))
    def learn(
        lesson: Annotated[list[str] | None, lesson_argument] = None,
        all_: Annotated[bool, flag("--all", texts, "learn_all")] = False,
        linear: Annotated[bool, flag("--linear", texts, "learn_linear")] = False,
        student: Annotated[bool, flag("--student", texts, "learn_student")] = False,
        teacher: Annotated[bool, flag("--teacher", texts, "learn_teacher")] = False,
        plan: Annotated[bool, flag("--plan", texts, "learn_plan")] = False,
        quiz: Annotated[bool, flag("--quiz", texts, "learn_quiz")] = False,
        count: Annotated[int | None, number_option("--count", texts, "learn_count", 1, 200)] = None,
        seed: Annotated[int | None, number_option("--seed", texts, "learn_seed", 0, MOST_SEED)] = None,
        class_: Annotated[bool, flag("--class", texts, "learn_class")] = False,
        json: Annotated[bool, flag("--json", texts, "learn_json")] = False,
        csv: Annotated[bool, flag("--csv", texts, "learn_csv")] = False,
        gift: Annotated[bool, flag("--gift", texts, "learn_gift")] = False,
        html: Annotated[str | None, file_option("--html", texts, "html")] = None,
        force: Annotated[bool, flag("--force", texts, "force")] = False,
        lang: Annotated[str | None, lang_option(texts)] = None,
    ) -> None:
        from txexplain.cli.learn_asked import Asked
        from txexplain.cli.learning import learn_as_asked

        marks = {"student": student, "teacher": teacher, "plan": plan, "quiz": quiz, "class": class_}
        marks |= {"json": json, "csv": csv, "gift": gift, "all": all_, "linear": linear}
        on = frozenset(name for name, is_on in marks.items() if is_on)
        learn_as_asked(Asked(tuple(lesson or ()), on, count, seed, html, force), texts)
