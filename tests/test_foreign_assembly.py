"""Assembly as others print it is read as the bytes that it stands for; what can be read in two ways is refused."""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Callable, Iterator

import pytest
from conftest import EXAMPLES, FULL, load_vectors, vector_bytes
from hypothesis import given, seed, settings
from hypothesis import strategies as st
from test_assemble import REFUSALS, assembled, is_told_by_core, is_whole, random_element, scripts_of, text_of

from txexplain.explain.parts.names import ALIASES
from txexplain.model.bytes import ByteSlice
from txexplain.model.errors import InputError
from txexplain.model.script import OP_1, OP_1NEGATE, OP_16, OP_PUSHDATA1, OP_PUSHDATA4, OPCODE_NAMES, Instruction
from txexplain.wire.asm import core_asm
from txexplain.wire.assemble import assemble
from txexplain.wire.assembly_words import opcode_of
from txexplain.wire.script import instructions, parse, push

HASH = "89abcdefabbaabbaabbaabbaabbaabbaabbaabba"
P2PKH = f"76a914{HASH}88ac"
MUTATIONS = 20_000 if FULL else 2_000


# Small printers, each as that project prints a script


def rust_bitcoin(item: Instruction) -> str:
    """ScriptBuf::to_asm_string; explorers that are written in Rust print the same."""
    renamed = {0xB1: "OP_CLTV", 0xB2: "OP_CSV", OP_1NEGATE: "OP_PUSHNUM_NEG1", 0xBA: "OP_CHECKSIGADD"}
    if OP_1 <= item.opcode <= OP_16:
        return f"OP_PUSHNUM_{item.opcode - OP_1 + 1}"
    name = renamed.get(item.opcode, OPCODE_NAMES[item.opcode])
    if name.startswith("OP_UNKNOWN"):
        name = f"OP_RETURN_{item.opcode}"
    return f"{name} {item.data.hex()}" if item.data else name


def btcd(item: Instruction) -> str:
    """txscript's disassembly of one opcode."""
    if item.data is None or item.opcode == 0:
        name = OPCODE_NAMES[item.opcode]
        return f"OP_UNKNOWN{item.opcode}" if name.startswith("OP_UNKNOWN") else name
    if item.opcode < OP_PUSHDATA1:
        return f"OP_DATA_{item.opcode} 0x{item.data.hex()}"
    digits = 2 << item.opcode - OP_PUSHDATA1
    return f"{OPCODE_NAMES[item.opcode]} 0x{len(item.data):0{digits}x} 0x{item.data.hex()}"


def bitcoinj(item: Instruction) -> str:
    """ScriptChunk.toString; blockchain.info and wallets made of it print the same."""
    name = OPCODE_NAMES[item.opcode].removeprefix("OP_")
    if item.data is None or item.opcode == 0:
        return f"NON_OP({item.opcode})" if name.startswith("UNKNOWN") else name
    return f"{name if item.opcode >= OP_PUSHDATA1 else f'PUSHDATA({item.opcode})'}[{item.data.hex()}]"


def bcoin(item: Instruction) -> str:
    """Opcode.toFormat."""
    if item.data is None or item.opcode == 0:
        name = OPCODE_NAMES[item.opcode]
        return f"0x{item.opcode:02x}" if name.startswith("OP_UNKNOWN") else name
    if item.opcode < OP_PUSHDATA1:
        return f"0x{item.opcode:02x} 0x{item.data.hex()}"
    size = f"{len(item.data):x}"
    return f"{item.name} 0x{size.zfill(len(size) + len(size) % 2)} 0x{item.data.hex()}"


def libbitcoin(item: Instruction) -> str:
    """Lower case, bytes in brackets."""
    if item.data is None or item.opcode == 0:
        return item.name.removeprefix("OP_").lower()
    return f"[ {item.data.hex()} ]" if item.opcode < OP_PUSHDATA1 else f"{item.name[3:].lower()} [{item.data.hex()}]"


