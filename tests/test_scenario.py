import json

import pytest

from mineplan.errors import InputError
from mineplan.scenario import Consolidate, Limits, Objective, read_scenario, scenario_schema
from mineplan.terms import Mineral

GOOD = "title: 方案\ndataset: d\nas_of: 2026-11-23\nconsolidate:\n  minerals: [铁矿]\n"


def scenario(tmp_path, text):
    path = tmp_path / "s.yaml"
    path.write_text(text, encoding="utf-8")
    return read_scenario(path)


def problems(tmp_path, text):
    with pytest.raises(InputError) as error:
        scenario(tmp_path, text)
    return [str(p) for p in error.value.problems]


def test_labels_and_codes_both_name_a_mineral(tmp_path):
    assert scenario(tmp_path, GOOD).consolidate.minerals == (Mineral.IRON,)
    assert scenario(tmp_path, GOOD.replace("铁矿", "iron")).consolidate.minerals == (Mineral.IRON,)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (("as_of: 2026-11-23\n", ""), "as_of: is required and absent"),
        (("title:", "titel:"), "titel: unknown key"),
        (("as_of: 2026-11-23", "as_of: 2026-02-30"), "valid YAML"),
        (("  minerals: [铁矿]", "  minerals: [铁矿]\n  minerals: [煤]"), "the same key stands twice"),
        (("  minerals: [铁矿]", "  minerals: [木材]"), "minerals.0"),
        (("  minerals: [铁矿]", "  keep_together: [[A]]"), "two or more different rights"),
        (("  minerals: [铁矿]", "  gap_m: -1"), "gap_m"),
        (("  minerals: [铁矿]", "  gap_m: .nan"), "gap_m"),
        (("  minerals: [铁矿]", "  limits: {members: 1}"), "limits.members"),
        (("  minerals: [铁矿]", "  objective: {groups: 1}"), "objective.groups: unknown key"),
    ],
)
def test_each_mistake_has_its_sentence_and_line(tmp_path, change, words):
    found = problems(tmp_path, GOOD.replace(*change))
    assert any(words in problem and "s.yaml" in problem for problem in found)


def test_all_mistakes_at_once(tmp_path):
    found = problems(tmp_path, "titel: x\nconsolidate:\n  gap_m: -1\n  colour: red\n")
    assert len(found) == 6  # title, dataset and as_of missing; titel and colour unknown; gap_m negative
    assert any("row 4" in p and "colour" in p for p in found)


def test_every_choice_is_documented():
    schema = scenario_schema()
    undocumented = [
        f"{name}.{key}"
        for name, model in schema["$defs"].items()
        if model.get("properties")
        for key, field in model["properties"].items()
        if not field.get("description") and "$ref" not in field
    ]
    assert not undocumented
    json.dumps(schema)


def test_default_weights_make_splitting_dearer_than_merging():
    # The argument of Objective's docstring, in figures: a split saves one holder at most and some compactness.
    w, limits = Objective(), Limits()
    compactness = w.compactness * limits.members * limits.span_m / 2 / 100
    assert w.shared_orebody + w.group > w.mixed_holder + compactness


def test_a_scenario_is_frozen():
    with pytest.raises(ValueError, match="frozen"):
        Consolidate().gap_m = 1
