"""The names in a question or a sentence: `what is a UTXO` asks for one, `cannot send, dust output` has two."""

from __future__ import annotations

import re
from collections.abc import Iterator

from txexplain.explain.parts.names import entries_of
from txexplain.texts import LANGUAGES, Texts, catalogue

_ASKS = re.compile(
    r"(?:(?:what|who)(?:'s|\s+is|\s+are|\s+was|\s+does|\s+do)|whats|explain|define|meaning\s+of|why)\s+"
    r"(?:(?:a|an|the)\s+)?(?P<name>.+?)(?:\s+means?|\s+stand\s+for)?|"
    r"(?P<first>.+?)\s+(?:is\s+what|what\s+is\s+(?:it|that|this)|meaning)|"
    r"(?:什么是|什么叫|解释|为什么|为何)(?:我的|这笔)?(?P<zh>.+?)|(?P<zh_first>.+?)\s*(?:是什么意思|是什么|什么意思|是啥)",
    re.IGNORECASE,
)
_WORD = re.compile(r"[0-9A-Za-z][\w/'-]*")
_LONGEST_RUN = 4  # words of a name
_FAMILIES = ("bip", "term", "node", "type", "spend", "script_error")
_LEAST = 3  # letters of a name
# What nearly every sentence about Bitcoin has in it, and what means something else there: the point only by itself.
_COMMON = frozenset(
    "transaction transactions tx coin coins bitcoin btc input output outputs inputs block node wallet fee data valid "
    "invalid amount value script and the not version error false true for has name means key why word text see "
    "交易 币 输入 输出 区块 节点 钱包 手续费 有效 无效 金额 脚本 版本 错误 数据".split()
)
_MOST_READ = 400  # characters


def name_asked(asked: str) -> str | None:
    """What a question asks for, as in `what is dust`, `dust is what` and `什么是粉尘`; None where it is none."""
    found = _ASKS.fullmatch(asked[:_MOST_READ].strip().rstrip("?？!.。 "))
    return next((part for part in found.groups() if part), None) if found else None


def names_within(asked: str, texts: Texts) -> list[str]:
    """The names among the words, in their order, the longest of each place; common ones last."""
    found = list(dict.fromkeys((*_of_words(asked[:_MOST_READ], texts), *_of_characters(asked[:_MOST_READ]))))
    return sorted(found, key=lambda name: name.casefold() in _COMMON)


def _of_words(asked: str, texts: Texts) -> Iterator[str]:
    words = _WORD.findall(asked)
    place = 0
    while place < len(words):
        runs = range(min(_LONGEST_RUN, len(words) - place), 0, -1)
        names = ((run, _name_of(" ".join(words[place : place + run]), texts)) for run in runs)
        run, name = next(((run, name) for run, name in names if name), (1, ""))
        if name:
            yield name
        place += run


def _name_of(words: str, texts: Texts) -> str:
    """The term's own name where it is much like the words, otherwise the words; nothing where they name nothing."""
    found = entries_of(words, texts) if len(words) >= _LEAST else ()
    term = next((texts.plain("terms", entry.key, "name") for entry in found if entry.family == "term"), "")
    if words.casefold()[:_LEAST] in term.casefold():
        return term
    return words if any(entry.family in _FAMILIES for entry in found) else ""


def _of_characters(asked: str) -> Iterator[str]:
    """Terms in a text that has no spaces between its words, as Chinese, whatever the language of the page."""
    if asked.isascii():
        return
    terms = (words for language in LANGUAGES for words in catalogue(language, "terms").values())
    names = {str(words["name"]) for words in terms if not isinstance(words, str)}
    within = sorted((name for name in names if not name.isascii() and name in asked), key=len, reverse=True)
    longest = [name for place, name in enumerate(within) if not any(name in other for other in within[:place])]
    yield from sorted(longest, key=asked.index)