def bitcore(item: Instruction) -> str:
    """Script.toString, as far as it cannot be read in another way: with the length of a long push."""
    if item.data is None or item.opcode < OP_PUSHDATA1:
        return btcd(item)
    return f"{item.name} {len(item.data)} 0x{item.data.hex()}"


PRINTERS = (rust_bitcoin, btcd, bitcoinj, bcoin, libbitcoin, bitcore)
IS_LOST = {  # what cannot be told from what they print
    rust_bitcoin: lambda item: item.opcode >= OP_PUSHDATA1 and item.data == b"",  # nothing stands for no bytes
    libbitcoin: lambda item: item.opcode == 0x8B,  # 1add is hex, too
}


def printed(script: bytes, printer: Callable[[Instruction], str], between: str = " ") -> str | None:
    """The script as they print it; None where that is not reversible."""
    items = list(instructions(script))
    if any(IS_LOST.get(printer, lambda item: False)(item) for item in items):
        return None
    return between.join(printer(item) for item in items)


def vector_scripts() -> Iterator[bytes]:
    """Every script of Core's script tests, and every one in a spend of the taproot tests, that is whole."""
    for row in load_vectors("script_tests.json"):
        words = [word for word in row if isinstance(word, str)][:2]
        if len(row) > 3 and not any("#" in word for word in words):
            yield from (assemble(word) for word in words)
    for line in gzip.decompress(vector_bytes("script_assets.jsonl.gz")).decode().splitlines():
        case = json.loads(line)
        for side in (case.get("success"), case.get("failure")):
            for text in [] if side is None else [side["scriptSig"], *side["witness"][-2:-1]]:
                yield bytes.fromhex(text)


def assert_read_back(script: bytes) -> int:
    """By how many printers it is told."""
    if not script or not is_whole(parse(ByteSlice(0, script))):
        return 0
    assert assemble(text_of(parse(ByteSlice(0, script)))) == script
    if all(map(is_told_by_core, instructions(script))):
        assert assemble(core_asm(script)) == script
    texts = [printed(script, printer) for printer in PRINTERS]
    for text in texts:
        assert text is None or assemble(text) == script, text
    return sum(text is not None for text in texts)


def test_scripts_of_the_examples_are_read_back_from_all_that_print_them() -> None:
    counts = [assert_read_back(script.slice.data) for chosen in EXAMPLES.values() for script in scripts_of(chosen)]
    assert sum(counts) > 3_000


def test_scripts_of_core_are_read_back_from_all_that_print_them(
    record_property: Callable[[str, object], None],
) -> None:
    found = {script for script in vector_scripts() if len(script) <= 20_000}
    counts = [assert_read_back(script) for script in (found if FULL else sorted(found)[::4])]
    record_property("assembly", f"{len(counts):,} scripts, {sum(counts):,} printed and read back")
    assert sum(counts) > 1_000


@seed(20090103)
@settings(max_examples=2_000 if FULL else 200)
@given(st.randoms(use_true_random=False), st.integers(1, 12), st.sampled_from(PRINTERS), st.sampled_from(" ,\n\t"))
def test_random_scripts_are_read_back_from_all_that_print_them(
    source: random.Random, count: int, printer: Callable[[Instruction], str], between: str
) -> None:
    script = b"".join(random_element(source) for _ in range(count))
    text = printed(script, printer, between)
    assert text is None or assemble(text) == script


