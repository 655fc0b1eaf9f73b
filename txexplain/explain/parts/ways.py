"""A way to open a lock in words: who must sign, what must be shown, and when."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from txexplain.explain.document import Fact, join, styled, text
from txexplain.explain.parts.numbers import grouped, rough_span, shortened, utc
from txexplain.model.lock import LockedScript, LockKey, Signers, Way
from txexplain.model.transaction import (
    LOCK_TIME_THRESHOLD,
    SEQUENCE_LOCKTIME_MASK,
    SEQUENCE_LOCKTIME_SECONDS,
    SEQUENCE_LOCKTIME_TYPE_FLAG,
    WITNESS_SCALE_FACTOR,
)
from txexplain.texts import Line, Texts

SHOWN_KEYS = 20
_SECONDS_PER_BLOCK = 600
_EXTENDED_KEY_SIZE = 111  # characters


def takes(locked: LockedScript, texts: Texts) -> Line:
    """One sentence on what the first way takes, and on when; keys are named whole where it says all there is."""
    way, several = locked.ways[0], len(locked.ways) > 1
    short = several or not is_plain(way)
    if _is_tweaked(way, locked):
        things = [_signature(way.signers[0].keys[0], "tweaked", texts, short=short)]
    else:
        things = [_signatures(each, texts, short=short) for each in way.signers]
    things += [_preimage(*each, texts, short=short) for each in way.preimages]
    when = _listed([_moment(each, texts) for each in moments(way)], texts)
    key = "anybody" if not things else "takes"
    if several and things:
        key = "cheapest" if is_weighed(locked) else "one"
    elif several and when:
        key = "anybody_too"
    line = texts.line("lock", "gist", f"{key}_when" if when else key, what=_listed(things, texts), when=when)
    if not things:
        return line
    return line if way.signed else join(line, texts.line("lock", "gist", "unsigned"), by=_between(texts))


def is_weighed(locked: LockedScript) -> bool:
    """Whether there are no ways that are not known, and the weight of each is known, so that one is the cheapest."""
    return locked.more_ways is not None and all(way.weight_wu is not None for way in locked.ways)


def is_plain(way: Way) -> bool:
    """Whether a sentence says all of it: one key, of which nothing else is known, or a hash, and one lock at most."""
    keys = [key for signers in way.signers for key in signers.keys]
    if len(keys) + len(way.preimages) > 1 or len(moments(way)) > 1:
        return False
    return not any(map(_written, keys))


def _written(key: LockKey) -> str:
    """How the descriptor writes the key, empty where that tells no more than the key itself."""
    digits = (key.key or key.key_hash or b"").hex()
    return "" if key.text in (digits, f"02{digits}", f"03{digits}") else key.text


def _is_tweaked(way: Way, locked: LockedScript) -> bool:
    """Whether the key is the internal key, and the signature is for the output key (BIP341)."""
    return way.place == "key_path" and way.signers[0].keys[0].key != locked.output.script.slice.data[2:]


def way_facts(way: Way, locked: LockedScript, texts: Texts, *, whole: bool = False) -> tuple[Fact, ...]:
    """Who must sign, what must be shown, and when."""
    facts = [fact for each in way.signers for fact in _signers_facts(each, texts, whole)]
    if _is_tweaked(way, locked):
        note = styled(texts.line("lock", "tweaked_note"), "note")
        facts[0] = facts[0]._replace(values=(*facts[0].values, note))
    if way.preimages:
        shown = [line for each in way.preimages for line in _preimage_lines(*each, texts)]
        note = styled(texts.line("lock", "preimage_note"), "note")
        facts.append(Fact(texts.plain("lock", "shown"), (*shown, note)))
    if moments(way):
        when = tuple(text(_moment(each, texts)) for each in moments(way))
        facts.append(Fact(texts.plain("lock", "when"), when))
    if not way.signed:
        nobody = texts.line("lock", "unsigned" if way.preimages else "unsigned_open")
        facts.append(Fact(texts.plain("lock", "who"), (nobody,)))
    return tuple(facts)


def way_title(number: int, way: Way, texts: Texts, *, place: bool) -> Line:
    """Its number, in a few words what it takes, and where it stands, if not all are at one `place`."""
    words = [
        texts.plain("lock", "title", "signatures", needed=grouped(needed), total=grouped(len(keys)))
        if len(keys) > 1
        else texts.plain("lock", "title", "signature")
        for needed, keys in way.signers
    ]
    words += [texts.plain("lock", "title", "preimage")] if way.preimages else []
    words += [texts.plain("lock", "title", "timelock")] if moments(way) else []
    what = texts.plain("lock", "comma").join(words)
    if not place:
        return texts.line("lock", "way", number=grouped(number), what=what)
    where = texts.plain("lock", "place", way.place, leaf=grouped(1 + (way.leaf or 0)))
    return texts.line("lock", "way_at", number=grouped(number), what=what, place=where)


def weight_facts(
    ways: Sequence[Way], texts: Texts, heaviest_wu: int | None = None, limit: str = ""
) -> Iterator[Fact]:
    """What an input weighs that takes one of the ways: the least and the most of all of them, and of others that
    weigh up to `heaviest_wu`. `limit` is the key of what else is to be said where that does not hold for all ways."""
    known = sorted(way.weight_wu for way in ways if way.weight_wu is not None)
    if not known:
        return
    known.append(max(known[-1], heaviest_wu or 0))
    key = "weight_one" if known[0] == known[-1] else "weight_several"
    told = {
        "wu": grouped(known[-1]),
        "vb": _vbytes(known[-1]),
        "least_wu": grouped(known[0]),
        "least": _vbytes(known[0]),
    }
    limits = texts.line("lock", limit, count=grouped(len(ways))) if limit else ()
    value = join(texts.line("lock", key, **told), _uncompressed(ways, texts), by=texts.plain("lock", "comma"))
    signed = any(way.signed for way in ways)
    note = texts.line("lock", "weight_note_signed" if signed else "weight_note")
    yield Fact(texts.plain("lock", "weight"), ((*value, *limits),), note, general=True)


def _uncompressed(ways: Sequence[Way], texts: Texts) -> Line:
    """The most with uncompressed keys, where it is not known which they are."""
    found = max((way.uncompressed_wu or 0 for way in ways), default=0)
    if not found:
        return ()
    return texts.line("lock", "weight_uncompressed", wu=grouped(found), vb=_vbytes(found))


def moments(way: Way) -> tuple[tuple[str, int], ...]:
    """What must have passed: `after` and `older` with their numbers."""
    return (*(("after", each) for each in way.after), *(("older", each) for each in way.older))


def key_name(key: LockKey, texts: Texts, *, short: bool = False) -> str:
    """The key in hex, or that it is known by its hash alone."""
    if key.key is not None:
        return shortened(key.key.hex()) if short else key.key.hex()
    digits = (key.key_hash or b"").hex()
    return texts.plain("lock", "key_of_hash", hash=shortened(digits) if short else digits) if digits else key.text


def _signers_facts(signers: Signers, texts: Texts, whole: bool) -> Iterator[Fact]:
    """Who signs: one key, or how many of several, and then each by itself."""
    keys, label = signers.keys, texts.plain("lock", "who")
    together = max((len(key.participants) for key in keys), default=0)
    note = styled(texts.line("lock", "together_note", count=grouped(together)), "note") if together else ()
    if len(keys) == 1:
        yield Fact(label, tuple(line for line in (_key_line(keys[0], texts, whole), note) if line))
        return
    shown = keys if whole else keys[:SHOWN_KEYS]
    more = texts.line("verify", "more_items", count=grouped(len(keys) - len(shown))) if len(shown) < len(keys) else ()
    yield Fact(label, tuple(line for line in (text(_signatures(signers, texts)), note) if line))
    for number, key in enumerate(shown, 1):
        lines = (_key_line(key, texts, whole), *((more,) if more and number == len(shown) else ()))
        yield Fact(texts.plain("lock", "key_number", number=grouped(number)), lines)


def _key_line(key: LockKey, texts: Texts, whole: bool) -> Line:
    """The key, and how the descriptor writes it where that tells more."""
    written = _written(key)
    told = written if whole else _without_extended_key(written)
    note = styled(texts.line("lock", "key_written", key=told), "note") if told else ()
    return join(text(key_name(key, texts), "data"), note)


def _without_extended_key(words: str) -> str:
    """A key expression with the two ends of its extended key alone."""
    start = max(words.find("xpub"), words.find("tpub"))
    if start < 0:
        return words
    end = start + _EXTENDED_KEY_SIZE
    return words[:start] + shortened(words[start:end]) + words[end:]


def _signatures(signers: Signers, texts: Texts, *, short: bool = False) -> str:
    needed, keys = signers
    if len(keys) == 1 and keys[0].key is None:
        digits = (keys[0].key_hash or b"").hex()
        return texts.plain("lock", "signature_by_hash", hash=shortened(digits) if short else digits)
    if len(keys) == 1:
        return _signature(keys[0], "of_key", texts, short=short)
    key = "signatures_one" if needed == 1 else "signatures"
    if needed == len(keys):
        key = "signatures_both" if needed == 2 else "signatures_all"
    return texts.plain("lock", key, needed=grouped(needed), total=grouped(len(keys)))


def _signature(key: LockKey, of: str, texts: Texts, *, short: bool) -> str:
    """One, `of_key` or `tweaked`: for that key or for the output key made from it; and who make it together."""
    count = len(key.participants)
    words = f"{of}_together" if count else of
    return texts.plain("lock", "signature", words, key=key_name(key, texts, short=short), count=grouped(count))


def _preimage(function: str, digest: bytes, texts: Texts, *, short: bool = False) -> str:
    told = shortened(digest.hex()) if short else digest.hex()
    return texts.plain("lock", "preimage", function=texts.plain("lock", "function", function), digest=told)


def _preimage_lines(function: str, digest: bytes, texts: Texts) -> tuple[Line, Line]:
    named = texts.line("lock", "preimage_of", function=texts.plain("lock", "function", function))
    return named, text(digest.hex(), "data")


def _moment(moment: tuple[str, int], texts: Texts) -> str:
    """When it is open, by a lock time of BIP65 or a sequence of BIP112."""
    kind, number = moment
    if kind == "after":
        if number < LOCK_TIME_THRESHOLD:
            return texts.plain("lock", "after_block", block=grouped(number + 1))
        return texts.plain("lock", "after_time", time=utc(number))
    count = number & SEQUENCE_LOCKTIME_MASK
    if not count:
        return texts.plain("lock", "older_none")
    if number & SEQUENCE_LOCKTIME_TYPE_FLAG:
        seconds = count * SEQUENCE_LOCKTIME_SECONDS
        return texts.plain("lock", "older_time", span=rough_span(seconds, texts), seconds=grouped(seconds))
    span = rough_span(count * _SECONDS_PER_BLOCK, texts)
    return texts.plain("lock", "older_one" if count == 1 else "older_blocks", count=grouped(count), span=span)


def _listed(items: Sequence[str], texts: Texts) -> str:
    *first, last = items or ("",)
    if not first:
        return last
    return texts.plain("lock", "and", first=texts.plain("lock", "comma").join(first), last=last)


def _between(texts: Texts) -> str:
    return texts.plain("page", "between_sentences")


def _vbytes(weight_wu: int) -> str:
    """A quarter of the weight, exactly."""
    whole, rest = divmod(weight_wu, WITNESS_SCALE_FACTOR)
    return grouped(whole) + {0: "", 1: ".25", 2: ".5", 3: ".75"}[rest]
