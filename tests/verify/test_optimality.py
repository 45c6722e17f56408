"""How far a run's optimality is proved, and certificates that are not the plan's."""

import json

import pytest

from mineplan.errors import PlanError
from mineplan.verify import prove, verify_run


def forged(run, change):
    path = run / "certificate.json"
    certificate = json.loads(path.read_text("utf-8"))
    change(certificate)
    path.write_text(json.dumps(certificate), encoding="utf-8")
    with pytest.raises(PlanError) as caught:
        verify_run(run)
    return str(caught.value)


def test_a_run_carries_its_proof(sound):
    assert prove(sound).optimality.state == "proved"


def test_without_a_certificate_it_is_the_solvers_word(run):
    (run / "certificate.json").unlink()
    proved = prove(run)
    assert proved.optimality.state == "solver"
    assert "solver's word" in proved.optimality.words


def test_components_without_duals_are_the_solvers_word(run):
    path = run / "certificate.json"
    certificate = json.loads(path.read_text("utf-8"))
    certificate["blocks"][0] = {"nodes": certificate["blocks"][0]["nodes"]}
    path.write_text(json.dumps(certificate), encoding="utf-8")
    proved = prove(run)
    assert proved.optimality.state == "partly"
    assert f"of {len(certificate['blocks'])} components" in proved.optimality.words


def test_a_certificate_of_other_groups(run):
    def lonely(certificate):
        n = sum(len(group) for group in certificate["groups"])
        certificate["groups"] = [[v] for v in range(n)]

    assert "certificate.json" in forged(run, lonely)


def test_a_certificate_whose_duals_prove_nothing(run):
    def flat(certificate):
        for block in certificate["blocks"]:
            block["cover"] = [0] * len(block["nodes"])

    assert "is not proved" in forged(run, flat)


def test_a_certificate_of_another_problem(run):
    path = run / "problem.json"
    problem = json.loads(path.read_text("utf-8"))
    path.write_text(json.dumps(problem | {"group_weight": 1}), encoding="utf-8")
    with pytest.raises(PlanError, match="another problem"):
        verify_run(run)


def test_what_is_no_certificate(run):
    (run / "certificate.json").write_text("{", encoding="utf-8")
    with pytest.raises(PlanError, match="cannot be read"):
        verify_run(run)
