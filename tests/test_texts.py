"""The catalogues: both languages say the same things, and nothing is missing or left over."""

from __future__ import annotations

import ast
import re
import string
import tomllib
from functools import cache
from pathlib import Path

import pytest
from conftest import EXAMPLES, PSBTS, ROOT

from txexplain.analyse import analyse, regions
from txexplain.bundled import block_names
from txexplain.cli.app import COMMANDS
from txexplain.explain.parts.steps import opcode_key
from txexplain.model.rules import Rules
from txexplain.model.script import SUCCESS_OPCODES
from txexplain.templates import spends
from txexplain.texts import LANGUAGES, Texts

FOLDER = ROOT / "txexplain" / "texts"
TOPICS = sorted(path.stem for path in (FOLDER / "en").glob("*.toml"))
SOURCE = {path: path.read_text(encoding="utf-8") for path in (ROOT / "txexplain").rglob("*.py")}


@cache
def flat(language: str, topic: str) -> dict[tuple[str, ...], str]:
    def walk(table: dict, path: tuple[str, ...]) -> dict[tuple[str, ...], str]:
        found = {}
        for key, value in table.items():
            found |= walk(value, (*path, key)) if isinstance(value, dict) else {(*path, key): value}
        return found

    return walk(tomllib.loads((FOLDER / language / f"{topic}.toml").read_text(encoding="utf-8")), ())


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("topic", TOPICS)
def test_languages_have_the_same_keys_and_placeholders(topic: str) -> None:
    english = flat("en", topic)
    for language in LANGUAGES:
        other = flat(language, topic)
        assert set(other) == set(english)
        for path, text in other.items():
            assert isinstance(text, str)
            assert placeholders(text) == placeholders(english[path]), path


def test_each_language_has_each_topic() -> None:
    for language in LANGUAGES:
        assert sorted(path.stem for path in (FOLDER / language).glob("*.toml")) == TOPICS


def test_chinese_uses_chinese_punctuation() -> None:
    for topic in TOPICS:
        for path, text in flat("zh", topic).items():
            if path[-1] == "also":  # a list of names, in any language
                continue
            assert not re.search(r"[\u4e00-\u9fff] ?[,;:?!.](?=\s|$)", text), (topic, path)


@cache
def calls_in_code() -> list[ast.Call]:
    return [node for text in SOURCE.values() for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call)]


def keys_in_code(function: str) -> set[str]:
    """Every string in the sources that names a code, as the first argument of `function(…)`."""
    names = ("id", "attr")
    calls = [call for call in calls_in_code() if call.args and function in (getattr(call.func, n, "") for n in names)]
    return {leaf.value for call in calls for leaf in ast.walk(call.args[0]) if isinstance(leaf, ast.Constant)}


def codes_of_decoding() -> set[str]:
    """The codes of what cannot be read: raised as they are, or by what reads a key or a value of a PSBT."""
    return {code for raised in ("DecodeError", "Refused", "inside", "_refusal") for code in keys_in_code(raised)}


def codes_of_errors() -> set[str]:
    kinds = (
        "InputError",
        "OutputError",
        "Defect",
        "BlockFileError",
        "ServerError",
        "server_error",
        "Lie",
        "TxExplainError",
        "mistake",
        "_Change",
    )
    return codes_of_decoding() | {code for kind in kinds for code in keys_in_code(kind)}


def test_every_error_has_its_texts_and_every_text_its_error() -> None:
    codes = codes_of_errors()
    assert len(codes) > 25
    tables = {path[0] for path in flat("en", "errors")} - {"labels"}
    assert tables == codes
    for code in codes:
        for part in ("title", "found", "hint"):
            assert Texts().has("errors", code, part)
    for code in codes_of_decoding():
        assert Texts().has("errors", code, "expected")


def keys_of_templates(folder: str) -> set[str]:
    return set(re.findall(r'^KEY = "([^"]+)"', "\n".join(SOURCE[p] for p in SOURCE if p.parent.name == folder), re.M))


def test_every_template_has_its_name_and_sentence() -> None:
    for family in ("spend", "type", "shape"):
        for path, _ in flat("en", "kinds").items():
            if path[0] == family:
                assert Texts().has("kinds", family, path[1], "name")
                parts = {other[2] for other in flat("en", "kinds") if other[:2] == path[:2]}
                assert "text" in parts or parts >= {"text_time", "text_negative"}
    keys = set().union(*map(keys_of_templates, ("outputs", "spends", "scripts")))
    named = {path[1] for path in flat("en", "kinds")}
    assert keys - named == set()
    assert named - keys <= {spends.UNKNOWN, "nonstandard", "p2tr", "p2a"}


def keys_of_findings() -> set[str]:
    pattern = r'(?:Finding|_invalid|_found)\(\s*"([^"]+)"'
    keys = {
        key for path, text in SOURCE.items() if path.parent.name == "insights" for key in re.findall(pattern, text)
    }
    returned = [text for path, text in SOURCE.items() if path.stem in ("unspendable_outputs", "unspendable")]
    of_closed = {"long_push", "disabled_opcode", "failing_opcode", "too_many_opcodes", "unbalanced"}
    return keys | of_closed | set(re.findall(r'return "([^"]+)"', "".join(returned)))


