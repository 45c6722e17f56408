/* What a reviewer reads of a group: before and after, evidence, law, alternatives, and all that was said. */
(function () {
  "use strict";
  const make = mineplan.make;

  function section(parent, title) {
    const part = make("section", null, parent);
    make("h3", title, part);
    return part;
  }
  function table(parent, heads, rows) {
    const grid = make("table", null, parent), line = make("tr", null, make("thead", null, grid)), body = make("tbody", null, grid);
    heads.forEach((words) => make("th", words, line, { scope: "col" }));
    rows.forEach((row) => {
      const made = make("tr", null, body);
      row.forEach((words, k) => make(k ? "td" : "th", words, made, k ? {} : { scope: "row" }));
    });
  }
  function terms(parent, rows) {
    const list = make("dl", null, parent);
    rows.forEach((row) => { make("dt", row[0], list); make("dd", row[1], list); });
  }
  /** One event, all of it. */
  mineplan.tellEvent = function (data, event, parent) {
    const item = make("li", null, parent), head = make("p", null, item), words = mineplan.words;
    if (event.verdict) { make("span", words.VERDICTS[event.verdict], head).className = "verdict " + event.verdict; }
    make("b", words.KINDS[event.kind], head);
    make("span", " " + event.by + " " + words.moment(event.at) + (event.source ? "（" + words.SOURCES[event.source] + "）" : ""), head);
    if (event.text) { make("p", event.text, item).className = "said"; }
    event.changes.forEach((change) => make("p", words.change(data, change), item).className = "wanted");
    if (event.participants.length) { make("p", "会审人员：" + event.participants.join("、"), item); }
  };
  /** Show a group's material. `choose` opens a right on the map. */
  mineplan.panel = function (data, index, parent, choose) {
    const group = data.groups[index], review = group.review;
    parent.textContent = "";
    table(section(parent, "整合前后"), ["指标", "整合前", "整合后"], review.change);
    const members = section(parent, "成员采矿权");
    members.className = "members";
    group.members.forEach((i) => {
      const right = mineplan.right(data, i);
      mineplan.button(right.name + (i === group.lead ? "（整合主体）" : "") + "　" + right.id, members, () => choose(i));
    });
    if (review.evidence.length) { terms(section(parent, "依据的事实"), review.evidence); }
    const law = section(parent, "依据的条款");
    review.rulings.forEach((k) => mineplan.ruling(data.rulings[k], law));
    if (!review.rulings.length) { make("p", "本区块没有引用条款。", law); }
    if (review.scores.length) { table(section(parent, "整合主体比选"), ["矿山", "总分", ""], review.scores); }
    const others = section(parent, "备选方案及其代价");
    if (review.stability) { make("p", review.stability + "。", others); }
    review.alternatives.forEach((a) => make("p", "备选方案" + a[0] + "（多 " + a[1] + " 分）：" + a[2], others));
    if (!review.alternatives.length && !review.stability) { make("p", "本次运算没有给出不含本区块的备选方案。", others); }
    if (review.pins.length) {
      const pins = section(parent, "方案约束");
      review.pins.forEach((words) => make("p", words, pins));
    }
  };
}());
