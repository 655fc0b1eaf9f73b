"""The options that several commands share, each declared once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import wraps
from inspect import Parameter, Signature, signature
from typing import Annotated, Any, NamedTuple

import typer

from txexplain.cli.language import CommandTexts
from txexplain.texts import LANGUAGES

MOST_SEED = 999_999_999
PICTURES = ("flow", "bytes", "stack:INPUT.STEP", "tree")


class Given(NamedTuple):
    """What a command line says of a transaction: where it is, what it spends, by which rules to judge it.

    `several` are all that were named, where there may be more than one: with `lines`.
    """

    tx: str | None = None
    prevouts: str | None = None
    parent: list[str] | None = None
    network: str | None = None
    rules: str | None = None
    height: int | None = None
    pick: int | None = None
    node: str | None = None
    esplora: str | None = None
    block: str | None = None
    core: str | None = None
    tip: str | None = None
    datacarriersize: str | None = None
    minrelaytxfee: str | None = None
    dustrelayfee: str | None = None
    no_permitbaremultisig: bool = False
    lines: bool = False
    fields: str | None = None
    tsv: bool = False
    jobs: str | None = None
    several: tuple[str, ...] = ()
    max_checks: int | None = None
    html: str | None = None
    svg: str | None = None
    picture: str | None = None
    force: bool = False


COINS = ("prevouts", "parent")
RULES = ("rules", "height")
SERVERS = ("node", "esplora")
LOOKUP = (*SERVERS, "block")
MANY = ("lines", "fields", "tsv", "jobs")
SHARING = ("html", "svg", "picture", "force")
PAGE = ("html", "force")
POLICY = ("core", "tip", "datacarriersize", "minrelaytxfee", "dustrelayfee", "no_permitbaremultisig")


def takes_transaction(
    texts: CommandTexts, *shared: str, argument: bool = True, rules_help: str = "rules"
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Declares TX and the `shared` options of a command, which come to it as `given`, and `--lang`.

    The command's own parameters stand between TX and these.
    """

    helps = {"rules": rules_help, "node": "node" if argument else "node_of_block"}

    def declare(command: Callable[..., Any]) -> Callable[..., Any]:
        own = [each for each in signature(command).parameters.values() if each.name != "given"]
        first, several = (("tx",), ("pick",)) if argument else ((), ())
        parameters = [
            *(_shared(name, texts, helps) for name in first),
            *(each.replace(kind=Parameter.KEYWORD_ONLY) for each in own),
            *(_shared(name, texts, helps) for name in (*shared, *several, "lang")),
        ]

        @wraps(command)
        def run(**told: Any) -> Any:
            told.pop("lang")
            given = Given(**{name: told.pop(name) for name in (*first, *shared, *several)})
            return command(given=_with_first(given._replace(fields=joined(given.fields))), **told)

        del run.__wrapped__  # Typer would read the parameters of that
        run.__signature__ = Signature(parameters)  # type: ignore[attr-defined]
        run.__annotations__ = {each.name: each.annotation for each in parameters}
        return run

    return declare


def joined(fields: Sequence[str] | str | None) -> str | None:
    """What `--fields` says, once or again and again, as one list with commas; None where it is not there."""
    return fields if isinstance(fields, str) else ",".join(fields) if fields else None


def _with_first(given: Given) -> Given:
    """Where several can be named, with the first of them as the one."""
    if not isinstance(given.tx, list | tuple):
        return given
    return given._replace(tx=given.tx[0] if given.tx else None, several=tuple(given.tx))


