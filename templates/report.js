(function () {
  "use strict";
  var data = JSON.parse(document.getElementById("data").textContent);
  var MOST_LISTED = 200;
  var svg = document.getElementById("map"), halo = document.getElementById("halo");
  var list = document.getElementById("list"), search = document.getElementById("search");
  var facts = document.getElementById("facts"), body = facts.querySelector("div");
  var paths = svg.querySelectorAll(".right"), extents = svg.querySelectorAll(".extent");
  var labels = svg.querySelectorAll(".labels text");
  var feet = Array.prototype.map.call(labels, function (l) { return [l.getAttribute("x"), l.getAttribute("y")]; });
  var view = null, code = "", chosen = null;

  // A right: [licence, mine, code, disposition, facts, remarks, rulings, group, box, doubts].
  function nameOf(right) { return right[1] === "—" ? right[0] : right[1]; }
  function make(tag, text, parent) {
    var element = document.createElement(tag);
    if (text !== undefined && text !== null) { element.textContent = text; }
    if (parent) { parent.appendChild(element); }
    return element;
  }
  function each(nodes, work) { Array.prototype.forEach.call(nodes, work); }

  // ---- view -------------------------------------------------------------------------------
  function fitted(box, margin) {
    var ratio = svg.clientWidth / Math.max(svg.clientHeight, 1) || 1.6;
    var width = Math.max(box[2] * (1 + margin), box[3] * (1 + margin) * ratio, 50);
    var height = width / ratio;
    return [box[0] + box[2] / 2 - width / 2, box[1] + box[3] / 2 - height / 2, width, height];
  }
  function show(next) {
    view = next;
    svg.setAttribute("viewBox", view.join(" "));
    var k = view[2] / Math.max(svg.clientWidth, 1);
    svg.style.setProperty("--k", k);
    each(svg.querySelectorAll("pattern"), function (p) { p.setAttribute("patternTransform", "scale(" + k + ")"); });
    var taken = [];
    each(labels, function (label, g) {
      // A small extent bears its number above itself, or it could not be seen.
      var box = data.groups[g].box, isSmall = Math.min(box[2], box[3]) < 40 * k;
      placeLabel(label, isSmall ? box[0] + box[2] / 2 : Number(feet[g][0]), isSmall ? box[1] - 13 * k : Number(feet[g][1]), k, taken);
    });
    var power = Math.pow(10, Math.floor(Math.log10(k * 120)));
    var ground = [5, 2, 1].map(function (n) { return n * power; }).filter(function (n) { return n <= k * 120; })[0];
    var bar = document.getElementById("bar");
    bar.style.width = ground / k + "px";
    bar.firstChild.textContent = ground >= 1000 ? ground / 1000 + " 千米" : ground + " 米";
  }
  function placeLabel(label, x, y, k, taken) {
    // A number that would cover another moves one line up or down, or waits until the map is nearer.
    var width = 15 * k * label.textContent.length, height = 18 * k;
    var free = [0, -height, height].filter(function (shift) {
      return taken.every(function (other) {
        return Math.abs(other[0] - x) >= (other[2] + width) / 2 || Math.abs(other[1] - y - shift) >= height;
      });
    });
    var shift = free.length ? free[0] : 0;
    label.style.display = free.length ? "" : "none";
    label.setAttribute("x", x);
    label.setAttribute("y", y + shift);
    if (free.length) { taken.push([x, y + shift, width]); }
  }
  function besideFacts(box) {
    // The box of facts covers the right part of the map: what was chosen moves out from under it.
    var covered = svg.clientWidth > 700 ? facts.offsetWidth / svg.clientWidth * box[2] / 2 : 0;
    return [box[0] + covered, box[1], box[2], box[3]];
  }
  function zoom(factor, x, y) {
    var widest = fitted(data.box, 4)[2];
    var width = Math.min(Math.max(view[2] * factor, 50), widest), real = width / view[2];
    show([x - (x - view[0]) * real, y - (y - view[1]) * real, width, view[3] * real]);
  }
  function middle() { return [view[0] + view[2] / 2, view[1] + view[3] / 2]; }
  function pan(dx, dy) { show([view[0] + dx, view[1] + dy, view[2], view[3]]); }
  function placeOf(event) {
    var box = svg.getBoundingClientRect();
    return [view[0] + (event.clientX - box.left) / box.width * view[2], view[1] + (event.clientY - box.top) / box.height * view[3]];
  }
  function showAll() { show(fitted(data.box, 0.12)); }

  // ---- choosing ---------------------------------------------------------------------------
  function rowOf(kind, index) { return list.querySelector("button[data-" + kind + '="' + index + '"]'); }
  function choose(kind, index, isZooming) {
    chosen = [kind, index];
    var right = kind === "i" ? data.rights[index] : null, group = right ? data.groups[right[7]] : data.groups[index];
    halo.setAttribute("d", (right ? paths : extents)[index].getAttribute("d") || "M0 0");
    if (!right) { setTime("after"); }
    facts.hidden = false;
    if (isZooming) { show(besideFacts(fitted(right ? right[8] : group.box, right ? 3 : 1.2))); }
    mark();
    each(document.querySelectorAll(".card"), function (card) {
      card.classList.toggle("selected", !right && card.id === "group-" + index);
    });
    var row = rowOf(kind, index);
    if (row) { list.scrollTop += row.getBoundingClientRect().top - list.getBoundingClientRect().top - 60; }
    body.textContent = "";
    if (right) { tellRight(right, group); } else { tellGroup(group, index); }
    facts.scrollTop = 0;
  }
  function clear() {
    chosen = null;
    halo.setAttribute("d", "M0 0");
    facts.hidden = true;
    mark();
  }
  function mark() {
    each(list.querySelectorAll("button"), function (button) {
      var isIt = chosen !== null && button.getAttribute("data-" + chosen[0]) === String(chosen[1]);
      button.setAttribute("aria-current", isIt ? "true" : "false");
    });
  }
  function tellRight(right, group) {
    make("h3", nameOf(right), body);
    var line = make("p", right[0] + " ", body);
    make("span", right[3], line).className = "tag " + right[2];
    var table = make("dl", null, body);
    data.labels.forEach(function (label, k) {
      if (right[4][k] !== "—") { make("dt", label, table); make("dd", right[4][k], table); }
    });
    if (right[5].length) { make("p", "理由：" + right[5].join("；") + "。", body); }
    right[9].forEach(function (words) { make("p", "疑点：" + words, body).className = "doubt"; });
    right[6].forEach(function (k) { tellRuling(data.rulings[k]); });
    if (group) { groupButton(right[7], "所属" + group.title + group.name); }
  }
  function tellRuling(ruling) {
    make("blockquote", ruling[0] + "：" + ruling[1] + "（" + ruling[2] + (ruling[3] ? "，" + ruling[3] : "") + "）", body);
  }
  function groupButton(index, words) {
    var button = make("button", words, make("div", null, body));
    button.type = "button";
    button.addEventListener("click", function () { choose("g", index, true); });
  }
  function tellGroup(group, index) {
    make("h3", group.title + group.name, body);
    var table = make("dl", null, body);
    group.facts.forEach(function (fact) { make("dt", fact[0], table); make("dd", fact[1], table); });
    var members = make("div", "成员（点击查看）：", body);
    members.className = "members";
    group.members.forEach(function (i) {
      var button = make("button", nameOf(data.rights[i]), members);
      button.type = "button";
      button.addEventListener("click", function () { choose("i", i, true); });
    });
    var link = make("a", "查看区块详情", make("p", null, body));
    link.href = "#group-" + index;
  }

  // ---- list -------------------------------------------------------------------------------
  function matches(right, words) {
    return (!code || right[2] === code) &&
      (!words || (right[0] + " " + right[1] + " " + right[4][0]).toLowerCase().indexOf(words) >= 0);
  }
  function addRow(kind, index, name, below, right) {
    var button = make("button", null, make("li", null, list));
    button.type = "button";
    button.setAttribute("data-" + kind, index);
    if (right) { make("span", right[3], button).className = "tag " + right[2]; }
    make("span", name, button);
    make("small", below, button);
  }
  function fill() {
    var words = search.value.trim().toLowerCase(), found = [];
    data.rights.forEach(function (right, i) { if (matches(right, words)) { found.push(i); } });
    list.textContent = "";
    var wanted = {};
    found.forEach(function (i) { wanted[data.rights[i][7]] = true; });
    var groups = data.groups.map(function (g, k) { return k; }).filter(function (k) { return wanted[k]; });
    if (groups.length) { make("li", "整合区块 " + groups.length + " 个", list).className = "head"; }
    groups.forEach(function (k) {
      addRow("g", k, data.groups[k].title + data.groups[k].name, data.groups[k].facts[1][1] + "，主体：" + data.groups[k].facts[0][1]);
    });
    make("li", "采矿权 " + found.length + " 宗", list).className = "head";
    found.slice(0, MOST_LISTED).forEach(function (i) {
      addRow("i", i, nameOf(data.rights[i]), data.rights[i][0], data.rights[i]);
    });
    var more = found.length - MOST_LISTED;
    document.getElementById("found").textContent = "找到 " + found.length + " 宗" + (more > 0 ? "，清单列出前 " + MOST_LISTED + " 宗，请输入更多文字缩小范围" : "");
    var isFound = {};
    found.forEach(function (i) { isFound[i] = true; });
    each(paths, function (path, i) { path.classList.toggle("dim", !isFound[i]); });
    mark();
  }
  function filterTable(value) {
    var rows = document.querySelectorAll("#table tbody tr"), count = 0;
    each(rows, function (row) {
      row.hidden = Boolean(value) && row.getAttribute("data-c") !== value;
      count += row.hidden ? 0 : 1;
    });
    document.getElementById("shown").textContent = "显示 " + count + " 宗";
  }

  // ---- switch -----------------------------------------------------------------------------
  function setTime(time) {
    svg.setAttribute("class", time);
    each(document.querySelectorAll("[data-time]"), function (button) {
      button.setAttribute("aria-pressed", String(button.getAttribute("data-time") === time));
    });
  }

  // ---- events -----------------------------------------------------------------------------
  function subject(target) {
    while (target && target !== document && target.getAttribute) {
      if (target.hasAttribute("data-i")) { return ["i", Number(target.getAttribute("data-i"))]; }
      if (target.hasAttribute("data-g")) { return ["g", Number(target.getAttribute("data-g"))]; }
      target = target.parentNode;
    }
    return null;
  }
  function hover(event, isOn) {
    var it = subject(event.target);
    if (!it) { return; }
    (it[0] === "i" ? paths : extents)[it[1]].classList.toggle("hover", isOn);
    var row = rowOf(it[0], it[1]);
    if (row) { row.classList.toggle("hover", isOn); }
  }
  [svg, list].forEach(function (part) {
    part.addEventListener("mouseover", function (event) { hover(event, true); });
    part.addEventListener("mouseout", function (event) { hover(event, false); });
  });
  list.addEventListener("focusin", function (event) { hover(event, true); });
  list.addEventListener("focusout", function (event) { hover(event, false); });
  list.addEventListener("click", function (event) {
    var it = subject(event.target);
    if (it) { choose(it[0], it[1], true); }
  });
  each(document.querySelectorAll(".show"), function (button) {
    button.addEventListener("click", function () {
      var it = subject(button);
      document.getElementById("workbench").scrollIntoView();
      choose(it[0], it[1], true);
    });
  });

  var drag = null;
  svg.addEventListener("pointerdown", function (event) {
    if (event.button === 0) { drag = { x: event.clientX, y: event.clientY, view: view, moved: false }; }
  });
  window.addEventListener("pointermove", function (event) {
    if (!drag) { return; }
    var dx = event.clientX - drag.x, dy = event.clientY - drag.y, k = view[2] / svg.clientWidth;
    if (!drag.moved && Math.abs(dx) + Math.abs(dy) < 5) { return; }
    drag.moved = true;
    svg.classList.add("dragging");
    show([drag.view[0] - dx * k, drag.view[1] - dy * k, view[2], view[3]]);
  });
  window.addEventListener("pointerup", function (event) {
    if (!drag) { return; }
    var wasMoved = drag.moved;
    drag = null;
    svg.classList.remove("dragging");
    var it = wasMoved ? null : subject(event.target);
    if (it && svg.contains(event.target)) { choose(it[0], it[1], false); } else if (!wasMoved) { clear(); }
  });
  window.addEventListener("pointercancel", function () { drag = null; svg.classList.remove("dragging"); });
  svg.addEventListener("wheel", function (event) {
    event.preventDefault();
    var place = placeOf(event);
    zoom(event.deltaY > 0 ? 1.25 : 0.8, place[0], place[1]);
  }, { passive: false });
  svg.addEventListener("dblclick", function (event) {
    var place = placeOf(event);
    zoom(0.5, place[0], place[1]);
  });
  svg.addEventListener("keydown", function (event) {
    var step = view[2] / 8, centre = middle(), known = true;
    if (event.key === "ArrowLeft") { pan(-step, 0); }
    else if (event.key === "ArrowRight") { pan(step, 0); }
    else if (event.key === "ArrowUp") { pan(0, -step); }
    else if (event.key === "ArrowDown") { pan(0, step); }
    else if (event.key === "+" || event.key === "=") { zoom(0.7, centre[0], centre[1]); }
    else if (event.key === "-") { zoom(1.4, centre[0], centre[1]); }
    else if (event.key === "0" || event.key === "Home") { showAll(); }
    else { known = false; }
    if (known) { event.preventDefault(); }
  });
  document.addEventListener("keydown", function (event) { if (event.key === "Escape") { clear(); } });
  facts.querySelector(".shut").addEventListener("click", clear);
  each(document.querySelectorAll("[data-zoom]"), function (button) {
    button.addEventListener("click", function () {
      var kind = button.getAttribute("data-zoom"), centre = middle();
      if (kind === "all") { showAll(); } else { zoom(kind === "in" ? 0.6 : 1.6, centre[0], centre[1]); }
    });
  });
  each(document.querySelectorAll("[data-time]"), function (button) {
    button.addEventListener("click", function () { setTime(button.getAttribute("data-time")); });
  });
  each(document.querySelectorAll("[data-code]"), function (button) {
    button.addEventListener("click", function () {
      code = button.getAttribute("data-code");
      each(document.querySelectorAll("[data-code]"), function (other) { other.setAttribute("aria-pressed", String(other === button)); });
      fill();
    });
  });
  search.addEventListener("input", fill);
  search.addEventListener("keydown", function (event) {
    var first = list.querySelector("button[data-i]");
    if (event.key === "Enter" && first) { choose("i", Number(first.getAttribute("data-i")), true); }
  });
  document.getElementById("filter").addEventListener("change", function (event) { filterTable(event.target.value); });
  window.addEventListener("resize", function () { show(fitted(view, 0)); });

  var opened = [];
  window.addEventListener("beforeprint", function () {
    opened = Array.prototype.filter.call(document.querySelectorAll("details"), function (d) { return !d.open; });
    opened.forEach(function (d) { d.open = true; });
  });
  window.addEventListener("afterprint", function () { opened.forEach(function (d) { d.open = false; }); });

  fill();
  filterTable("");
  showAll();
}());
