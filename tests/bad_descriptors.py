"""Descriptors that are refused, each for another reason, and what Bitcoin Core 31.99 says of them on mainnet."""

from __future__ import annotations

from typing import NamedTuple

A = "0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798"  # 1·G
B = "02c6047f9441ed7d6d3045406e95c07cd85c778e4b8cef3ca7abac09b95c709ee5"  # 2·G
C = "02f9308a019258c31049344f85f89d5229b531c845836f99b08601f113bce036f9"  # 3·G
UNCOMPRESSED = f"04{A[2:]}483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8"
XPUB = (
    "xpub68Gmy5EdvgibQVfPdqkBBCHxA5htiqg55crXYuXoQRKfDBFA1WEjWgP6LHhwBZeNK1VTsfTFUHCdrfp1bgwQ9xv5ski8PX9rL2dZXvgGDnw"
)
TPUB = (
    "tpubD6NzVbkrYhZ4WaWSyoBvQwbpLkojyoTZPRsgXELWz3Popb3qkjcJyJUGLnL4qHHoQvao8ESaAstxYSnhyswJ76uZPStJRJCTKvosUCJZL5B"
)
DIGEST = 32 * "ab"
MANY = f"and_v(v:pk({A}),{''.join(f'and_v(v:hash160({number:040x}),' for number in range(55))}older(1){56 * ')'}"


class Bad(NamedTuple):
    """A descriptor, the code of its error, and Core's sentence, None where Core takes it or it is kept from there."""

    code: str
    text: str
    core: str | None