@pytest.mark.parametrize(
    "text",
    [
        f"OP_DUP OP_HASH160 OP_PUSHBYTES_20 {HASH} OP_EQUALVERIFY OP_CHECKSIG",
        f"OP_DUP OP_HASH160 OP_DATA_20 0x{HASH} OP_EQUALVERIFY OP_CHECKSIG",
        f"OP_DUP OP_HASH160 PUSHDATA(20)[{HASH}] OP_EQUALVERIFY OP_CHECKSIG",
        f"OP_DUP OP_HASH160 OP_PUSHDATA(20) [ {HASH} ] OP_EQUALVERIFY OP_CHECKSIG",
        f"OP_DUP OP_HASH160 PUSH(20)[{HASH}] OP_EQUALVERIFY OP_CHECKSIG",
        f"OP_DUP OP_HASH160 OP_PUSH20 {HASH} OP_EQUALVERIFY OP_CHECKSIG",
        f"OP_DUP OP_HASH160 OP_PUSH_20 <{HASH}> OP_EQUALVERIFY OP_CHECKSIG",
        f"OP_DUP OP_HASH160 {HASH} OP_EQUALVERIFY OP_CHECKSIG",
        f"OP_DUP OP_HASH160 0x14 0x{HASH} OP_EQUALVERIFY OP_CHECKSIG",
        f"DUP HASH160 [{HASH}] EQUALVERIFY CHECKSIG",
        f"dup hash160 [ {HASH} ] equalverify checksig",
        f"OP_DUP, OP_HASH160, <{HASH}>, OP_EQUALVERIFY, OP_CHECKSIG",
        f"OP_DUP,OP_HASH160,{HASH.upper()},OP_EQUALVERIFY,OP_CHECKSIG,",
        f"OP_DUP OP_HASH160 # the key\n<{HASH}>  // its hash\r\nOP_EQUALVERIFY\n\n#\nOP_CHECKSIG // to sign",
    ],
)
def test_the_usual_script_is_read_from_what_others_write(text: str) -> None:
    assert assemble(text).hex() == P2PKH


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("OP_PUSHNUM_1 OP_PUSHNUM_16 OP_PUSHNUM_NEG1 PUSHNUM_2", "51604f52"),
        ("OP_CLTV CLTV cltv OP_CSV csv", "b1b1b1b2b2"),
        ("OP_PUSHBYTES_0", "00"),
        ("OP_RETURN_187 OP_UNKNOWN187 NON_OP(187) OP_RETURN_254 OP_RETURN_186", "bbbbbbfeba"),
        ("OP_PUSHDATA1 2 abcd", "4c02abcd"),
        ("OP_PUSHDATA1 02 abcd", "4c02abcd"),
        ("OP_PUSHDATA1 0x02 0xabcd", "4c02abcd"),
        ("OP_PUSHDATA1 0x00 0x", "4c00"),
        ("OP_PUSHDATA1 2 [abcd] OP_DROP", "4c02abcd75"),
        ("OP_PUSHDATA1 3 <abcdef> OP_DROP", "4c03abcdef75"),
        ("OP_PUSHDATA2 0x0002 0xabcd", "4d0200abcd"),
        ("OP_PUSHDATA2 0x0200 0xabcd", "4d0200abcd"),
        ("OP_PUSHDATA4 0x00000002 0xabcd", "4e02000000abcd"),
        ("OP_PUSHDATA1 07 OP_PUSHBYTES_1 08", "4c01070108"),
        ("OP_PUSHDATA1 07 OP_DUP", "4c010776"),
        ("OP_PUSHDATA1 07 5", "4c010755"),
        ("PUSHDATA1[07]", "4c0107"),
        ("[] [ ] [07]", "00000107"),
        ("1 0x51", "5151"),
        ("'a,b' 'c//d' '#'", "03612c62" + "04632f2f64" + "0123"),
        ("(=-1,234) 1", "51"),
    ],
)
def test_forms_of_others_are_read(text: str, script: str) -> None:
    assert assemble(text).hex() == script


def refused(text: str) -> InputError:
    with pytest.raises(InputError) as caught:
        assemble(text)
    return caught.value


