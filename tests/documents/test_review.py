"""The review page in both uses: opened from disk, and served by what speaks as the site does."""

from __future__ import annotations

import dataclasses
import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect
from review_stub import SERVICE, Stub
from sample_plan import misnamed, sample_plan

from mineplan.documents.context import context_of
from mineplan.documents.page import ReviewOf, write_review
from mineplan.documents.page.data import page_data
from mineplan.documents.page.reviewed import with_evidence

TEMPLATE = Path(__file__).parents[2] / "templates" / "review.html.j2"
RUN, HASH = "iron-20261125T090000-0a1b2c3d", "ab" * 32
EVIL = "</script><script>document.title='坏'</script><!-- <b>&amp;\u2028"


def written(plan, folder, run=RUN, input_hash=HASH):
    out = folder / "documents" / "review.html"
    write_review(plan, context_of(plan), ReviewOf(run, input_hash), out, TEMPLATE)
    return out


@pytest.fixture(scope="module")
def page_file(tmp_path_factory):
    return written(sample_plan(3), tmp_path_factory.mktemp("review"))


@pytest.fixture
def filed(opened, page_file):
    page = opened(page_file)
    page.fill("#reviewer", "李审查")
    return page


@pytest.fixture
def stub(page_file):
    made = Stub(page_file, RUN, HASH)
    yield made
    made.close()


def group_of(k, groups=3):
    return sample_plan(groups).groups[k]


def choose(page, k):
    page.click(f"#list button[data-g='{k}']")
    page.wait_for_selector("#opinion:not([hidden])")


def give(page, k, verdict, text=""):
    choose(page, k)
    page.check(f"input[name=verdict][value={verdict}]")
    page.fill("#text", text)
    page.click("#submit")


def tag(page, k):
    return page.inner_text(f"#list button[data-g='{k}'] .tag")


def exported(page):
    with page.expect_download() as waiting:
        page.click("#export")
    assert waiting.value.suggested_filename == f"审查意见-{RUN}.json"
    return json.loads(Path(waiting.value.path()).read_text(encoding="utf-8"))


def take_in(page, content, folder, name="given.json"):
    path = folder / name
    path.write_text(content if isinstance(content, str) else json.dumps(content, ensure_ascii=False), encoding="utf-8")
    page.set_input_files("#import", str(path))


# ---- opened from disk -------------------------------------------------------------------------


def test_nothing_is_chosen_for_the_reviewer_and_a_refusal_needs_a_reason(filed):
    choose(filed, 0)
    assert filed.locator("input[name=verdict]:checked").count() == 0
    filed.click("#submit")
    assert filed.inner_text("#faults") == "请先选择 同意、修改 或 不同意"
    for verdict, words in (("disagree", "“不同意”须填写理由"), ("change", "“修改”须填写理由")):
        filed.check(f"input[value={verdict}]")
        filed.fill("#text", "   ")
        filed.click("#submit")
        assert filed.inner_text("#faults") == words
    assert tag(filed, 0) == "未审查" and exported(filed)["decisions"] == []


def test_a_name_is_asked_for_before_anything_is_kept(opened, page_file):
    page = opened(page_file)
    give(page, 0, "agree")
    assert page.inner_text("#faults") == "请先填写审查人姓名"
    assert page.evaluate("document.activeElement.id") == "reviewer"


def test_a_decision_shows_at_once_in_list_map_and_counters_and_survives_reload(filed):
    assert filed.inner_text("#submit") != "提交审查意见：同意"
    choose(filed, 1)
    filed.check("input[value=agree]")
    assert filed.inner_text("#submit") == "提交审查意见：同意" and "锁定" in filed.inner_text("#effect")
    filed.click("#submit")
    give(filed, 2, "disagree", "红线内应先调整范围")
    for _ in range(2):
        assert (tag(filed, 0), tag(filed, 1), tag(filed, 2)) == ("未审查", "同意 锁定", "不同意")
        counts = [filed.inner_text(f"[data-verdict='{v}'] b") for v in ("", "agree", "change", "disagree", "none")]
        assert counts == ["3", "1", "0", "1", "1"]
        drawn = filed.evaluate(
            """() => { const found = [], real = CanvasRenderingContext2D.prototype.fillText;
              const spy = function (t) { found.push(t); real.apply(this, arguments); };
              CanvasRenderingContext2D.prototype.fillText = spy;
              mineplan.page.chart.all(); mineplan.page.chart.redraw(); mineplan.page.chart.map.renderSync();
              CanvasRenderingContext2D.prototype.fillText = real; return found; }"""
        )
        assert {"（一）", "（二）同意", "（三）不同意"} <= set(drawn)
        choose(filed, 2)
        history = filed.inner_text("#history")
        assert "李审查" in history and "红线内应先调整范围" in history and "不同意" in filed.inner_text("#state")
        filed.reload()
    filed.click("[data-verdict=none]")
    assert filed.locator("#list button[data-g]").count() == 1


