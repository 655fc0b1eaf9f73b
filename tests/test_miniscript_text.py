"""Miniscripts are read from text, judged and written as Bitcoin Core does."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import FULL
from miniscripts import script_of as written_otherwise
from test_miniscript import HASHES, Inventor

from txexplain.miniscript.limits import Limits, limits_of
from txexplain.miniscript.node import Node, evaluate, with_keys
from txexplain.miniscript.read import max_script_size, read_miniscript
from txexplain.miniscript.sanity import insanity
from txexplain.miniscript.text import parse_miniscript
from txexplain.miniscript.write import script_of, text_of
from txexplain.wire.hashes import hash160

_TABLE = Path(__file__).with_name("miniscripts_of_core.tsv")
H32, H20 = "ab" * 32, "cd" * 20
BOTH = [False, True]


def _letter(text: str) -> bytes | None:
    """Keys in these tests are capital letters, with a number or not."""
    return text.encode() if text[:1].isupper() else None


def _read(text: str, *, tapscript: bool = False) -> Node | None:
    return parse_miniscript(text, _letter, tapscript=tapscript)


def _node(text: str, *, tapscript: bool = False) -> Node:
    found = _read(text, tapscript=tapscript)
    assert found is not None
    return found


def _real_key(letter: bytes, *, tapscript: bool) -> bytes:
    return (b"" if tapscript else b"\x02") + letter.rjust(32, b"\x01")


def _script(node: Node, *, tapscript: bool) -> bytes:
    return script_of(with_keys(node, lambda key: _real_key(key, tapscript=tapscript)))


def _limits(node: Node, *, tapscript: bool) -> Limits:
    return evaluate(node, lambda each, inside: limits_of(each, inside, tapscript=tapscript))


def _core(text: str, *, tapscript: bool = False) -> str | None:
    found = insanity(_node(text, tapscript=tapscript), bytes.decode, tapscript=tapscript)
    return found and found.core


def _cores_table() -> Iterator[list[str]]:
    for line in _TABLE.read_text(encoding="ascii").splitlines()[1:]:
        text, *facts = line.split("\t")
        for name, size in (("sha256", 32), ("hash256", 32), ("ripemd160", 20), ("hash160", 20)):
            for number in range(1, 9):
                text = text.replace(f"{name}(#{number})", f"{name}({bytes([number]).hex() * size})")
        yield [text, *facts]


@pytest.mark.parametrize("tapscript", BOTH)
@pytest.mark.parametrize(("text", "where", "letters", "ops", "items", "highest"), list(_cores_table()))
def test_core_finds_the_same(
    text: str, where: str, letters: str, ops: str, items: str, highest: str, tapscript: bool
) -> None:
    node = _read(text, tapscript=tapscript)
    valid = where in ("both", "tapscript" if tapscript else "wsh")
    assert bool(node and "B" in node.type) == valid
    if node is None or not valid:
        return
    assert node.type & {"m", "s"} == set(letters) & {"m", "s"}
    limits = _limits(node, tapscript=tapscript)
    assert limits.size == len(_script(node, tapscript=tapscript))
    if "x" in letters:
        found = insanity(node, bytes.decode, tapscript=tapscript)
        assert found is not None
        assert found.reason in ("mixed_locks", "unsigned")
    if ops != "-":
        assert limits.yes is not None
        assert limits.multisig_yes is not None
        assert (limits.ops + limits.multisig_yes, limits.yes.net + 1) == (int(ops), int(items))
        assert highest in ("-", str(limits.yes.highest + 1))


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("c:pk_k(A)", "pk(A)"),
        ("c:pk_h(A)", "pkh(A)"),
        ("sc:pk_k(A)", "s:pk(A)"),
        ("and_v(vc:pk_h(A),pk_k(B))", "and_v(v:pkh(A),pk_k(B))"),
        ("andor(pk(A),older(1),0)", "and_n(pk(A),older(1))"),
        ("and_v(v:pk(A),1)", "tv:pk(A)"),
        ("or_i(0,pk(A))", "l:pk(A)"),
        ("or_i(pk(A),0)", "u:pk(A)"),
        ("or_i(0,0)", "l:0"),
        ("thresh(1,or_i(0,pk(A)),a:pk(B))", "thresh(1,l:pk(A),a:pk(B))"),
        ("or_d(multi(02,A,B,C),j:and_v(v:pk(D),older(0144)))", "or_d(multi(2,A,B,C),j:and_v(v:pk(D),older(144)))"),
        (f"andor(pk(A),sha256({H32.upper()}),hash160({H20}))", f"andor(pk(A),sha256({H32}),hash160({H20}))"),
    ],
)
def test_text_is_written_as_core_does(text: str, canonical: str) -> None:
    node = _node(text)
    assert text_of(node, bytes.decode) == canonical
    assert _node(canonical) == node


@pytest.mark.parametrize(
    "text",
    [
        *["", ":", "x", "pk", "pk(", "pk(A", "pk()", "pk(a)", "pk(A)x", "pk(A))", " pk(A)", "pk( A)", "PK(A)"],
        *["0x", "10", "2", "and_v(1)", "and_v(1,1,1)", "and_v(1,1", "andor(1,1)", "or_x(1,1)", "vv:1", "b:1"],
        *["A:pk(A)", "a:", "a::1", "a:s:pk(A)", "older()", "older(-1)", "older(+1)", "older(1.0)", "older(0)"],
        *["older(2147483648)", "after(99999999999999999999)", "older(" + "9" * 5_000 + ")", "older(1", "older(1)2"],
        *["older( 1)", "older(0x10)"],
        *["sha256(ab)", f"sha256({H20})", f"hash160({H32})", f"sha256({H32[:-1]}g)", f"sha256({H32}", "sha256()"],
        *["multi(0,A)", "multi(2,A)", "multi(1)", "multi(1,)", "multi(A)", "multi(1,A,)", "multi(1,,A)", "multi(1,A"],
        *["multi_a(1,A)", "multi(1," + ",".join(f"A{n}" for n in range(21)) + ")", "multi(1,a)"],
        *["thresh(1)", "thresh(1,)", "thresh(0,pk(A))", "thresh(2,pk(A))", "thresh(pk(A))", "thresh(1,pk(A)"],
        "thresh(-1,1)",
        "older(१)",
    ],
)  # fmt: skip
def test_text_that_is_none(text: str) -> None:
    assert _read(text) is None


@pytest.mark.parametrize(("many", "tapscript"), [(20, False), (999, True)])
def test_most_keys_of_a_multisig(many: int, tapscript: bool) -> None:
    def of(number: int) -> Node | None:
        keys = ",".join(f"A{each}" for each in range(number))
        return _read(f"multi{'_a' if tapscript else ''}(1,{keys})", tapscript=tapscript)

    assert of(many) is not None
    assert of(many + 1) is None


@pytest.mark.parametrize(("number", "size"), [(70_000, 3_600), (8_388_608, None)])
def test_a_text_whose_script_is_too_large_is_none(number: int, size: int | None) -> None:
    node = _read("and_v(v:pk(A)," * 102 + f"and_v(v:pkh(A),older({number}))" + ")" * 102)
    assert (node and _limits(node, tapscript=False).size) == size


@pytest.mark.parametrize(
    ("text", "tapscript", "core"),
    [
        ("pk(A)", False, None),
        ("and_v(v:pk(A),older(144))", False, None),
        ("older(144)", False, "older(144) is not sane: witnesses without signature exist"),
        ("or_d(pk(A),pk(A))", False, "or_d(pk(A),pk(A)) is not sane: contains duplicate public keys"),
        ("and_b(pk(A),older(1))", False, "and_b(pk(A),older(1)) is invalid"),
        ("or_i(older(1),older(2))", False, "or_i(older(1),older(2)) is not sane: malleable witnesses exist"),
        (
            "and_v(v:pk(A),and_b(after(1),a:after(1000000000)))",
            False,
            "and_b(after(1),a:after(1000000000)) is not sane: "
            "contains mixes of timelocks expressed in blocks and seconds",
        ),
        ("pk_k(A)", False, "pk_k(A) is not sane"),
        ("and_b(pk(A),a:0)", False, "and_b(pk(A),a:0) is not satisfiable"),
        ("thresh(2,dv:older(42),s:pk(A),s:pk(B))", True, None),
        (
            "thresh(2,dv:older(42),s:pk(A),s:pk(B))",
            False,
            "thresh(2,dv:older(42),s:pk(A),s:pk(B)) is invalid",
        ),
    ],
)  # fmt: skip
def test_what_is_insane_is_said_as_core_says_it(text: str, tapscript: bool, core: str | None) -> None:
    assert _core(text, tapscript=tapscript) == core


def _nested(many: int, first: str = "pk(K)") -> str:
    text = first
    for number in range(many):
        text = f"and_b(pk(K{number}),a:{text})"
    return text


@pytest.mark.parametrize(("many", "fits"), [(50, True), (51, False)])
def test_more_opcodes_than_201_are_too_many(many: int, fits: bool) -> None:
    text = _nested(many)
    assert _limits(_node(text), tapscript=False).ops == 4 * many + 1
    part = f"a:{_nested(many - 1)}"
    assert _core(text) == (None if fits else f"{part} is not sane: needs witnesses that may exceed resource limits")
    assert _core(text, tapscript=True) is None


@pytest.mark.parametrize(("many", "fits"), [(998, True), (999, False)])
def test_a_stack_of_more_than_1000_items_is_too_high(many: int, fits: bool) -> None:
    text = "and_b(older(1),a:" * many + "pk(A)" + ")" * many
    found = _core(text, tapscript=True)
    assert found == (None if fits else f"{text} is not sane: needs witnesses that may exceed resource limits")


def test_an_insane_part_that_is_never_needed_does_no_harm() -> None:
    """Core looks for a part only where the whole is insane."""
    multisigs = [f"multi(20,{','.join(f'K{first + each}' for each in range(20))})" for first in range(0, 100, 20)]
    too_high = "and_b(" + ",a:and_b(".join(multisigs[:-1]) + f",a:{multisigs[-1]}" + ")" * 4
    assert _core(too_high) == f"{too_high} is not sane: needs witnesses that may exceed resource limits"
    assert _core(f"or_d(pk(B),and_n({too_high},0))") is None


def test_keys_are_duplicates_where_the_caller_says_so() -> None:
    node = _node("and_v(v:pk(A1),pk(A2))")
    assert insanity(node, bytes.decode, tapscript=False) is None
    found = insanity(node, bytes.decode, tapscript=False, same=lambda key: key[:1])
    assert found is not None
    assert (found.reason, found.part) == ("duplicate_keys", "and_v(v:pk(A1),pk(A2))")


def test_placeholders_give_way_to_keys() -> None:
    node = _node("and_v(v:pk(A),pkh(B))")
    found = with_keys(node, lambda key: b"\x02" + key.rjust(32, b"\x01"))
    a, b = (b"\x02" + letter.rjust(32, b"\x01") for letter in (b"A", b"B"))
    assert script_of(found) == b"\x21" + a + b"\xad\x76\xa9\x14" + hash160(b) + b"\x88\xac"
    assert node.inside[1].inside[0].data == b""


def test_what_a_key_reader_raises_comes_through() -> None:
    def refuse(text: str) -> bytes:
        raise KeyError(text)

    with pytest.raises(KeyError, match="B"):
        parse_miniscript("pk(B)", refuse, tapscript=False)


def test_a_script_whose_keys_are_hashed_is_written_with_their_hashes() -> None:
    script = bytes.fromhex("76a914" + H20 + "88ac")
    node = read_miniscript(script, tapscript=False)
    assert node is not None
    assert script_of(node) == script
    assert text_of(node, bytes.hex) == f"pkh({H20})"


@pytest.mark.parametrize("tapscript", BOTH)
def test_invented_ones_come_back_from_text_and_from_script(tapscript: bool, record_property) -> None:
    random_, read = random.Random(380), 0
    while read < (10_000 if FULL else 300):
        root = Inventor(random_, tapscript=tapscript).expression(random_.randint(1, 5))
        script = script_of(root)
        assert script == written_otherwise(root)
        text = text_of(root, bytes.hex)
        if len(script) > max_script_size(tapscript=tapscript):
            continue
        found = parse_miniscript(text, bytes.fromhex, tapscript=tapscript)
        assert found is not None, text
        assert script_of(found) == script
        assert text_of(found, bytes.hex) == text
        assert _limits(root, tapscript=tapscript).size == len(script)
        read += 1
    record_property("miniscript", f"{'tapscript' if tapscript else 'witness script'}: {read} texts written and read")


@pytest.mark.parametrize(
    "text",
    [
        "a" * 40_000 + ":1",
        "as" * 10_000 + ":pk(A)",
        "vs" * 10_000 + ":pk(A)",
        "and_v(v:" * 6_000 + "1" + ",1)" * 6_000,
        "or_i(0," * 6_000 + "1" + ")" * 6_000,
        "thresh(1," * 6_000 + "1" + ")" * 6_000,
        "thresh(500,pk(A)" + ",a:0" * 6_000 + ")",
        ("and_b(thresh(400,pk(A)" + ",a:0" * 900 + "),a:") * 20 + "pk(B)" + ")" * 20,
        "(" * 40_000,
        "pk(" * 20_000 + "A" + ")" * 20_000,
        "multi_a(1" + ",A" * 40_000 + ")",
    ],
    ids=lambda text: text[:12],
)
@pytest.mark.parametrize("tapscript", BOTH)
def test_hostile_text_is_done_with_soon(text: str, tapscript: bool) -> None:
    node = _read(text, tapscript=tapscript)
    if node is not None:
        found = insanity(node, bytes.decode, tapscript=tapscript)
        assert found is not None
        assert len(found.part) <= len(text) * 2


def test_the_hash_functions_are_all_there() -> None:
    for name, function in HASHES.items():
        digest = function(b"").hex()
        assert text_of(_node(f"{name}({digest})"), bytes.decode) == f"{name}({digest})"
