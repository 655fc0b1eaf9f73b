"""Scripts are read as miniscripts, typed as BIP379 says, and what satisfies them passes the engine."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest
from conftest import FULL
from miniscripts import make, node_of, script_of

from txexplain.miniscript.node import Node, evaluate
from txexplain.miniscript.read import read_miniscript
from txexplain.miniscript.satisfy import MAX_OF_THRESH, satisfy
from txexplain.model.bytes import ByteSlice
from txexplain.model.rules import CONSENSUS, POLICY
from txexplain.model.signing import LeafContext, Proof, SignatureCheck, SigVersion
from txexplain.model.spend import Verdict
from txexplain.script.spend import Satisfaction, verify_spend
from txexplain.wire.hashes import hash160, hash256, ripemd160, sha256
from txexplain.wire.keys import can_sign

K = ["02" + f"{number:064x}" for number in (1, 2, 3, 4, 6, 8)]
H = "aa" * 32
HASHES: dict[str, Callable[[bytes], bytes]] = {
    "sha256": sha256,
    "hash256": hash256,
    "ripemd160": ripemd160,
    "hash160": hash160,
}


def test_the_keys_that_these_tests_take_are_points() -> None:
    assert all(can_sign(bytes.fromhex(key)) for key in K)


@pytest.mark.parametrize(
    ("text", "letters"),
    [
        (f"pk({K[0]})", "Bondusem"),
        (f"pkh({K[0]})", "Bndusem"),
        (f"and_v(v:pk({K[0]}),older(144))", "Bonfsm"),
        (f"or_d(pk({K[0]}),and_v(v:pkh({K[1]}),older(144)))", "Bfsm"),
        (f"and_v(v:pk({K[0]}),sha256({H}))", "Bnufsm"),
        (f"andor(pk({K[0]}),older(9),pk({K[1]}))", "Bdesm"),
        (f"thresh(2,pk({K[0]}),s:pk({K[1]}),sln:older(9))", "Bdusm"),
        (f"or_b(pk({K[0]}),s:pk({K[1]}))", "Bdusem"),
        (f"or_i(pk({K[0]}),pk({K[1]}))", "Bdusm"),
        (f"j:and_v(v:pk({K[0]}),sha256({H}))", "Bndusem"),
        (f"and_b(pk({K[0]}),a:hash160({'bb' * 20}))", "Bndusm"),
        (f"t:or_c(pk({K[0]}),v:sha256({H}))", "Bufm"),
        ("or_i(older(1),older(2))", "Bof"),
        (f"or_b(sha256({H}),s:pk({K[1]}))", "Bdu"),
    ],
)
def test_a_script_is_read_with_its_type(text: str, letters: str) -> None:
    node = node_of(text)
    found = read_miniscript(script_of(node), tapscript=False, find_key=_key_behind(node))
    assert found == node
    assert found.type == frozenset(letters)


def test_an_if_leaves_exactly_one_in_tapscript_only() -> None:
    text = "dv:older(9)"
    assert "u" not in node_of(text).type
    assert "u" in node_of(text, tapscript=True).type


@pytest.mark.parametrize(
    "text",
    [
        f"pk_k({K[0]})",  # K, not B
        f"v:pk({K[0]})",  # V
        f"a:pk({K[0]})",  # W
        "and_v(1,1)",
        "and_b(1,1)",
        f"or_d(older(1),pk({K[0]}))",  # what comes first cannot be dissatisfied
        f"thresh(1,older(1),s:pk({K[0]}))",
        "s:or_i(0,1)",
        f"multi_a(1,{K[0]})",  # in a witness script
        "older(0)",
        f"thresh(3,pk({K[0]}),s:pk({K[1]}))",
    ],
)
def test_what_is_not_typed_well_is_no_miniscript(text: str) -> None:
    assert read_miniscript(script_of(node_of(text)), tapscript=False) is None


@pytest.mark.parametrize(
    "script",
    [
        b"",
        b"\x21" + bytes(32),  # a push that runs past the end
        bytes.fromhex("4c21" + K[0] + "ac"),  # a longer push than is needed
        bytes.fromhex("21" + K[0] + "ac69"),  # OP_CHECKSIG OP_VERIFY, where one opcode would do
        bytes.fromhex("21" + K[0] + "ad"),
        bytes.fromhex("6368"),
        bytes.fromhex("51ae"),
        bytes.fromhex("00" * 40 + "93" * 40),
        bytes.fromhex("51" + "92" * 3_600),  # longer than a witness script that nodes pass on
    ],
)
def test_other_scripts_are_none(script: bytes) -> None:
    assert read_miniscript(script, tapscript=False) is None


def test_a_key_behind_a_hash_is_asked_for_and_else_stays_unknown() -> None:
    script = script_of(node_of(f"pkh({K[0]})"))
    asked: list[bytes] = []
    assert read_miniscript(script, tapscript=False, find_key=asked.append) is None
    assert asked == [hash160(bytes.fromhex(K[0]))]
    found = read_miniscript(script, tapscript=False)
    assert found is not None
    assert found.inside[0].keys == ()
    assert satisfy(found, _Wallet(frozenset(), tapscript=False)) is None


class _Wallet:
    """Has what it was given: keys, digests, numbers of lock times; a signature tells whose it is. Checks the same."""

    def __init__(self, has: frozenset[object], *, tapscript: bool) -> None:
        self.has = has
        self.size = 64 if tapscript else 72

    def signature(self, key: bytes) -> bytes | None:
        return self._sign(key) if key in self.has else None

    def _sign(self, key: bytes) -> bytes:
        """Strict DER, for the engine looks at that; the key is told by what would be r."""
        if self.size == 64:
            return key + bytes(32)
        return b"\x30\x44\x02\x20\x01" + key[2:] + b"\x02\x20\x01" + bytes(31) + b"\x01"

    def preimage(self, hash_name: str, digest: bytes) -> bytes | None:
        return (
            next((each for each in map(preimage, range(200)) if HASHES[hash_name](each) == digest), None)
            if (digest in self.has)
            else None
        )

    def older(self, number: int) -> bool:
        return number in self.has

    after = older

    # As a checker

    def ecdsa(self, signature: bytes, public_key: bytes, script_code: bytes, version: SigVersion) -> SignatureCheck:
        return SignatureCheck("ecdsa", signature, public_key, signature == self._sign(public_key))

    def schnorr(
        self, signature: bytes, public_key: bytes, annex: bytes | None, leaf: LeafContext | None
    ) -> SignatureCheck:
        return SignatureCheck("schnorr", signature, public_key, signature == self._sign(public_key))

    def commitment(self, control_block: bytes, script: bytes, output_key: bytes) -> Proof:
        return Proof("taproot_commitment", (("leaf_hash", bytes(32)),), True)

    def lock_time(self, wanted: int) -> bool:
        return wanted in self.has

    sequence = lock_time


def preimage(number: int) -> bytes:
    return bytes([number]) * 32


class Inventor:
    """Makes expressions that are typed well; each key, hash and number is used once."""

    def __init__(self, random_: random.Random, *, tapscript: bool) -> None:
        self.random, self.tapscript, self.count = random_, tapscript, 0

    def expression(self, depth: int) -> Node:
        while True:
            node = self._any(depth)
            if node.type:
                return node

    def _any(self, depth: int) -> Node:
        self.count += 1
        leaves = (*["pk_k", "pk_h"] * 5, "older", "after", "0", "1", *HASHES, "multi")
        if depth == 0 or self.random.random() < 0.1:
            return self._leaf(self.random.choice(leaves))
        shapes = {"a": 1, "s": 1, "c": 1, "d": 1, "v": 1, "j": 1, "n": 1, "and_v": 2, "and_b": 2, "or_b": 2}
        shapes |= {"or_c": 2, "or_d": 2, "or_i": 2, "andor": 3, "thresh": self.random.randint(1, 4)}
        name = self.random.choice([*shapes])
        inside = [self.expression(depth - 1) for _ in range(shapes[name])]
        if name == "thresh" or name.endswith("_b"):  # such need a W, which chance seldom finds
            inside[1:] = [make("a", each, tapscript=self.tapscript) for each in inside[1:]]
        number = self.random.randint(1, len(inside)) if name == "thresh" else 0
        return make(name, *inside, number=number, tapscript=self.tapscript)

    def _leaf(self, name: str) -> Node:
        if name in HASHES:
            return make(name, data=HASHES[name](preimage(self.count % 200)), tapscript=self.tapscript)
        if name == "multi":
            keys = tuple(self._key(extra) for extra in range(self.random.randint(1, 4)))
            number = self.random.randint(1, len(keys))
            return make("multi_a" if self.tapscript else name, number=number, keys=keys, tapscript=self.tapscript)
        if name in ("older", "after"):
            return make(name, number=self.count, tapscript=self.tapscript)
        keys = (self._key(0),) if name.startswith("pk") else ()
        return make(name, keys=keys, data=hash160(keys[0]) if name == "pk_h" else b"", tapscript=self.tapscript)

    def _key(self, extra: int) -> bytes:
        return (b"" if self.tapscript else b"\x02") + (self.count * 8 + extra).to_bytes(32, "big")


def _things(node: Node) -> set[object]:
    """What the expression asks for."""
    own = {*node.keys, *([node.data] if node.fragment in HASHES else [])}
    return own | ({node.number} if node.fragment in ("older", "after") else set())


def _all_things(root: Node) -> set[object]:
    return evaluate(root, lambda node, inside: _things(node).union(*inside))


def _key_behind(root: Node) -> Callable[[bytes], bytes | None]:
    keys = {hash160(each): each for each in _all_things(root) if isinstance(each, bytes)}
    return keys.get


def _holds(root: Node, has: frozenset[object]) -> bool:
    """What the expression means, whatever its witness: whether who has these things may spend."""

    def holds(node: Node, inside: list[bool]) -> bool:
        name = node.fragment
        if name.startswith("multi"):
            return sum(key in has for key in node.keys) >= node.number
        if name == "thresh":
            return sum(inside) >= node.number
        if name == "andor":
            return (inside[0] and inside[1]) or inside[2]
        if len(inside) == 2:
            return all(inside) if name.startswith("and") else any(inside)
        return inside[0] if inside else name == "1" or (name != "0" and _things(node) <= has)

    return evaluate(root, holds)


def _runs(root: Node, items: tuple[bytes, ...], wallet: _Wallet, *, tapscript: bool) -> bool:
    script = script_of(root)
    program = b"\x51\x20" + b"\x01" * 32 if tapscript else b"\x00\x20" + sha256(script)
    witness = (*items, script, b"\xc0" + bytes(32)) if tapscript else (*items, script)
    pieces = tuple(ByteSlice(0, item) for item in witness)
    run = verify_spend(Satisfaction(ByteSlice(0, b""), pieces), program, CONSENSUS | POLICY, wallet)
    return run.verdict is Verdict.VALID


@pytest.mark.parametrize("tapscript", [False, True])
def test_invented_ones_are_read_again_and_satisfied_by_whom_they_mean(tapscript: bool, record_property) -> None:
    random_ = random.Random(379)
    read = satisfied = refused = 0
    while read < (20_000 if FULL else 300):
        root = Inventor(random_, tapscript=tapscript).expression(random_.randint(1, 5))
        if "B" not in root.type or len(script_of(root)) > 1_200:
            continue
        script = script_of(root)
        found = read_miniscript(script, tapscript=tapscript, find_key=_key_behind(root))
        assert found is not None, root
        assert script_of(found) == script
        read += 1
        likely = random_.choice((0.5, 0.9, 1))
        things = sorted(_all_things(root), key=repr)
        has = frozenset(each for each in things if random_.random() < likely)
        wallet = _Wallet(has, tapscript=tapscript)
        items = satisfy(found, wallet)
        if items is not None:
            assert _holds(root, has), root
            assert _runs(root, items, wallet, tapscript=tapscript), root
            satisfied += 1
        else:
            sane = {"m", "s"} <= found.type
            assert not (sane and _holds(root, has)), root
            refused += 1
    where = "tapscript" if tapscript else "witness script"
    record_property("miniscript", f"{where}: {read} read, {satisfied} satisfied")
    assert satisfied > read / 10
    assert refused > read / 10


def test_the_smallest_witness_is_taken() -> None:
    node = node_of(f"or_d(pk({K[0]}),pkh({K[1]}))")
    both = _Wallet(frozenset(bytes.fromhex(key) for key in K), tapscript=False)
    assert satisfy(node, both) == (both.signature(bytes.fromhex(K[0])),)
    other = _Wallet(frozenset([bytes.fromhex(K[1])]), tapscript=False)
    assert satisfy(node, other) == (other.signature(bytes.fromhex(K[1])), bytes.fromhex(K[1]), b"")


def test_what_anybody_could_satisfy_is_not_signed_for() -> None:
    assert satisfy(node_of("older(9)"), _Wallet(frozenset([9]), tapscript=False)) is None


@pytest.mark.parametrize(
    "script",
    [
        b"\x20" + bytes(31) + b"\x01\xac" + b"\x92" * 100_000,
        b"\x63\x00\x67\x51\x68\x92" + b"\x6b\x63\x00\x67\x51\x68\x92\x6c\x93" * 5_000 + b"\x02\xe8\x03\x87",
        b"\x63" * 20_000 + b"\x20" + bytes(31) + b"\x01\xac" + b"\x67\x00\x68" * 20_000,
    ],
)
def test_deep_and_long_ones_need_no_recursion(script: bytes) -> None:
    node = read_miniscript(script, tapscript=True)
    assert node is not None
    satisfy(node, _Wallet(frozenset(), tapscript=True))


@pytest.mark.parametrize("many", [MAX_OF_THRESH, MAX_OF_THRESH + 1])
def test_of_how_many_a_thresh_is_satisfied(many: int) -> None:
    key = bytes.fromhex(K[0])[1:]
    script = b"\x20" + key + b"\xac" + b"\x6b\x00\x6c\x93" * (many - 1) + b"\x51\x87"
    node = read_miniscript(script, tapscript=True)
    assert node is not None
    found = satisfy(node, _Wallet(frozenset([key]), tapscript=True))
    assert (found is not None) == (many == MAX_OF_THRESH)
