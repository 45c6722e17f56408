import copy
import json
import random
import subprocess
import sys
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mineplan.certificate import CertificateError, check_text
from mineplan.partition import Limits, Orebody, PartitionProblem, problem_dict, solve
from tests.partition.small_problems import random_problem, ranked_plans
from tests.partition.test_enumeration import grid

quick = settings(max_examples=120, deadline=None, derandomize=True)
seeds = st.integers(0, 10**6)


def checked(problem, certificate):
    return check_text(json.dumps(certificate), json.dumps(problem_dict(problem)))


@quick
@given(seeds)
def test_every_optimum_of_brute_force_is_proved(seed):
    problem = random_problem(seed)
    plans = ranked_plans(problem)
    certificate = solve(problem, has_certificate=True).certificate
    assert bool(plans) == (certificate is not None)
    if plans:
        verdict = checked(problem, certificate)
        assert verdict.is_optimal
        assert verdict.objective == verdict.bound == Fraction(plans[0][0])


@quick
@given(seeds, st.integers(1, 10))
def test_no_worse_plan_passes_for_the_best(seed, which):
    problem = random_problem(seed, largest=6)
    plans = ranked_plans(problem)
    if len(plans) < 2 or plans[min(which, len(plans) - 1)][0] == plans[0][0]:
        return
    value, groups = plans[min(which, len(plans) - 1)]
    certificate = solve(problem, has_certificate=True).certificate | {"groups": groups, "objective": value}
    try:
        verdict = checked(problem, certificate)
    except CertificateError:
        return
    assert not verdict.is_optimal
    assert verdict.bound <= Fraction(plans[0][0])


@quick
@given(seeds, st.randoms(use_true_random=False))
def test_whatever_the_duals_the_bound_holds(seed, draw):
    problem = random_problem(seed, largest=6)
    plans = ranked_plans(problem)
    if not plans:
        return
    certificate = solve(problem, has_certificate=True).certificate
    for block in certificate["blocks"]:
        block["cover"] = [y + draw.choice([0, 0, draw.randint(-(2**24), 2**24)]) for y in block["cover"]]
        block.pop("claim", None)
        for which in block.get("largest", {}):
            block["largest"][which] += draw.choice([0, draw.randint(0, 2**24)])
    assert checked(problem, certificate).bound <= Fraction(plans[0][0])


def odd_ring():
    """A ring of five of which any two neighbours may join: the LP takes halves, so that cuts or cases are needed."""
    return PartitionProblem(5, tuple((i, (i + 1) % 5) for i in range(5)), group_weight=10, limits=Limits(members=2))


def hard_problem():
    """A board of 5 x 5 whose LP is not integral even with cuts: its certificate has a tree of cases."""
    draw, n = random.Random(5), 25
    return PartitionProblem(
        n,
        grid(5, 5, diagonal=True),
        conflicts=tuple((a, b, draw.randint(10, 60)) for a, b in grid(5, 5)[::2]),
        orebodies=tuple(
            Orebody((i, i + 1, i + 5, i + 6), tuple(draw.randint(10, 60) for _ in range(4)), 2)
            for i in range(0, n - 6, 3)
        ),
        holder=tuple(draw.randint(0, 4) for _ in range(n)),
        mixed_holder_weight=31,
        group_weight=100,
        limits=Limits(members=4),
    )


@pytest.fixture(scope="module")
def certified():
    problem = hard_problem()
    answer = solve(problem, has_certificate=True)
    assert answer.status == "optimal"
    return problem, answer.certificate


def test_cuts_and_cases_are_part_of_the_proof(certified):
    problem, certificate = certified
    (block,) = certificate["blocks"]
    assert "pair" in block["proof"]
    assert block["triples"]
    verdict = checked(problem, certificate)
    assert verdict.is_optimal
    assert verdict.kept == len(block["kept"]) > 0


def leaves(node):
    return [node] if "pair" not in node else leaves(node["together"]) + leaves(node["apart"])