def test_what_is_typed_survives_reload_until_it_is_submitted(filed):
    choose(filed, 0)
    filed.check("input[value=change]")
    filed.check("#choices input >> nth=0")
    filed.click("#add-change")
    filed.fill("#text", "该矿另行处理")
    filed.fill("#participants", "赵某，钱某")
    filed.reload()
    choose(filed, 1)
    assert filed.input_value("#text") == "" and filed.locator("input[name=verdict]:checked").count() == 0
    choose(filed, 0)
    assert filed.is_checked("input[value=change]") and filed.input_value("#text") == "该矿另行处理"
    assert filed.locator("#change-list li").count() == 1
    filed.click("#submit")
    expect(filed.locator("#text")).to_have_value("")
    [said] = exported(filed)["decisions"]
    assert said["participants"] == ["赵某", "钱某"]


def test_the_export_holds_what_was_decided(filed):
    group = group_of(0)
    choose(filed, 0)
    filed.check("input[value=change]")
    filed.select_option("#action", "lead")
    assert filed.locator("#choices input").count() == len(group.right_ids) - 1
    filed.check("#choices input >> nth=0")
    filed.click("#add-change")
    filed.select_option("#action", "keep_apart")
    filed.check("#choices input >> nth=0")
    filed.click("#add-change")
    assert filed.inner_text("#faults") == "请至少勾选 2 宗采矿权"
    filed.check("#choices input >> nth=1")
    filed.click("#add-change")
    filed.fill("#text", "主体实力不足")
    filed.click("#submit")
    give(filed, 1, "agree")
    found = exported(filed)
    assert (found["run"], found["input_hash"], found["head"]) == (RUN, HASH, None)
    assert found["groups"][group.group_id] == {"right_ids": list(group.right_ids), "lead_id": group.lead_id}
    first, second = found["decisions"]
    assert first["group_id"] == group.group_id and first["verdict"] == "change" and first["kind"] == "opinion"
    assert [c["action"] for c in first["changes"]] == ["lead", "keep_apart"]
    assert first["changes"][0]["right_ids"][0] != group.lead_id
    assert first["changes"][1]["right_ids"] == sorted(group.right_ids)[:2]
    assert second["changes"] == [] and second["by"] == "李审查"
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d", second["at"])
    assert set(first) == {"group_id", "kind", "verdict", "text", "participants", "changes", "at", "by"}


def test_a_whole_group_cannot_be_left_out(filed):
    choose(filed, 0)
    filed.check("input[value=change]")
    for k in range(len(group_of(0).right_ids)):
        filed.check(f"#choices input >> nth={k}")
    filed.click("#add-change")
    assert "不能剔除全部成员" in filed.inner_text("#faults") and filed.locator("#change-list li").count() == 0


def test_files_of_several_reviewers_come_together(filed, tmp_path):
    give(filed, 0, "agree")
    other = {
        "group_id": group_of(0).group_id,
        "kind": "opinion",
        "verdict": "disagree",
        "text": "不同意的理由",
        "participants": ["孙某"],
        "changes": [],
        "at": "2099-01-01T08:00:00+08:00",
        "by": "周审查",
    }
    remark = other | {"kind": "remark", "verdict": None, "text": "补充说明", "at": "2099-01-02T08:00:00+08:00"}
    given = {"run": RUN, "input_hash": HASH, "head": None, "decisions": [other, remark]}
    take_in(filed, given, tmp_path)
    expect(filed.locator("#message")).to_have_text("已导入 2 条新意见")
    assert tag(filed, 0) == "不同意"
    take_in(filed, given, tmp_path)
    expect(filed.locator("#message")).to_have_text("已导入 0 条新意见")
    assert [d["by"] for d in exported(filed)["decisions"]] == ["李审查", "周审查", "周审查"]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (
            {"run": "iron-other", "input_hash": HASH, "decisions": []},
            "该文件是运算“iron-other”的审查意见",
        ),
        ({"run": RUN, "input_hash": "cd" * 32, "decisions": []}, "该文件所依据的方案内容与本页不同"),
        ("不是JSON", "该文件不是 JSON 格式的审查意见"),
        ({"run": RUN}, "该文件中没有审查意见"),
        (
            {"run": RUN, "input_hash": HASH, "decisions": [{"group_id": "G-X", "kind": "opinion"}]},
            "第 1 条：没有区块 G-X。未导入",
        ),
    ],
)
def test_a_wrong_file_is_refused_with_a_sentence(filed, tmp_path, given, said):
    take_in(filed, given, tmp_path)
    filed.wait_for_selector("#message.bad")
    assert said in filed.inner_text("#message") and exported(filed)["decisions"] == []


