/* List and map as one: what is chosen in either is chosen in both. */
(function () {
  "use strict";
  /**
   * Start the workbench. `told` has group(index): tell about a group, cover(kind): how many pixels of the map its box
   * hides, and what list and chart ask for: tag, wants.
   */
  mineplan.workbench = function (data, told) {
    const facts = mineplan.one("#facts"), body = mineplan.one("div", facts);
    let chart = null;

    function setTime(time) {
      chart.setTime(time);
      mineplan.one("#stage").className = time;
      mineplan.all("[data-time]").forEach((b) => b.setAttribute("aria-pressed", String(b.getAttribute("data-time") === time)));
    }
    function choose(kind, index, isZooming) {
      if (kind === "g" && chart.time() === "before" && isZooming) { setTime("after"); }
      body.textContent = "";
      facts.hidden = false;
      if (kind === "i") { tellRight(mineplan.right(data, index)); } else { told.group(index, body, facts); }
      facts.scrollTop = 0;
      list.choose([kind, index]);
      const covered = facts.hidden || mineplan.one("#map").clientWidth < 700 ? 0 : facts.offsetWidth;
      chart.choose(kind, index, isZooming ? covered : null);
      if (told.chosen) { told.chosen(kind, index, Boolean(isZooming)); }
    }
    function clear() {
      facts.hidden = true;
      list.choose(null);
      chart.clear();
    }
    function tellRight(right) {
      mineplan.make("h3", right.name, body);
      const line = mineplan.make("p", right.id + " ", body);
      mineplan.make("span", data.dispositions[right.code], line).className = "tag " + right.code;
      const table = mineplan.make("dl", null, body);
      data.labels.forEach((label, k) => {
        if (right.facts[k] !== "—") { mineplan.make("dt", label, table); mineplan.make("dd", right.facts[k], table); }
      });
      if (right.remarks.length) { mineplan.make("p", "理由：" + right.remarks.join("；").replace(/[。；]*$/, "") + "。", body); }
      right.doubts.forEach((words) => { mineplan.make("p", "疑点：" + words, body).className = "doubt"; });
      right.rulings.forEach((k) => mineplan.ruling(data.rulings[k], body));
      if (right.group >= 0) {
        const group = data.groups[right.group];
        mineplan.button("所属" + group.title + group.name, mineplan.make("div", null, body), () => choose("g", right.group, true));
      }
    }

    const list = mineplan.list(data, {
      choose: (kind, index) => choose(kind, index, true),
      hover: (it) => { if (chart) { chart.hover(it); } },
      found: (flags) => { if (chart) { chart.dim(flags); } },
      tag: told.tag, wants: told.wants
    });
    chart = mineplan.chart(data, mineplan.one("#map"), {
      choose: (kind, index) => choose(kind, index, false),
      hover: (it) => list.hover(it), leave: clear, tag: told.tag
    });
    mineplan.all("[data-time]").forEach((b) => b.addEventListener("click", () => setTime(b.getAttribute("data-time"))));
    mineplan.all("[data-zoom]").forEach((b) => b.addEventListener("click", () => {
      const kind = b.getAttribute("data-zoom");
      if (kind === "all") { chart.all(); } else { chart.zoom(kind === "in" ? 0.6 : 1.6); }
    }));
    mineplan.one(".shut", facts).addEventListener("click", clear);
    document.addEventListener("keydown", (event) => { if (event.key === "Escape") { clear(); } });

    let opened = [];
    window.addEventListener("beforeprint", () => {
      opened = mineplan.all("details").filter((d) => !d.open);
      opened.forEach((d) => { d.open = true; });
      chart.print(true);
    });
    window.addEventListener("afterprint", () => {
      opened.forEach((d) => { d.open = false; });
      chart.print(false);
    });
    mineplan.looks.paint();
    list.fill();
    return { chart, list, choose, clear, setTime };
  };
  /** Tell a ruling: where it stands, what it says, how sure we are. */
  mineplan.ruling = (ruling, parent) => mineplan.make(
    "blockquote", ruling[0] + "：" + ruling[1] + "（" + ruling[2] + (ruling[3] ? "，" + ruling[3] : "") + "）", parent);
}());