def _shared(name: str, texts: CommandTexts, helps: Mapping[str, str]) -> Parameter:
    kinds: dict[str, tuple[Any, Any]] = {
        "tx": (list[str] | None if texts.takes_several else str | None, lambda: tx_argument(texts)),
        "prevouts": (str | None, lambda: _option("--prevouts", "FILE", texts, "prevouts")),
        "parent": (list[str] | None, lambda: _option("--parent", "TX", texts, "parent")),
        "network": (str | None, lambda: network_option(texts, "network")),
        "rules": (str | None, lambda: rules_option(texts, helps["rules"])),
        "height": (int | None, lambda: _option("--height", "N", texts, "height")),
        "max_checks": (int | None, lambda: _option("--max-checks", "N", texts, "max_checks")),
        "pick": (int | None, lambda: _option("--pick", "N", texts, "pick")),
        "node": (str | None, lambda: _option("--node", "URL|FOLDER", texts, helps["node"])),
        "esplora": (str | None, lambda: _option("--esplora", "URL", texts, "esplora")),
        "block": (str | None, lambda: _option("--block", "HASH|HEIGHT", texts, "block_of_tx")),
        "lang": (str | None, lambda: lang_option(texts)),
        "core": (str | None, lambda: _option("--core", "27|28|29|30|31", texts, "core")),
        "tip": (str | None, lambda: _option("--tip", "HEIGHT[,TIME]", texts, "tip")),
        "datacarriersize": (str | None, lambda: _option("--datacarriersize", "N", texts, "datacarriersize")),
        "minrelaytxfee": (str | None, lambda: _option("--minrelaytxfee", "BTC/kvB", texts, "minrelaytxfee")),
        "dustrelayfee": (str | None, lambda: _option("--dustrelayfee", "BTC/kvB", texts, "dustrelayfee")),
        "lines": (bool, lambda: flag("--lines", texts, "lines")),
        "fields": (list[str] | None, lambda: _option("--fields", "PATHS", texts, "fields")),
        "tsv": (bool, lambda: flag("--tsv", texts, "tsv")),
        "jobs": (str | None, lambda: jobs_option(texts)),
        "html": (str | None, lambda: _option("--html", "FILE", texts, "html")),
        "svg": (str | None, lambda: _option("--svg", "FILE", texts, "svg")),
        "picture": (str | None, lambda: _option("--picture", "|".join(PICTURES), texts, "picture")),
        "force": (bool, lambda: flag("--force", texts, "force")),
        "no_permitbaremultisig": (bool, lambda: flag("--no-permitbaremultisig", texts, "no_permitbaremultisig")),
    }
    type_, option = kinds[name]
    default = False if type_ is bool else None
    return Parameter(name, Parameter.KEYWORD_ONLY, default=default, annotation=Annotated[type_, option()])


def tx_argument(texts: CommandTexts) -> Any:
    return typer.Argument(metavar="TX", help=texts.help("tx"), show_default=False)


def input_option(texts: CommandTexts) -> Any:
    return _option("--input", "N", texts, "input", "-i")


def hash_type_option(texts: CommandTexts) -> Any:
    return _option("--hash-type", "NAME", texts, "hash_type_to_sign")


def inputs_option(texts: CommandTexts) -> Any:
    return _option("--input", "N", texts, "inputs", "-i")


def outputs_option(texts: CommandTexts) -> Any:
    return _option("--output", "N", texts, "outputs", "-o")


def rules_option(texts: CommandTexts, key: str) -> Any:
    return _option("--rules", "RULES", texts, key)


def network_option(texts: CommandTexts, key: str) -> Any:
    return _option("--network", "NAME", texts, key)


def listed(name: str, metavar: str, texts: CommandTexts, key: str) -> Any:
    """An option that can be given again and again."""
    return _option(name, metavar, texts, key)


def jobs_option(texts: CommandTexts) -> Any:
    return _option("--jobs", "N|auto", texts, "jobs")


def file_option(name: str, texts: CommandTexts, key: str) -> Any:
    return _option(name, "FILE", texts, key)


def number_option(name: str, texts: CommandTexts, key: str, least: int, most: int) -> Any:
    return typer.Option(name, metavar="N", help=texts.help(key), min=least, max=most, show_default=False)


def flag(name: str, texts: CommandTexts, key: str) -> Any:
    return typer.Option(name, help=texts.help(key), show_default=False)


def lang_option(texts: CommandTexts) -> Any:
    """Declared for the help; `language_of` has read it before the arguments are parsed."""
    return _option("--lang", "|".join(LANGUAGES), texts, "lang")


def _option(name: str, metavar: str, texts: CommandTexts, key: str, *short: str) -> Any:
    return typer.Option(name, *short, metavar=metavar, help=texts.help(key), show_default=False)
