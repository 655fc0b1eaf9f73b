"""An Item to its answer: one JSON object, or with `tsv` one row, and what it counts as."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from txexplain.bulk.fields import selected
from txexplain.bulk.lines import defect
from txexplain.bulk.quick import quick_answers
from txexplain.bulk.work import MOST_SAID, Asked, Done, Item, Tally, Work
from txexplain.data import Data, plain
from txexplain.model.errors import DecodeError, TxExplainError
from txexplain.model.spend import Verdict
from txexplain.model.subject import PsbtSubject, Subject
from txexplain.render.json import json_line
from txexplain.session.views import status_of
from txexplain.texts import Texts
from txexplain.wire.quickly import decode_quickly

_BEFORE = ("line", "id")  # members that stand before the fields
_READ = Tally(read=1)
_COINBASE = Tally(read=1, coinbases=1)

Answer = dict[str, Data]


def answer_of(item: Item, asked: Asked) -> tuple[Answer, Tally]:
    """The answer as data, and it alone counted. Raises nothing: what cannot be read is an answer with `error`."""
    if item.error is None:
        try:
            return _found(item, asked)
        except DecodeError as error:
            is_psbt = isinstance(item.subject, PsbtSubject)  # whose bytes are nothing else
            return _failed(item, error if is_psbt else _better(error), asked)
        except Exception as error:
            return _failed(item, error, asked)
    return _failed(item, item.error, asked)


def answers(work: Work, asked: Asked) -> list[dict[str, Any]]:
    """The answers to a piece of work as plain data, for callers of the library."""
    found = []
    for item in work.items():
        if not item.blank:
            answer, _ = answer_of(item, asked)
            try:
                found.append(plain(answer))
            except Exception as error:
                found.append(plain(_failed(item, error, asked)[0]))
    return found


def written(work: Work, asked: Asked) -> Done:
    """The answers to a piece of work as the bytes of whole lines."""
    return written_items(work.items(), asked, is_refused=getattr(work, "is_whole", False))


def written_items(items: Any, asked: Asked, *, is_refused: bool = False) -> Done:
    """The same of items. Where all that was given `is_refused`, it is said besides, with what to do."""
    quick = quick_answers(asked)
    lines: list[bytes] = []
    each: list[Tally] = []
    said: list[str] = []
    first_error: int | str | None = None
    blank = 0
    for item in items:
        if item.blank:
            blank += item.blank
            continue
        found = None if quick is None else quick(item)
        answer, tally = answer_of(item, asked) if found is None else (found, _READ)
        try:
            lines.append(_line(answer, asked))
        except Exception as error:
            answer, tally = _failed(item._replace(kept=None), error, asked)
            lines.append(_line(answer, asked))
        each.append(tally)
        if tally is not _READ and tally.errors:
            first_error = _place_of(item) if first_error is None else first_error
            if (asked.tsv or asked.says_errors or is_refused) and len(said) < MOST_SAID:
                said.append(_sentence_of(item, answer, asked, hint=is_refused))
    return Done(b"".join(lines), _sum(each, blank), tuple(said), first_error, tuple(each))


def _place_of(item: Item) -> int | str | None:
    """The number of its line, or the hash of its block."""
    place = item.members.get("line") or item.members.get("block") or item.members.get("hash")
    return place if isinstance(place, int | str) else None


def _line(answer: Answer, asked: Asked) -> bytes:
    if not asked.tsv:
        return json_line(answer)
    from txexplain.bulk.columns import row

    assert asked.fields is not None
    return row(answer, asked.fields)


def _sum(each: list[Tally], blank: int) -> Tally:
    total = Tally(blank=blank)
    for tally, count in Counter(each).items():
        total += tally.times(count)
    return total


# What was found


def _found(item: Item, asked: Asked) -> tuple[Answer, Tally]:
    members, tally = ({}, _READ) if item.subject is None else _members(item.subject, asked)
    if item.is_first_of_block and tally.unknown and item.subject is not None and _is_coinbase(item.subject):
        tally = _COINBASE
    answer: Answer = {**item.members, **members}
    if "block" in item.members:  # whose height goes before that of the rules
        answer |= item.members
    if item.kept:
        answer["input"] = dict(item.kept)
    return (answer if asked.fields is None else _flat(answer, asked)), tally


def _is_coinbase(subject: Subject | PsbtSubject) -> bool:
    return isinstance(subject, Subject) and decode_quickly(subject.raw).is_coinbase


def _flat(answer: Answer, asked: Asked, *more: str) -> Answer:
    """The fields, behind what each answer begins with."""
    assert asked.fields is not None
    found = {name: answer[name] for name in (*_BEFORE, *more) if name in answer}
    found |= selected(answer, asked.fields)
    return found


def _members(subject: Subject | PsbtSubject, asked: Asked) -> tuple[Answer, Tally]:
    if asked.view == "explain":
        return _explained(subject, asked)
    if isinstance(subject, PsbtSubject):
        from txexplain.bulk.psbts import psbt_members

        members, verdict = psbt_members(subject, asked)
    elif asked.view == "verify":
        from txexplain.bulk.verifying import verify_members

        members, verdict = verify_members(subject, asked)
    else:
        from txexplain.bulk.decoding import decode_members

        return decode_members(subject, asked), _READ
    return members, _READ if verdict is None else _judged(verdict)


@lru_cache
def _judged(verdict: Verdict) -> Tally:
    status = status_of(verdict)
    counted = [int(verdict is each) for each in (Verdict.VALID, Verdict.INVALID, Verdict.UNKNOWN)]
    return Tally(1, counted[0], counted[1], counted[2], statuses=frozenset((status,) if status else ()))


def _explained(subject: Subject | PsbtSubject, asked: Asked) -> tuple[Answer, Tally]:
    """The walkthrough, which says what is valid but has no status of that."""
    from txexplain.session.demand import check_demand
    from txexplain.session.transaction import session_on
    from txexplain.session.views import view_named

    session = session_on(subject)
    check_demand(session.report, asked.max_checks)
    data = view_named(session, "explain").data(session, asked.choices, _texts(asked.lang))
    if asked.fields is None:
        data.pop("policy", None)
    return data, _judged(session.verdict)._replace(statuses=frozenset())


# What was not


def _failed(item: Item, error: Exception, asked: Asked) -> tuple[Answer, Tally]:
    """The answer where there is none, by the error that there is instead."""
    if not isinstance(error, TxExplainError):
        error = defect(error)
    told: Answer = {"code": error.code, **_words(error, asked.lang)}
    answer: Answer = {**item.members, "error": told}
    if item.kept:
        answer["input"] = dict(item.kept)
    if asked.fields is not None:
        answer = _flat(answer, asked, "error")
    is_whole_block = item.members.get("position", 0) is None  # and no transaction that was read
    return answer, Tally(read=int(not is_whole_block), errors=1, statuses=frozenset((error.exit_status,)))


def _better(error: DecodeError) -> Exception:
    """What the bytes are instead, where that can be told."""
    from txexplain.session.on_subject import better_errors

    try:
        with better_errors():
            raise error
    except Exception as better:
        return better


def _words(error: TxExplainError, lang: str) -> dict[str, Data]:
    """The `sentence` that says what happened and what was found, and the `hint` what to do, if there is one to give.

    Without what may be a secret.
    """
    from txexplain.explain.parts.errors import words_of
    from txexplain.recognise.hidden import secrets_left_out

    texts = _texts(lang)
    try:
        title, found, hint = words_of(secrets_left_out(error), texts)
    except Exception:
        return {"sentence": error.code}
    sentence = texts.plain("errors", "labels", "in_one", title=title, found=found) if found else title
    return {"sentence": sentence, "hint": hint} if hint else {"sentence": sentence}


def _kind_of_place(members: Mapping[str, Data]) -> str:
    if "file" in members:
        return "in_file"
    if "block" in members:
        return "in_block" if members["position"] is not None else "block"
    return "in_line" if "line" in members else "block"


def _sentence_of(item: Item, answer: Answer, asked: Asked, *, hint: bool) -> str:
    """On which line, or where in a block, and what; with `hint` what to do too."""
    error = answer["error"]
    assert isinstance(error, dict)
    texts, members = _texts(asked.lang), item.members
    kind = _kind_of_place(members)
    place = texts.plain("many", kind, **{"block": members.get("hash"), **members})
    if hint and "hint" in error:
        return texts.plain("many", "failed_hint", place=place, sentence=error["sentence"], hint=error["hint"])
    return texts.plain("many", "failed", place=place, sentence=error["sentence"])


@lru_cache
def _texts(lang: str) -> Texts:
    return Texts(lang)
