/* The form of an opinion: no verdict by default, drafts kept, changes picked from the group and its neighbours. */
(function () {
  "use strict";
  const one = mineplan.one, all = mineplan.all, make = mineplan.make;
  const LEAST = { leave_out: 1, add: 1, lead: 1, keep_together: 2, keep_apart: 2 };

  /** `told` has submit(opinion), changed(draft), ask(changes). */
  mineplan.form = function (data, told) {
    const form = one("#opinion"), text = one("#text"), participants = one("#participants");
    const action = one("#action"), choices = one("#choices"), list = one("#change-list"), faults = one("#faults");
    let group = null, changes = [];

    const checked = (name) => { const found = one('input[name="' + name + '"]:checked', form); return found ? found.value : null; };
    function setRadio(name, value) { all('input[name="' + name + '"]', form).forEach((box) => { box.checked = box.value === value; }); }
    function opinion() {
      const kind = checked("kind") || "opinion", verdict = kind === "remark" ? null : checked("verdict");
      return {
        group_id: group.id, kind, verdict, text: text.value.trim(),
        participants: participants.value.split(/[、，,；;\s]+/).filter(Boolean),
        changes: verdict === "change" ? changes : []
      };
    }
    function show() {
      const said = opinion(), words = mineplan.words, isRemark = said.kind === "remark";
      one("#verdicts").hidden = isRemark;
      one("#changes").hidden = said.verdict !== "change";
      one("#need").textContent = isRemark || said.verdict === "change" || said.verdict === "disagree" ? "（必填）" : "（同意可不填）";
      one("label[for=text]").firstChild.nodeValue = isRemark ? "备注内容" : "理由";
      one("#submit").textContent = isRemark ? "提交备注"
        : "提交" + words.KINDS[said.kind] + (said.verdict ? "：" + words.VERDICTS[said.verdict] : "");
      one("#submit").className = said.verdict || "";
      one("#effect").textContent = isRemark ? "备注不影响结论。" : {
        agree: "提交后本区块锁定，下一次运算保持不变。", change: "修改内容将作为下一次运算的约束。",
        disagree: "下一次运算不受约束，理由印入文件。"
      }[said.verdict] || "";
    }
    function changed() {
      show();
      told.changed({ kind: checked("kind"), verdict: checked("verdict"), text: text.value, participants: participants.value, changes });
    }

    // ---- changes ----------------------------------------------------------------------------
    function candidates(name) {
      const near = group.review.neighbours.map((n) => [n[0], "相距 " + n[1] + " 米"]);
      const own = group.members.map((i) => [i, i === group.lead ? "整合主体" : "本区块"]);
      if (name === "add") { return near; }
      if (name === "leave_out") { return own; }
      return name === "lead" ? own.filter((n) => n[0] !== group.lead) : own.concat(near);
    }
    function offer() {
      const rows = candidates(action.value), kind = action.value === "lead" ? "radio" : "checkbox";
      choices.textContent = "";
      rows.forEach((row) => {
        const right = mineplan.right(data, row[0]), label = make("label", null, choices);
        make("input", null, label, { type: kind, name: "picked", value: right.id });
        const other = right.group >= 0 && data.groups[right.group] !== group ? "，" + data.groups[right.group].title : "";
        make("span", right.name + "　" + right.id + "（" + row[1] + other + "）", label);
      });
      if (!rows.length) { make("p", "没有可选的采矿权。", choices); }
    }
    function tellChanges() {
      list.textContent = "";
      changes.forEach((change, k) => {
        const item = make("li", mineplan.words.change(data, change) + " ", list);
        mineplan.button("删除", item, () => {
          changes = changes.filter((other, j) => j !== k);
          tellChanges();
          changed();
        }, { "aria-label": "删除修改：" + mineplan.words.change(data, change) });
      });
      one("#ask").disabled = !changes.length;
    }
    one("#add-change").addEventListener("click", () => {
      const ids = all('input[name="picked"]:checked', choices).map((box) => box.value).sort();
      const isAll = action.value === "leave_out" && ids.length === group.members.length;
      faults.textContent = ids.length < LEAST[action.value] ? "请至少勾选 " + LEAST[action.value] + " 宗采矿权"
        : isAll ? "不能剔除全部成员；不要本区块请选“不同意”" : "";
      if (faults.textContent) { return; }
      const fresh = { action: action.value, right_ids: ids };
      if (!changes.some((change) => JSON.stringify(change) === JSON.stringify(fresh))) { changes = changes.concat([fresh]); }
      offer();
      tellChanges();
      changed();
    });
    action.addEventListener("change", offer);
    one("#ask").addEventListener("click", () => told.ask(group, changes));

    form.addEventListener("input", (event) => { if (event.target.name !== "picked" && event.target !== action) { changed(); } });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const said = opinion(), wrong = mineplan.words.faults(said);
      faults.textContent = wrong.join("；");
      if (wrong.length) { (said.kind !== "remark" && !said.verdict ? one('input[name="verdict"]', form) : text).focus(); } else { told.submit(said); }
    });
    return {
      /** Open a group's form with its draft, or empty. */
      open: (next, draft, company) => {
        group = next;
        const kind = all('input[name="kind"]', form).filter((box) => !box.disabled && (!draft || box.value === draft.kind))[0];
        setRadio("kind", kind ? kind.value : all('input[name="kind"]:not(:disabled)', form)[0].value);
        setRadio("verdict", draft ? draft.verdict : null);
        text.value = draft ? draft.text : "";
        participants.value = draft ? draft.participants : company || "";
        changes = draft ? draft.changes : [];
        faults.textContent = "";
        form.hidden = false;
        offer();
        tellChanges();
        show();
      },
      fault: (words) => { faults.textContent = words; },
      busy: (isBusy) => { one("#submit").disabled = isBusy; }
    };
  };
}());
