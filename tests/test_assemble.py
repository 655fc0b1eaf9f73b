"""Assembly to bytes: what we print is read back as it was, and so is what Core prints and what Core's tests hold."""

from __future__ import annotations

import random

import pytest
from conftest import EXAMPLES, FULL
from effort import grows_in_step
from hypothesis import example, given, seed, settings
from hypothesis import strategies as st

from txexplain.analyse import analyse
from txexplain.explain.parts.assembly import assembly
from txexplain.model.bytes import ByteSlice
from txexplain.model.errors import InputError
from txexplain.model.examples import Example
from txexplain.model.networks import NETWORKS
from txexplain.model.script import (
    OP_PUSHDATA1,
    OP_PUSHDATA4,
    OPCODE_NAMES,
    Instruction,
    Script,
    is_op_success,
    script_number,
)
from txexplain.texts import LANGUAGES, Texts
from txexplain.wire.asm import core_asm
from txexplain.wire.assemble import assemble
from txexplain.wire.script import is_minimal_push, number_push, parse, push

RANDOM_SCRIPTS = 20_000 if FULL else 2_000
CUT = ["coinbase"]  # the examples with a script whose last push runs past its end


def scripts_of(chosen: Example) -> list[Script]:
    """Every script of a transaction: of inputs, of what they spend and reveal, and of outputs."""
    report = analyse(chosen.raw, chosen.spent_outputs, NETWORKS[chosen.network])
    scripts = [item.script for item in report.outputs]
    for item in report.inputs:
        scripts += [item.script_sig, *(inner.script for inner in item.inner_scripts)]
        scripts += [item.spent.script] if item.spent else []
    return scripts


def is_whole(script: Script) -> bool:
    """Whether all of it can be told: no push runs past its end, and it is not too long to be read to the end."""
    return script.complete and not any(item.flaw for item in script.instructions)


def text_of(script: Script, language: str = "en", *, numbers: bool = False) -> str:
    return "".join(chunk.text for chunk in assembly(script, Texts(language), whole=True, numbers=numbers))


def refusal(text: str) -> tuple[str, object, object]:
    with pytest.raises(InputError) as caught:
        assemble(text)
    return caught.value.code, caught.value.facts["word"], caught.value.facts["place"]


# What we print


def test_every_script_of_the_examples_is_read_back_as_it_was() -> None:
    read, cut = 0, []
    for chosen in EXAMPLES.values():
        for script in scripts_of(chosen):
            if not is_whole(script):
                cut.append(chosen.name)
            elif script.instructions:
                read += 1
                assert assemble(text_of(script)) == script.slice.data, chosen.name
    assert cut == CUT
    assert read > 600


@pytest.mark.parametrize("language", LANGUAGES)
def test_numbers_beside_pushes_are_passed_over(language: str) -> None:
    noted = 0
    for chosen in EXAMPLES.values():
        for script in scripts_of(chosen):
            if is_whole(script) and script.instructions:
                text = text_of(script, language, numbers=True)
                noted += "(=" in text
                assert assemble(text) == script.slice.data, chosen.name
    assert noted > 5


def test_random_scripts_are_read_back_as_they_were() -> None:
    source = random.Random("assembly")
    for _ in range(RANDOM_SCRIPTS):
        script = b"".join(random_element(source) for _ in range(source.randrange(1, 20)))
        for tapscript in (False, True):
            parsed = parse(ByteSlice(0, script), tapscript=tapscript)
            assert is_whole(parsed)
            assert assemble(text_of(parsed)) == script


