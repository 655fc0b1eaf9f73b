"""A told walkthrough as plain data: what `explain --json` prints."""

from __future__ import annotations

from txexplain.data import Data, Rows
from txexplain.data.policy import policy_data
from txexplain.explain.document import (
    Block,
    ByteMap,
    Callout,
    Facts,
    Flow,
    FlowRow,
    FlowSide,
    Grid,
    Heading,
    Listing,
    Paragraph,
    StackItem,
    StepRow,
    Tree,
    TreeNode,
)
from txexplain.explain.walk.page import scenes
from txexplain.explain.walk.place import Place, Scene
from txexplain.explain.walk.story import Choice, Story
from txexplain.model.hexadecimal import display_hex
from txexplain.texts import Texts, plain

_ITEM = ("text", "mark", "role", "size", "hidden")  # of an item on a stack; the rest is for drawing it


def walk_data(story: Story, choice: Choice, texts: Texts) -> dict[str, Data]:
    """The places in order; each with its title, its blocks, and the bytes of the transaction that it is about."""
    data: dict[str, Data] = {
        "txid": display_hex(story.report.tx.txid),
        "language": texts.language,
        "policy": policy_data(story.relay.policy),
        "places": Rows(lambda: (_place(place, scene) for place, scene in scenes(story, choice, texts))),
    }
    if story.report.lookup is not None:
        from txexplain.data.chain import lookup_data

        data["lookup"] = lookup_data(story.report.lookup)
    return data


def _place(place: Place, scene: Scene) -> Data:
    data: dict[str, Data] = {"key": place.key, "level": place.level}
    data |= {name: getattr(place, name) for name in ("vin", "vout") if hasattr(place, name)}
    data["title"] = plain(scene.title)
    data["spans"] = [[span.start, span.end] for span in scene.spans]
    data["blocks"] = [_block(block) for block in scene.blocks]
    return data


def _block(block: Block) -> Data:
    """A block by its name, with what it holds."""
    if isinstance(block, Heading | Paragraph):
        return {"block": type(block).__name__.lower(), "text": plain(block.line)}
    if isinstance(block, Facts):
        rows: list[Data] = [
            {"label": row.label, "values": [plain(value) for value in row.values], "note": plain(row.note)}
            for row in block.rows
        ]
        return {"block": "facts", "rows": rows}
    if isinstance(block, Flow):
        return {"block": "flow", "in": _side(block.left), "out": _side(block.right), "unit": block.unit}
    if isinstance(block, ByteMap):
        rows = [{"offset": row.offset, "hex": row.data.hex(), "label": row.label} for row in block.rows]
        return {"block": "bytes", "rows": rows}
    if isinstance(block, Callout):
        return {"block": "callout", "style": block.style, "text": block.label + plain(block.line)}
    if isinstance(block, Listing):
        rows = [{"name": name, "text": plain(line)} for name, line in block.rows]
        return {"block": "listing", "rows": rows}
    if isinstance(block, Grid):
        rows = [{"label": label, "cells": list(cells)} for label, cells in block.rows]
        return {"block": "grid", "heads": list(block.heads), "rows": rows}
    if isinstance(block, Tree):
        return {"block": "tree", "root": _node(block.root)}
    return {"block": "steps", "rows": [_step(row) for row in block.rows]}


def _node(node: TreeNode) -> Data:
    children: list[Data] = [_node(child) for child in node.children]
    return {"text": node.text, "label": node.label, "lit": node.lit, "children": children}


def _side(side: FlowSide) -> Data:
    return {
        "title": plain(side.title),
        "label": side.label,
        "rows": [_flow_row(row) for row in side.rows],
        "totals": [_flow_row(row) for row in side.totals],
    }


def _flow_row(row: FlowRow) -> Data:
    return {
        "tag": row.tag,
        "amount": row.amount,
        "text": plain(row.line),
        "sat": row.sat,
        "part": row.part,
    }


def _stack_item(item: StackItem) -> Data:
    """The item as it is shown; its bytes are in the data of the trace."""
    return {name: getattr(item, name) for name in _ITEM}


def _step(row: StepRow) -> Data:
    stacks: list[Data] = [
        {
            "label": stack.label,
            "more": plain(stack.more),
            "items": [_stack_item(item) for item in stack.items],
        }
        for stack in row.stacks
    ]
    return {
        "position": row.position,
        "element": plain(row.line).strip(),
        "executed": row.executed,
        "stacks": stacks,
        "remarks": [plain(remark) for remark in row.remarks],
        "tries": [
            {"signature": tried.signature, "key": tried.key, "passes": tried.passes, "text": plain(tried.words)}
            for tried in row.tries
        ],
    }
