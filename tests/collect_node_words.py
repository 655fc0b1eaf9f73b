"""Collects from Bitcoin Core's sources all that a node can put into a reject reason: `collect_node_words.py SRC`.

SRC is the folder `src` of its sources. It prints lines of `kind<TAB>file<TAB>words`; `core_node_words.tsv` holds
those of Core 31.99. `%s` and its like are what Core fills in. The kinds: `reason` and `detail`, the arguments of
`Invalid`; `why`, what the rules for replacement and TRUC return; `script`, the sentences of `ScriptErrorString`;
`name`, the names of script errors; `error`, what `sendrawtransaction` and its like say; `code`, the names and numbers
of RPC errors.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

STRING = r'"((?:[^"\\]|\\.)*)"'
CHECKS = (
    "validation.cpp",
    "consensus/tx_check.cpp",
    "consensus/tx_verify.cpp",
    "policy/policy.cpp",
    "policy/packages.cpp",
    "policy/ephemeral_policy.cpp",
)
REPLACEMENT = ("policy/rbf.cpp", "policy/truc_policy.cpp")
CALLS = ("rpc/mempool.cpp", "rpc/mining.cpp", "rpc/rawtransaction.cpp", "script/sign.cpp")
ANSWERS = re.compile(
    rf'(?:return|pushKV\("(?:reject-reason|error|package-error)",|input_errors\[i\] = Untranslated\()\s*{STRING}'
)
_NO_REASON = ("valid?",)

Row = tuple[str, str, str]


def collect(source: Path) -> list[Row]:
    """All of them, each once, sorted."""
    rows = {
        *_of_checks(source),
        *_of_replacement(source),
        *_of_scripts(source),
        *_of_calls(source),
        *_of_codes(source),
    }
    return sorted(rows)


def arguments(call: str) -> list[str]:
    """The arguments of a call, whose text begins behind its parenthesis, split at the commas between them."""
    found, depth, start, at = [], 0, 0, 0
    while at < len(call) and depth >= 0:
        if call[at] == '"':
            at = call.index('"', at + 1)
            while call[at - 1] == "\\":
                at = call.index('"', at + 1)
        depth += {"(": 1, "{": 1, ")": -1, "}": -1}.get(call[at], 0)
        if depth < 0 or (depth == 0 and call[at] == ","):
            found.append(call[start:at])
            start = at + 1
        at += 1
    return found


def strings(argument: str) -> list[str]:
    """What the argument can be: a string, the format of one, or what is joined, with `%s` for what is not known."""
    text = re.sub(r"/\*.*?\*/", "", argument).strip()
    choice = re.search(rf"\? {STRING} : {STRING}", text)
    first = re.search(STRING, text)
    if first is None:
        return []
    if choice is not None and "%s" in first[1]:
        return [first[1].replace("%s", each) for each in choice.groups()]
    return [first[1] + ("%s" if re.search(r'"\s*\+', text) else "")]


def _of_checks(source: Path) -> Iterator[Row]:
    for name in CHECKS:
        code = re.sub(r"//[^\n]*", "", (source / name).read_text())
        for call in re.finditer(r"\bInvalid\(", code):
            for kind, argument in zip(("result", "reason", "detail"), arguments(code[call.end() :]), strict=False):
                if kind != "result":
                    yield from (
                        (kind, name, each) for each in strings(argument) if each.strip() and each not in _NO_REASON
                    )
        yield from (("reason", name, each) for each in re.findall(rf"\breason = {STRING}", code))


def _of_replacement(source: Path) -> Iterator[Row]:
    for name in REPLACEMENT:
        code = (source / name).read_text()
        for found in re.finditer(rf"(?:strprintf\(|FAILURE, ){STRING}", code):
            yield "why", name, found[1]


def _of_scripts(source: Path) -> Iterator[Row]:
    sentences = (source / "script/script_error.cpp").read_text()
    yield from (("script", "script/script_error.cpp", each) for each in re.findall(rf"return {STRING}", sentences))
    names = (source / "script/script_error.h").read_text()
    yield from (("name", "script/script_error.h", each) for each in re.findall(r"\bSCRIPT_ERR_\w+", names))


def _of_calls(source: Path) -> Iterator[Row]:
    messages = (source / "common/messages.cpp").read_text()
    for function in ("PSBTErrorString", "TransactionErrorString"):
        body = messages.partition(f"{function}(")[2].partition("\n}")[0]
        yield from (("error", "common/messages.cpp", each) for each in re.findall(rf"Untranslated\({STRING}\)", body))
    for name in CALLS:
        code = (source / name).read_text()
        found = {each for each in ANSWERS.findall(code) if "-" in each or " " in each or name == "rpc/mining.cpp"}
        yield from (
            ("error", name, each) for each in found if each and each not in _NO_REASON and re.match(r"[\w(]", each)
        )


def _of_codes(source: Path) -> Iterator[Row]:
    code = (source / "rpc/protocol.h").read_text()
    for name, number in re.findall(r"\b(RPC_\w+)\s*=\s*(-\d+)", code):
        yield "code", "rpc/protocol.h", f"{name} {number}"


if __name__ == "__main__":
    for row in collect(Path(sys.argv[1])):
        print(*row, sep="\t")
