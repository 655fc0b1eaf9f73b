"""What the bytes cannot tell: which output is change, unless one has the lock of a coin that is spent."""

from __future__ import annotations

import pytest
from conftest import EXAMPLES
from walking import story_from, story_of, text_of

from txexplain.explain.walk.page import explain_page
from txexplain.explain.walk.story import Choice, Story
from txexplain.texts import Texts

PAID_BACK = {
    "en": "Whether output 1 is change that goes back to the spender. It has the same lock as a coin",
    "zh": "输出 1 是不是付款人的找零：它的锁与这里花掉的一枚币相同",
}
OPEN = {
    "en": "Which output, if any, is change that goes back to the spender.",
    "zh": "哪个输出是付款人的找零，甚至有没有找零。",
}


def told(story: Story, language: str) -> tuple[bool, bool]:
    """Whether one output is named, and whether all is left open."""
    text = text_of(explain_page(story, Choice(), Texts(language)))
    return PAID_BACK[language] in text, OPEN[language] in text


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("name", ["first", "op-return", "p2wpkh"])
def test_an_output_with_the_lock_of_a_spent_coin_is_named_as_probable_change(name: str, language: str) -> None:
    assert told(story_of(name), language) == (True, False)


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("name", ["p2pkh", "first-p2wpkh", "nop2"])
def test_none_is_named_where_there_is_none_or_several_or_no_key_is_asked_for(name: str, language: str) -> None:
    assert told(story_of(name), language) == (False, True)


def test_none_is_named_where_the_spent_coin_is_not_known() -> None:
    assert told(story_from(EXAMPLES["first"].raw), "en") == (False, True)


def test_an_only_output_is_not_asked_about() -> None:
    assert told(story_of("taproot-csv"), "en") == (False, False)
