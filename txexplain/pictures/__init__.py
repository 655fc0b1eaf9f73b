"""Pictures as SVG: the money, the bytes, a stack, a tree of hashes."""

from txexplain.pictures.drawing import Drawing, standalone
from txexplain.pictures.flow import flow_drawing
from txexplain.pictures.style import STYLE
from txexplain.pictures.tree import tree_drawing

__all__ = ["STYLE", "Drawing", "flow_drawing", "standalone", "tree_drawing"]
