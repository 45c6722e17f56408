/* The review page: one script for both uses, opened from disk or served. */
(function () {
  "use strict";
  const data = mineplan.read("data"), service = mineplan.read("service");
  const one = mineplan.one, make = mineplan.make, words = mineplan.words;
  data.places = data.rights.reduce((made, r, i) => { made[r[0]] = i; return made; }, {});
  const store = service ? mineplan.servedStore(data, service) : mineplan.fileStore(data);
  const drafts = mineplan.drawer(store.drawer.key + ":drafts");
  let events = [], byGroup = {}, current = null, wanted = "", head = null, answers = {}, asked = 0;

  const said = (index) => byGroup[data.groups[index].id] || [];
  const verdictOf = (index) => { const event = words.counting(said(index)); return event ? event.verdict : ""; };
  function say(text, isBad) {
    const place = one("#message");
    place.textContent = text;
    place.className = isBad ? "bad" : "";
  }

  // ---- list, map, counters ------------------------------------------------------------------
  function tag(index) {
    const event = words.counting(said(index)), verdict = event ? event.verdict : "";
    const label = verdict ? words.VERDICTS[verdict] : "未审查";
    return {
      words: label + (event && event.kind === "final" ? "（最终）" : "") + (verdict === "agree" ? " 锁定" : ""),
      short: verdict ? label : "", color: words.COLORS[verdict || "none"], code: "verdict " + (verdict || "none")
    };
  }
  const form = mineplan.form(data, {
    submit, ask,
    changed: (draft) => {
      const kept = drafts.read();
      kept[data.groups[current].id] = draft;
      kept[""] = draft.participants;
      drafts.write(kept);
      if (!drafts.isKept()) { say("浏览器不允许保存，关闭本页前请先导出", true); }
    }
  });
  const work = mineplan.workbench(data, {
    tag, wants: (index) => !wanted || (verdictOf(index) || "none") === wanted,
    group: (index, body, facts) => { facts.hidden = true; open(index); },
    chosen: (kind, index, isFromList) => { if (kind === "g" && isFromList) { one("#panel h2").focus(); } }
  });
  mineplan.page = work;

  function count() {
    const counts = { agree: 0, change: 0, disagree: 0, none: 0, "": data.groups.length };
    data.groups.forEach((group, k) => { counts[verdictOf(k) || "none"] += 1; });
    mineplan.all("[data-verdict]").forEach((button) => {
      const verdict = button.getAttribute("data-verdict");
      one("b", button).textContent = counts[verdict];
      button.setAttribute("aria-pressed", String(verdict === wanted));
    });
  }
  function refresh() {
    byGroup = {};
    events.forEach((event) => { (byGroup[event.group_id] = byGroup[event.group_id] || []).push(event); });
    count();
    work.list.refresh();
    work.chart.redraw();
    if (current !== null) { tellState(); }
  }

  // ---- a group --------------------------------------------------------------------------------
  function tellState() {
    const group = data.groups[current], event = words.counting(said(current)), state = one("#state"), history = one("#history");
    state.textContent = "";
    make("span", tag(current).words, state).className = "tag " + tag(current).code;
    make("span", !event ? "尚未审查。" : event.verdict === "agree" ? "已锁定：下一次运算保持本区块不变。"
      : event.kind === "final" ? "已有最终意见，其后的审查意见只作记录。" : "", state);
    make("small", group.id, state);
    history.textContent = "";
    said(current).slice().reverse().forEach((one_) => mineplan.tellEvent(data, one_, history));
    if (!said(current).length) { make("li", "还没有人发表意见。", history); }
    tellAnswer();
  }
  function open(index) {
    current = index;
    const group = data.groups[index], kept = drafts.read();
    one("#panel").className = "open";
    one("#panel h2").textContent = group.title + group.name;
    mineplan.panel(data, index, one("#material"), (i) => work.choose("i", i, true));
    form.open(group, kept[group.id] || null, typeof kept[""] === "string" ? kept[""] : "");
    tellState();
    one("#read").scrollTop = 0;
  }
  function seen() { return mineplan.latestOf(said(current), data.groups[current].id); }
  // The answer may come when the reviewer has gone on to another group.
  function blame(index, text) {
    if (index === current) { form.fault(text); } else { say(data.groups[index].title + "：" + text, true); }
  }
  function submit(opinion) {
    const at = current, nameless = !store.isServed && !one("#reviewer").value.trim();
    if (nameless) {
      form.fault("请先填写审查人姓名");
      one("#reviewer").focus();
      return;
    }
    form.busy(true);
    store.post(opinion, seen()).then((answer) => {
      form.busy(false);
      if (answer.status === 201) {
        events = events.concat([answer.body.event]);
        head = answer.body.head || null;
        const kept = drafts.read();
        delete kept[opinion.group_id];
        drafts.write(kept);
        refresh();
        if (current === at) { open(at); }
        say("已" + (store.isServed ? "记入台账" : "保存在本机") + "：" + data.groups[at].title +
          words.KINDS[opinion.kind] + (opinion.verdict ? "“" + words.VERDICTS[opinion.verdict] + "”" : ""));
        return;
      }
      if (answer.status === 409 && answer.body.event) {
        const other = answer.body.event;
        events = events.concat([other]);
        refresh();
        blame(at, answer.body.error + "：" + other.by + " " + words.moment(other.at) + "“" + words.VERDICTS[other.verdict] + "”" +
          (other.text ? "，" + other.text : "") + "。您的内容没有提交，仍在表中；核对后可再次提交。");
        return;
      }
      blame(at, mineplan.refusal(answer));
    });
  }
  function next() {
    const count_ = data.groups.length, start = current === null ? -1 : current;
    for (let k = 1; k <= count_; k += 1) {
      const index = (start + k + count_) % count_;
      if (!verdictOf(index)) { work.choose("g", index, true); return; }
    }
    say("全部区块均已审查");
  }

  // ---- what a change would cost ----------------------------------------------------------------
  function tellAnswer() {
    const place = one("#answer"), found = answers[data.groups[current].id];
    place.textContent = "";
    if (!found) { return; }
    make("p", found.title, place);
    found.words.forEach((line) => make("p", line, place));
  }
  function note(group, title, lines) {
    answers[group.id] = { title, words: lines || [] };
    if (current !== null && data.groups[current] === group) { tellAnswer(); }
  }
  function number(value, digits) { return typeof value === "number" ? String(Number(value.toFixed(digits))) : "—"; }
  function ask(group, changes) {
    const turn = asked += 1, title = "试算：" + changes.map((c) => words.change(data, c)).join("；");
    note(group, title, ["正在求解，可以继续审查其他区块……"]);
    function failed(answer) { note(group, title, ["试算没有完成：" + ((answer.body.errors || (answer.body.answer || {}).words || []).join("；") || answer.body.error || "请稍后再试")]); }
    function poll(job) {
      store.answer(job).then((answer) => {
        if (turn !== asked) { return; }
        if (answer.status !== 200 || answer.body.status === "failed") { failed(answer); return; }
        if (answer.body.status === "running") { window.setTimeout(() => poll(job), 1000); return; }
        const got = answer.body.answer;
        const figures = typeof got.objective === "number" ? ["比本方案" + (got.cost < 0 ? "少 " : "多 ") + number(Math.abs(got.cost), 2) + " 分；目标值 " +
          number(got.objective, 2) + "，下界 " + number(got.bound, 2) + "，差距 " + number(100 * got.gap, 2) + "%"] : [];
        note(group, title, figures.concat(got.words || []));
      });
    }
    store.ask(group.id, changes).then((answer) => { if (answer.status === 202) { poll(answer.body.job); } else { failed(answer); } });
  }

  // ---- files and paper ---------------------------------------------------------------------------
  const FIELDS = ["group_id", "kind", "verdict", "text", "participants", "changes", "at", "by"];
  function exported() {
    const decisions = events.map((event) => FIELDS.reduce((made, name) => { made[name] = event[name]; return made; }, {}));
    // The next run may have other groups: the file says who was in those that were spoken of.
    const groups = data.groups.filter((group) => byGroup[group.id]).reduce((made, group) => {
      made[group.id] = { right_ids: group.members.map((i) => data.rights[i][0]), lead_id: data.rights[group.lead][0] };
      return made;
    }, {});
    return JSON.stringify({ run: data.run, input_hash: data.input_hash, head, groups, decisions }, null, 1) + "\n";
  }
  one("#export").addEventListener("click", () => {
    const url = URL.createObjectURL(new Blob([exported()], { type: "application/json" }));
    const link = make("a", null, document.body, { href: url, download: "审查意见-" + data.run + ".json" });
    link.click();
    link.remove();
    window.setTimeout(() => URL.revokeObjectURL(url), 10000);
    say("已导出 " + events.length + " 条意见");
  });
  one("#import").addEventListener("change", (event) => {
    const file = event.target.files[0], reader = new FileReader();
    reader.onload = () => {
      try {
        const fresh = store.take(String(reader.result));
        say("已导入 " + fresh + " 条新意见");
      } catch (error) { say(error.message, true); }
      event.target.value = "";
      load();
    };
    if (file) { reader.readAsText(file, "utf-8"); }
  });
  window.addEventListener("beforeprint", () => {
    const body = one("#paper tbody");
    body.textContent = "";
    data.groups.forEach((group, k) => {
      const line = make("tr", null, body), event = words.counting(said(k));
      make("td", group.numeral, line);
      const named = make("td", null, line);
      make("p", group.name, named);
      make("small", group.id, named);
      make("td", group.facts[0][1] + "；" + group.facts[1][1], line);
      make("td", event ? words.VERDICTS[event.verdict] + (event.kind === "final" ? "（最终意见）" : "") : "未审查", line);
      const told = make("td", null, line);
      if (event && event.text) { make("p", event.text, told); }
      (event ? event.changes : []).forEach((change) => make("p", words.change(data, change), told));
      make("td", event ? event.participants.join("、") : "", line);
      const signed = make("td", null, line);
      if (event) { make("p", event.by, signed); make("p", words.moment(event.at), signed); }
    });
  });

  // ---- start ---------------------------------------------------------------------------------------
  function load() {
    return store.load().then((state) => {
      if (state.events) { events = state.events; head = state.head || null; }
      refresh();
      if (state.problems.length) { say(state.problems.join("；"), true); }
    });
  }
  function begin() {
    document.body.className = store.isServed ? "served" : "file";
    const roles = { clerk: ["remark"], reviewer: ["opinion", "remark"], approver: ["opinion", "final", "remark"] }[store.role] || ["remark"];
    mineplan.all('input[name="kind"]').forEach((box) => { box.disabled = roles.indexOf(box.value) < 0; });
    one("#final-note").textContent = store.isServed ? "（仅审批人）" : "（联网时由审批人填）";
    if (store.isServed) {
      one("#who").textContent = "审查人：" + store.reviewer() + "（" + ({ clerk: "经办", reviewer: "审查", approver: "审批" }[store.role] || store.role) + "）";
      window.addEventListener("focus", load);
    } else {
      one("#reviewer").value = store.reviewer();
      one("#reviewer").addEventListener("input", (event) => store.setReviewer(event.target.value.trim()));
      window.addEventListener("storage", (event) => { if (event.key === store.drawer.key) { load(); } });
      one("#who").textContent = "意见保存在本机浏览器中，审查完毕请导出。";
    }
    mineplan.all("[data-verdict]").forEach((button) => button.addEventListener("click", () => {
      wanted = button.getAttribute("data-verdict");
      count();
      work.list.fill();
    }));
    one("#next").addEventListener("click", next);
    load();
  }
  begin();
}());
