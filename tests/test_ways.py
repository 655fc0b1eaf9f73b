"""The ways to open a lock: all of them, no more is asked for than is needed, and what they weigh."""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import combinations, product

import pytest
from conftest import FULL
from effort import cpu_seconds
from miniscripts import make
from test_miniscript import HASHES, Inventor, preimage

from txexplain.miniscript.node import Node, evaluate
from txexplain.miniscript.paths import Path
from txexplain.miniscript.satisfy import satisfy
from txexplain.miniscript.text import parse_miniscript
from txexplain.miniscript.ways import MAX_COUNTED, MAX_PATHS, paths_of

_SECONDS, _THRESHOLD = 1 << 22, 500_000_000


def _read(text: str, *, tapscript: bool = False) -> Node:
    found = parse_miniscript(text, str.encode, tapscript=tapscript)
    assert found is not None
    return found


def _told(path: Path) -> str:
    """A path in few letters."""
    signers = [f"{needed} of {b''.join(keys).decode()}" for needed, keys in path.groups]
    shown = [f"{name} {digest[:1].hex()}" for name, digest in path.preimages]
    waits = [f"older {number}" for number in path.older] + [f"after {number}" for number in path.after]
    return ", ".join([*signers, *shown, *waits])


@pytest.mark.parametrize(
    ("text", "ways"),
    [
        ("pk(A)", ["1 of A"]),
        ("pkh(A)", ["1 of A"]),
        ("multi(2,A,B,C)", ["2 of ABC"]),
        ("0", []),
        ("1", [""]),
        ("or_d(pk(A),and_v(v:pkh(B),older(144)))", ["1 of A", "1 of B, older 144"]),
        ("and_v(v:pk(A),pk(B))", ["2 of AB"]),
        ("and_v(v:pk(A),multi(1,B,C))", ["1 of A, 1 of BC"]),
        ("thresh(2,pk(A),s:pk(B),s:pk(C))", ["2 of ABC"]),
        ("thresh(3,pk(A),s:pk(B),s:pk(C),sln:older(9))", ["2 of ABC, older 9", "3 of ABC"]),
        ("thresh(1,pk(A),a:pkh(B),aj:pk(C))", ["1 of ABC"]),
        ("thresh(1,pk(A),au:pk(B))", ["1 of A", "1 of B"]),  # another witness, so another weight
        ("thresh(2,pk(A),a:and_b(pk(B),s:pk(C)),s:pk(D))", ["2 of AD", "2 of BC, 1 of AD"]),
        ("andor(multi(2,A,B,C),older(4),and_v(v:pk(D),after(100)))", ["1 of D, after 100", "2 of ABC, older 4"]),
        ("and_v(or_c(pk(A),or_c(pk(B),v:older(9))),pk(C))", ["1 of C, older 9", "2 of AC", "2 of BC"]),
        ("and_v(v:after(10),and_v(v:after(20),pk(A)))", ["1 of A, after 20"]),
        ("and_v(v:after(10),and_v(v:after(500000000),pk(A)))", []),
        ("and_v(v:older(10),and_v(v:older(4194305),pk(A)))", []),
        ("and_v(v:older(65546),and_v(v:older(11),pk(A)))", ["1 of A, older 11"]),  # 65546 waits for 10 blocks
        ("or_i(and_v(v:pk(A),after(10)),and_v(v:pk(A),after(20)))", ["1 of A, after 10"]),
        ("or_i(pk(A),and_v(v:pk(A),pk(B)))", ["1 of A"]),
        ("or_i(multi(1,A,B),and_v(v:multi(2,A,B,C),older(1)))", ["1 of AB"]),
        (f"and_v(v:sha256({'ab' * 32}),or_d(pk(A),pkh(B)))", ["1 of A, sha256 ab", "1 of B, sha256 ab"]),
    ],
)
def test_ways_of_a_miniscript(text: str, ways: list[str]) -> None:
    found = paths_of(_read(text), tapscript=False)
    assert found is not None
    assert found[1] == 0
    assert sorted(map(_told, found[0])) == sorted(ways)


