"""Text to descriptors, in the order in which Core looks, so that its errors are Core's too (ParseScript)."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from enum import Enum
from typing import NamedTuple

from txexplain.addresses.addresses import address_of, networks_of, script_of
from txexplain.addresses.bech32 import decode as decode_bech32
from txexplain.descriptors.checksum import without_checksum
from txexplain.descriptors.descriptor import Descriptor, Parsed
from txexplain.descriptors.expressions import read_expression
from txexplain.descriptors.paths import check_number, number_in
from txexplain.descriptors.read_key import Keys, Place, network_of_keys, prefixed, together
from txexplain.descriptors.reader import Reader
from txexplain.descriptors.refused import cut
from txexplain.miniscript.node import MAX_KEYS_OF_MULTI_A
from txexplain.model.errors import InputError
from txexplain.model.hexadecimal import is_hex
from txexplain.model.networks import MAIN, Network
from txexplain.model.script import MAX_PUBKEYS_PER_MULTISIG, MAX_SCRIPT_ELEMENT_SIZE
from txexplain.recognise import recognise_secret_within
from txexplain.wire.taproot import MAX_DEPTH

Descriptors = tuple[Descriptor, ...]
MAX_TEXT = 200_000  # characters: more than a leaf with 999 extended keys has
_SEPARATORS = re.compile(r"[^0-9A-Za-z]")
_BARE_KEYS = 3


class Where(Enum):
    """What a script is inside of (Core: ParseScriptContext)."""

    TOP = "top"
    SH = "sh"
    WSH = "wsh"
    TR = "tr"


def parse_descriptor(text: str, network: Network | None = None) -> Parsed:
    """The descriptor, with its checksum or without, on `network`: by default that of its keys or its address.

    Raises InputError: `looks_like_private_key` for one that holds a secret, before all else; then what is wrong, with
    Core's sentence as the fact `core`, where Core refuses it too.
    """
    secret = recognise_secret_within(text) or _key_between_signs(text)
    if secret is not None:
        raise secret
    if len(text) > MAX_TEXT:
        raise InputError("descriptor_too_long", count=len(text), limit=MAX_TEXT)
    body = without_checksum(text)
    chosen = network or network_of_keys(body) or _network_of_address(body) or MAIN
    reader = Reader(body)
    try:
        found = _Parser(chosen).script(reader, Where.TOP)
    except InputError as error:
        raise _of_brackets(error, body) from None
    if reader:
        raise InputError("descriptor_left_over", core="", found=cut(str(reader)))
    return Parsed(body, chosen, found)


def _of_brackets(error: InputError, text: str) -> InputError:
    """The error; where Core finds no function because a bracket is missing, that."""
    opened, closed = (sum(map(text.count, brackets)) for brackets in ("({", ")}"))
    if opened == closed or error.code not in ("descriptor_function", "descriptor_function_needed"):
        return error
    core = str(error.facts["core"])
    return InputError("descriptor_brackets", core=core, opened=opened, closed=closed)


def _network_of_address(text: str) -> Network | None:
    inside = Reader(text)
    networks = networks_of(str(inside).strip()) if inside.is_call("addr") else []
    return networks[0] if networks else None


def _key_between_signs(text: str) -> InputError | None:
    """That a private key is in it, which a path follows: so it looks like base64 otherwise."""
    secret = recognise_secret_within(_SEPARATORS.sub(" ", text))
    return secret if secret is not None and secret.code == "looks_like_private_key" else None


class _Parser:
    def __init__(self, network: Network) -> None:
        self.network = network

    def script(self, reader: Reader, where: Where) -> Descriptors:
        """The script that comes next, of each path of its multipaths."""
        expression = reader.expression()
        name, bracket, _ = str(expression).partition("(")
        function = _FUNCTIONS.get(name) if bracket else None
        if function is not None and (where in function.places or function.core) and expression.is_call(name):
            if where not in function.places:
                raise InputError("descriptor_context", core=function.core, function=name)
            return function.read(self, name, expression, where)
        return read_expression(str(expression), where.value, self._place(where))

    def _place(self, where: Where) -> Place:
        return Place(self.network, where in (Where.TOP, Where.SH), where is Where.TR)

    # One key

    def of_key(self, name: str, inside: Reader, where: Where) -> Descriptors:
        """`pk`, `pkh`, `combo`, and `wpkh`, whose key is always compressed."""
        place = Place(self.network) if name == "wpkh" else self._place(where)
        try:
            keys = prefixed(f"{name}(): ", str(inside), place)
        except InputError as error:
            count = str(inside).count(",") + 1
            if count == 1 or error.code not in ("descriptor_key", "descriptor_steps"):
                raise
            raise InputError("descriptor_one_key", core=error.facts["core"], function=name, count=count) from None
        return tuple(Descriptor(name, (key,), is_tapscript=where is Where.TR) for key in keys)

    def rawtr(self, name: str, inside: Reader, where: Where) -> Descriptors:
        key = inside.expression()
        if inside:
            raise InputError("descriptor_syntax", core="rawtr(): only one key expected.", found=inside.first)
        return tuple(Descriptor(name, (each,)) for each in prefixed("rawtr(): ", str(key), self._place(Where.TR)))

    # Several keys

    def multisig(self, name: str, inside: Reader, where: Where) -> Descriptors:
        threshold = str(inside.expression())
        needed = number_in(threshold)
        if needed is None:
            core = f"Multi threshold '{threshold}' is not valid"
            why = "" if threshold else "empty"
            raise InputError("descriptor_threshold", core=core, needed=cut(threshold), why=why)
        keys: list[Keys] = []
        while inside:
            if not inside.takes(","):
                raise InputError(
                    "descriptor_syntax", core=f"Multi: expected ',', got '{inside.first}'", found=inside.first
                )
            keys.append(prefixed("Multi: ", str(inside.expression()), self._place(where)))
        _check_multisig(name, needed, keys, where)
        alternatives = together(keys, "multi(): Multipath derivation paths have mismatched lengths")
        return tuple(Descriptor(name, each, needed=needed, is_tapscript=where is Where.TR) for each in alternatives)

    # Scripts inside

    def nested(self, name: str, inside: Reader, where: Where) -> Descriptors:
        found = self.script(inside, Where.SH if name == "sh" else Where.WSH)
        if inside:
            raise InputError("descriptor_left_over", core="", found=cut(str(inside)))
        return tuple(Descriptor(name, inside=(each,)) for each in found)

    def tree(self, name: str, inside: Reader, where: Where) -> Descriptors:
        keys = prefixed("tr(): ", str(inside.expression()), self._place(Where.TR))
        leaves: list[Descriptors] = []
        depths: list[int] = []
        if inside:
            if not inside.takes(","):
                raise InputError(
                    "descriptor_syntax", core=f"tr: expected ',', got '{inside.first}'", found=inside.first
                )
            self._leaves(inside, leaves, depths)
        many = max([len(keys), *map(len, leaves)])
        if any(len(each) not in (1, many) for each in leaves):
            raise InputError("descriptor_multipath", core="tr(): Multipath subscripts have mismatched lengths")
        if len(keys) not in (1, many):
            raise InputError(
                "descriptor_multipath", core="tr(): Multipath internal key mismatches multipath subscripts lengths"
            )
        check_number(many * (1 + len(leaves)))
        return tuple(
            Descriptor(
                name,
                (keys[path % len(keys)],),
                tuple(each[path % len(each)] for each in leaves),
                tuple(depths),
            )
            for path in range(many)
        )

    def _leaves(self, inside: Reader, leaves: list[Descriptors], depths: list[int]) -> None:
        """All scripts of the tree, from left to right, and how deep each is."""
        branches: list[bool] = []  # by depth: whether it is the right side
        while True:
            while inside.takes("{"):
                branches.append(False)
                if len(branches) > MAX_DEPTH:
                    raise InputError(
                        "descriptor_tree_depth",
                        core=f"tr() supports at most {MAX_DEPTH} nesting levels",
                        limit=MAX_DEPTH,
                    )
            leaves.append(self.script(inside.expression(), Where.TR))
            depths.append(len(branches))
            while branches and branches[-1]:
                if not inside.takes("}"):
                    raise InputError(
                        "descriptor_syntax",
                        core="tr(): expected '}' after script expression",
                        found=str(inside)[:1] or ")",
                    )
                branches.pop()
            if not branches:
                break
            if not inside.takes(","):
                raise InputError(
                    "descriptor_syntax",
                    core="tr(): expected ',' after script expression",
                    found=str(inside)[:1] or ")",
                )
            branches[-1] = True
        if inside:
            raise InputError(
                "descriptor_syntax", core="tr(): expected ')' after script expression", found=inside.first
            )

    # Scripts as they are

    def address(self, name: str, inside: Reader, where: Where) -> Descriptors:
        address = str(inside)
        script = script_of(address, self.network)
        if script is None and not decode_bech32(address.strip(" ")):  # around base58 Core passes over spaces
            script = script_of(address.strip(" "), self.network)
        if script is None:
            raise InputError(
                "descriptor_address", core="Address is not valid", address=cut(address), network=self.network.name
            )
        return (Descriptor(name, script=script, address=address_of(script, self.network) or ""),)

    def raw(self, name: str, inside: Reader, where: Where) -> Descriptors:
        if not is_hex(str(inside)):
            raise InputError("descriptor_raw", core="Raw script is not hex")
        return (Descriptor(name, script=bytes.fromhex(str(inside))),)


def _check_multisig(name: str, needed: int, keys: Sequence[Keys], where: Where) -> None:
    count, form, limit = len(keys), "multisig", MAX_PUBKEYS_PER_MULTISIG
    if name.endswith("_a"):
        form, limit = "multi_a", MAX_KEYS_OF_MULTI_A
    if not 1 <= count <= limit:
        core = f"Cannot have {count} keys in {form}; must have between 1 and {limit} keys, inclusive"
        raise InputError("descriptor_number_of_keys", core=core, count=count, limit=limit)
    if needed < 1:
        raise InputError(
            "descriptor_threshold",
            core=f"Multisig threshold cannot be {needed}, must be at least 1",
            needed=str(needed),
        )
    if needed > count:
        core = (
            "Multisig threshold cannot be larger than the number of keys; "
            f"threshold is {needed} but only {count} keys specified"
        )
        raise InputError("descriptor_threshold_above_keys", core=core, needed=needed, count=count)
    if where is Where.TOP and count > _BARE_KEYS:
        core = f"Cannot have {count} pubkeys in bare multisig; only at most {_BARE_KEYS} pubkeys"
        raise InputError("descriptor_bare_multisig", core=core, count=count, limit=_BARE_KEYS)
    size = sum(key[0].size_bytes + 1 for key in keys) + 3
    if where is Where.SH and size > MAX_SCRIPT_ELEMENT_SIZE:
        core = f"P2SH script is too large, {size} bytes is larger than {MAX_SCRIPT_ELEMENT_SIZE} bytes"
        raise InputError("descriptor_redeem_script_size", core=core, size=size, limit=MAX_SCRIPT_ELEMENT_SIZE)


class _Function(NamedTuple):
    """A function, where it can be, and what Core says where it cannot; "" where it is then read as miniscript."""

    read: Callable[[_Parser, str, Reader, Where], Descriptors]
    places: tuple[Where, ...]
    core: str


_TOP, _TOP_SH, _NOT_TR = (Where.TOP,), (Where.TOP, Where.SH), (Where.TOP, Where.SH, Where.WSH)
_MULTI = "Can only have multi/sortedmulti at top level, in sh(), or in wsh()"
_MULTI_A = "Can only have multi_a/sortedmulti_a inside tr()"
_FUNCTIONS = {
    "pk": _Function(_Parser.of_key, tuple(Where), ""),
    "pkh": _Function(_Parser.of_key, _NOT_TR, ""),
    "combo": _Function(_Parser.of_key, _TOP, "Can only have combo() at top level"),
    "multi": _Function(_Parser.multisig, _NOT_TR, _MULTI),
    "sortedmulti": _Function(_Parser.multisig, _NOT_TR, _MULTI),
    "multi_a": _Function(_Parser.multisig, (Where.TR,), _MULTI_A),
    "sortedmulti_a": _Function(_Parser.multisig, (Where.TR,), _MULTI_A),
    "wpkh": _Function(_Parser.of_key, _TOP_SH, "Can only have wpkh() at top level or inside sh()"),
    "sh": _Function(_Parser.nested, _TOP, "Can only have sh() at top level"),
    "wsh": _Function(_Parser.nested, _TOP_SH, "Can only have wsh() at top level or inside sh()"),
    "addr": _Function(_Parser.address, _TOP, "Can only have addr() at top level"),
    "tr": _Function(_Parser.tree, _TOP, "Can only have tr at top level"),
    "rawtr": _Function(_Parser.rawtr, _TOP, "Can only have rawtr at top level"),
    "raw": _Function(_Parser.raw, _TOP, "Can only have raw() at top level"),
}
