"""What people give by mistake in place of a transaction, told by its first bytes or its form."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from txexplain.addresses.addresses import is_secret_key, networks_of
from txexplain.model.block import HEADER_SIZE
from txexplain.model.errors import DecodeError, InputError
from txexplain.model.networks import NETWORKS
from txexplain.model.subject import PSBT_MAGIC
from txexplain.wire.hashes import hash256, sha256

_SHORTEST_SECRET = 22  # characters: of a mini private key; twelve words have one more at least
MAX_WORD = 10_000  # characters that are looked through
_EXTENDED_SECRET = re.compile(r"[tuvxyzUVYZ]prv[1-9A-HJ-NP-Za-km-z]{20,}")
_EXTENDED_IN_OTHER_CASE = re.compile(r"[tuvxyz]prv[0-9a-z]{20,}", re.I)
_ENCODED_SECRET = re.compile(r"nsec1[a-z0-9]{50,}|ms1[02-9ac-hj-np-z]{40,}")  # Nostr; codex32 (BIP93)
_MINI_KEY = re.compile(r"(?<![0-9A-Za-z])S[1-9A-HJ-NP-Za-km-z]{21,29}(?![0-9A-Za-z])")
_WORD = re.compile(r"[1-9A-HJ-NP-Za-km-z]{40,120}")
_KEY_IN_WORD = re.compile(r"(?=([59KLc][1-9A-HJ-NP-Za-km-z]{50})([1-9A-HJ-NP-Za-km-z]?))")
# A private key in wallet import format has 51 or 52 characters; here some may be wrong, missing or extra. What base64
# is made of beside letters and digits may not stand around it.
_SECRET_FORM = re.compile(r"(?<![0-9A-Za-z+/_-])(?:0[xX]|[0-9A-Za-z])?[59KLc][0-9A-Za-z]{48,52}(?![0-9A-Za-z+/=_-])")
_SECRET_WITH_PATH = re.compile(  # as in a descriptor: no base64 ends so
    r"(?<![0-9A-Za-z+/_-])[0-9A-Za-z]?[59KLc][0-9A-Za-z]{49,52}(?=(?:/[0-9*<>;hH']{1,40}){1,255}(?![0-9A-Za-z+/=_-]))"
)
_SECRET_BY_ITSELF = re.compile(
    r"(?<![0-9A-Za-z+/])(?:[tuvxyzUVYZ]prv[1-9A-HJ-NP-Za-km-z]{20,}|nsec1[a-z0-9]{50,}|ms1[02-9ac-hj-np-z]{40,})"
)
_KEY_BY_ITSELF = re.compile(r"(?<![0-9A-Za-z])[59KLc][1-9A-HJ-NP-Za-km-z]{50,51}(?![0-9A-Za-z])")
_SEED_LABEL = re.compile(r"^[^:=]{0,40}[:=]")
_MAX_BESIDE = 1_000_000  # characters that are looked through for words of a seed
_SEED_SIZES = (12, 15, 18, 20, 21, 24, 33)  # words, BIP39; 20 and 33 of SLIP39
_SEED_WORD = re.compile(r"[^\W\d_]{3,10}|[\u1100-\u11ff\u2e80-\U0003ffff]{1,10}")  # letters of any language
_FEWEST_SEED_WORDS = 12
_RUN_WORD = re.compile(
    r"(?<![^\W_])[asctdvjnlu]+:[0-9a-z_]+\(|[a-z][0-9a-z_]*\(|[^\W_]+"
)  # functions are one word each
_SEED_NUMBER = re.compile(r"\d{1,2}[.:)]?")
_MIN_SEED, _MAX_SEED = 47, 500  # characters; twelve words of three, with spaces between
_ESCAPED = re.compile(r"\\u([0-9A-Fa-f]{4})")  # a character in JSON
_NEXT_IN_LIST = re.compile(r'"\s*,\s*"')
_JSON_START = re.compile(r'\{\s*["}]|\[\s*["{\[\]0-9-]')
_NETWORK_MAGIC = {  # Core: kernel/chainparams.cpp; a block file begins with it, and a message on the wire
    bytes.fromhex(magic) for magic in ("f9beb4d9", "0b110907", "1c163f28", "0a03cf40", "fabfb5da")
}
_FILE_MAGIC = {
    b"\xff\xd8\xff": "JPEG",
    b"\x89PNG": "PNG",
    b"GIF8": "GIF",
    b"%PDF": "PDF",
    b"PK\x03\x04": "ZIP",
    b"\x1f\x8b": "gzip",
    b"\x7fELF": "ELF",
}


def recognise_text(text: str) -> InputError | None:
    """An address, a private key, a PSBT, JSON, a link or something else that has a name; None where it is none."""
    secret = recognise_secret(text)
    if secret is not None:
        return secret
    text = text.strip("\"'").removeprefix("bitcoin:").partition("?")[0] if len(text) < MAX_WORD else text
    networks = networks_of(text)
    if networks:
        names = ", ".join(network.name for network in networks)
        return InputError("looks_like_address", text=text, networks=names)
    if text.startswith("cHNidP"):
        return InputError("looks_like_psbt")
    from txexplain.recognise.something_else import recognise_else

    other = recognise_else(text)
    if other is not None:
        return other
    if _JSON_START.match(text):
        return InputError("looks_like_json")
    if text.lower().startswith(("http://", "https://")):
        return InputError("looks_like_link")
    if text.startswith(("xpub", "tpub", "ypub", "zpub", "upub", "vpub")) and len(text) > 100:
        return InputError("looks_like_extended_key")
    from txexplain.recognise.wrong_address import wrong_address, wrong_address_amid

    return wrong_address(text) or wrong_address_amid(text[:MAX_WORD])


def recognise_secret(text: str) -> InputError | None:
    """A private key or the words of a seed, which are not to be shown again; None where it is neither."""
    if _holds_secret_key(text):
        return InputError("looks_like_private_key")
    count = _seed_words(text)
    return InputError("looks_like_seed_phrase", count=count) if count else None


def recognise_secret_within(text: str) -> InputError | None:
    """As `recognise_secret`, but through all of a long text, and of a seed also as a string or a list in JSON."""
    if len(text) < _SHORTEST_SECRET:
        return None
    if _holds_secret_key(text, len(text)):
        return InputError("looks_like_private_key")
    strings = _NEXT_IN_LIST.sub(" ", _ESCAPED.sub(lambda escape: chr(int(escape[1], 16)), text)).split('"')
    count = _seed_words(text) or max(map(_longest_run, strings))
    return InputError("looks_like_seed_phrase", count=count) if count >= _FEWEST_SEED_WORDS else None


def is_secret_beside(text: str) -> bool:
    """Whether a private key is in the text, or a line or string of it is the words of a seed.

    A key with a slip in it does not count: lines of base64 may look like one.
    """
    if _SECRET_BY_ITSELF.search(text) or any(map(is_secret_key, _KEY_BY_ITSELF.findall(text))):
        return True
    parts = re.split(r'[\n"]', text) if len(text) <= _MAX_BESIDE else ()
    return any(_seed_words(_SEED_LABEL.sub("", part)) for part in parts if _MIN_SEED <= len(part) <= _MAX_SEED)


def recognise_secret_amid(text: str) -> InputError | None:
    """As `recognise_secret`, but also of a seed with other things right before it, behind it or between its words."""
    secret = recognise_secret(text)
    if secret is not None or len(text) > MAX_WORD:
        return secret
    count = _longest_run(text)
    return InputError("looks_like_seed_phrase", count=count) if count >= _FEWEST_SEED_WORDS else None


def _longest_run(text: str) -> int:
    """How many words as of a seed follow each other, numbers between them left out, names of opcodes at most half."""
    from txexplain.wire.assembly_words import opcode_of

    longest = run = opcodes = 0
    for word in _RUN_WORD.findall(_composed(text)):
        if word.isdigit():
            continue
        is_word = _SEED_WORD.fullmatch(word) is not None
        run, opcodes = (run + 1, opcodes + (opcode_of(word) is not None)) if is_word else (0, 0)
        if run > longest and 2 * opcodes < run:
            longest = run
    return longest


def _composed(text: str) -> str:
    """The text with each letter and its accents as one character."""
    if text.isascii():
        return text
    from unicodedata import normalize  # only for what is not in ASCII

    return normalize("NFC", text)


@contextmanager
def secrets_hidden(text: str) -> Iterator[None]:
    """In place of an InputError, which may repeat some of `text`, that a secret is in that, where one is."""
    try:
        yield
    except InputError:
        secret = recognise_secret_within(text)
        if secret is None:
            raise
        raise secret from None  # the error may quote it


def _holds_secret_key(text: str, limit: int = MAX_WORD) -> bool:
    """Whether a private key is among the words, also inside a descriptor, or nearly one, or in pieces."""
    if len(text) < _SHORTEST_SECRET:
        return False
    if _EXTENDED_SECRET.search(text) or _ENCODED_SECRET.search(text.lower()):
        return True
    from txexplain.recognise.random_text import looks_random

    if any(map(looks_random, _EXTENDED_IN_OTHER_CASE.findall(text))):
        return True
    return _holds_key_by_itself(text[:limit]) or _holds_key_in_pieces(text[:MAX_WORD])


def _holds_key_by_itself(text: str) -> bool:
    if any(sha256(f"{word}?".encode())[0] == 0 for word in _MINI_KEY.findall(text)):
        return True  # a mini private key, as on coins of metal
    if any(_has_both_cases(word) for form in (_SECRET_FORM, _SECRET_WITH_PATH) for word in form.findall(text)):
        return True
    return any(_has_both_cases(word) and _holds_key_whole(word) for word in _WORD.findall(text))


def _holds_key_in_pieces(text: str) -> bool:
    """Whether one is there when white space is taken out, as of a key that a line break or a slip divides."""
    from txexplain.recognise.random_text import APART, looks_random

    joined = APART.sub("", text)
    if len(joined) == len(text):
        return False
    if any(map(looks_random, (*_EXTENDED_SECRET.findall(joined), *_SECRET_FORM.findall(joined)))):
        return True
    return any(looks_random(word) and _holds_key_whole(word) for word in _WORD.findall(joined))


def _holds_key_whole(word: str) -> bool:
    """Whether it is a private key, or letters stand right before or behind one."""
    return is_secret_key(word) or any(
        is_secret_key(start) or is_secret_key(start + last) for start, last in _KEY_IN_WORD.findall(word)
    )


def _has_both_cases(word: str) -> bool:
    """As base58 has, and hex has not."""
    return word != word.lower() and word != word.upper()


def _seed_words(text: str) -> int:
    """How many words a seed phrase has that this may be; 0 where it has not the form of one."""
    if not _MIN_SEED <= len(text) <= _MAX_SEED:
        return 0
    parts = re.split(r"[\s,;|/]+", _composed(text).lower().strip("\"' ,;"))
    words = [part for part in parts if not _SEED_NUMBER.fullmatch(part)]
    is_seed = len(words) in _SEED_SIZES and all(map(_SEED_WORD.fullmatch, words))
    return len(words) if is_seed and not _are_opcodes(words) else 0


def seed_words_apart(texts: Iterable[str]) -> frozenset[str]:
    """Those of the texts, in the order of a list or an object, that are the words of a seed only together."""
    found: set[str] = set()
    run: list[str] = []
    for text in (*texts, ""):
        if _is_of_seed_words(text):
            run.append(text)
            continue
        if _longest_run(" ".join(run)) >= _FEWEST_SEED_WORDS:
            found.update(run)
        run = []
    return frozenset(found)


def _is_of_seed_words(text: str) -> bool:
    """Whether it is nothing but some of them, numbers left out: fewer than those of a seed."""
    if not 0 < len(text) <= _MAX_SEED:
        return False
    words = [word for word in _RUN_WORD.findall(_composed(text)) if not word.isdigit()]
    return 0 < len(words) < _FEWEST_SEED_WORDS and all(map(_SEED_WORD.fullmatch, words))


def _are_opcodes(words: list[str]) -> bool:
    """Whether half of them or more name opcodes, as a few words of seeds do too."""
    from txexplain.wire.assembly_words import opcode_of

    return 2 * sum(opcode_of(word) is not None for word in words) >= len(words)


def recognise_bytes(raw: bytes) -> InputError | None:
    """A PSBT, a block, a block header, a hash or a file of another kind; None where it is none of them."""
    if raw.startswith(PSBT_MAGIC):
        return InputError("looks_like_psbt")
    if raw[:4] in _NETWORK_MAGIC:
        return InputError("looks_like_network_message")
    for magic, kind in _FILE_MAGIC.items():
        if raw.startswith(magic):
            return InputError("looks_like_file", kind=kind)
    if len(raw) == 32:
        return InputError("looks_like_txid", text=raw.hex())
    if len(raw) >= HEADER_SIZE and _has_proof_of_work(raw[:HEADER_SIZE]):
        return _begins_with_header(raw)
    if (len(raw), raw[:1]) in ((33, b"\2"), (33, b"\3"), (65, b"\4")):
        return InputError("looks_like_public_key")
    from txexplain.recognise.other_bytes import recognise_other_bytes

    return recognise_other_bytes(raw)


def _begins_with_header(raw: bytes) -> InputError:
    """What bytes are that begin with the header of a block."""
    from txexplain.recognise.other_bytes import is_merkle_proof

    if len(raw) == HEADER_SIZE:
        return InputError("looks_like_block_header")
    return InputError("looks_like_merkle_proof") if is_merkle_proof(raw) else InputError("looks_like_block")


def recognise_no_block(raw: bytes) -> InputError | None:
    """What bytes are that were given as a block and are none, where that can be told."""
    from txexplain.wire.transaction import decode

    found = recognise_bytes(raw)
    if found is not None and found.code in ("looks_like_psbt", "looks_like_network_message", "looks_like_file"):
        return found
    try:
        decode(raw)
    except DecodeError:
        return None
    return InputError("looks_like_transaction")


def _has_proof_of_work(header: bytes) -> bool:
    """Whether the header's hash is at most the target its own bits name, which chance alone does not give."""
    from txexplain.wire.block import target_of, work_number  # only for bytes that may be a block

    target = target_of(int.from_bytes(header[72:76], "little"))
    easiest = max(network.pow_limit for network in NETWORKS.values())
    return target is not None and work_number(hash256(header)) <= target <= easiest