def test_the_cheapest_way_comes_first() -> None:
    key = "C" * 33
    found = paths_of(_read(f"or_d(multi(2,A,B),and_v(v:pkh({key}),older(144)))"), tapscript=False)
    assert found is not None
    assert [path.items.size for path in found[0]] == [73 + 34 + 3, 2 * 73 + 1]


# Against what satisfies and against what an expression means


class _Who:
    """Has some keys and preimages, and waits until then: a sequence and a lock time, as one input has them."""

    def __init__(self, things: frozenset[bytes], older: int = 0, after: int = 0, *, tapscript: bool) -> None:
        self.things, self.sequence, self.lock_time = things, older, after
        self.size = 65 if tapscript else 72

    def signature(self, key: bytes) -> bytes | None:
        return bytes(self.size) if key in self.things else None

    def preimage(self, hash_name: str, digest: bytes) -> bytes | None:
        return preimage(1) if digest in self.things else None

    def older(self, number: int) -> bool:
        return number & _SECONDS == self.sequence & _SECONDS and number & 0xFFFF <= self.sequence & 0xFFFF

    def after(self, number: int) -> bool:
        return (number >= _THRESHOLD) == (self.lock_time >= _THRESHOLD) and number <= self.lock_time


def _means(root: Node, who: _Who) -> bool:
    """Whether who has this may spend, whatever the witness."""

    def holds(node: Node, inside: list[bool]) -> bool:
        name = node.fragment
        if node.keys:
            return sum(key in who.things for key in node.keys) >= max(node.number, 1)
        if name in ("older", "after"):
            return (who.older if name == "older" else who.after)(node.number)
        if name == "thresh":
            return sum(inside) >= node.number
        if name == "andor":
            return (inside[0] and inside[1]) or inside[2]
        if len(inside) == 2:
            return all(inside) if name.startswith("and") else any(inside)
        return inside[0] if inside else name == "1" or node.data in who.things

    return evaluate(root, holds)


def _takes(path: Path, who: _Who) -> bool:
    return (
        all(sum(key in who.things for key in keys) >= needed for needed, keys in path.groups)
        and all(digest in who.things for _, digest in path.preimages)
        and all(map(who.older, path.older))
        and all(map(who.after, path.after))
    )


def _exactly(path: Path, random_: random.Random) -> frozenset[bytes]:
    """What is needed for it and no more: any so many keys of each group."""
    keys = [key for needed, group in path.groups for key in random_.sample(group, needed)]
    return frozenset(keys + [digest for _, digest in path.preimages])


def _with_other_locks(root: Node, random_: random.Random) -> Node:
    """Some of the time locks are in seconds."""

    def visit(node: Node, inside: list[Node]) -> Node:
        added = {"older": _SECONDS, "after": _THRESHOLD}.get(node.fragment, 0) if random_.random() < 0.3 else 0
        return node._replace(inside=tuple(inside), number=node.number + added)

    return evaluate(root, visit)


def _all_of(root: Node, fragment: str) -> list[int]:
    found = list[int]()
    evaluate(root, lambda node, inside: found.append(node.number) if node.fragment == fragment else None)
    return [0, *found]


def _things(root: Node) -> list[bytes]:
    found = list[bytes]()
    evaluate(root, lambda node, inside: found.extend(node.keys or ([node.data] if node.fragment in HASHES else [])))
    return found


def _small_ones(tapscript: bool, many: int) -> Iterator[Node]:
    random_ = random.Random(613)
    while many:
        root = Inventor(random_, tapscript=tapscript).expression(random_.randint(1, 5))
        if "B" not in root.type or not root.inside or len(_things(root)) > 7:
            continue
        root = _with_other_locks(root, random_)
        if len(_all_of(root, "older")) * len(_all_of(root, "after")) <= 9:
            many -= 1
            yield root