BAD = (
    Bad("descriptor_address", "addr(bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdx)", "Address is not valid"),
    Bad(
        "descriptor_bare_multisig",
        f"multi(1,{A},{B},{C},{A})",
        "Cannot have 4 pubkeys in bare multisig; only at most 3 pubkeys",
    ),
    Bad("descriptor_brackets", f"wsh(pk({A})", "A function is needed within P2WSH"),
    Bad("descriptor_characters", "pk(é)", "Invalid characters in payload"),
    Bad(
        "descriptor_checksum",
        f"pk({A})#qqqqqqqq",
        "Provided checksum 'qqqqqqqq' does not match computed checksum 'gn28ywm7'",
    ),
    Bad(
        "descriptor_checksum_near",
        f"pk({A})#gn28ywmq",
        "Provided checksum 'gn28ywmq' does not match computed checksum 'gn28ywm7'",
    ),
    Bad(
        "descriptor_checksum_missing",
        f"pk({A[:9]}{A[10:]})#gn28ywm7",
        "Provided checksum 'gn28ywm7' does not match computed checksum 'cdlcvu3u'",
    ),
    Bad(
        "descriptor_checksum_extra",
        f"pk({A[:9]}5{A[9:]})#gn28ywm7",
        "Provided checksum 'gn28ywm7' does not match computed checksum '65cq23sp'",
    ),
    Bad(
        "descriptor_checksum_swapped",
        f"pk({A[:9]}{A[10]}{A[9]}{A[11:]})#gn28ywm7",
        "Provided checksum 'gn28ywm7' does not match computed checksum 'dh33yp3h'",
    ),
    Bad(
        "descriptor_checksum_of_marks",
        f"wpkh([d34db33f/84h/0h/0h]{XPUB}/0/*)#jwwsj09z",
        "Provided checksum 'jwwsj09z' does not match computed checksum 'pl30g4jp'",
    ),
    Bad("descriptor_checksum_size", f"pk({A})#gn28ywm", "Expected 8 character checksum, not 7 characters"),
    Bad("descriptor_several_checksums", f"pk({A})#gn28ywm7#", "Multiple '#' symbols"),
    Bad("descriptor_context", f"wsh(wpkh({A}))", "Can only have wpkh() at top level or inside sh()"),
    Bad("descriptor_context", f"sh(combo({A}))", "Can only have combo() at top level"),
    Bad(
        "descriptor_context",
        f"tr({A},multi(1,{A}))",
        "Can only have multi/sortedmulti at top level, in sh(), or in wsh()",
    ),
    Bad("descriptor_context", f"multi_a(1,{A})", "Can only have multi_a/sortedmulti_a inside tr()"),
    Bad("descriptor_function_near", f"nopkh({A})", f"'nopkh({A})' is not a valid descriptor function"),
    Bad("descriptor_function", f"foo({A})", f"'foo({A})' is not a valid descriptor function"),
    Bad("descriptor_function_needed", f"sh({A})", "A function is needed within P2SH"),
    Bad("descriptor_hybrid_key", f"pkh(06{UNCOMPRESSED[2:]})", "pkh(): Hybrid public keys are not allowed"),
    Bad("descriptor_key", f"wsh(pk({A[:-2]}00))", f"pk(): Pubkey '{A[:-2]}00' is invalid"),
    Bad("descriptor_key", f"pkh({XPUB[:-1]}x)", f"pkh(): key '{XPUB[:-1]}x' is not valid"),
    Bad("descriptor_key", f"wpkh({A[:-1]})", f"wpkh(): key '{A[:-1]}' is not valid"),
    Bad("descriptor_one_key", f"wpkh({A},{B})", f"wpkh(): key '{A},{B}' is not valid"),
    Bad("descriptor_steps", f"pk({A}/0)", f"pk(): key '{A}' is not valid"),
    Bad("descriptor_key", f"pkh( {A})", f"pkh(): Key ' {A}' is invalid due to whitespace"),
    Bad("descriptor_key_of_32_bytes", f"pkh({A[2:]})", None),
    Bad("descriptor_key_of_other_network", f"pkh({TPUB})", f"pkh(): key '{TPUB}' is not valid"),
    Bad("descriptor_left_over", f"pk({A}),pk({B})", ""),
    Bad(
        "descriptor_miniscript_place",
        f"and_v(v:pk({A}),pk({B}))",
        "Miniscript expressions can only be used in wsh or tr.",
    ),
    Bad("miniscript_invalid", f"wsh(and_b(pk({A}),older(1)))", f"and_b(pk({A}),older(1)) is invalid"),
    Bad(
        "miniscript_malleable",
        f"wsh(or_d(pk({A}),or_i(sha256({DIGEST}),older(5))))",
        f"or_i(sha256({DIGEST}),older(5)) is not sane: malleable witnesses exist",
    ),
    Bad(
        "miniscript_unsigned",
        f"wsh(and_v(v:sha256({DIGEST}),older(5)))",
        f"and_v(v:sha256({DIGEST}),older(5)) is not sane: witnesses without signature exist",
    ),
    Bad(
        "miniscript_mixed_timelocks",
        f"wsh(and_v(v:pk({A}),and_v(v:older(5),older(4194305))))",
        "and_v(v:older(5),older(4194305)) is not sane: contains mixes of timelocks expressed in blocks and seconds",
    ),
    Bad(
        "miniscript_duplicate_keys",
        f"wsh(and_v(v:pk({A}),pk({A})))",
        f"and_v(v:pk({A}),pk({A})) is not sane: contains duplicate public keys",
    ),
    Bad("miniscript_resources", f"wsh({MANY})", None),
    Bad("miniscript_not_alone", f"wsh(v:pk({A}))", f"v:pk({A}) is not sane"),
    Bad("miniscript_unsatisfiable", f"wsh(and_b(0,s:pk({A})))", f"and_b(0,s:pk({A})) is not satisfiable"),
    Bad("descriptor_multipath", f"pkh({XPUB}/<0;0>)", "pkh(): Duplicated key path value 0 in multipath specifier"),
    Bad(
        "descriptor_multipath",
        f"sh(multi(1,{XPUB}/<0;1>,{XPUB}/<2;3;4>))",
        "multi(): Multipath derivation paths have mismatched lengths",
    ),
    Bad(
        "descriptor_musig",
        f"tr(musig({A},{B})/0)",
        "tr(): musig(): derivation requires all participants to be xpubs or xprvs",
    ),
    Bad("descriptor_musig", f"wsh(pk(musig({A},{B})))", "pk(): musig() is only allowed in tr() and rawtr()"),
    Bad("descriptor_no_key", "pkh()", "pkh(): No key provided"),
    Bad(
        "descriptor_number_of_keys",
        f"wsh(multi(1,{','.join([A] * 21)}))",
        "Cannot have 21 keys in multisig; must have between 1 and 20 keys, inclusive",
    ),
    Bad(
        "descriptor_origin",
        f"pkh([d34db33]{A})",
        "pkh(): Fingerprint is not 4 bytes (7 characters instead of 8 characters)",
    ),
    Bad("descriptor_path", f"pkh({XPUB}/2147483648)", "pkh(): Key path value 2147483648 is out of range"),
    Bad("descriptor_raw", "raw(OP_TRUE)", "Raw script is not hex"),
    Bad(
        "descriptor_redeem_script_size",
        f"sh(multi(1,{','.join([A] * 16)}))",
        "P2SH script is too large, 547 bytes is larger than 520 bytes",
    ),
    Bad("descriptor_syntax", f"tr({A},{{pk({B})}})", "tr(): expected ',' after script expression"),
    Bad("descriptor_threshold", f"multi(0,{A})", "Multisig threshold cannot be 0, must be at least 1"),
    Bad(
        "descriptor_threshold_above_keys",
        f"multi(2,{A})",
        "Multisig threshold cannot be larger than the number of keys; threshold is 2 but only 1 keys specified",
    ),
    Bad("descriptor_too_long", f"raw({'00' * 100_000})", None),
    Bad("descriptor_too_many_paths", f"pkh({XPUB}/<{';'.join(map(str, range(10_001)))}>)", None),
    Bad("descriptor_tree_depth", f"tr({A},{'{' * 129}pk({B}))", "tr() supports at most 128 nesting levels"),
    Bad("descriptor_uncompressed_key", f"wpkh({UNCOMPRESSED})", "wpkh(): Uncompressed keys are not allowed"),
    Bad("looks_like_private_key", "pkh(L4rK1yDtCWekvXuE6oXD9jCYfFNV2cWRpVuPLBcCU2z8TrisoyY1)", None),
)
