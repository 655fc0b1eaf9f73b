"""What pupils' sheets leave out, sentence by sentence, and what stays so that their questions can be answered."""

from __future__ import annotations

import pytest
from sheets import blocks_of, sections, squeezed, words_of

from txexplain.explain.document import Steps
from txexplain.explain.walk.handout import handout_sections
from txexplain.lessons.final_test import final_test
from txexplain.lessons.handouts import sheet_of
from txexplain.texts import LANGUAGES, Texts, plain

ANSWERED = (
    ("bytes", "2.3", "amount = 32,454,049 sat", "金额 = 32,454,049 聪"),
    ("bytes", "2.3", "0.32454049", "0.32454049"),
    ("fee", "3.2", "no byte says which", "但字节里没写是哪个"),
    ("fee", "3.2", "no byte marks it", "但字节里仍没有写明"),
    ("signing", "6.1", "stays empty until all the rest", "最后才在签字栏签字"),
    ("signing", "6.1", "cannot sign itself", "签名无法签自己"),
    ("signing", "6.2", "56b412a3): valid", "8d1d0901）：有效"),
    ("signing", "6.2", "everybody can see all of it", "这些全都公开"),
    ("signing", "6.2", "every byte stays readable", "每个字节始终可读"),
    ("multisig", "after OP_EQUAL", "The hash matches", "哈希相符。这个结果"),
    ("multisig", "after OP_2", "signatures: 2", "签名数：2"),
    ("multisig", "7.2", "keys: 3", "公钥数：3"),
    ("segwit", "8.1", "it leaves the 20 bytes on top", "这 20 个字节留在栈顶"),
    ("segwit", "after OP_EQUAL", "The hash matches", "哈希相符，于是"),
    ("taproot", "10.4", "stays unknown", "无从得知"),
    ("everything", "14.3", "is skipped. Lightning", "被跳过了"),
    ("everything", "14.3", "4 instructions are skipped", "4 条指令"),
    ("everything", "14.4", "Who is behind a key", "公钥或地址背后是谁"),
    ("keys", "15.6", "Everybody knows it", "它人人皆知"),
    ("privacy", "17.4", "needs all five coins", "缺一枚币都不够"),
    ("privacy", "17.5", "could list all five", "也能把五枚全部列出来"),
    ("price", "18.2", "57.5", "57.5"),
    ("many-hands", "19.1", "from their xpubs", "约定时记下的 xpub"),
    ("many-hands", "19.1", "An xpub cannot spend", "有 xpub 花不了币"),
    ("channel", "20.1", "two transactions on the chain", "链上只有两笔交易"),
)
"""What would answer a question, or a stack to draw, of a lesson, in both languages; the teacher's sheet has it."""


@pytest.mark.parametrize(("name", "asked", "english", "chinese"), ANSWERED)
def test_what_answers_a_question_is_not_on_the_pupils_sheet(
    name: str, asked: str, english: str, chinese: str
) -> None:
    for language, told in (("en", english), ("zh", chinese)):
        assert squeezed(told) not in words_of(sections(name, language)), asked
        assert squeezed(told) in words_of(sections(name, language, teacher=True)), asked


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_message_that_shows_the_answer_to_a_choice_keeps_its_table(language: str) -> None:
    assert "7a05c6145f10101e9d6325494245adf1297d80f8f38d4d576d57cdba220bcb19" in words_of(
        sections("signing", language)
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_of_opcodes_that_end_with_true_or_false_pupils_read_that_they_push_it(language: str) -> None:
    texts = Texts(language)
    pushes, checks = (plain(texts.line("handout", f"pushes_result{key}")) for key in ("", "_of_check"))
    rows = [
        row for block in blocks_of(sections("multisig", language)) if isinstance(block, Steps) for row in block.rows
    ]
    said = {plain(row.line).strip(): "".join(map(plain, row.remarks)) for row in rows}
    assert said["OP_EQUAL"].endswith(pushes)
    assert said["OP_CHECKMULTISIG"].endswith(checks)
    assert pushes not in said["OP_HASH160"]


@pytest.mark.parametrize("teacher", [False, True])
def test_what_two_pages_of_a_transaction_begin_with_is_printed_once(*, teacher: bool) -> None:
    sheet = words_of(sections("everything", "en", teacher=teacher))
    assert sheet.count("34.83sat/vB") == 1
    assert sheet.count("Worthnoting") == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_sheet_of_a_test_has_its_number_and_the_teachers_alone_what_to_read_again(language: str) -> None:
    texts, test = Texts(language), final_test(7)
    title = texts.line("handout", "test", title=texts.plain("course", "test"), seed=7)
    promised = squeezed(texts.plain("course", "test_goal", count=20))
    for teacher in (False, True):
        printed = tuple(handout_sections(sheet_of(test, texts, teacher=teacher)))
        head = printed[0].heading
        assert head is not None
        assert plain(head.line).startswith(plain(title))
        assert (promised in words_of(printed)) is teacher
