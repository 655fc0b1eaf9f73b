"""No text is left over: each is asked for by a run of the program, is the word of a call that asks for it, or stands
in a table that lists something, of which `test_texts.py` holds that it has one for each and no other.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from itertools import product

import pytest
from conftest import Ran
from everything_said import (
    CALLS,
    SCENES,
    of_backends,
    of_bad_servers,
    of_block_files,
    of_broken_transactions,
    of_causes,
    of_contradictions,
    of_fixlook,
    of_lastc,
    of_lines,
    of_lock,
    of_messages,
    of_mistaken_addresses,
    of_newcomers,
    of_odd_locks,
    of_oddities,
    of_output_scripts,
    of_pages,
    of_pasted_text,
    of_pictures,
    of_psbt_errors,
    of_psbts,
    of_the_course,
    of_what_is_given,
    of_what_is_looked_up,
    of_words,
    of_words_of_nodes,
    of_wrong_blk,
    of_wrong_coins,
    of_wrong_policies,
)
from said_long import of_refused_work
from test_texts import (
    CONSEQUENCES,
    TOPICS,
    WAYS_TO_OPEN,
    codes_of_decoding,
    codes_of_errors,
    codes_of_halts,
    flat,
    keys_in_code,
    keys_of_findings,
    keys_of_templates,
    reasons_of_checks,
)
from text_calls import TextKey, recorded, texts_in_code

from txexplain.explain.pages.why import _TELLERS
from txexplain.explain.parts.steps import opcode_key
from txexplain.model.rules import Rules
from txexplain.model.script import SUCCESS_OPCODES

pytestmark = pytest.mark.slow

Run = Callable[..., object]

WITH_ERRORS = (
    of_refused_work,
    of_causes,
    of_words,
    of_oddities,
    of_pasted_text,
    of_what_is_given,
    of_mistaken_addresses,
    of_broken_transactions,
    of_messages,
    of_lock,
    of_odd_locks,
    of_psbt_errors,
    of_psbts,
    of_the_course,
    of_contradictions,
    of_what_is_looked_up,
    of_fixlook,
    of_lastc,
    of_wrong_policies,
    of_wrong_coins,
    of_bad_servers,
    of_output_scripts,
    of_backends,
    of_newcomers,
    of_words_of_nodes,
    of_wrong_blk,
    of_lines,
    of_block_files,
    of_pages,
    of_pictures,
)


class Said:
    """What the program has been made to say: each run once, and no text of it forgotten."""

    def __init__(self) -> None:
        self.asked: set[TextKey] = set()
        self._done: set[Run] = set()

    def run(self, calls: Run, cli: Callable[..., Ran]) -> None:
        """The commands that `calls` gives, or the screens that it draws itself."""
        if calls in self._done:
            return
        self._done.add(calls)
        errors = {2, 3, 6} if calls in WITH_ERRORS else set()
        with recorded() as asked:
            for call in calls() or ():
                ran = cli(*call)
                assert ran.status in {0, 1, 4} | errors, (call, ran.err)
        self.asked |= asked


@pytest.fixture(scope="module")
def said() -> Said:
    return Said()


@pytest.mark.parametrize("calls", CALLS + SCENES)
def test_the_program_can_be_made_to_say_everything(cli: Callable[..., Ran], calls: Run, said: Said) -> None:
    said.run(calls, cli)
    assert said.asked


@cache
def listed() -> dict[str, set[TextKey]]:
    """The texts of each topic that lists something, by what it lists."""
    opcodes = {opcode_key(opcode) for opcode in range(256)}
    opcodes |= {opcode_key(opcode, tapscript=True) for opcode in SUCCESS_OPCODES}
    families = {"spend": "spends", "type": "outputs", "shape": "scripts"}
    kinds = {(family, key) for family, folder in families.items() for key in keys_of_templates(folder)}
    kinds |= {("spend", "unknown"), ("spend", "p2tr"), ("spend", "witness_unknown")}
    errors = set(product(codes_of_errors(), ("title", "found", "hint")))
    return {
        "errors": errors | {(code, "expected") for code in codes_of_decoding()},
        "findings": {(key,) for key in keys_of_findings()}
        | {(f"reused_nonce_{each}{on}",) for each in (*CONSEQUENCES, "within") for on in ("", "_if")}
        | {(f"open_output_{each}",) for each in WAYS_TO_OPEN},
        "kinds": {(*kind, part) for kind, part in product(kinds, ("name", "text", "more"))},
        "node_words": {path for path in flat("en", "node_words") if path[0] != "labels"},
        "opcodes": set(product(opcodes, ("stack", "does", "why", "more", "true", "false"))),
        "rules": {(rule,) for rule in Rules.__members__},
        "script_errors": {(code,) for code in codes_of_halts()}
        | {("reason", reason) for reason in reasons_of_checks()},
        "terms": set(product({path[0] for path in flat("en", "terms")}, ("name", "short", "more", "also"))),
        "why": {(f"family_{family}",) for family in _TELLERS},
        "whatif": {(f"cause_{key}",) for key in keys_in_code("Cause")},
    }


@pytest.mark.parametrize("topic", TOPICS)
def test_every_text_is_used(cli: Callable[..., Ran], topic: str, said: Said) -> None:
    for calls in CALLS + SCENES:
        said.run(calls, cli)
    texts = {(topic, *path) for path in flat("en", topic)}
    assert texts - said.asked - texts_in_code() - {(topic, *path) for path in listed().get(topic, ())} == set()