def test_an_empty_verdict_in_a_file_is_never_a_refusal(filed, tmp_path):
    entry = {
        "group_id": group_of(0).group_id,
        "kind": "opinion",
        "verdict": None,
        "by": "周",
        "at": "2026-01-01T00:00:00Z",
    }
    take_in(filed, {"run": RUN, "input_hash": HASH, "decisions": [entry]}, tmp_path)
    filed.wait_for_selector("#message.bad")
    assert "第 1 条：请先选择" in filed.inner_text("#message") and tag(filed, 0) == "未审查"


def test_another_window_shows_what_was_decided_in_the_first(opened, filed, page_file):
    other = opened(page_file)
    give(filed, 0, "agree")
    expect(other.locator("#list button[data-g='0'] .tag")).to_have_text("同意 锁定")


def test_a_window_that_missed_an_opinion_is_told_and_keeps_its_text(filed):
    choose(filed, 0)
    filed.check("input[value=disagree]")
    filed.fill("#text", "我的理由")
    unseen = {"group_id": group_of(0).group_id, "kind": "opinion", "verdict": "agree", "text": "", "participants": []}
    unseen |= {"changes": [], "by": "周审查", "at": "2026-01-01T08:00:00+08:00"}
    filed.evaluate(
        """event => { const isOurs = (k) => k.startsWith('mineplan-review:') && !k.endsWith('drafts');
          const key = Object.keys(localStorage).find(isOurs);
          const kept = JSON.parse(localStorage.getItem(key));
          localStorage.setItem(key, JSON.stringify(Object.assign(kept, { decisions: [event] }))); }""",
        unseen,
    )
    filed.click("#submit")
    expect(filed.locator("#faults")).to_contain_text("该区块刚在另一个窗口审查：周审查")
    assert filed.input_value("#text") == "我的理由"
    filed.click("#submit")
    expect(filed.locator("#text")).to_have_value("")
    assert [d["verdict"] for d in exported(filed)["decisions"]] == ["agree", "disagree"]


def test_final_opinions_belong_to_the_server(filed):
    choose(filed, 0)
    assert filed.is_disabled("input[value=final]") and filed.is_enabled("input[value=remark]")
    assert not filed.locator("#ask").is_visible()


def test_reviewer_is_told_before_after_evidence_law_and_alternatives(filed):
    plan = sample_plan(3)
    choose(filed, 0)
    told = filed.inner_text("#material")
    for words in (
        "整合前后",
        "KT-001",
        "①与②",
        "可以统一开采的同一矿体，不得设立2个以上采矿权",
        "备选方案1（多 2310 分）",
    ):
        assert words in told
    assert plan.groups[0].group_id in filed.inner_text("#state")
    filed.click("#material .members button >> nth=0")
    assert filed.locator("#facts").is_visible()
    assert plan.groups[0].right_ids[0] in filed.inner_text("#facts")


def test_neighbours_come_from_the_pairs_around_a_group():
    plan = sample_plan(2)
    pairs = plan.tables["adjacency"]
    ours, theirs = plan.groups[0].right_ids[0], plan.groups[1].right_ids[0]
    more = pairs.iloc[[0]].assign(right_a=min(ours, theirs), right_b=max(ours, theirs), gap_m=120.0)
    import pandas as pd

    plan = dataclasses.replace(plan, tables=plan.tables | {"adjacency": pd.concat([pairs, more])})
    context = context_of(plan)
    data = with_evidence(page_data(plan, context), plan, context)
    place = [row["right_id"] for row in context["rights"]].index(theirs)
    assert data["groups"][0]["review"]["neighbours"] == [[place, "120"]]


