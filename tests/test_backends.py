"""All that compute on the curve give the same for everything, and the fast one is used where it is there."""

from __future__ import annotations

import csv
import io
import os
import random
import subprocess
import sys
from collections import Counter
from itertools import product
from types import SimpleNamespace

import pytest
from backends import ALL, FAST, PLAIN, checked_by_all, using
from conftest import FULL, load_vectors, vector_bytes
from hypothesis import given, settings
from hypothesis import strategies as st
from spends.keys import ECDSA_STYLES, SCHNORR_STYLES, X_BEYOND_ORDER, Key, Order, key_of, small_key

from txexplain.crypto import by_libsecp256k1, curve, dleq, fixed_base, musig2, taproot
from txexplain.crypto.by_libsecp256k1 import NoLibrary, find
from txexplain.crypto.points import Backend, G, N, P, Point
from txexplain.model.backend import VARIABLE, uses_extras
from txexplain.model.errors import InputError
from txexplain.wire.hashes import sha256

SIGNATURES = 20_000 if FULL else 40
NUMBERS = (0, 1, 2, 3, N // 2, N // 2 + 1, (N + 1) // 2, N - 2, N - 1, N, N + 1, 2 * N, P - 1, P, 2**256 - 1, 2**256)
FACTORS = (*NUMBERS, *(-number for number in NUMBERS if number))
NO_X = next(x for x in range(2, 99) if pow(x**3 + 7, (P - 1) // 2, P) != 1)
each_fast = pytest.mark.parametrize("fast", FAST.values(), ids=FAST)


def points() -> list[Point]:
    """G, its negative, multiples on both sides of infinity, and some that are nothing special."""
    keys = [small_key(secret) for secret in (1, 2, 3, 77)] + [key_of(random.Random(1).randrange(N))]
    return [Point(*pair) for key in keys for pair in ((key.x, key.y), (key.x, P - key.y))]


def test_a_binding_of_libsecp256k1_is_installed_with_the_tests() -> None:
    assert FAST


def test_the_base_point_is_ecdsas() -> None:
    from ecdsa.ecdsa import generator_secp256k1 as generator

    assert (G.x, G.y) == (int(generator.x()), int(generator.y()))


@each_fast
def test_an_x_is_lifted_to_the_same_point(fast: Backend) -> None:
    rng = random.Random(2)
    xs = [*NUMBERS, NO_X, X_BEYOND_ORDER, *(rng.randrange(P) for _ in range(200))]
    found = [PLAIN.lift_x(x, odd) for x in xs for odd in (False, True)]
    assert [fast.lift_x(x, odd) for x in xs for odd in (False, True)] == found
    assert None in found
    assert all(point is None or point.y & 1 == place & 1 for place, point in enumerate(found))


def odd_keys() -> list[bytes]:
    """Keys of every prefix and length, x and y of both parities, off the curve and not below p."""
    x, y, good = G.x.to_bytes(32, "big"), G.y.to_bytes(32, "big"), points()
    found = [b"", b"\2", *(bytes([prefix]) + x for prefix in range(256)), b"\2" + x + b"\0", b"\2" + x[:-1]]
    found += [bytes([prefix]) + x + tail for prefix in range(9) for tail in (y, y[:-1], y + b"\0", x)]
    for prefix, point in product(range(2, 8), good):
        found.append(bytes([prefix]) + point.x.to_bytes(32, "big") + point.y.to_bytes(32, "big"))
        found.append(bytes([prefix]) + point.x.to_bytes(32, "big"))
    numbers = (0, NO_X, P - 1, P, P + 1, 2**256 - 1, X_BEYOND_ORDER, N)
    for prefix, number in product((2, 3, 4, 6, 7), numbers):
        data = bytes([prefix]) + number.to_bytes(32, "big")
        found += [data, *(data + other.to_bytes(32, "big") for other in numbers), data + y]
    small = next(x for x in range(1, 99) if PLAIN.lift_x(x, False))  # x + p is written in 32 bytes too
    low = PLAIN.lift_x(small, False)
    assert low is not None
    return [*found, *(bytes([4]) + (small + P).to_bytes(32, "big") + low.y.to_bytes(32, "big"),)]


@each_fast
def test_the_same_keys_are_read(fast: Backend) -> None:
    keys = odd_keys()
    found = [PLAIN.parse_public_key(key) for key in keys]
    assert [fast.parse_public_key(key) for key in keys] == found
    assert 40 < sum(point is not None for point in found) < len(found) - 300


@each_fast
def test_sums_of_multiples_are_the_same_with_infinity_on_every_way(fast: Backend) -> None:
    rng = random.Random(3)
    infinite = 0
    for point in points():
        pairs = [*product((0, 1, -1, 2, -2, N, N - 1), repeat=2), *((rng.choice(FACTORS), rng.choice(FACTORS)),)]
        for a, b in pairs:
            found = PLAIN.combine(a, b, point)
            assert fast.combine(a, b, point) == found, (a, b, point)
            infinite += found is None
    assert infinite > 40


@each_fast
def test_multiples_by_every_edge_are_the_same(fast: Backend) -> None:
    point = points()[-1]
    for factor in FACTORS:
        for pair in ((factor, 0), (0, factor), (factor, factor), (factor, 1), (1, factor), (-factor, factor)):
            assert fast.combine(*pair, point) == PLAIN.combine(*pair, point), pair


@each_fast
@settings(max_examples=200 if FULL else 25)
@given(a=st.integers(-N, 2 * N), b=st.integers(-N, 2 * N), secret=st.integers(1, N - 1))
def test_any_sum_is_the_same(fast: Backend, a: int, b: int, secret: int) -> None:
    point = fast.combine(secret, 0, G)
    assert point is not None
    assert fast.combine(a, b, point) == PLAIN.combine(a, b, point) == PLAIN.combine(a + b * secret, 0, G)


@each_fast
def test_points_add_up_to_the_same(fast: Backend) -> None:
    pairs = list(product(points(), repeat=2))
    found = [PLAIN.add(*pair) for pair in pairs]
    assert [fast.add(*pair) for pair in pairs] == found
    assert None in found


@pytest.mark.parametrize("backend", ALL.values(), ids=ALL)
def test_the_point_at_infinity_adds_nothing(backend: Backend) -> None:
    with using(backend):
        one, other = points()[:2]
        assert curve.add(None, None) is None
        assert (curve.add(None, one), curve.add(one, None)) == (one, one)
        assert curve.add(one, other) is None
        assert (curve.total([]), curve.total([one, other]), curve.total([one, other, one])) == (None, None, one)
        assert (curve.multiply(None, 5), curve.multiply(one, N), curve.multiply(one, 0)) == (None, None, None)
        assert curve.multiply(one, -1) == other


@pytest.mark.parametrize("backend", ALL.values(), ids=ALL)
def test_many_multiples_are_those_of_one_after_the_other(backend: Backend) -> None:
    with using(backend):
        rng = random.Random(4)
        factors = [0, 1, 2, N - 1, N // 2, *(rng.randrange(N) for _ in range(5))]
        for point in points()[4:6]:
            multiples = fixed_base.multiples_of(point).multiples(factors)
            assert multiples == [PLAIN.combine(0, factor, point) for factor in factors]


@pytest.mark.parametrize("style", ECDSA_STYLES)
def test_ecdsa_signatures_of_every_style_are_judged_alike(style: str) -> None:
    """Valid, with a byte changed in signature, key or message, and with a wrong key."""
    rng = random.Random(f"ecdsa {style}")
    reasons: Counter[str] = Counter()
    for _ in range(SIGNATURES // 4):
        key, digest = key_of(rng.randrange(1, N)), rng.randbytes(32)
        signature = Order(key, 1, style, key_of(rng.randrange(1, N))).ecdsa(digest)[:-1]
        encoded = rng.choice((*key.forms, key.wrong_hybrid))
        assert checked_by_all("ecdsa", signature, encoded, digest)[0] is (encoded != key.wrong_hybrid)
        for spoilt in _spoilt(rng, signature, encoded, digest):
            reasons[checked_by_all("ecdsa", *spoilt)[1]] += 1
    assert reasons["mismatch"]


@pytest.mark.parametrize("style", SCHNORR_STYLES)
def test_schnorr_signatures_of_every_style_are_judged_alike(style: str) -> None:
    rng = random.Random(f"schnorr {style}")
    for _ in range(SIGNATURES // 4):
        key, message = key_of(rng.randrange(1, N)), rng.randbytes(32)
        signature = Order(key, None, style, key_of(rng.randrange(1, N))).schnorr(message)
        reason = {"schnorr": "", "odd_y": "odd_y", "infinity": "infinity"}[style]
        assert checked_by_all("schnorr", signature, key.x_only, message) == (not reason, reason)
        for spoilt in _spoilt(rng, signature, key.x_only, message):
            checked_by_all("schnorr", *spoilt)


def _spoilt(rng: random.Random, signature: bytes, key: bytes, message: bytes) -> list[tuple[bytes, bytes, bytes]]:
    """Each with one byte changed."""
    return [
        (_with_other_byte(rng, signature), key, message),
        (signature, _with_other_byte(rng, key), message),
        (signature, key, _with_other_byte(rng, message)),
    ]


def _with_other_byte(rng: random.Random, data: bytes) -> bytes:
    place = rng.randrange(len(data))
    return data[:place] + bytes([data[place] ^ rng.randrange(1, 256)]) + data[place + 1 :]


@pytest.mark.parametrize("secret", [1, -1, 2, (N + 1) // 2, N // 3])
def test_sums_at_infinity_are_told_alike(secret: int) -> None:
    """z = -r·d makes u1·G + u2·Q infinite, z = r·d does not; z = 0 makes u1 zero."""
    key, rng = key_of(secret % N), random.Random(secret)
    for r, s in product((1, G.x % N, N - 1), (1, N // 2, N - 1)):
        for style in ("strict", "padded", "negative", "long_length"):
            signature = ECDSA_STYLES[style](r, s)
            for z, reason in ((-r * secret, "infinity"), (r * secret, None), (0, None)):
                digest = (z % N).to_bytes(32, "big")
                told = checked_by_all("ecdsa", signature, rng.choice(key.forms), digest)[1]
                assert (told == "infinity") is (reason == "infinity")


def test_a_message_that_is_not_below_the_order_is_taken_by_its_remainder() -> None:
    key, r = key_of(5), 7
    for z in (N, N + 1, 2**256 - 1, -r * 5 % N + N if -r * 5 % N + N < 2**256 else N):
        checked_by_all("ecdsa", ECDSA_STYLES["strict"](r, 3), key.forms[0], z.to_bytes(32, "big"))


def test_an_x_that_is_not_below_the_order_fits_alike() -> None:
    """R has an x of n or more, and r is what is left of it."""
    r, s, digest = X_BEYOND_ORDER - N, 3, (5).to_bytes(32, "big")
    nonce = PLAIN.lift_x(X_BEYOND_ORDER, False)
    assert nonce is not None
    u1, u2 = 5 * pow(s, -1, N), r * pow(s, -1, N)
    key = PLAIN.combine(-u1 * pow(u2, -1, N), pow(u2, -1, N), nonce)
    assert key is not None
    signature = ECDSA_STYLES["strict"]
    assert checked_by_all("ecdsa", signature(r, s), curve.compressed(key), digest) == (True, "")
    assert checked_by_all("ecdsa", signature(r + 1, s), curve.compressed(key), digest) == (False, "mismatch")
    assert checked_by_all("ecdsa", signature(r + N, s), curve.compressed(key), digest) == (False, "out_of_range")


def test_numbers_out_of_range_and_keys_that_are_none_are_told_alike() -> None:
    strict, key, digest = ECDSA_STYLES["strict"], small_key(7), bytes(32)
    for r, s in ((0, 1), (1, 0), (0, 0), (N, 1), (1, N), (1, 2**256), (2**256 + 1, 1), (P, 1)):
        assert checked_by_all("ecdsa", strict(r, s), key.forms[0], digest) == (False, "out_of_range")
    for data in odd_keys():
        if PLAIN.parse_public_key(data) is None:
            assert checked_by_all("ecdsa", strict(1, 1), data, digest) == (False, "bad_public_key")
    for number in (0, NO_X, P, 2**256 - 1):
        told = checked_by_all("schnorr", bytes(64), number.to_bytes(32, "big"), digest)
        assert told == (False, "bad_public_key")
    for r, s in ((P, 1), (1, N), (2**256 - 1, 2**256 - 1)):
        signature = r.to_bytes(32, "big") + s.to_bytes(32, "big")
        assert checked_by_all("schnorr", signature, key.x_only, digest) == (False, "out_of_range")
    for signature in (b"", b"\x30", b"\x30\x00", b"\x30\x06\x02\x01\x01\x02\x01", b"\x31" + strict(1, 1)[1:]):
        assert checked_by_all("ecdsa", signature, key.forms[0], digest) == (False, "bad_der")


def test_wycheproofs_signatures_are_judged_alike() -> None:
    groups = load_vectors("wycheproof_ecdsa_secp256k1_sha256_bitcoin.json")["testGroups"]
    reasons: Counter[str] = Counter()
    for group in groups:
        key = bytes.fromhex(group["publicKey"]["uncompressed"])
        for test in group["tests"]:
            digest = sha256(bytes.fromhex(test["msg"]))
            passes, reason = checked_by_all("ecdsa", bytes.fromhex(test["sig"]), key, digest)
            reasons[reason] += 1
            assert passes or test["result"] == "invalid"
    assert reasons.total() == 463
    assert all(reasons[reason] for reason in ("", "bad_der", "out_of_range", "mismatch"))


def test_bip340s_signatures_are_judged_alike() -> None:
    rows = list(csv.DictReader(io.StringIO(vector_bytes("bip340_test_vectors.csv").decode())))
    for row in rows:
        signature, key, message = (bytes.fromhex(row[name]) for name in ("signature", "public key", "message"))
        assert checked_by_all("schnorr", signature, key, message)[0] is (row["verification result"] == "TRUE")
    assert len(rows) == 19


@each_fast
def test_tweaked_keys_are_the_same(fast: Backend) -> None:
    rng = random.Random(6)
    cases = [(small_key(secret).x_only, rng.choice((b"", rng.randbytes(32)))) for secret in range(1, 20)]
    cases += [(number.to_bytes(32, "big"), b"") for number in (0, NO_X, P, 2**256 - 1)]
    found = [taproot.tweaked_key(*case) for case in cases]
    with using(PLAIN):
        plain = [taproot.tweaked_key(*case) for case in cases]
    with using(fast):
        assert [taproot.tweaked_key(*case) for case in cases] == plain == found


@pytest.mark.parametrize("backend", ALL.values(), ids=ALL)
def test_keys_of_several_can_add_up_to_nothing(backend: Backend) -> None:
    """MuSig2 of keys and nonces at infinity, and a proof whose points are there."""
    key = small_key(5)
    with using(backend):
        (negative,) = [curve.compressed(point) for point in [curve.multiply(Point(key.x, key.y), -1)] if point]
        aggregate = musig2.aggregate_keys([key.forms[0], negative])
        assert aggregate is not None
        assert musig2.aggregate_keys([key.forms[0], b"\2" + bytes(32)]) is None
        nonces = [key.forms[0] + key.forms[0], negative + negative]
        session = musig2.session(aggregate, nonces, bytes(32))
        assert session is not None
        assert session.nonce == G
        assert not dleq.verify_equality(G, G, G, bytes(64))
        e = (3).to_bytes(32, "big")
        assert not dleq.verify_equality(G, G, G, e + e)  # s·G - e·G


@pytest.mark.parametrize("lacking", ["secp256k1_ec_pubkey_cmp", "secp256k1_schnorrsig_verify", "lib", "module"])
def test_a_binding_that_lacks_what_is_needed_is_passed_over(lacking: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from importlib import import_module

    def spoilt(name: str) -> object:
        if lacking == "module":
            raise ImportError(name)
        binding = import_module(name)
        if lacking == "lib":
            return SimpleNamespace(ffi=binding.ffi)
        kept = {each: getattr(binding.lib, each) for each in dir(binding.lib) if each != lacking}
        return SimpleNamespace(ffi=binding.ffi, lib=SimpleNamespace(**kept))

    monkeypatch.setattr(by_libsecp256k1, "import_module", spoilt)
    with pytest.raises(NoLibrary):
        find()
    monkeypatch.delenv(VARIABLE, raising=False)
    assert curve._found().name == "ecdsa"


def test_the_second_binding_is_found_where_the_first_lacks(monkeypatch: pytest.MonkeyPatch) -> None:
    names = [each.name for each in FAST.values()]
    monkeypatch.setattr(by_libsecp256k1, "BINDINGS", (("none", ("no_such_module",)), *by_libsecp256k1.BINDINGS))
    assert find().name == names[0]


def test_the_variable_chooses_and_nothing_unknown_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    for value, wanted in ((None, True), ("", True), ("auto", True), ("ecdsa", False)):
        if value is None:
            monkeypatch.delenv(VARIABLE, raising=False)
        else:
            monkeypatch.setenv(VARIABLE, value)
        assert uses_extras() is wanted
        assert (curve._found().name == "ecdsa") is not wanted
    for value in ("ECDSA", "libsecp256k1", " ", "1"):
        monkeypatch.setenv(VARIABLE, value)
        with pytest.raises(InputError) as refused:
            uses_extras()
        assert (refused.value.code, refused.value.facts["value"]) == ("unknown_backend", value)
        assert "ecdsa" in str(refused.value.facts["known"])


def test_an_unknown_backend_is_refused_by_every_command(cli) -> None:
    for arguments in (("decode", "first"), ("verify", "p2wpkh"), ("--version",), ("pizza",)):
        run = cli(*arguments, **{VARIABLE: "quick\x1b[31m"})
        assert (run.status, run.out) == (2, "")
        assert "auto, ecdsa" in run.err
        assert "\x1b" not in run.err


def ran(code: str, **environment: str) -> tuple[list[str], set[str]]:
    """What a fresh interpreter prints, and the modules that it has loaded in the end."""
    code = f"import sys\n{code}\nprint(' '.join(sys.modules), file=sys.stderr)"
    kept = {name: value for name, value in os.environ.items() if name != VARIABLE}
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env={**kept, **environment}
    )
    return run.stdout.splitlines(), set(run.stderr.split())


_VERIFY = "from txexplain.cli.app import run; run(['verify', 'p2wpkh', '--json'])"
_VERSION = "from txexplain.cli.app import run; run(['--version'])"
_WITHOUT = "sys.modules.update(dict.fromkeys({names!r}))"
_BINDINGS = tuple(module for _, modules in by_libsecp256k1.BINDINGS for module in modules)


def _libsecp256k1_in(loaded: set[str]) -> set[str]:
    return {name for name in loaded if name.removeprefix("_").split(".")[0] in ("btclib_libsecp256k1", "coincurve")}


def test_with_libsecp256k1_ecdsa_is_not_even_loaded() -> None:
    out, loaded = ran(_VERIFY)
    assert _libsecp256k1_in(loaded)
    assert "ecdsa" not in loaded
    assert '"valid"' in "\n".join(out)


def test_without_the_extra_and_with_it_turned_off_the_same_is_printed() -> None:
    fast, _ = ran(_VERIFY)
    off, loaded = ran(_VERIFY, **{VARIABLE: "ecdsa"})
    assert "ecdsa" in loaded
    assert not _libsecp256k1_in(loaded)
    assert "orjson" not in loaded
    without, loaded = ran(f"{_WITHOUT.format(names=(*_BINDINGS, 'orjson'))}\n{_VERIFY}")
    assert "ecdsa" in loaded
    assert fast == off == without


def test_the_version_says_which(cli) -> None:
    from importlib.metadata import version

    plain = f"(ecdsa {version('ecdsa')})"
    assert ran(_VERSION, **{VARIABLE: "ecdsa"})[0][0].endswith(plain)
    assert ran(f"{_WITHOUT.format(names=(*_BINDINGS, 'orjson'))}\n{_VERSION}")[0][0].endswith(plain)
    (fast,) = ran(_VERSION)[0]
    name = find().name
    assert f"(libsecp256k1 from {name} {version(name)}, orjson {version('orjson')})" in fast
    (only_orjson,) = ran(f"{_WITHOUT.format(names=_BINDINGS)}\n{_VERSION}")[0]
    assert only_orjson.endswith(f"(ecdsa {version('ecdsa')}, orjson {version('orjson')})")
    assert "ecdsa" in cli("--version", "--lang", "zh").out or "libsecp256k1，由" in cli("--version", LANG="zh").out


def test_threads_do_not_disturb_each_other() -> None:
    """The library lets others run while it computes."""
    from concurrent.futures import ThreadPoolExecutor

    def sums(key: Key) -> list[Point | None]:
        return [curve.combine(number, 3, Point(key.x, key.y)) for number in range(1, 30)]

    keys = [small_key(secret) for secret in range(1, 9)]
    with ThreadPoolExecutor(4) as pool, using(next(iter(FAST.values()))):
        together = list(pool.map(sums, keys * 4))
        assert together == [sums(key) for key in keys] * 4
