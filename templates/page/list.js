/* The list beside the map: groups and rights, found by licence, mine or holder. */
(function () {
  "use strict";
  const MOST_LISTED = 200;

  /**
   * Fill the list. `told` has choose(kind, index), hover(it or null), found(flags), and may have tag(group): {words, code},
   * wants(group): whether a group passes the page's own filter.
   */
  mineplan.list = function (data, told) {
    const list = mineplan.one("#list"), search = mineplan.one("#search");
    let code = "", chosen = null;

    const haystacks = data.rights.map((r, i) => {
      const right = mineplan.right(data, i);
      return (right.id + " " + right.mine + " " + right.facts[0]).toLowerCase();
    });
    function row(kind, index, before) {
      const item = mineplan.make("li"), button = mineplan.make("button", null, item, { type: "button" });
      button.setAttribute("data-" + kind, index);
      if (kind === "i") {
        const right = mineplan.right(data, index);
        mineplan.make("span", data.dispositions[right.code], button).className = "tag " + right.code;
        mineplan.make("span", right.name, button);
        mineplan.make("small", right.id, button);
      } else {
        const group = data.groups[index], tag = told.tag ? told.tag(index) : null;
        if (tag) { mineplan.make("span", tag.words, button).className = "tag " + tag.code; }
        mineplan.make("span", group.title + group.name, button);
        mineplan.make("small", group.facts[1][1] + "，主体：" + group.facts[0][1], button);
      }
      list.insertBefore(item, before || null);
      return button;
    }
    const rowOf = (it) => mineplan.one("button[data-" + it[0] + '="' + it[1] + '"]', list);
    function section(words, kind, indices) {
      if (!indices.length && kind === "g") { return; }
      mineplan.make("li", words, list).className = "head";
      indices.slice(0, MOST_LISTED).forEach((k) => row(kind, k));
    }
    function fill() {
      const words = search.value.trim().toLowerCase(), found = data.rights.map((r, i) =>
        (!code || r[2] === code) && (!words || haystacks[i].indexOf(words) >= 0));
      const wanted = {};
      found.forEach((isFound, i) => { if (isFound) { wanted[mineplan.right(data, i).group] = true; } });
      const groups = data.groups.map((g, k) => k).filter((k) => wanted[k] && (!told.wants || told.wants(k)));
      const rights = found.reduce((made, isFound, i) => { if (isFound) { made.push(i); } return made; }, []);
      list.textContent = "";
      section("整合区块 " + groups.length + " 个", "g", groups);
      section("采矿权 " + rights.length + " 宗", "i", rights);
      const isCut = rights.length > MOST_LISTED || groups.length > MOST_LISTED;
      mineplan.one("#found").textContent = "找到 " + rights.length + " 宗" +
        (isCut ? "，清单各列出前 " + MOST_LISTED + " 项，请输入更多文字缩小范围" : "");
      told.found(rights.length === data.rights.length ? null : found);
      mark(chosen);
    }
    function mark(it) {
      chosen = it;
      mineplan.all('button[aria-current="true"]', list).forEach((b) => b.setAttribute("aria-current", "false"));
      mineplan.all(".picked", list).forEach((item) => item.remove());
      if (!it) { return null; }
      let button = rowOf(it);
      if (!button) {
        // Chosen on the map and not among the rows: it comes to the top.
        button = row(it[0], it[1], list.firstChild);
        button.parentNode.className = "picked";
      }
      button.setAttribute("aria-current", "true");
      return button;
    }
    function hover(it, isOn) {
      const button = it ? rowOf(it) : null;
      if (button) { button.classList.toggle("hover", isOn); }
    }
    let hovered = null;
    function point(event) {
      const it = event.type === "mouseleave" || event.type === "focusout" ? null : mineplan.subject(event.target);
      hover(hovered, false);
      hovered = it;
      hover(it, true);
      told.hover(it);
    }
    ["mouseover", "mouseleave", "focusin", "focusout"].forEach((name) => list.addEventListener(name, point));
    list.addEventListener("click", (event) => {
      const it = mineplan.subject(event.target);
      if (it) { told.choose(it[0], it[1]); }
    });
    search.addEventListener("input", fill);
    search.addEventListener("keydown", (event) => {
      const first = mineplan.one("button[data-i]", list);
      if (event.key === "Enter" && first) { told.choose("i", Number(first.getAttribute("data-i"))); }
    });
    mineplan.all("[data-code]").forEach((button) => button.addEventListener("click", () => {
      code = button.getAttribute("data-code");
      mineplan.all("[data-code]").forEach((other) => other.setAttribute("aria-pressed", String(other === button)));
      fill();
    }));
    return {
      fill,
      /** Fill again where nothing but tags has changed. */
      refresh: () => {
        const top = list.scrollTop;
        fill();
        list.scrollTop = top;
      },
      /** Mark a row from the map. */
      hover: (it) => { hover(hovered, false); hovered = it; hover(it, true); },
      /** Mark what is chosen and bring it into sight. */
      choose: (it) => {
        const button = mark(it);
        if (button) { list.scrollTop += button.getBoundingClientRect().top - list.getBoundingClientRect().top - 60; }
      }
    };
  };
}());