def raised(block):
    block["cover"] = [y + 50 * block["unit"][1] // block["unit"][0] for y in block["cover"]]


def swapped(block):
    block["proof"]["together"], block["proof"]["apart"] = block["proof"]["apart"], block["proof"]["together"]


def weakened(block):
    for leaf in leaves(block["proof"]):
        leaf["cover"] = [0 for _ in leaf["cover"]]


TAMPERING = {
    "duals raised": raised,
    "duals forgotten": lambda b: b.update(cover=[0] * len(b["cover"])),
    "duals of other length": lambda b: b["cover"].pop(),
    "duals that are no integers": lambda b: b["cover"].__setitem__(0, 0.5),
    "a unit of nought": lambda b: b.update(unit=[0, 1]),
    "a unit below nought": lambda b: b.update(unit=[-1, 1]),
    "a larger unit": lambda b: b.update(unit=[b["unit"][0] * 2, b["unit"][1]]),
    "a largest part below a node": lambda b: b["largest"].__setitem__(next(iter(b["largest"])), 0),
    "a negative price": lambda b: b["triples"][0].__setitem__(3, -1),
    "a price on two nodes": lambda b: b["triples"][0].__setitem__(0, b["triples"][0][1]),
    "a price on a strange node": lambda b: b["triples"][0].__setitem__(0, 99),
    "prices forgotten": lambda b: b.pop("triples"),
    "no proof": lambda b: b.pop("proof"),
    "half a proof": lambda b: b["proof"].pop("apart"),
    "cases swapped": swapped,
    "cases about one node": lambda b: b["proof"].update(pair=[1, 1]),
    "cases about a strange node": lambda b: b["proof"].update(pair=[1, 99]),
    "leaves that prove nothing": weakened,
    "a kept group hidden": lambda b: b.update(kept=b["kept"][1:]),
    "a node left out": lambda b: b["nodes"].pop(),
    "a node twice": lambda b: b["nodes"].append(0),
    "a node that does not exist": lambda b: b["nodes"].append(99),
}


@pytest.mark.parametrize("how", TAMPERING)
def test_tampering_with_a_block_is_refused(certified, how):
    problem, certificate = certified
    forged = copy.deepcopy(certificate)
    TAMPERING[how](forged["blocks"][0])
    with pytest.raises(CertificateError):
        checked(problem, forged)


FORGED = {
    "another objective": lambda c: c.update(objective=c["objective"] - 1),
    "another plan": lambda c: c.update(groups=[[v] for v in range(25)]),
    "another format": lambda c: c.update(format="other"),
    "another problem": lambda c: c.update(problem_sha256="0" * 64),
    "a group that does not hang together": lambda c: c["groups"].__setitem__(
        slice(0, 2), [sorted(c["groups"][0] + [24]), [v for v in c["groups"][1] if v != 24]]
    ),
    "a node in no group": lambda c: c["groups"].pop(),
    "a node in two groups": lambda c: c["groups"].append([0]),
    "no blocks": lambda c: c.update(blocks=[]),
    "the block cut in two": lambda c: c.update(
        blocks=[
            {"nodes": list(range(12)), "unit": [1, 1], "cover": [0] * 12},
            {"nodes": list(range(12, 25)), "unit": [1, 1], "cover": [0] * 13},
        ]
    ),
    "nothing at all": lambda c: c.clear(),
}


@pytest.mark.parametrize("how", FORGED)
def test_tampering_with_the_rest_is_refused(certified, how):
    problem, certificate = certified
    forged = copy.deepcopy(certificate)
    FORGED[how](forged)
    with pytest.raises(CertificateError):
        checked(problem, forged)


def test_a_problem_that_was_changed_is_another(certified):
    problem, certificate = certified
    for other in (
        replace(problem, group_weight=99),
        replace(problem, edges=problem.edges[1:]),
        replace(problem, limits=Limits(members=5)),
        replace(problem, apart=((0, 24),)),
    ):
        with pytest.raises(CertificateError, match="another problem"):
            checked(other, certificate)


@pytest.mark.parametrize("text", ["", "[]", "{", '"x"', "null", '{"format": "mineplan-partition-1"}'])
def test_what_is_no_certificate(text):
    with pytest.raises(CertificateError):
        check_text(text, '{"n": 1, "edges": []}')


def test_too_many_groups_are_left_open_and_said_so(certified):
    problem, certificate = certified
    verdict = check_text(json.dumps(certificate), json.dumps(problem_dict(problem)), most_groups=100)
    assert not verdict.is_optimal
    assert verdict.bound <= verdict.objective
    assert "more groups" in verdict.open_blocks[0][1]


def test_prices_that_are_no_decimals_are_bounded_not_claimed():
    problem = replace(odd_ring(), group_weight=1 / 3)
    certificate = solve(problem, has_certificate=True).certificate
    assert all("claim" not in block for block in certificate["blocks"])
    verdict = checked(problem, certificate)
    assert 0 <= verdict.objective - verdict.bound < Fraction(1, 10**6)


def test_a_ring_of_five_needs_three_groups():
    verdict = checked(odd_ring(), solve(odd_ring(), has_certificate=True).certificate)
    assert verdict.is_optimal
    assert verdict.objective == 30


def test_the_checker_needs_no_solver_nor_numpy():
    program = "import sys, mineplan.certificate; print([m for m in ('numpy', 'scipy', 'highspy') if m in sys.modules])"
    said = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "[]"
