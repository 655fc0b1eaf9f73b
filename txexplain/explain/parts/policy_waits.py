"""What relay's answer waits for, locks and coinbases, where not all is known of blocks; and what would settle it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from txexplain.explain.parts.numbers import grouped, ranges, rough_span, utc
from txexplain.model.policy import Policy, Relay, Wait
from txexplain.texts import Line, Texts

SHOWN = 4  # waits, and ranges of inputs of one
_OF_TIME = frozenset(("tip", "coin_heights"))  # what is missing where only the time decides
_NAMES = {
    "height": "non-final",
    "time": "non-final",
    "blocks": "non-BIP68-final",
    "seconds": "non-BIP68-final",
    "coinbase": "bad-txns-premature-spend-of-coinbase",
}
_BEFORE_LOCKS = frozenset(
    (
        *("consensus", "coinbase", "version", "tx_size", "scriptsig_size", "scriptsig_not_pushonly", "scriptpubkey"),
        *("scriptpubkey_multisig", "datacarrier", "bare_multisig", "dust", "multi_op_return", "tx_size_small"),
        *("non_final_never", "non_final_height", "non_final_time", "non_bip68_height", "non_bip68_time"),
        "premature_coinbase",
    )
)
"""Rules that Core tries before the last of the waits: one of these keeps its place as the first reason."""
_OF_COINS = {"height", "mediantime_before"}


def headline_key(relay: Relay) -> tuple[str, str]:
    """The text of the answer; where only a lock time decides, with the height or the time from which on it passes."""
    policy = relay.policy
    if policy.accepted is not None:
        return "accepted" if policy.accepted else "refused", ""
    missing = set(policy.missing)
    when = _when(policy.waits[0]) if _is_lock_time_alone(policy) else ""
    if not relay.run and missing <= _OF_TIME | {"scripts"}:
        if when or not policy.waits:
            return (f"unsure_scripts_{policy.waits[0].kind}" if when else "unsure_scripts"), when
        named = dict.fromkeys(_NAMES[wait.kind] for wait in policy.waits if wait.kind in _NAMES)
        return "unsure_scripts_wait", ", ".join(named)
    if not missing <= _OF_TIME:
        return "unsure", ""
    return (f"unsure_{policy.waits[0].kind}", when) if when else (f"unsure_{'_and_'.join(policy.missing)}", "")


def missing_lines(relay: Relay, texts: Texts) -> Iterator[Line]:
    """What would have to be known where that could change the answer; what waits how long, and what settles it."""
    policy = relay.policy
    if policy.accepted is False and policy.waits:
        yield from _reasons_too(policy, texts)
    if policy.accepted is not None or (not relay.run and set(policy.missing) <= _OF_TIME | {"scripts"}):
        return  # where no script was run the answer says what is open
    yield from _still_open(relay, texts)
    if set(policy.missing) <= _OF_TIME and _is_lock_time_alone(policy):
        yield _to_answer(policy.waits, texts)  # the rest the answer says
        return
    for wait in policy.waits[:SHOWN]:
        yield _wait_line(wait, policy, texts)
    if len(policy.waits) > SHOWN:
        yield texts.line("policy", "more_waits", count=grouped(len(policy.waits) - SHOWN))
    if policy.waits:
        yield _to_answer(policy.waits, texts)


def _reasons_too(policy: Policy, texts: Texts) -> Iterator[Line]:
    """Of a transaction that is refused anyway, the names of the waits, and whether one of them can come first."""
    named = dict.fromkeys(_NAMES[wait.kind] for wait in policy.waits if wait.kind in _NAMES)
    if not named:
        return
    names = texts.plain("policy", "between_names").join(named)
    key = "too" if policy.reasons[0].rule in _BEFORE_LOCKS else "first"
    yield (
        *texts.line("policy", "waits", key, names=names),
        *texts.line("page", "between_sentences"),
        *_to_answer(policy.waits, texts),
    )


def _is_lock_time_alone(policy: Policy) -> bool:
    return [wait.kind in ("height", "time") for wait in policy.waits] == [True]


def _when(wait: Wait) -> str:
    return f"{utc(wait.until)} UTC ({grouped(wait.until)})" if wait.kind == "time" else grouped(wait.until)


def _still_open(relay: Relay, texts: Texts) -> Iterator[Line]:
    missing = relay.policy.missing
    keys = [f"{key}_unknown" if key == "scripts" and relay.run else key for key in missing if key not in _OF_TIME]
    if "spent_outputs" in keys and "scripts_unknown" in keys:
        keys.remove("scripts_unknown")
    if keys:
        words = [texts.line("policy", "missing", key) for key in keys]
        between = texts.line("policy", "between_missing")
        open_ones = (*words[0], *(chunk for each in words[1:] for chunk in (*between, *each)))
        yield (*texts.line("policy", "still_open"), *open_ones, *texts.line("policy", "still_open_end"))


def _wait_line(wait: Wait, policy: Policy, texts: Texts) -> Line:
    """Of a relative lock how long it is, and of which inputs."""
    key = "lock" if wait.kind in ("blocks", "seconds") else wait.kind
    if len(wait.inputs) > 1:
        key = f"{key}_of_inputs"
    told = {
        "when": _when(wait) if wait.kind in ("height", "time") else grouped(wait.until),
        "span": _span(wait, texts) if key.startswith("lock") else "",
        "inputs": ranges(wait.inputs, SHOWN).replace("#", ""),
        "tip": grouped(policy.settings.tip.height) if policy.settings.tip else "",
    }
    return texts.line("policy", "waits", key, **told)


def _span(wait: Wait, texts: Texts) -> str:
    """How long a relative lock is."""
    if wait.kind == "seconds":
        span = rough_span(wait.until, texts)
        return texts.plain("policy", "span", "seconds", count=grouped(wait.until), span=span)
    return texts.plain("policy", "span", "block" if wait.until == 1 else "blocks", count=grouped(wait.until))


def _to_answer(waits: Sequence[Wait], texts: Texts) -> Line:
    """What to give so that it is answered: the newest block, of the coins their heights or times."""
    needs = {need for wait in waits for need in wait.needs}
    tip = "median_time" if "median_time" in needs else "tip" if "tip" in needs else ""
    coins = "_and_".join(sorted(needs & _OF_COINS))
    return texts.line("policy", "to_answer", "_of_".join(each for each in (tip, coins) if each))
