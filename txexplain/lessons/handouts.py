"""Handouts and plans of lessons, as documents and as web pages to print."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from txexplain.explain.document import Document, Heading, Section, sections_of
from txexplain.explain.pages.plan import plan_page
from txexplain.explain.walk.handout import LESSON, handout_page, handout_sections
from txexplain.explain.walk.handout_cards import Sheet
from txexplain.lessons import all_lessons
from txexplain.lessons.material import lesson_material
from txexplain.lessons.plans import plan_of
from txexplain.model.lesson import Experiment, Lesson
from txexplain.session.commands import options_of, plain_command
from txexplain.session.views import Choices
from txexplain.texts import Texts, plain
from txexplain.web.page import Told, WebPage


def handouts(lessons: Sequence[Lesson], texts: Texts, *, teacher: bool) -> Iterator[Document]:
    """The handout of each lesson."""
    return (handout_page(sheet_of(lesson, texts, teacher=teacher)) for lesson in lessons)


def plan_pages(lessons: Sequence[Lesson], texts: Texts) -> Iterator[Document]:
    """The plan for each lesson."""
    return (plan_page(lesson, plan_of(lesson), texts) for lesson in lessons)


def shared_handouts(lessons: Sequence[Lesson], texts: Texts, *, teacher: bool) -> WebPage:
    """The handouts as a web page in the language of the texts alone."""
    sections = (_chapters(handout_sections(sheet_of(each, texts, teacher=teacher))) for each in lessons)
    mode = "--teacher" if teacher else "--student"
    return _paper(lessons, texts, mode, (section for lesson in sections for section in lesson))


def shared_plans(lessons: Sequence[Lesson], texts: Texts) -> WebPage:
    """The plans as a web page in the language of the texts alone."""
    pages = (sections_of(page) for page in plan_pages(lessons, texts))
    marked = ((first._replace(key=LESSON), *others) for first, *others in pages)
    return _paper(lessons, texts, "--plan", (section for page in marked for section in page))


def shared_page(page: Document, texts: Texts) -> WebPage:
    """The scores of a class as a web page to print."""
    sections = sections_of(page)
    title = plain(page[0].line) if isinstance(page[0], Heading) else ""
    told = Told(texts, title, sections)
    return WebPage(plain_command("learn", "--class"), (told,), is_paper=True, foot=title)


def sheet_of(lesson: Lesson, texts: Texts, *, teacher: bool) -> Sheet:
    """What the handout of the lesson is made from."""
    return Sheet(lesson, all_lessons(), lesson_material(), texts, teacher, _command)


def _command(item: Experiment) -> str:
    """What makes the experiment, as it is typed; without a change, what checks the example."""
    if not item.edits:
        return f"txexplain verify {item.example}"
    return f"txexplain whatif {item.example} {options_of(Choices(edits=item.edits))}"


def _paper(lessons: Sequence[Lesson], texts: Texts, mode: str, sections: Iterator[Section]) -> WebPage:
    name = str(lessons[0].number) if len(lessons) == 1 else "all"
    told = list(sections)
    heading = told[0].heading if len(lessons) == 1 else Heading(texts.line("learn", "heading"), 1)
    assert heading is not None
    if len(lessons) > 1:
        told.insert(0, Section(heading, ()))
        told = [told[0], *map(_deeper, told[1:])]
    title = plain(heading.line)
    head = texts.plain("handout", "name_and_date") if mode == "--student" else ""
    command = plain_command("learn", name, mode)
    return WebPage(command, (Told(texts, title, told),), is_paper=True, foot=title, head=head)


def _deeper(section: Section) -> Section:
    """The section below the heading of all."""
    heading = section.heading
    return section if heading is None else section._replace(heading=heading._replace(level=heading.level + 1))


def _chapters(sections: Iterator[Section]) -> Iterator[Section]:
    """The sections cut at the headings within them, which begin no chapter of their own."""
    for section in sections:
        blocks = tuple(
            each._replace(level=3) if isinstance(each, Heading) and each.level == 2 else each
            for each in section.blocks
        )
        head = (section.heading,) if section.heading else ()
        first, *others = sections_of((*head, *blocks)) or (section,)
        yield first._replace(key=section.key)
        yield from others
