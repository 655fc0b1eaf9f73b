"""Pictures as SVG: the money, the bytes, a stack, a tree of hashes."""

from txexplain.pictures.bytes import bytes_drawing
from txexplain.pictures.drawing import Drawing, standalone
from txexplain.pictures.flow import flow_drawing
from txexplain.pictures.stack import stack_drawing
from txexplain.pictures.style import STYLE
from txexplain.pictures.tree import tree_drawing

__all__ = ["STYLE", "Drawing", "bytes_drawing", "flow_drawing", "stack_drawing", "standalone", "tree_drawing"]
