"""Characters outside GB2312 are told with the text that holds them."""

from mineplan.documents.context.rare import rare_texts
from mineplan.jobs.printing import Paperwork


def test_the_shortest_text_is_told_and_signs_are_not():
    content = {"name": "瑧垚矿业", "rows": [{"text": "整合主体为瑧垚矿业。"}, {"text": "①★—〔2024〕·㎡×÷“”"}], "no": 1}
    assert rare_texts(content) == {"瑧垚矿业": "瑧垚"}


def test_a_longer_text_with_another_rare_character_is_told_too():
    assert rare_texts(["𬭎业", "𬭎业与堃业"]) == {"𬭎业": "𬭎", "𬭎业与堃业": "𬭎堃"}


def test_a_run_remarks_on_it():
    paperwork = Paperwork()
    paperwork.look_for_rare({"holder": "堃源矿业", "mine": "甲矿"})
    assert len(paperwork.remarks) == 1 and "“堃源矿业” holds characters outside GB2312 (堃)" in paperwork.remarks[0]
