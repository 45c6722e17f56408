/* The words of a review: verdicts, kinds, changes, and which event of a group counts. */
(function () {
  "use strict";
  const VERDICTS = { agree: "同意", change: "修改", disagree: "不同意" };
  const COLORS = { agree: "#1b7837", change: "#b35806", disagree: "#a50f15", none: "#4a5563" };
  const KINDS = { opinion: "审查意见", final: "最终意见", remark: "备注" };
  const SOURCES = { web: "联网审查", file: "文件", xlsx: "Excel", docx: "Word" };
  const ACTIONS = { leave_out: "剔除", add: "并入", lead: "整合主体改为", keep_together: "须并入同一区块", keep_apart: "不得并入同一区块" };

  mineplan.words = {
    VERDICTS, COLORS, KINDS, SOURCES, ACTIONS,
    /** 2026-11-25T21:03:00+08:00 as a reader wants it. */
    moment: (at) => String(at || "").slice(0, 16).replace("T", " "),
    /** A change in words, rights by name and number. */
    change: (data, change) => {
      const names = change.right_ids.map((id) => {
        const i = data.places[id];
        return i === undefined ? id : mineplan.right(data, i).name + "（" + id + "）";
      });
      return mineplan.words.ACTIONS[change.action] + "：" + names.join("、");
    },
    /** What stands on a group: the latest final opinion, else the latest opinion; remarks never count. */
    counting: (events) => {
      const of = (kind) => events.filter((event) => event.kind === kind).slice(-1)[0] || null;
      return of("final") || of("opinion");
    },
    /** Every fault of an opinion, as a sentence. */
    faults: (opinion) => {
      const found = [], isEmpty = !opinion.text.trim();
      if (opinion.kind === "remark") { return isEmpty ? ["备注没有内容"] : []; }
      if (!opinion.verdict) { found.push("请先选择 同意、修改 或 不同意"); }
      if (isEmpty && (opinion.verdict === "change" || opinion.verdict === "disagree")) {
        found.push("“" + VERDICTS[opinion.verdict] + "”须填写理由");
      }
      return found;
    }
  };
}());