def test_everything_can_be_reached_by_keyboard(filed):
    filed.focus("#list button[data-g='1']")
    filed.keyboard.press("Enter")
    assert filed.evaluate("document.activeElement.tagName") == "H2"
    filed.focus("input[name=verdict][value=agree]")
    filed.keyboard.press("ArrowRight")
    filed.keyboard.press("ArrowRight")
    assert filed.is_checked("input[name=verdict][value=disagree]")
    filed.keyboard.press("Tab")
    filed.keyboard.type("理由")
    filed.keyboard.press("Tab")
    assert filed.evaluate("document.activeElement.id") == "participants"
    filed.keyboard.press("Tab")
    assert filed.evaluate("document.activeElement.id") == "submit"
    assert filed.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    filed.keyboard.press("Enter")
    assert tag(filed, 1) == "不同意"


def test_every_control_has_a_name(filed):
    choose(filed, 0)
    filed.check("input[value=change]")
    nameless = filed.evaluate(
        """() => Array.from(document.querySelectorAll('input, select, textarea, button'))
          .filter((e) => !(e.labels && e.labels.length) && !e.textContent.trim() && !e.getAttribute('aria-label'))
          .map((e) => e.outerHTML)"""
    )
    assert nameless == []


def test_it_fits_a_small_screen(filed):
    choose(filed, 0)
    filed.check("input[value=change]")
    assert filed.evaluate("[document.documentElement.scrollWidth, document.documentElement.scrollHeight]") == [
        1366,
        768,
    ]
    button = filed.locator("#submit").bounding_box()
    assert button["y"] + button["height"] <= 768
    assert filed.locator("#map").bounding_box()["width"] > 500


def test_paper_shows_what_was_decided(filed):
    give(filed, 2, "disagree", "须先调整红线")
    filed.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    filed.emulate_media(media="print")
    assert not filed.locator("#panel").is_visible() and not filed.locator(".tally").is_visible()
    rows = filed.locator("#paper tbody tr")
    assert rows.count() == 3 and "未审查" in rows.first.inner_text()
    assert "不同意" in rows.last.inner_text() and "须先调整红线" in rows.last.inner_text()
    assert filed.locator("#map").is_visible()


def test_names_that_try_to_break_out_stay_words(opened, tmp_path):
    plan = misnamed(sample_plan(2), EVIL)
    page = opened(written(plan, tmp_path))
    page.fill("#reviewer", "<b>甲</b>")
    give(page, 0, "disagree", EVIL)
    assert page.title() == f"审查：{plan.title}"
    assert "</script>" in page.inner_text("#history") and "<b>甲</b>" in page.inner_text("#history")


def test_a_plan_without_groups_says_nothing_to_review(opened, tmp_path):
    page = opened(written(sample_plan(0), tmp_path))
    page.click("#next")
    assert page.inner_text("#message") == "全部区块均已审查" and page.inner_text("[data-verdict=''] b") == "0"


def test_page_leaves_room_for_a_server_and_holds_nothing_inline(page_file):
    text = page_file.read_text(encoding="utf-8")
    assert text.count(SERVICE) == 1 and text.count("__NONCE__") == 2
    markup = re.sub(r"<(script|style)\b.*?</\1>", "", text, flags=re.DOTALL)
    assert not re.search(r"\son\w+\s*=|\sstyle\s*=|javascript:", markup)
    assert "<b>" not in json.dumps(json.loads(re.search(r'id="data">(.*?)</script>', text)[1]))
    assert page_file.stat().st_size < 500_000


def test_same_plan_gives_the_same_bytes(tmp_path, page_file):
    assert written(sample_plan(3), tmp_path).read_bytes() == page_file.read_bytes()


# ---- served -----------------------------------------------------------------------------------


def test_served_an_opinion_goes_to_the_server(opened, stub):
    stub.say({"group_id": group_of(1).group_id, "kind": "opinion", "verdict": "agree", "by": "周审查"})
    page = opened(stub.address)
    expect(page.locator("#list button[data-g='1'] .tag")).to_have_text("同意 锁定")
    assert "王审批（审批）" in page.inner_text("#who") and not page.locator("#reviewer").is_visible()
    assert not page.locator("label.button").is_visible()
    give(page, 0, "disagree", "理由充分")
    expect(page.locator("#message")).to_contain_text("已记入台账")
    said = stub.events[-1]
    assert (said["verdict"], said["text"], said["by"]) == ("disagree", "理由充分", "王审批")
    page.reload()
    expect(page.locator("#list button[data-g='0'] .tag")).to_have_text("不同意")
    assert exported(page)["head"] == {"seq": 2, "hash": f"{2:064d}"}


