"""Runs that make the program say what it has to say of a lock by itself."""

from __future__ import annotations

from collections.abc import Iterator

Call = list[str]
ADDRESS = "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4"
KEY = "0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798"
X = KEY[2:]
KEYS = (
    KEY,
    "02c6047f9441ed7d6d3045406e95c07cd85c778e4b8cef3ca7abac09b95c709ee5",
    "02f9308a019258c31049344f85f89d5229b531c845836f99b08601f113bce036f9",
    "02e493dbf1c10d80f3581e4904930b1404cc6c13900ee0758474fa94abe8c4cd13",
)
XPUB = (
    "xpub68Gmy5EdvgibQVfPdqkBBCHxA5htiqg55crXYuXoQRKfDBFA1WEjWgP6LHhwBZeNK1VTsfTFUHCdrfp1bgwQ9xv5ski8PX9rL2dZXvgGDnw"
)
VAULT = (
    f"wsh(or_i(multi(2,{','.join(KEYS[:3])}),or_i(and_v(v:sha256({'11' * 32}),and_v(v:pk({KEYS[3]}),older(4194305)))"
    f",and_v(v:pkh([d34db33f/48h/0h]{XPUB}/0/*),after(700000)))))"
)
HASHES = (
    f"wsh(and_v(v:ripemd160({'22' * 20}),and_v(v:hash160({'33' * 20}),and_v(v:hash256({'44' * 32}),"
    f"and_v(v:pk({KEYS[1]}),and_v(v:older(1),after(1700000000)))))))"
)
HASH = f"82012088a820{'55' * 32}87"
BY_ANYBODY = ("00", "51", "55b2", HASH, f"635167{HASH}68", f"63{HASH}6721{KEY}ac68")
BY_HASH = f"6376a914{'66' * 20}88ac6776a914{'77' * 20}88ad55b268"
TREE = (
    f"tr({X},{{pk({KEYS[1][2:]}),{{and_v(v:pk({KEYS[2][2:]}),older(144)),multi_a(2,{KEYS[1][2:]},{KEYS[3][2:]})}}}})"
)
MANY = f"wsh(multi(2,{','.join(KEYS)}))"


def of_lock() -> Iterator[Call]:
    """Each kind of lock, and each reason to refuse one."""
    for what in (ADDRESS, KEY, VAULT, HASHES, TREE, MANY, f"sh(multi(1,{KEYS[0]},{KEYS[1]}))", f"combo({KEY})"):
        yield from (["lock", what], ["lock", "--all", what])
    for what in ("3P14159f73E4gFr7JterCCQh9QjiTjiZrG", f"tr({X})", f"rawtr({X})"):
        yield ["lock", what]
    yield ["lock", f"wsh(multi(2,{KEYS[0]},{KEYS[1]}))"]
    for script in ("51024e73", "6022" + "11" * 34, "6a0568656c6c6f", "76a9", "", f"21{KEY}ac", *BY_ANYBODY):
        yield ["lock", script]
    yield from (["lock", BY_HASH], ["lock", f"rawtr([d34db33f/0]{XPUB}/0)"])
    yield ["lock", f"5121{KEYS[0]}21{KEYS[1]}52ae"]
    yield ["lock", f"wpkh({XPUB}/<0;1>/*)", "--index", "0-4"]
    yield ["lock", f"wpkh({XPUB}/<2;3>/*)", "--all"]
    yield ["lock", f"wpkh({XPUB}/0h/*)"]
    yield ["lock", f"bitcoin:{ADDRESS}?amount=1"]
    yield ["lock", f"https://mempool.space/address/{ADDRESS}"]
    for refused in ("11" * 32, XPUB, "02" + "00" * 31 + "05", "pizza", "51" * 60_000 + "5", "51" * 100_001):
        yield ["lock", refused]
    yield ["lock", "01000000000000000000"]
    for index in ("x", "0-1000"):
        yield ["lock", f"wpkh({XPUB}/*)", "--index", index]
    yield ["lock", f"tr({KEY},multi_a(1,{','.join([XPUB + '/*'] * 900)}))", "--index", "0-11"]
    yield ["lock", ADDRESS, "--index", "1"]
    yield ["lock"]