CONSEQUENCES = (
    "same_different",
    "same_same",
    "same_unknown",
    "different",
    "unknown_different",
    "unknown_same",
    "unknown",
)
WAYS_TO_OPEN = ("anchor", "script_hash")


def test_every_finding_is_told_or_told_where_it_belongs() -> None:
    keys = keys_of_findings()
    told = {re.sub(r"(_one|_within)?(_if)?$", "", path[0]) for path in flat("en", "findings")}
    told -= {f"reused_nonce_{pair}" for pair in CONSEQUENCES} | {f"open_output_{how}" for how in WAYS_TO_OPEN}
    told -= {
        "burnt_data",
        "burnt_with_it",
        "unprotected_spend_input_script",
        *(f"place_{place}" for place in ("vin", "vout", "and")),
    }
    labels = {"invalid_label", "odd_label", "fact_label", "heuristic", "label", "rule", "alike_vin", "alike_vout"}
    in_times = {"replaceable", "replaceable_version", "not_replaceable"}
    assert keys - told == in_times, "those are in the section on mining"
    assert told - keys - labels == set()


def test_every_region_key_is_named() -> None:
    names = {path[0] for path in flat("en", "fields")} - {
        "heading",
        "legend",
        "folded",
        "folded_bytes",
        "amount",
    }
    seen = set()
    for example in EXAMPLES.values():
        stack = [regions(analyse(example.raw, example.spent_outputs))]
        while stack:
            region = stack.pop()
            seen.add(region.key)
            stack += region.children
    assert seen - names == set()


def test_every_opcode_has_its_table_and_every_table_its_opcode() -> None:
    keys = {opcode_key(opcode) for opcode in range(256)} | {
        opcode_key(opcode, tapscript=True) for opcode in SUCCESS_OPCODES
    }
    tables: dict[str, set[str]] = {}
    for path in flat("en", "opcodes"):
        tables.setdefault(path[0], set()).add(path[1])
    assert set(tables) == keys
    for key, parts in tables.items():
        assert parts - {"true", "false"} == {"stack", "does", "why", "more"}, key


def test_terms_lead_to_terms_and_to_commands_that_exist() -> None:
    terms = {path[0] for path in flat("en", "terms")}
    links = tomllib.loads((FOLDER / "any" / "terms.toml").read_text(encoding="utf-8"))
    assert set(links) <= terms
    for key, link in links.items():
        assert set(link) <= {"see", "try"}
        assert {each for each in link.get("see", "").split(", ") if each} <= terms - {key}
        command, *_, example = link.get("try", "decode pizza").split()
        assert command in COMMANDS
        assert example in (*EXAMPLES, *PSBTS, *block_names())


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_term_says_what_it_is_in_one_short_sentence(language: str) -> None:
    for path, text in flat(language, "terms").items():
        if path[1] == "short":
            assert text.endswith((".", "。")), path
            assert language != "en" or len(text.split()) <= 20, path


def test_whys_are_told_of_shapes_and_elements_that_exist() -> None:
    kinds = {path[1] for path in flat("en", "kinds") if path[0] in ("type", "shape")}
    roles = {path[0] for path in flat("en", "fields")}
    opcodes = {path[0] for path in flat("en", "opcodes")}
    for path in flat("en", "walk"):
        if path[0] == "why":
            assert path[1] in kinds, path
            assert path[2].removesuffix("_false").removesuffix("_asleep") in roles | opcodes, path
        if path[0] == "push":
            assert path[1] in roles, path


def test_filled_in_text_is_never_read_as_a_mark_or_a_placeholder() -> None:
    line = Texts().line("errors", "unknown_source", "found", name="**x** {y} `z`")
    assert line == (("**x** {y} `z`", "code"),)


def test_no_text_stands_in_two_languages_by_mistake() -> None:
    same = [
        (topic, path)
        for topic in TOPICS
        for path, text in flat("zh", topic).items()
        if text == flat("en", topic)[path] and len(text) > 25 and path[-1] != "also"
    ]
    assert same == []


def test_catalogues_are_the_only_files_with_chinese() -> None:
    for path, text in SOURCE.items():
        chinese = re.findall(r"[\u4e00-\u9fff]", text)
        assert not chinese, path


def test_package_data_is_where_the_loader_looks() -> None:
    assert Path(FOLDER).is_dir()
    for language in LANGUAGES:
        assert Texts(language).plain("page", "heading")


def codes_of_halts() -> set[str]:
    """Every script error that the engine can end with."""
    found = set()
    for path, text in SOURCE.items():
        if "script" in path.relative_to(ROOT / "txexplain").parts[:1]:
            found |= set(re.findall(r'(?:Halt\(|_require\([^"\n]*)\s*"([A-Z][A-Z_0-9]+)"', text))
            found |= set(re.findall(r"_discourage\(Rules\.([A-Z_0-9]+)", text))
    return found | {"SCHNORR_SIG", "SCHNORR_SIG_SIZE", "SCHNORR_SIG_HASHTYPE"}