def random_element(source: random.Random) -> bytes:
    """Any opcode, or a push by its shortest opcode or by another."""
    data = source.randbytes(source.choice((0, 1, 1, 2, 4, 5, 20, 33)))
    code = source.choice((0, *range(OP_PUSHDATA4 + 1, 256)))
    width = source.choice((1, 2, 4))
    explicit = bytes([OP_PUSHDATA1 + width // 2]) + len(data).to_bytes(width, "little") + data
    return source.choice((bytes([code]), push(data), explicit))


@pytest.mark.parametrize("size", [0, 1, 75, 76, 255, 256, 520, 65_535, 65_536])
def test_pushes_of_every_width_are_read_back(size: int) -> None:
    data = b"\x20" * size
    lengths = [size.to_bytes(width, "little") for width in (1, 2, 4) if size < 1 << 8 * width]
    names = [bytes([OP_PUSHDATA1 + len(length) // 2]) + length for length in lengths]
    for script in (push(data), *(name + data for name in names)):
        assert assemble(text_of(parse(ByteSlice(0, script)))) == script


# Opcodes


def test_every_opcode_is_known_by_its_name_with_and_without_its_prefix() -> None:
    codes = [0, *range(OP_PUSHDATA4 + 1, 256)]
    for code in codes:
        name = OPCODE_NAMES[code]
        assert assemble(name) == assemble(name.lower()) == bytes([code])
        short = name.removeprefix("OP_")
        if not short.isdigit():
            assert assemble(short) == bytes([code])
    assert len(codes) == 178


def test_every_op_success_is_known_by_its_number() -> None:
    codes = [code for code in range(256) if is_op_success(code)]
    for code in codes:
        assert assemble(f"OP_SUCCESS{code}") == bytes([code])
    assert len(codes) == 87  # BIP342


def test_no_other_opcode_is_an_op_success() -> None:
    assert refusal("OP_SUCCESS118") == ("bad_assembly", "OP_SUCCESS118", 1)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("FALSE", "OP_0"),
        ("OP_FALSE", "OP_0"),
        ("TRUE", "OP_1"),
        ("OP_TRUE", "OP_1"),
        ("NOP2", "OP_CHECKLOCKTIMEVERIFY"),
        ("OP_NOP2", "OP_CHECKLOCKTIMEVERIFY"),
        ("NOP3", "OP_CHECKSEQUENCEVERIFY"),
        ("OP_NOP3", "OP_CHECKSEQUENCEVERIFY"),
    ],
)
def test_old_names_still_count(old: str, new: str) -> None:
    assert assemble(old) == assemble(new)
    assert len(assemble(new)) == 1


def test_words_that_could_be_hex_or_an_opcode_are_told_apart() -> None:
    assert assemble("1add") == push(b"\x1a\xdd")
    assert assemble("1ADD") == assemble("op_1add") == b"\x8b"
    assert assemble("ba") == assemble("<ba>") == push(b"\xba")
    assert assemble("ADD") == b"\x93"


# Numbers and data


@pytest.mark.parametrize(
    ("number", "script"),
    [
        ("0", "00"),
        ("-0", "00"),
        ("1", "51"),
        ("16", "60"),
        ("-1", "4f"),
        ("-2", "0182"),
        ("17", "0111"),
        ("007", "57"),
        ("127", "017f"),
        ("128", "028000"),
        ("-127", "01ff"),
        ("-128", "028080"),
        ("255", "02ff00"),
        ("32767", "02ff7f"),
        ("32768", "03008000"),
        ("2147483647", "04ffffff7f"),
        ("-2147483647", "04ffffffff"),
        ("2147483648", "050000008000"),
        ("4294967295", "05ffffffff00"),
        ("-4294967295", "05ffffffff80"),
    ],
)
def test_numbers_are_pushed_in_their_shortest_form(number: str, script: str) -> None:
    assert assemble(number).hex() == number_push(int(number)).hex() == script


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("4294967296", "054294967296"),
        ("00000000000000000001", "0a00000000000000000001"),
        ("<00>", "0100"),
        ("<>", "00"),
        ("<01>", "0101"),
        ("DeadBeef", "04deadbeef"),
        ("''", "00"),
        ("'Az'", "02417a"),
        ("'é'", "02c3a9"),
        ("'0x51'", "0430783531"),
        ("0x51", "51"),
        ("0x4c 0x01 0x07", "4c0107"),
        ("0x02 5", "0255"),
        ("OP_PUSHDATA1 <>", "4c00"),
        ("PUSHDATA1 07", "4c0107"),
        ("OP_PUSHDATA2 <07>", "4d010007"),
        ("OP_PUSHDATA4 <07>", "4e0100000007"),
        ("OP_PUSHBYTES_1 <07>", "0107"),
        ("op_pushbytes_2 1111", "021111"),
        ("DUP (=-1,234) HASH160", "76a9"),
        ("", ""),
        (" \t\n1\r\n 2\n", "5152"),
    ],
)
def test_data_is_pushed_and_raw_bytes_are_taken_as_they_are(text: str, script: str) -> None:
    assert assemble(text).hex() == script


# What Core prints


def test_core_assembly_of_the_examples_is_read_as_the_same_script() -> None:
    """Where it can be: Core writes pushes of up to four bytes as numbers, and does not say by which opcode."""
    read = 0
    for chosen in EXAMPLES.values():
        for script in scripts_of(chosen):
            if is_whole(script) and script.instructions and all(map(is_told_by_core, script.instructions)):
                read += 1
                assert assemble(core_asm(script.slice.data)) == script.slice.data, chosen.name
    assert read > 600


def is_told_by_core(item: Instruction) -> bool:
    """Whether Core's word for the element means nothing else."""
    if item.data is None:
        return not item.name.startswith("OP_UNKNOWN")
    if len(item.data) > 4:
        return is_minimal_push(item) and not (len(item.data) == 5 and item.data.hex().isdigit())
    return is_minimal_push(item) and number_push(script_number(item.data)) == push(item.data)


# What is refused


@pytest.mark.parametrize(
    ("text", "word", "place"),
    [
        ("DUP FOO", "FOO", 2),
        ("OP_FOO", "OP_FOO", 1),
        ("OP_", "OP_", 1),
        ("Dup", "Dup", 1),
        ("_1add", "_1add", 1),
        ("1 2 3 abc", "abc", 4),
        ("<abc>", "<abc>", 1),
        ("<", "<", 1),
        ("'", "'", 1),
        ("'two words'", "'two", 1),
        ("0x", "0x", 1),
        ("0x5", "0x5", 1),
        ("0X51", "0X51", 1),
        ("-4294967296", "-4294967296", 1),
        ("--1", "--1", 1),
        ("1.5", "1.5", 1),
        ("٣", "٣", 1),
        ("(=1", "(=1", 1),
        ("1 /one/", "/one/", 2),
        ("1,000", "1,000", 1),
        ("1 -1,000,000", "-1,000,000", 2),
        ("1,000,OP_ADD", "1,000", 1),
        ("[ab]cd", "[ab]cd", 1),
        ("[ab", "[ab", 1),
        ("[ab cd]", "[ab", 1),
        ("[error]", "[error]", 1),
        ("[5]", "[5]", 1),
        ("DUP[ab]", "DUP[ab]", 1),
        ("OP_PUSHNUM_0", "OP_PUSHNUM_0", 1),
        ("OP_PUSHNUM_17", "OP_PUSHNUM_17", 1),
        ("OP_DATA_76", "OP_DATA_76", 1),
        ("NON_OP(20)", "NON_OP(20)", 1),
        ("OP_RETURN_185", "OP_RETURN_185", 1),
        ("OP_UNKNOWN", "OP_UNKNOWN", 1),
        ("OP_PUSHBYTES_76", "OP_PUSHBYTES_76", 1),
        ("<7777> OP_PUSHDATA1 <77> x", "x", 4),
        ("z" * 100, "z" * 40, 1),
    ],
)
def test_words_that_mean_nothing_are_refused_with_their_place(text: str, word: str, place: int) -> None:
    assert refusal(text) == ("bad_assembly", word, place)


@pytest.mark.parametrize(
    ("text", "word", "place"),
    [
        ("OP_PUSHBYTES_1 OP_DUP", "OP_PUSHBYTES_1 OP_DUP", 1),
        ("OP_PUSHBYTES_1 5", "OP_PUSHBYTES_1 5", 1),
        ("1 2 OP_PUSHDATA1", "OP_PUSHDATA1", 3),
        ("OP_PUSHDATA1 0x00", "OP_PUSHDATA1 0x00", 1),
        (f"OP_PUSHDATA1 <{'00' * 256}>", f"OP_PUSHDATA1 <{'0' * 26}", 1),
        (f"OP_PUSHDATA2 <{'00' * 65_536}>", f"OP_PUSHDATA2 <{'0' * 26}", 1),
    ],
)
def test_pushes_that_do_not_fit_their_opcode_are_refused_with_their_place(text: str, word: str, place: int) -> None:
    assert refusal(text) == ("bad_push", word, place)


ODD_WORDS = [
    "<00>",
    "[00]",
    "'a'",
    "0x51",
    "-1",
    "1",
    "17",
    "(=1)",
    "<",
    "[",
    "PUSHDATA1",
    "NOP2",
    "DUP",
    "DATA_1",
    ",",
]
REFUSALS = ("bad_assembly", "bad_push", "wrong_push_size", "ambiguous_assembly")
words = st.lists(
    st.one_of(
        st.sampled_from([*OPCODE_NAMES, *ODD_WORDS]),
        st.text(st.characters(exclude_categories=["Cs"]), max_size=6),
    ),
    max_size=8,
)


@seed(20161018)
@settings(max_examples=2_000 if FULL else 300)
@given(words)
@example(["'\u00ff'"])
def test_any_text_is_a_script_or_is_refused(text: list[str]) -> None:
    script, error = assembled(" ".join(text))
    if error is None:
        told = parse(ByteSlice(0, script))
        assert not is_whole(told) or not script or assemble(text_of(told)) == script
    else:
        assert error.code in REFUSALS
        assert 1 <= int(error.facts["place"]) <= len(" ".join(text).split())


def assembled(text: str) -> tuple[bytes, InputError | None]:
    try:
        return assemble(text), None
    except InputError as error:
        return b"", error


def test_quoted_bytes_that_are_no_text_are_refused() -> None:
    assert refusal("1 '\udcff'")[::2] == ("bad_assembly", 2)


def test_long_assembly_is_read_in_step_with_its_length() -> None:
    assert assemble("OP_1 " * 100_000) == b"\x51" * 100_000
    assert len(assemble(f"<{'00' * 1_000_000}>")) == 1_000_005
    assert grows_in_step(lambda count: assemble("OP_1 " * count), 5_000, 100_000)
    assert grows_in_step(lambda count: assemble(f"<{'00' * count}>"), 50_000, 1_000_000)