@pytest.mark.parametrize("tapscript", [False, True])
def test_the_ways_are_all_that_an_expression_means(tapscript: bool, record_property) -> None:
    """Whoever has any part of what is asked for may spend where one of the ways is open, and nowhere else."""
    tried = open_ = 0
    for root in _small_ones(tapscript, 2_000 if FULL else 60):
        found = paths_of(root, tapscript=tapscript)
        assert found is not None
        assert found[1] == 0
        things = _things(root)
        waits = list(product(_all_of(root, "older"), _all_of(root, "after")))
        for count in range(len(things) + 1):
            for some, (older, after) in product(combinations(things, count), waits):
                who = _Who(frozenset(some), older, after, tapscript=tapscript)
                assert any(_takes(path, who) for path in found[0]) == _means(root, who), root
                tried += 1
                open_ += _means(root, who)
    record_property("miniscript", f"{tried} who could spend or not, {open_} can")
    assert tried / 20 < open_ < tried


@pytest.mark.parametrize("tapscript", [False, True])
def test_a_way_satisfies_and_nothing_of_it_can_be_left_out(tapscript: bool, record_property) -> None:
    """What satisfies a sane expression weighs what the way says, whichever keys of a group sign."""
    random_, ways = random.Random(614), 0
    for root in _small_ones(tapscript, 4_000 if FULL else 150):
        found = paths_of(root, tapscript=tapscript)
        assert found is not None
        if not {"m", "s"} <= root.type:
            continue
        for path in found[0]:
            ways += 1
            things, older, after = _exactly(path, random_), max(path.older, default=0), max(path.after, default=0)
            items = satisfy(root, _Who(things, older, after, tapscript=tapscript))
            assert items is not None, (root, path)
            assert (sum(len(item) + 1 for item in items), len(items), items.count(b"\1")) == path.items, (root, path)
            for thing in things:
                assert satisfy(root, _Who(things - {thing}, older, after, tapscript=tapscript)) is None
            for less in [(0, after)] * bool(path.older) + [(older, 0)] * bool(path.after):
                assert satisfy(root, _Who(things, *less, tapscript=tapscript)) is None
    record_property("miniscript", f"{ways} ways satisfy")
    assert ways > 30


# Many


def _choices(many: int) -> str:
    """`many` times one of two, in different ways: two to the power of it."""
    pairs = [f"or_i(pk(A{number}),pkh(B{number}))" for number in range(many)]
    return "and_v(v:" + ",and_v(v:".join(pairs) + ",1" + ")" * many


@pytest.mark.parametrize(
    ("many", "left_out"), [(6, 0), (7, 64), (10, 1024 - 64), (20, 2**20 - 64), (54, MAX_COUNTED)]
)
def test_of_many_ways_the_cheapest_are_told_and_the_rest_is_counted(many: int, left_out: int) -> None:
    found = paths_of(_read(_choices(many)), tapscript=False)
    assert found is not None
    assert (len(found[0]), found[1]) == (MAX_PATHS, left_out)
    sizes = [path.items.size for path in found[0]]
    assert sizes == sorted(sizes)
    assert sizes[0] == many * 75


def test_so_many_of_many_keys_is_one_way() -> None:
    keys = ",s:".join(f"pk(A{number})" for number in range(200))
    found = paths_of(_read(f"thresh(100,{keys})", tapscript=True), tapscript=True)
    assert found is not None
    ((path,), more) = found
    assert more == 0
    assert (path.groups[0][0], len(path.groups[0][1])) == (100, 200)
    assert path.items == (100 * 66 + 100, 200, 0)


@pytest.mark.parametrize(
    "text",
    [
        _choices(2_000),
        "thresh(100," + ",a:".join(f"and_b(pk(A{n}),a:older(1))" for n in range(250)) + ")",
        "thresh(3," + ",a:".join(f"or_i(pk(A{n}),pkh(B{n}))" for n in range(500)) + ")",
        "or_i(pk(A)," * 8_000 + "pk(B)" + ")" * 8_000,
        "a" * 50_000 + ":pk(A)",
    ],
    ids=lambda text: text[:20],
)
def test_too_many_to_look_at_are_not_looked_at(text: str) -> None:
    node = _read(text, tapscript=True)

    def look() -> None:
        found = paths_of(node, tapscript=True)
        assert found is None or len(found[0]) <= MAX_PATHS

    assert cpu_seconds(look) < 10


def test_a_threshold_of_what_cannot_be_dissatisfied_has_no_way() -> None:
    node = make("thresh", make("1"), make("a", make("1")), number=1)
    assert paths_of(node, tapscript=False) == ((), 0)
