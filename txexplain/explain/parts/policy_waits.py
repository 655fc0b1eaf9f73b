"""What relay's answer waits for, locks and coinbases, where not all is known of blocks; and what would settle it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from txexplain.explain.parts.numbers import grouped, ranges, rough_span, utc
from txexplain.model.policy import Policy, Relay, Wait
from txexplain.texts import Line, Texts

SHOWN = 4  # waits, and ranges of inputs of one
_OF_TIME = frozenset(("tip", "coin_heights"))  # what is missing where only the time decides
_OF_COINS = {"height", "mediantime_before"}


def headline_key(relay: Relay) -> tuple[str, str]:
    """The text of the answer; where only a lock time decides, with the height or the time from which on it passes."""
    policy = relay.policy
    if policy.accepted is not None:
        return "accepted" if policy.accepted else "refused", ""
    missing = set(policy.missing)
    when = _when(policy.waits[0]) if _is_lock_time_alone(policy) else ""
    if not relay.run and missing <= _OF_TIME | {"scripts"}:
        waits = policy.waits[0].kind if when else "wait"
        return (f"unsure_scripts_{waits}" if policy.waits else "unsure_scripts"), when
    if not missing <= _OF_TIME:
        return "unsure", ""
    return (f"unsure_{policy.waits[0].kind}", when) if when else (f"unsure_{'_and_'.join(policy.missing)}", "")


def missing_lines(relay: Relay, texts: Texts) -> Iterator[Line]:
    """What would have to be known where that could change the answer; what waits how long, and what settles it."""
    policy = relay.policy
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
    key = f"{wait.kind}_one" if wait.kind == "blocks" and wait.until == 1 else wait.kind
    told = {
        "when": _when(wait) if wait.kind in ("height", "time") else grouped(wait.until),
        "span": rough_span(wait.until, texts) if wait.kind == "seconds" else "",
        "inputs": ranges(wait.inputs, SHOWN),
        "tip": grouped(policy.settings.tip.height) if policy.settings.tip else "",
    }
    return texts.line("policy", "waits", key, **told)


def _to_answer(waits: Sequence[Wait], texts: Texts) -> Line:
    """What to give so that it is answered: the newest block, of the coins their heights or times."""
    needs = {need for wait in waits for need in wait.needs}
    tip = "median_time" if "median_time" in needs else "tip" if "tip" in needs else ""
    coins = "_and_".join(sorted(needs & _OF_COINS))
    return texts.line("policy", "to_answer", "_of_".join(each for each in (tip, coins) if each))