@pytest.mark.parametrize(
    ("text", "stated", "size"),
    [
        ("OP_PUSHBYTES_2 <01>", 2, 1),
        ("OP_DATA_1 0x", 1, 0),
        ("PUSHDATA(20)[abcd]", 20, 2),
        ("OP_PUSHDATA1 20 <abcd>", 20, 2),
        ("OP_PUSHDATA1 07 abcd", 7, 2),
        ("OP_PUSHDATA2 0x0003 0xabcd", 3, 2),
        ("OP_PUSHDATA1 9999999999 abcd", 9_999_999_999, 2),
    ],
)
def test_a_wrong_size_is_refused_with_both_numbers(text: str, stated: int, size: int) -> None:
    error = refused(f"OP_1 {text} OP_DROP")
    assert (error.code, error.facts["stated"], error.facts["size"], error.facts["place"]) == (
        "wrong_push_size",
        stated,
        size,
        2,
    )


@pytest.mark.parametrize(
    ("text", "word"),
    [
        (f"OP_DUP 20 0x{HASH}", f"20 0x{HASH}"[:40]),
        ("OP_DUP 2 0xabcd", "2 0xabcd"),
        ("OP_DUP OP_PUSHDATA1 01 10", "OP_PUSHDATA1 01 10"),
    ],
)
def test_what_can_be_read_in_two_ways_is_refused(text: str, word: str) -> None:
    error = refused(text)
    assert (error.code, error.facts["word"], error.facts["place"]) == ("ambiguous_assembly", word, 2)


def test_in_lines_the_place_is_that_in_the_line() -> None:
    error = refused("OP_1 # FOO\n\n  // OP_2 BAR\nOP_3, FOO OP_4\n")
    assert (error.facts["word"], error.facts["line"], error.facts["place"]) == ("FOO", 4, 2)
    assert "line" not in refused("OP_3 FOO\n").facts


def test_mutated_assembly_is_read_or_refused() -> None:
    source = random.Random("assembly of others")
    refusals = 0
    for _ in range(MUTATIONS):
        script = b"".join(random_element(source) for _ in range(source.randrange(1, 6)))
        text = printed(script, source.choice(PRINTERS)) or "OP_1"
        _, error = assembled(mutated(text, source))
        if error is not None:
            refusals += 1
            assert error.code in REFUSALS
            assert len(str(error.facts["word"])) <= 40
    assert refusals > MUTATIONS // 4


def mutated(text: str, source: random.Random) -> str:
    """A character less, more or another, two words swapped, or cut."""
    at, char = source.randrange(len(text) + 1), source.choice("0159aFx_[]<>(),'#/\n \u0663\udcff\x1b")
    words = text.split(" ")
    source.shuffle(words)
    return source.choice(
        (
            text[:at],
            text[:at] + text[at + 1 :],
            text[:at] + char + text[at:],
            text[:at] + char + text[at + 1 :],
            " ".join(words),
        )
    )


def test_long_and_hostile_words_take_no_time() -> None:
    for text in (
        "[" * 200_000,
        "[ " * 100_000,
        "[" + " " * 200_000,
        "a" * 200_000 + "[",
        "1,000," * 50_000,
        "'" * 199_999 + "x",
    ):
        assert refused(text).code in REFUSALS
    assert assemble("# " * 100_000 + "\n" * 100_000) == b""
    assert assemble(f"OP_PUSHDATA4 {500_000} 0x{'00' * 500_000}")[:5].hex() == "4e20a10700"


def test_names_that_can_be_asked_are_read_as_those_opcodes() -> None:
    assert {name: opcode_of(name) for name in ALIASES} == ALIASES


def test_pushes_are_told_apart_from_numbers_of_the_same_digits() -> None:
    assert assemble("OP_PUSHBYTES_1 12") == push(b"\x12")
    assert assemble("[12]") == assemble("<12>") == push(b"\x12")
    assert assemble("12") == b"\x5c"
    assert max(OP_PUSHDATA4, OP_1NEGATE) < OP_1
