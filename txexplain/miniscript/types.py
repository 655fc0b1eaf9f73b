"""The type of an expression, as BIP379's tables have it: one letter a property, as sums of products.

`B`, `V`, `K`, `W` are the basic types: what is left on the stack. Of the others some tell if a script is correct:
`z` takes no item, `o` exactly one, `n` never needs an empty one on top, `d` can be dissatisfied, `u` leaves just 1;
and some whether others can change a witness: `e` is dissatisfied in one way only, `f` never without a signature, `s`
is not satisfied without one, `m` can be satisfied in a way that others cannot change.
"""

from __future__ import annotations

from functools import cache, lru_cache

Type = frozenset[str]
NO_TYPE: Type = frozenset()
_BASIC = frozenset("BVKW")
_NAMES = "xyz"  # of the expressions inside, in the order of the script

_OF_LEAVES = {
    "0": "Bzudems",
    "1": "Bzufm",
    "pk_k": "Konudems",
    "pk_h": "Knudems",
    "older": "Bzfm",
    "after": "Bzfm",
    "sha256": "Bonudm",
    "hash256": "Bonudm",
    "ripemd160": "Bonudm",
    "hash160": "Bonudm",
    "multi": "Bnudems",
    "multi_a": "Budems",
}

_RULES = {  # property = what it takes: `Bx` is property B of the first expression inside, `*` and, `+` or
    "a": "W=Bx u=ux d=dx f=fx e=ex m=mx s=sx",
    "s": "W=Bx*ox u=ux d=dx f=fx e=ex m=mx s=sx",
    "c": "B=Kx o=ox n=nx d=dx f=fx e=ex m=mx u=1 s=1",
    "d": "B=Vx*zx o=zx n=1 d=1 e=fx m=mx s=sx",
    "v": "V=Bx z=zx o=ox n=nx f=1 m=mx s=sx",
    "j": "B=Bx*nx o=ox n=1 d=1 u=ux e=fx m=mx s=sx",
    "n": "B=Bx z=zx o=ox n=nx d=dx u=1 f=fx e=ex m=mx s=sx",
    "and_v": "B=Vx*By V=Vx*Vy K=Vx*Ky z=zx*zy o=ox*zy+zx*oy n=nx+zx*ny u=uy f=fy+sx s=sx+sy m=mx*my",
    "and_b": "B=Bx*Wy z=zx*zy o=ox*zy+zx*oy n=nx+zx*ny d=dx*dy u=1 e=ex*ey*sx*sy f=fx*fy+sx*fx+sy*fy s=sx+sy m=mx*my",
    "or_b": "B=Bx*dx*Wy*dy z=zx*zy o=ox*zy+zx*oy d=1 u=1 e=ex*ey s=sx*sy m=mx*my*ex*ey*sx+mx*my*ex*ey*sy",
    "or_c": "V=Bx*dx*ux*Vy z=zx*zy o=ox*zy f=1 s=sx*sy m=mx*my*ex*sx+mx*my*ex*sy",
    "or_d": "B=Bx*dx*ux*By z=zx*zy o=ox*zy d=dy u=uy f=fy e=ey s=sx*sy m=mx*my*ex*sx+mx*my*ex*sy",
    "or_i": "B=Bx*By V=Vx*Vy K=Kx*Ky o=zx*zy d=dx+dy u=ux*uy f=fx*fy e=ex*fy+fx*ey s=sx*sy m=mx*my*sx+mx*my*sy",
    "andor": "B=Bx*dx*ux*By*Bz V=Bx*dx*ux*Vy*Vz K=Bx*dx*ux*Ky*Kz z=zx*zy*zz o=ox*zy*zz+zx*oy*oz d=dz u=uy*uz "
    "f=sx*fz+fy*fz e=sx*ez+fy*ez s=sz*sx+sz*sy m=mx*my*mz*ex*sx+mx*my*mz*ex*sy+mx*my*mz*ex*sz",
}
_IN_TAPSCRIPT = {"d": " u=1"}  # where MINIMALIF is consensus


@lru_cache(maxsize=4096)
def type_of(fragment: str, inside: tuple[Type, ...], number: int, *, tapscript: bool) -> Type:
    """The type of a fragment around expressions of these types; NO_TYPE where they do not fit.

    `number` is how many of a `thresh` are needed, and else does not matter.
    """
    if fragment in _OF_LEAVES:
        return frozenset(_OF_LEAVES[fragment])
    if fragment == "thresh":
        return _thresh(inside, number)
    text = _RULES[fragment] + (_IN_TAPSCRIPT.get(fragment, "") if tapscript else "")
    found = frozenset(letter for letter, sum_ in _parsed(text) if any(_holds(product, inside) for product in sum_))
    return found if found & _BASIC else NO_TYPE


Literal = tuple[str, int]


@cache
def _parsed(text: str) -> list[tuple[str, list[list[Literal]]]]:
    """Each property with its sum of products; an empty product always holds."""
    rules = [rule.split("=") for rule in text.split()]
    return [(letter, [_product(product) for product in sum_.split("+")]) for letter, sum_ in rules]


def _product(text: str) -> list[Literal]:
    return [] if text == "1" else [(literal[0], _NAMES.index(literal[1])) for literal in text.split("*")]


def _holds(product: list[Literal], inside: tuple[Type, ...]) -> bool:
    return all(letter in inside[place] for letter, place in product)


def _thresh(inside: tuple[Type, ...], needed: int) -> Type:
    """Of `needed` out of all: the first leaves a B, each other a W (BIP379)."""
    if not all(each >= frozenset("Wdu" if place else "Bdu") for place, each in enumerate(inside)):
        return NO_TYPE
    items = sum(0 if "z" in each else 1 if "o" in each else 2 for each in inside)
    signed, count = sum("s" in each for each in inside), len(inside)
    all_e, all_m = all("e" in each for each in inside), all("m" in each for each in inside)
    properties = {
        "z": items == 0,
        "o": items == 1,
        "e": all_e and signed == count,
        "m": all_e and all_m and signed >= count - needed,
        "s": signed > count - needed,
    }
    return frozenset("Bdu").union(letter for letter, holds in properties.items() if holds)
