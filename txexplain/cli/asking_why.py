"""What `why` answers: of a name what it means, of what a node said each thing in it."""

from __future__ import annotations

from txexplain.explain.document import Document
from txexplain.explain.pages.why import glossary_page, question_page, why_page
from txexplain.explain.parts.names import Entry, entries_of, names_near, said_in
from txexplain.explain.parts.node_words import LONGEST_TEXT
from txexplain.explain.parts.questions import name_asked, names_within, topic_of
from txexplain.model.errors import InputError
from txexplain.texts import Texts

_LONGEST_NAME = 60  # characters of a name that are shown again
_MOST_NEAR = 5  # names that are offered
_SLIP = 0.85  # how alike two names are of which one is the other with a slip
_MOST_WORDS = 8  # of a name


def answer(asked: str, texts: Texts) -> Document:
    """The page on it; all terms where nothing is asked. Raises InputError for what is not known, or is a key."""
    return answer_typed(_given(asked), texts) if asked else glossary_page(texts)


def answer_typed(asked: str, texts: Texts) -> Document:
    """The page on what was typed, or came on standard input. Raises InputError for what is not known, or is a key."""
    from txexplain.recognise import recognise_secret_within
    from txexplain.sources.hexadecimal import is_key_size

    if is_key_size(asked):
        raise InputError("looks_like_txid")  # or a private key: not shown
    entries = _entries(asked, texts) if len(asked) <= 4 * _LONGEST_NAME else ()
    said = {} if entries else said_in(asked)
    if entries or said:
        return why_page(entries or tuple(said), texts, said)
    secret = recognise_secret_within(asked)
    if secret is not None:
        raise secret
    topic = None if asked.isascii() and _slips(names_near(asked, texts), asked) else topic_of(asked, texts)
    if topic is not None:
        return question_page(topic, texts)
    raise _unknown(asked, texts)


def _entries(asked: str, texts: Texts) -> tuple[Entry, ...]:
    """What the name, or the name that a question asks for, stands for."""
    found = entries_of(asked, texts)
    name = None if found else name_asked(asked)
    return found if name is None else entries_of(name, texts)


def _likely(asked: str, texts: Texts) -> list[str]:
    """The names that were perhaps meant: those among the words, after one that is the whole text with a slip."""
    near, within = names_near(asked, texts), names_within(asked, texts)
    return [*dict.fromkeys((*near, *within) if _slips(near, asked) else (*within, *near))][:_MOST_NEAR]


def _slips(near: list[str], asked: str) -> bool:
    """Whether the text is the nearest name with a slip."""
    from difflib import SequenceMatcher

    return bool(near) and SequenceMatcher(None, near[0].casefold(), asked.casefold()).ratio() > _SLIP


def _given(asked: str) -> str:
    """The words that were typed, or what comes on standard input. Raises InputError."""
    if asked.strip() != "-":
        return asked
    from txexplain.cli.reading import stdin_bytes
    from txexplain.sources.files import read_text

    given = read_text("-", stdin_bytes())
    if not given.strip():
        raise InputError("empty_input")
    return given


def _unknown(asked: str, texts: Texts) -> InputError:
    near = texts.plain("page", "between").join(_likely(asked, texts))
    if len(asked) > _LONGEST_NAME or len(asked.split()) > _MOST_WORDS:
        return InputError("unknown_line", count=f"{min(len(asked), LONGEST_TEXT):,}")
    if near:
        return InputError("unknown_name", name=asked, near=near)
    return InputError("unknown_name_alone", name=asked)
