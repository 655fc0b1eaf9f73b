"""The curve over libsecp256k1, Bitcoin Core's own library, by whichever of its bindings is installed.

The functions of the library are called as they are, because its bindings' classes refuse what consensus takes (a high
s, lax DER) and keep no numbers. Memory is fresh for each call: others can run meanwhile.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

from txexplain.crypto.points import G, N, P, Point
from txexplain.wire.der import is_valid_signature_encoding, lax_der

BINDINGS = (  # the distribution, and its modules that have `ffi` and `lib`, the one that loads quickest first
    ("btclib-libsecp256k1", ("_btclib_libsecp256k1", "btclib_libsecp256k1")),
    ("coincurve", ("coincurve._libsecp256k1",)),
)
_UNCOMPRESSED = 2  # SECP256K1_EC_UNCOMPRESSED
_NO_FLAGS = 1  # SECP256K1_CONTEXT_NONE


class NoLibrary(Exception):
    """There is no binding, or none that has all functions."""


class ByLibsecp256k1:
    """See `points.Backend`. Made of the `ffi` and `lib` of a binding; AttributeError where a function lacks there.

    A key of the library is only ever used where it was read or computed: an empty one would end the process.
    """

    is_library = True

    def __init__(self, name: str, ffi: Any, lib: Any) -> None:
        self.name = name
        self._new = ffi.new
        self._key_type, self._x_only_type = ffi.typeof("secp256k1_pubkey *"), ffi.typeof("secp256k1_xonly_pubkey *")
        self._signature_type = ffi.typeof("secp256k1_ecdsa_signature *")
        self._context = lib.secp256k1_context_static
        self._own_context = ffi.gc(lib.secp256k1_context_create(_NO_FLAGS), lib.secp256k1_context_destroy)
        self._parse, self._serialize = lib.secp256k1_ec_pubkey_parse, lib.secp256k1_ec_pubkey_serialize
        self._multiply, self._add_tweak = lib.secp256k1_ec_pubkey_tweak_mul, lib.secp256k1_ec_pubkey_tweak_add
        self._create, self._compare = lib.secp256k1_ec_pubkey_create, lib.secp256k1_ec_pubkey_cmp
        self._combine = lib.secp256k1_ec_pubkey_combine
        self._parse_der = lib.secp256k1_ecdsa_signature_parse_der
        self._parse_compact = lib.secp256k1_ecdsa_signature_parse_compact
        self._normalize, self._verify = lib.secp256k1_ecdsa_signature_normalize, lib.secp256k1_ecdsa_verify
        self._parse_x_only, self._verify_schnorr = lib.secp256k1_xonly_pubkey_parse, lib.secp256k1_schnorrsig_verify

    def _key(self, data: bytes) -> Any:
        """The key as the library has it, or None."""
        key = self._new(self._key_type)
        return key if self._parse(self._context, key, data, len(data)) else None

    def _of(self, point: Point) -> Any:
        return self._key(b"\4" + point.x.to_bytes(32, "big") + point.y.to_bytes(32, "big"))

    def _point(self, key: Any) -> Point:
        written, size = self._new("unsigned char[65]"), self._new("size_t *", 65)
        self._serialize(self._context, written, size, key, _UNCOMPRESSED)
        data = bytes(written)
        return Point(int.from_bytes(data[1:33], "big"), int.from_bytes(data[33:], "big"))

    def lift_x(self, x: int, odd: bool) -> Point | None:
        return None if x >= P else self.parse_public_key(bytes([2 + odd]) + x.to_bytes(32, "big"))

    def parse_public_key(self, data: bytes) -> Point | None:
        key = self._key(data)
        return None if key is None else self._point(key)

    def combine(self, a: int, b: int, point: Point) -> Point | None:
        a, b = a % N, b % N
        if not b:
            a, b, point = 0, a, G
        if not b:
            return None
        key = self._of(point)
        if b != 1:
            self._multiply(self._context, key, b.to_bytes(32, "big"))
        if a and not self._add_tweak(self._context, key, a.to_bytes(32, "big")):
            return None
        return self._point(key)

    def add(self, one: Point, other: Point) -> Point | None:
        keys, key = [self._of(one), self._of(other)], self._new(self._key_type)
        pointers = self._new("secp256k1_pubkey *[2]", keys)
        return self._point(key) if self._combine(self._context, key, pointers, 2) else None

    def ecdsa_reason(self, signature: bytes, public_key: bytes, digest: bytes) -> str | None:
        key, numbers = self._key(public_key), self._numbers(signature)
        if key is None or numbers is None or len(digest) != 32:
            return None
        self._normalize(self._context, numbers, numbers)
        if self._verify(self._context, numbers, digest, key):
            return ""
        return "mismatch" if self._is_finite(signature, key, digest) else None

    def _numbers(self, signature: bytes) -> Any:
        """r and s as the library has them, 0 where one is not below n, or negative; None where lax DER has none."""
        numbers = self._new(self._signature_type)
        if self._parse_der(self._context, numbers, signature, len(signature)):
            return numbers
        lax = lax_der(signature)
        if lax is None:
            return None
        self._parse_compact(self._context, numbers, b"".join(each.to_bytes(32, "big") for each in lax))
        return numbers

    def _is_finite(self, signature: bytes, key: Any, digest: bytes) -> bool:
        """Whether r and s were read as consensus does, and u1·G + u2·Q has an x: Q is not -(z/r)·G."""
        r, s = lax_der(signature) or (0, 0)
        if not r or not s or not is_valid_signature_encoding(signature + b"\1"):  # in others it can be negative
            return False
        factor = -int.from_bytes(digest, "big") * pow(r, -1, N) % N
        opposite = self._new(self._key_type)
        if not self._create(self._own_context, opposite, factor.to_bytes(32, "big")):
            return True  # the factor is 0, and the sum is a multiple of Q
        return bool(self._compare(self._context, opposite, key))

    def schnorr_reason(self, signature: bytes, public_key: bytes, message: bytes) -> str | None:
        if len(signature) != 64 or len(public_key) != 32:
            return None
        key = self._new(self._x_only_type)
        if not self._parse_x_only(self._context, key, public_key):
            return None
        return "" if self._verify_schnorr(self._context, signature, message, len(message), key) else None


def find() -> ByLibsecp256k1:
    """By the first binding that is there and complete. Raises NoLibrary."""
    for name, modules in BINDINGS:
        for module in modules:
            try:
                binding = import_module(module)
                return ByLibsecp256k1(name, binding.ffi, binding.lib)
            except (ImportError, AttributeError):
                continue
    raise NoLibrary
