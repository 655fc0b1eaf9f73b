"""Text that is neither a transaction nor a key: an id, a link, an invoice, a descriptor, a script, a node's answer.

Each is told by a form that nothing else has, or by its checksum. Only what everybody may see is repeated: the id in a
link, the address of another coin; 64 digits by themselves may be a private key.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from txexplain.addresses.addresses import networks_of
from txexplain.addresses.currencies import coin_of, coin_of_site
from txexplain.addresses.descriptors import CALL, EXTENDED_KEY
from txexplain.model.errors import InputError

MAX_TEXT = 100_000  # characters that are looked through
_MAX_WORDS = 2_000
_WORD = re.compile(r"[^\s\"'`<>(){}\[\],;|]+")
_ID = re.compile(r"(?:0[xX])?[0-9A-Fa-f]{64}")
_OUTPOINT = re.compile(r"([0-9A-Fa-f]{64})[:#](\d{1,10})")
_ID_AND_NUMBER = re.compile(r"(?<![0-9A-Za-z])[0-9A-Fa-f]{64}[\s\"',:]+(\d{1,5})(?![0-9A-Za-z.])\s*[\]\"')]*\s*$")
_ID_WITHOUT_NUMBER = re.compile(r"[0-9A-Fa-f]{64}[:#]((?![0-9.])[0-9A-Za-z.-]{0,20})")
_ID_IN_LINK = re.compile(
    r"/(?:(tx|transaction|transactions)|(address|addr|addresses)|(block|blocks))/(?:[a-z]+/)?([0-9A-Za-z]{1,100})"
)
_LINK = re.compile(
    r"(?:https?://|www\.)\S+|(?<![a-z0-9.-])[a-z0-9.-]{1,60}\.(?:space|info|com|org|net|io|cc)/\S+", re.I
)
_INVOICE = re.compile(r"ln(?:bc|tb|tbs|bcrt|sb)(?:\d+[munp]?)?1[02-9ac-hj-np-z]{100,}")
_OFFER = re.compile(r"ln[oir]1[02-9ac-hj-np-z+]{20,}")
_LNURL = re.compile(r"lnurl1[02-9ac-hj-np-z]{20,}")
_NOSTR = re.compile(r"(?:npub|note|nprofile|nevent|naddr)1[02-9ac-hj-np-z]{50,}")
_SILENT = re.compile(r"t?sp(?:rt)?1q[02-9ac-hj-np-z]{100,}")
_EXTENDED_KEY = re.compile(EXTENDED_KEY)
_ADDRESS = re.compile(r"(?:bc|tb|bcrt)1[a-z0-9]{6,87}|[13mn2][1-9A-HJ-NP-Za-km-z]{25,34}")
_DESCRIPTOR = re.compile(rf"{CALL}\s*[\w\[(].*", re.S)  # perhaps cut short
_MINISCRIPT = re.compile(
    r"(?:[asctdvjnlu]+:)?(?:and_[vbn]|or_[bcdi]|andor|thresh|multi_a|older|after|sha256|hash160|hash256|ripemd160|pk_[kh])\(.*\)",
    re.S,
)
_ASSEMBLY_WORD = re.compile(r"OP_\w{1,40}|<?[0-9A-Fa-f]*>?|-?\d{1,10}|0x[0-9A-Fa-f]+")
_NODE_ERROR = re.compile(
    r"error code: -\d+|\"code\"\s*:\s*-\d+|TX decode failed|script-verify-flag-failed|bad-txns-[a-z-]+"
    r"|min relay fee not met|txn-mempool-conflict|txn-already-|missing-?inputs|insufficient fee",
    re.I,
)
_REASON = re.compile(
    r"(?:non-)?mandatory-script-verify-flag-failed|bad-[a-z-]{3,60}|min relay fee not met|txn-[a-z-]{3,40}", re.I
)
_NOT_FOUND = re.compile(
    r"no such (?:mempool or blockchain |mempool |blockchain )?transaction|use -txindex|block not found"
    r"|transaction not (?:yet )?in block|invalid or non-wallet transaction"
    r"|no information available about transaction",
    re.I,
)
_REFUSAL_CODES = re.compile(
    r"(?:error code: |\"code\"\s*:\s*)-2[25567]\b"
)  # of sendrawtransaction, and -22 of reading
_CODE = re.compile(r"(?:error code: |\"code\"\s*:\s*)(-\d{1,6})")
_UR = re.compile(r"ur:(?:crypto-)?psbt/", re.I)
_BBQR = re.compile(r"B\$[H2Z][PT][0-9A-Z]{4}")
_KEYS = re.compile(r"\"(\w{2,24})\"\s*:")


def recognise_else(text: str) -> InputError | None:
    """What the text is, or what is in it; None where nothing of this kind is."""
    text = text[:MAX_TEXT].strip()
    for look in _LOOKS:
        found = look(text)
        if found is not None:
            return found
    return None


def _expression(text: str) -> InputError | None:
    bare = text.strip("\"'` ")
    if _DESCRIPTOR.fullmatch(bare):
        return InputError("looks_like_descriptor")
    return InputError("looks_like_miniscript") if _MINISCRIPT.fullmatch(bare) else None


def _assembly(text: str) -> InputError | None:
    words = text.strip("\"'` ").split()
    names = sum(word.startswith("OP_") for word in words)
    return InputError("looks_like_script") if names and all(map(_ASSEMBLY_WORD.fullmatch, words)) else None


def _answer(text: str) -> InputError | None:
    """JSON of a node or explorer, by its members."""
    keys = set(_KEYS.findall(text)) if text[:1] in "{[" else set()
    if keys >= {"merkleroot", "nonce"} or keys >= {"merkle_root", "nonce"}:
        return InputError("looks_like_decoded_block")
    if keys >= {"vin", "vout"} or keys >= {"inputs", "outputs", "lock_time"} or keys >= {"inputs", "out"}:
        return InputError("looks_like_decoded_transaction")
    if keys >= {"txid", "vout"} or keys >= {"txid", "n"}:
        return InputError("looks_like_outpoint")
    return None


def _error(text: str) -> InputError | None:
    """What a node answers where it refuses a transaction, knows none of that id, or cannot do what it was asked."""
    missing = _NOT_FOUND.search(text)
    if missing is not None:
        return InputError("looks_like_not_found", reason=missing[0])
    answer = _NODE_ERROR.search(text)
    if answer is None:
        return None
    reason = _REASON.search(text)
    code = _CODE.search(text)
    if reason is None and code is not None and not _REFUSAL_CODES.search(text):
        return InputError("looks_like_node_answer", number=code[1])
    return InputError("looks_like_node_error", reason=(reason or answer)[0])


def _codes_of_pictures(text: str) -> InputError | None:
    """What QR codes of a PSBT hold, often one of several parts."""
    first = text.strip("\"'` ")
    if _UR.match(first):
        return InputError("looks_like_qr_part", form="UR")
    return InputError("looks_like_qr_part", form="BBQr") if _BBQR.match(first) else None


def _link(text: str) -> InputError | None:
    """A page of an explorer, by the shape of its path."""
    link = _LINK.search(text)
    coin = coin_of_site(link[0]) if link else None
    if coin is not None:
        return InputError("link_to_other_coin", coin=coin)
    found = _ID_IN_LINK.search(link[0]) if link else None
    if found is None or found[4].isalpha():
        return None
    is_id = _ID.fullmatch(found[4]) is not None
    if found[1]:
        return InputError("link_to_transaction", id=found[4]) if is_id else None
    if found[2]:
        return InputError("link_to_address", id=found[4])
    return InputError("link_to_block", id=found[4]) if is_id or found[4].isdigit() else None


def _payment(text: str) -> InputError | None:
    """What wallets of Lightning, of Nostr and of other coins take."""
    for word in _words(text):
        lower = word.removeprefix("lightning:").removeprefix("LIGHTNING:").lower()
        payment = next((told for form, told in _PAYMENTS if form.fullmatch(lower)), None)
        if payment is not None:
            return payment.with_facts()
        if _EXTENDED_KEY.fullmatch(word):
            return InputError("looks_like_extended_key")
        networks = networks_of(word) if _ADDRESS.fullmatch(word) else []
        if networks:
            return InputError("looks_like_address", text=word, networks=", ".join(each.name for each in networks))
        coin = coin_of(word)
        if coin is not None:
            return InputError("looks_like_other_coin", coin=coin)
    return None


def _identifier(text: str) -> InputError | None:
    """Ids of transactions, and outputs that are named by them."""
    without_number = _ID_WITHOUT_NUMBER.fullmatch(text.strip(" \t\r\n\"'`"))
    if without_number is not None:
        behind = without_number[1]
        return InputError("outpoint_number", **({"text": behind} if behind else {"why": "missing"}))
    words = list(_words(text))
    outpoints = [match for word in words if (match := _OUTPOINT.fullmatch(word.removesuffix(".")))]
    if outpoints or _ID_AND_NUMBER.search(text):
        return InputError("looks_like_outpoint")
    ids = {digits.lower().removeprefix("0x") for word in words if _ID.fullmatch(digits := word.strip(".:?!="))}
    ids |= {match[0].lower() for word in words if (match := re.search(r"(?<==)[0-9A-Fa-f]{64}$", word))}
    if len(ids) > 1:
        return InputError("looks_like_txids", count=len(ids))
    return InputError("looks_like_txid") if ids else None


def _words(text: str) -> Iterator[str]:
    for number, match in enumerate(_WORD.finditer(text)):
        if number == _MAX_WORDS:
            return
        yield match[0]


_PAYMENTS = (
    (_INVOICE, InputError("looks_like_invoice")),
    (_OFFER, InputError("looks_like_offer")),
    (_LNURL, InputError("looks_like_lnurl")),
    (_NOSTR, InputError("looks_like_nostr")),
    (_SILENT, InputError("looks_like_silent_payment")),
)
_LOOKS: tuple[Callable[[str], InputError | None], ...] = (
    _codes_of_pictures,
    _expression,
    _assembly,
    _answer,
    _error,
    _link,
    _payment,
    _identifier,
)
