"""The page that `block --proof` prints: how a txid leads to the Merkle root, hash by hash."""

from __future__ import annotations

from collections.abc import Iterator

from txexplain.explain.document import Block, Document, Fact, Facts, Heading, Paragraph, text
from txexplain.explain.parts.marks import check_mark
from txexplain.explain.parts.numbers import grouped
from txexplain.explain.parts.trees import merkle_tree
from txexplain.model.block import BlockReport, MerkleProof, PathStep
from txexplain.model.hexadecimal import display_hex
from txexplain.texts import Chunk, Line, Texts


def proof_page(report: BlockReport, proof: MerkleProof, texts: Texts) -> Document:
    """The leaf, each level with the hash beside the path, and whether the last hash is the header's."""
    txid = Chunk(display_hex(proof.leaf), "txid")
    blocks: list[Block] = [Heading((*texts.line("block", "proof_heading"), Chunk(" "), txid), 1)]
    blocks += [Paragraph(_intro(report, proof, texts)), Paragraph(texts.line("block", "proof_legend"))]
    if proof.path:
        blocks += [merkle_tree(proof, texts), Paragraph(texts.line("block", "tree_legend"))]
    blocks.append(Facts(tuple(_leaf(proof, texts))))
    so_far = proof.leaf
    for depth, step in enumerate(proof.path):
        blocks.append(Heading(texts.line("block", "level", level=depth + 1), 3))
        blocks.append(Facts(_level(proof, depth, step, so_far, texts)))
        so_far = step.result
    return (*blocks, *_root(report, proof, texts))


def _intro(report: BlockReport, proof: MerkleProof, texts: Texts) -> Line:
    hashes = sum(not step.is_itself for step in proof.path)
    key = {0: "proof_intro_one", 1: "proof_intro_step"}.get(hashes, "proof_intro_many")
    return texts.line(
        "block",
        key,
        index=grouped(proof.number),
        count=grouped(proof.total),
        hash=display_hex(report.header.hash),
        hashes=hashes,
    )


def _leaf(proof: MerkleProof, texts: Texts) -> Iterator[Fact]:
    yield Fact(texts.plain("block", "txid"), (text(display_hex(proof.leaf), "txid"),))
    note = texts.line("block", "stored_note")
    yield Fact(texts.plain("block", "stored"), (text(proof.leaf.hex(), "data"),), note)


def _level(proof: MerkleProof, depth: int, step: PathStep, so_far: bytes, texts: Texts) -> tuple[Fact, ...]:
    """The two hashes in the order in which they are hashed, and the hash of both."""
    own = Fact(texts.plain("block", "so_far"), (text(so_far.hex(), "data"),))
    beside = Fact(
        texts.plain("block", "neighbour"),
        (text(step.neighbour.hex(), "strong"),),
        _beside(proof, depth, step, texts),
    )
    both = Fact(texts.plain("block", "hash_of_both"), (text(step.result.hex(), "data"),))
    return (beside, own, both) if step.is_left else (own, beside, both)


def _beside(proof: MerkleProof, depth: int, step: PathStep, texts: Texts) -> Line:
    """On which side the neighbour stands, and which transactions it sums up."""
    if step.is_itself:
        return texts.line("block", "neighbour_itself")
    place = (proof.number >> depth) ^ 1
    first, last = place << depth, min(((place + 1) << depth), proof.total) - 1
    leaves = texts.plain(
        "block", "leaf_one" if first == last else "leaf_many", first=grouped(first), last=grouped(last)
    )
    return texts.line("block", "neighbour_left" if step.is_left else "neighbour_right", leaves=leaves)


def _root(report: BlockReport, proof: MerkleProof, texts: Texts) -> Iterator[Block]:
    claimed = report.header.merkle_root
    holds = proof.root == claimed
    yield Heading(texts.line("block", "heading_root"), 2)
    yield Facts(
        (
            _hash("merkle_root", proof.root, "root_note", texts),
            _hash("block_header", claimed, "claimed_note", texts),
        )
    )
    words = texts.line("block", "proof_holds" if holds else "proof_fails")
    yield Paragraph((*check_mark(holds, ""), *words))
    yield Paragraph(texts.line("block", "proof_not"))


def _hash(key: str, value: bytes, note: str, texts: Texts) -> Fact:
    return Fact(texts.plain("block", key), (text(value.hex(), "data"),), texts.line("block", note))
