"""What `lock` says of the weight of an input, and of how many ways there are, is true of all ways, known or not."""

from __future__ import annotations

import re

import pytest
from said_fixlock import NOBODYS, OFF_CURVE, WRONG_PARITY, A, B
from said_lastb import CANNOT_BE_LISTED, HYBRID, MANY_LEAVES, MANY_PATHS, OF_ANY_SIZE, OVERFULL, TWO_AND_OTHERS
from test_lock import data_of
from test_lock_page import answer_of, page_of


def told_of(what: str) -> str:
    return " ".join(page_of(what).split())


def weight_of(what: str) -> str:
    """What the page says that an input weighs, without the note."""
    found = re.search(r" spending it (.*?) (vB ×|dust limit)", told_of(what))
    return found[1] if found else ""


@pytest.mark.parametrize("what", [f"5120{A[2:]}", f"rawtr({A[2:]})"])
def test_a_taproot_output_can_weigh_more_with_a_script(what: str) -> None:
    told = "at most 57.75 vB (231 WU) for the input, with a signature alone; with a script it is not known"
    assert weight_of(what) == told
    assert weight_of(f"tr({A[2:]})") == "at most 57.75 vB (231 WU) for the input"


def test_of_many_leaves_all_are_counted_and_the_heaviest_is_weighed() -> None:
    locked = data_of(MANY_LEAVES)["scripts"][0]
    assert (len(locked["ways"]), locked["more_ways"]) == (64, 6)
    assert answer_of(MANY_LEAVES).startswith("There are 70 ways to open it.")
    script, control, signatures = 20 * 34 + 3, 33 + 7 * 32, 20 * 66  # 7 is the depth of the last leaf
    heaviest = 4 * 41 + 1 + signatures + (3 + script) + (3 + control)
    assert f"231 to {heaviest:,} WU" in weight_of(MANY_LEAVES)
    assert max(way["weight_wu"] for way in locked["ways"]) < heaviest


def test_of_ways_that_were_not_weighed_no_most_is_told() -> None:
    assert answer_of(MANY_PATHS).startswith("There are 513 ways to open it.")
    assert weight_of(MANY_PATHS).endswith("for the 64 cheapest ways; others can weigh more")


def test_more_ways_than_are_counted_are_said_to_be_more() -> None:
    assert answer_of(OVERFULL).startswith(f"There are more than {2**53 - 1:,} ways to open it.")


def test_ways_that_cannot_be_listed_are_not_said_to_be_none() -> None:
    told = told_of(CANNOT_BE_LISTED)
    assert "It can also be opened in other ways, which cannot be listed." in told
    assert "if the output commits to one" not in told
    assert answer_of(TWO_AND_OTHERS).startswith("There are 2 ways to open it that can be listed, and")
    assert "One takes a signature" in told_of(TWO_AND_OTHERS)
    for what in (CANNOT_BE_LISTED, TWO_AND_OTHERS):
        assert weight_of(what).endswith("for the ways whose weight is known; for others it is not")


def test_a_way_of_unknown_weight_can_be_the_cheapest_or_the_heaviest() -> None:
    assert [way["weight_wu"] for way in data_of(OF_ANY_SIZE)["scripts"][0]["ways"]] == [4 * 115, None]
    assert "One takes a signature" in told_of(OF_ANY_SIZE)
    assert "cheapest" not in answer_of(OF_ANY_SIZE)
    assert "spending it not known" in told_of(OF_ANY_SIZE)
    assert weight_of(OF_ANY_SIZE).endswith("for the ways whose weight is known; for others it is not")


def test_a_branch_is_chosen_with_one_byte_in_a_script_sig_and_with_two_in_a_witness() -> None:
    script = f"6321{A}ac6721{B}ac68"
    bare = [way["weight_wu"] for way in data_of(script)["scripts"][0]["ways"]]
    assert bare == [4 * (36 + 1 + (73 + 1) + 4)] * 2  # OP_1 and OP_0
    (nested, witness) = (each["ways"] for each in data_of(script)["wrapped"][:2])
    pushed = 1 + len(script) // 2
    assert [way["weight_wu"] for way in nested] == [4 * (36 + 1 + (73 + 1 + pushed) + 4)] * 2
    both = [4 * 41 + 1 + 73 + selector + pushed for selector in (1, 2)]  # an empty item, and 01
    assert [way["weight_wu"] for way in witness] == both


@pytest.mark.parametrize("what", [f"5120{NOBODYS}", f"tr({NOBODYS})", f"21{OFF_CURVE}ac"])
def test_what_nothing_opens_is_not_said_to_weigh_anything(what: str) -> None:
    assert answer_of(what).split(":")[0].endswith("othing can open it")
    assert weight_of(what) == ""
    assert "a signature made with its private key opens it" not in told_of(what)


def test_a_form_of_a_key_that_nothing_opens_says_so() -> None:
    told = told_of(f"02{NOBODYS}")
    assert "P2TR opened by As far as anyone knows, nothing can open it" in told


def test_a_key_that_cannot_sign_is_said_to_be_so_for_its_own_reason() -> None:
    told = told_of(f"5141{WRONG_PARITY}21{OFF_CURVE}21{A}53ae")
    assert f"not usable {OFF_CURVE} Not a point on the curve" in told
    assert re.search(r"not usable 07[0-9a-f ]+ A hybrid key whose first byte does not match the rest", told)
    assert "Not a point on the curve" not in told_of(f"41{WRONG_PARITY}ac")


def test_signatures_for_a_hybrid_key_are_valid_but_not_relayed() -> None:
    assert re.search(r"hybrid key 06[0-9a-f ]+ It begins with 06 or 07", told_of(HYBRID))
    assert "hybrid key" not in told_of(f"4104{HYBRID[4:]}")
    assert len(data_of(HYBRID)["scripts"][0]["ways"]) == 1


def test_a_key_that_is_there_three_times_is_not_said_to_be_there_twice() -> None:
    told = told_of(f"51{f'21{A}' * 3}53ae")
    assert f"repeated {A}" in told
    assert "twice" not in told
