"""The views of a PSBT: those of a transaction, by the same names, some of them of the finished transaction alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from txexplain.session.psbt import PsbtSession
from txexplain.session.views import VIEWS, Choices, View, labelled, limit_of, status_of, told_choice

if TYPE_CHECKING:
    from txexplain.data import Data
    from txexplain.explain.document import Document
    from txexplain.texts import Texts


def _decode_data(session: PsbtSession, choices: Choices, texts: Texts) -> dict[str, Data]:
    from txexplain.data.policy import policy_data
    from txexplain.data.psbt import psbt_data

    example = session.subject.example
    tree = labelled(session, choices) if choices.bytes else None
    data = psbt_data(session.found, session.analysis, tree, example and example.name)
    return {**data, "policy": policy_data(session.policy), **limit_of(tree)}


def _decode_page(session: PsbtSession, choices: Choices, texts: Texts) -> Document:
    if choices.bytes:
        from txexplain.explain.pages.psbt_bytes import psbt_byte_map

        return psbt_byte_map(session.found, labelled(session, choices), texts, show_all=choices.all)
    from txexplain.explain.pages.psbt import psbt_page

    told: dict[str, Any] = {"show_all": choices.all, "example": session.subject.example}
    return psbt_page(session.found, session.verify(diagnosis=False), texts, session.relay, **told)


def _verify_data(session: PsbtSession, choices: Choices, texts: Texts) -> dict[str, Data]:
    from txexplain.data.policy import policy_data
    from txexplain.data.psbt_verification import psbt_verify_data

    data = psbt_verify_data(session.found, session.verify(diagnosis=choices.diagnosis))
    return {**data, "policy": policy_data(session.policy)}


def _verify_page(session: PsbtSession, choices: Choices, texts: Texts) -> Document:
    from txexplain.explain.pages.psbt_verify import psbt_verify_page

    told: dict[str, Any] = {"show_all": choices.all, "example": session.subject.example}
    found = session.verify(diagnosis=choices.diagnosis)
    return psbt_verify_page(session.found, found, texts, session.relay, **told)


def _refuse_hash_type(choices: Choices) -> None:
    """Raises InputError where a sighash type is asked for: a PSBT states its own."""
    if choices.hash_type:
        from txexplain.model.errors import InputError

        raise InputError("hash_type_for_psbt", found=choices.hash_type[:60])


def _sighash_data(session: PsbtSession, choices: Choices, texts: Texts) -> dict[str, Data]:
    _refuse_hash_type(choices)
    from txexplain.data.psbt_verification import psbt_sighash_data

    return psbt_sighash_data(session.found, session.messages(choices.input))


def _sighash_page(session: PsbtSession, choices: Choices, texts: Texts) -> Document:
    _refuse_hash_type(choices)
    from txexplain.explain.pages.psbt_sighash import psbt_sighash_page

    report = session.extracted.report if session.extracted and session.complete else session.report
    return psbt_sighash_page(report, session.messages(choices.input), texts, show_all=choices.all)


def _explain_data(session: PsbtSession, choices: Choices, texts: Texts) -> dict[str, Data]:
    from txexplain.render.document_data import walk_data

    return walk_data(session.story(diagnosis=choices.diagnosis), told_choice(session, choices), texts)


def _explain_page(session: PsbtSession, choices: Choices, texts: Texts) -> Document:
    from txexplain.explain.walk.page import explain_page

    return explain_page(session.story(diagnosis=choices.diagnosis), told_choice(session, choices), texts)


def _of_transaction(name: str) -> View[PsbtSession]:
    """The view of the finished transaction. Raises InputError where it is not finished."""
    view = VIEWS[name]
    return View(
        lambda session, choices, texts: view.data(session.transaction(), choices, texts),
        lambda session, choices, texts: view.page(session.transaction(), choices, texts),
        view.takes,
        lambda session: view.status(session.transaction()),
    )


PSBT_VIEWS: Mapping[str, View[PsbtSession]] = {
    "decode": View(_decode_data, _decode_page, VIEWS["decode"].takes),
    "verify": View(_verify_data, _verify_page, VIEWS["verify"].takes, lambda session: status_of(session.verdict)),
    "explain": View(_explain_data, _explain_page, VIEWS["explain"].takes),
    "trace": _of_transaction("trace"),
    "sighash": View(_sighash_data, _sighash_page, VIEWS["sighash"].takes),
    "whatif": _of_transaction("whatif"),
}