ALWAYS_A_CAUSE = {"WITNESS_PROGRAM_MISMATCH"}  # `causes` has the sentences of its cases


def test_every_script_error_has_its_sentence_and_every_sentence_its_error() -> None:
    told = {path[0] for path in flat("en", "script_errors")} - {"reason"}
    plain = {key for key in told if key.isupper()}
    assert plain == codes_of_halts()
    code = "\n".join(SOURCE.values())
    for key in told - plain:
        error, case = key.rsplit("_", 1)
        assert error in plain
        assert f'case="{case}"' in code
    for case in re.findall(r'"([A-Z_0-9]+)", case="([a-z]+)"', code):
        assert "_".join(case) in told or case[0] in ALWAYS_A_CAUSE, case


def reasons_of_checks() -> set[str]:
    crypto = "\n".join(text for path, text in SOURCE.items() if path.parent.name == "crypto")
    given = set(re.findall(r'(?:False, |Outcome\(False, |reason = )"([A-Za-z_]+)"', crypto))
    return given | set(re.findall(r'else "([a-z]+)"', crypto))


def test_every_reason_of_a_failing_check_is_told() -> None:
    told = {path[1] for path in flat("en", "script_errors") if path[0] == "reason"}
    assert told == reasons_of_checks()


def collect_pieces(node: ast.AST, parts: set[str], fields: set[str]) -> None:
    """The names of the pieces in a builder of messages: tuples that begin with one; those in them, what it covers."""
    if isinstance(node, ast.Tuple) and len(node.elts) > 1:
        name, second = (each.value if isinstance(each, ast.Constant) else None for each in node.elts[:2])
        if isinstance(name, str) and not isinstance(second, str):
            parts.add(name)
            parts = fields
    for child in ast.iter_child_nodes(node):
        collect_pieces(child, parts, fields)


def test_every_part_of_a_signed_message_is_named_and_told() -> None:
    crypto = "\n".join(text for path, text in SOURCE.items() if path.parent.name == "sighash")
    told = {path[0] for path in flat("en", "sighash")}
    parts = set(re.findall(r'take\(\s*"([a-z_]+)"', crypto))
    fields = set(re.findall(r'Cover\(\s*"([a-z_]+)"', crypto))
    for names in re.findall(r"Cover\(field\),\) for field in \(([^)]*)\)", crypto):
        fields |= set(re.findall(r'"([a-z_]+)"', names))
    for path, text in SOURCE.items():
        if path.parent.name == "sighash":
            collect_pieces(ast.parse(text), parts, fields)
    commits = {
        re.sub(r"_(one|many)$", "", key.removeprefix("commits_")) for key in told if key.startswith("commits_")
    }
    assert len(parts) > 20
    words = {key for key in told if key.startswith(("commits_", "script_code_", "between_"))}
    assert told - words == parts
    kinds = {f"spend_type_{number}" for number in range(4)}
    assert commits == fields - {"spend_type"} | kinds | {
        "blank",
        "constant",
        "fixed",
        "none",
        "last_output",
        "missing_output",
        "code_separator_none",
    }


def test_every_role_of_a_stage_and_every_value_of_a_proof_is_named() -> None:
    code = "\n".join(text for path, text in SOURCE.items() if path.parent.name in ("script", "crypto"))
    told = {path[0] for path in flat("en", "verify")}
    roles = set(re.findall(r'(?:_run|_run_witness_script|prove|check)\(\s*"([a-z_]+)"', code))
    roles |= set(
        re.findall(r'self\.role = "([a-z_]+)"|Proof\(\s*"([a-z_]+)"', code)
        and [
            name
            for pair in re.findall(r'self\.role = "([a-z_]+)"|Proof\(\s*"([a-z_]+)"', code)
            for name in pair
            if name
        ]
    )
    assert {key.removeprefix("role_") for key in told if key.startswith("role_")} == roles
    values = set(re.findall(r'\("([a-z0-9_]+)", [a-z]', code))
    outcomes = {key for key in told if key.endswith(("_holds", "_fails"))}
    proofs = {key.removeprefix("proof_") for key in told - outcomes if key.startswith("proof_")}
    assert proofs <= values | {"tweaked_parity", "claimed_parity"}


def test_every_rule_is_told() -> None:
    assert [path[0] for path in flat("en", "rules")] == list(Rules.__members__)


def test_each_type_of_output_with_a_page_leads_to_an_example_that_exists() -> None:
    tries = {path[1]: command for path, command in flat("any", "kinds").items() if path[-1] == "try"}
    assert set(tries) == {path[1] for path in flat("en", "kinds") if path[0] == "type" and path[-1] == "more"}
    for command in tries.values():
        assert command.split()[-1] in EXAMPLES


def test_traits_are_of_what_exists_and_each_decides_something() -> None:
    given = set()
    for topic in ("kinds", "findings"):
        named = {part for path in flat("en", topic) for part in (path, path[:-1])}
        for path, traits in flat("any", topic).items():
            if path[-1] == "traits":
                assert path[:-1] in named, path
                given |= set(traits.split(", "))
    assert given == set(re.findall(r'has_trait\("([a-z_]+)"', "\n".join(SOURCE.values())))