def test_served_a_stale_page_is_told_and_keeps_its_text(opened, stub):
    page = opened(stub.address)
    choose(page, 0)
    page.check("input[value=change]")
    page.fill("#text", "我的理由")
    stub.say({"group_id": group_of(0).group_id, "kind": "opinion", "verdict": "agree", "by": "周审查", "text": "可行"})
    page.click("#submit")
    expect(page.locator("#faults")).not_to_be_empty()
    words = page.inner_text("#faults")
    assert "该区块刚被其他人审查：周审查" in words and "“同意”，可行" in words
    assert page.input_value("#text") == "我的理由" and tag(page, 0) == "同意 锁定"
    page.click("#submit")
    expect(page.locator("#text")).to_have_value("")
    assert [e["verdict"] for e in stub.events] == ["agree", "change"]


def test_served_an_expired_session_loses_nothing(opened, stub):
    page = opened(stub.address)
    stub.refuse = 401
    give(page, 0, "disagree", "写了很久的理由")
    expect(page.locator("#faults")).to_contain_text("登录已过期")
    stub.refuse = 0
    page.reload()
    choose(page, 0)
    assert page.input_value("#text") == "写了很久的理由" and page.is_checked("input[value=disagree]")
    page.click("#submit")
    expect(page.locator("#text")).to_have_value("")
    assert stub.events[-1]["text"] == "写了很久的理由"


def test_served_every_fault_of_the_server_is_told(opened, stub):
    page = opened(stub.address)
    stub.refuse = 422
    give(page, 0, "agree")
    expect(page.locator("#faults")).not_to_be_empty()
    assert page.inner_text("#faults") == "没有提交：第一处错误；第二处错误"


def test_served_what_a_change_would_cost_is_shown_with_its_gap(opened, stub):
    page = opened(stub.address)
    choose(page, 0)
    page.check("input[value=change]")
    assert page.is_disabled("#ask")
    page.check("#choices input >> nth=0")
    page.click("#add-change")
    page.click("#ask")
    expect(page.locator("#answer")).to_contain_text("差距")
    told = page.inner_text("#answer")
    assert "比本方案多 104 分；目标值 1210.5，下界 1200，差距 0.87%" in told and "区块（一）改为两个" in told
    [asked] = stub.asked
    assert asked["group_id"] == group_of(0).group_id and asked["changes"][0]["action"] == "leave_out"
    assert stub.events == [] and stub.polls == 2


@pytest.mark.parametrize(
    ("role", "open_kinds"),
    [("clerk", ["remark"]), ("reviewer", ["opinion", "remark"]), ("approver", ["opinion", "final", "remark"])],
)
def test_served_a_role_sees_what_it_may_write(opened, stub, role, open_kinds):
    stub.role = role
    page = opened(stub.address)
    choose(page, 0)
    enabled = page.locator("input[name=kind]:enabled")
    assert [enabled.nth(k).get_attribute("value") for k in range(enabled.count())] == open_kinds
    assert page.is_checked(f"input[value={open_kinds[0]}]")
    if role == "approver":
        page.check("input[value=final]")
        page.check("input[value=agree]")
        assert page.inner_text("#submit") == "提交最终意见：同意"
    elif role == "clerk":
        assert not page.locator("#verdicts").is_visible()
        page.fill("#text", "请核对附件")
    page.click("#submit")
    if role == "reviewer":
        assert page.inner_text("#faults").startswith("请先选择")
        return
    expect(page.locator("#message")).to_contain_text("已记入台账")
    assert tag(page, 0) == ("同意（最终） 锁定" if role == "approver" else "未审查")


def test_served_a_final_opinion_outweighs_later_ones(opened, stub):
    group_id = group_of(0).group_id
    stub.say({"group_id": group_id, "kind": "final", "verdict": "disagree", "by": "王审批", "text": "不设"})
    stub.say({"group_id": group_id, "kind": "opinion", "verdict": "agree", "by": "周审查"})
    page = opened(stub.address)
    expect(page.locator("#list button[data-g='0'] .tag")).to_have_text("不同意（最终）")
    choose(page, 0)
    assert "已有最终意见" in page.inner_text("#state") and page.locator("#history li").count() == 2


def test_served_a_damaged_ledger_is_said(opened, stub):
    stub.problems = ["审查台账链条有问题：第3条"]
    page = opened(stub.address)
    page.wait_for_selector("#message.bad")
    assert "第3条" in page.inner_text("#message")
