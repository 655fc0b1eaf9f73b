"""Runs that ask `why` as people ask, without a name: each topic of its questions, a log; and outputs left free."""

from __future__ import annotations

from collections.abc import Iterator

Call = list[str]
PEER = f"2026-01-01T00:00:17Z [mempoolrej] {'a1' * 32} (wtxid={'b2' * 32}) from peer=3 was not accepted: "
FAILED = (
    "mempool-script-verify-flag-failed (Signature must be zero for failed CHECK(MULTI)SIG operation), input {} of "
)
OF_INPUT = f"{'c3' * 32} (wtxid {'d4' * 32}), spending {'e5' * 32}:1"
REASONS = (
    "txn-already-in-mempool",
    "bad-txns-inputs-missingorspent",
    "min relay fee not met, 10 < 110",
    FAILED.format(2) + OF_INPUT,
    "dust",
    "non-final",
    "tx-size",
    "version",
    FAILED.format(0).replace(
        "Signature must be zero for failed CHECK(MULTI)SIG operation", "OP_RETURN was encountered"
    )
    + OF_INPUT,
)
QUESTIONS = {
    "why is my signature invalid": "signature",
    "signature verification failed": "signature",
    "my sig doesn't verify": "signature",
    "what is wrong with my signature?": "signature",
    "wrong signature in segwit input": "signature",
    "I signed it but it says invalid": "signature",
    "is my transaction not signed": "unsigned",
    "signature is missing": "unsigned",
    "cannot send, dust output": "dust",
    "my fee is too low": "fee_low",
    "fee not high enough": "fee_low",
    "high fee": "fee_high",
    "why did I pay so much fee": "fee_high",
    "why are fees so expensive": "fee_high",
    "what fee should I set": "fee_right",
    "费率设多少合适": "fee_right",
    "why did my txid change": "txid",
    "transaction is too large": "large",
    "witness is missing": "witness",
    "my script fails": "script",
    "coin already spent": "spent",
    "why does it say locktime not reached": "early",
    "I can't spend it yet": "early",
    "how do I speed up my transaction": "faster",
    "how can I cancel a payment": "cancel",
    "tx stuck in mempool": "stuck",
    "why is my transaction not confirming": "stuck",
    "pending for 3 days": "stuck",
    "not enough funds to send": "funds",
    "why can't I spend my coins": "refused",
    "why is my transaction taking so long": "stuck",
    "transaction has too many inputs": "large",
    "transaction not showing up": "lost",
    "I sent bitcoin to the wrong address": "misdirected",
    "wrong address": "address",
    "where are my bitcoins": "lost",
    "payment did not arrive, I didn't receive it": "lost",
    "cannot broadcast my transaction": "refused",
    "node refuses my tx": "refused",
    "why is this transaction invalid": "refused",
    "something about utxos and descriptors": "",
    "我的签名为什么无效": "signature",
    "签名验证失败": "signature",
    "签名不对": "signature",
    "验签通不过": "signature",
    "交易还没有签名": "unsigned",
    "缺少签名": "unsigned",
    "粉尘输出发不出去": "dust",
    "手续费太低怎么办": "fee_low",
    "矿工费不够": "fee_low",
    "手续费为什么这么高": "fee_high",
    "手续费太贵了": "fee_high",
    "为什么 txid 变了": "txid",
    "交易太大": "large",
    "没有见证": "witness",
    "脚本执行失败": "script",
    "币已经被花了": "spent",
    "时间锁没到": "early",
    "怎么加速交易": "faster",
    "怎样撤销转账": "cancel",
    "交易卡住了": "stuck",
    "一直未确认": "stuck",
    "要等多久才能到账": "stuck",
    "余额不足": "funds",
    "我的交易为什么不被打包": "stuck",
    "节点不转发我的交易": "refused",
    "脚本返回 false": "script",
    "怎么找回发错的币": "misdirected",
    "地址错了": "address",
    "我的币不见了": "lost",
    "没收到钱": "lost",
    "交易广播失败": "refused",
    "节点为什么拒绝我的交易": "refused",
    "这笔交易为什么无效": "refused",
    "UTXO 和找零地址": "",
}


def signs_one_of_three() -> str:
    """One input, in form signed SINGLE, and three outputs."""
    signature = f"30440220{'11' * 32}0220{'22' * 32}03"
    key = "0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798"
    output = f"e803000000000000160014{'07' * 20}"
    return f"02000000000101{'ab' * 32}0000000000fdffffff03{output * 3}0247{signature}21{key}00000000"


def log() -> str:
    """200 lines of a node's log, with each of the reasons somewhere."""
    rows = [
        f"2026-01-01T00:00:{place % 60:02}Z UpdateTip: new best={place:064x} height={place}" for place in range(191)
    ]
    for place, reason in enumerate(REASONS):
        rows.insert(20 * place + 9, PEER + reason)
    return "\n".join(rows)


def of_questions() -> Iterator[Call]:
    yield ["why", log()]
    yield ["decode", signs_one_of_three()]
    topics: set[str] = set()
    for question, topic in QUESTIONS.items():
        if topic not in topics:
            yield ["why", question]
        topics.add(topic)
