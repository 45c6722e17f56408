/* The page of a plan: cards of groups and the table of all rights beside the workbench. */
(function () {
  "use strict";
  const data = mineplan.read("data"), STEP = 200;
  const table = mineplan.one("#table tbody"), filter = mineplan.one("#filter"), more = mineplan.one("#more");

  function tellGroup(index, body) {
    const group = data.groups[index];
    mineplan.make("h3", group.title + group.name, body);
    const list = mineplan.make("dl", null, body);
    group.facts.forEach((fact) => { mineplan.make("dt", fact[0], list); mineplan.make("dd", fact[1], list); });
    const members = mineplan.make("div", "成员（点击查看）：", body);
    members.className = "members";
    group.members.forEach((i) => mineplan.button(mineplan.right(data, i).name, members, () => work.choose("i", i, true)));
    mineplan.make("a", "查看区块详情", mineplan.make("p", null, body), { href: "#group-" + index });
  }
  const work = mineplan.workbench(data, {
    group: tellGroup,
    chosen: (kind, index) => mineplan.all(".card").forEach((card) =>
      card.classList.toggle("selected", kind === "g" && card.id === "group-" + index))
  });
  mineplan.page = work;
  document.addEventListener("click", (event) => {
    const shown = event.target.closest ? event.target.closest(".show") : null;
    if (!shown) { return; }
    const it = mineplan.subject(shown);
    mineplan.one("#workbench").scrollIntoView();
    work.choose(it[0], it[1], true);
  });

  // ---- the table of all rights, so many rows at a time as anybody reads ---------------------
  let rows = [], listed = 0;
  function cell(line, text, name) { mineplan.make("td", text, line).className = name || ""; return line.lastChild; }
  function addRow(i) {
    const right = mineplan.right(data, i), line = mineplan.make("tr", null, table);
    const fact = (key) => mineplan.fact(data, i, key);
    cell(line, i + 1);
    mineplan.make("button", right.id, cell(line, null), { type: "button", "data-i": i }).className = "show";
    cell(line, right.mine);
    cell(line, fact("county"));
    cell(line, fact("capacity"), "number");
    cell(line, fact("area"), "number");
    cell(line, fact("valid_to"));
    mineplan.make("span", data.dispositions[right.code], cell(line, null)).className = "tag " + right.code;
    cell(line, right.group < 0 ? "" : data.groups[right.group].numeral);
    cell(line, right.remarks.join("；"));
  }
  function list(upto) {
    for (; listed < Math.min(upto, rows.length); listed += 1) { addRow(rows[listed]); }
    mineplan.one("#shown").textContent = rows.length > listed ? "共 " + rows.length + " 宗，已列出 " + listed + " 宗" : "显示 " + rows.length + " 宗";
    more.hidden = listed === rows.length;
  }
  function start() {
    rows = data.rights.map((r, i) => i).filter((i) => !filter.value || mineplan.right(data, i).code === filter.value);
    table.textContent = "";
    listed = 0;
    list(STEP);
  }
  filter.addEventListener("change", start);
  more.addEventListener("click", () => list(listed + STEP));
  window.addEventListener("beforeprint", () => list(rows.length));
  start();
}());
