"""What the templates of moving parts ask of Python: each by the name under which they know it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from markupsafe import Markup

from txexplain.explain.document import Flow, Tree
from txexplain.pictures import flow_drawing, tree_drawing
from txexplain.texts import Texts
from txexplain.web.covered import covered
from txexplain.web.fields import panel, spans_attr
from txexplain.web.steps import run_of


def _flow(block: Flow, texts: Texts, name: str, *, standing: bool = False) -> Markup:
    return flow_drawing(block, texts, name=name, standing=standing).markup


def _tree(block: Tree, texts: Texts, name: str) -> Markup:
    return tree_drawing(block, texts, name=name).markup


HELPERS: Mapping[str, Callable[..., Any]] = {
    "live_covered": covered,
    "live_flow": _flow,
    "live_panel": panel,
    "live_run": run_of,
    "live_tree": _tree,
    "spans_attr": spans_attr,
}
