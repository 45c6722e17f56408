/* Where opinions go: kept in this browser and exported, or posted to the server's ledger. Both speak alike. */
(function () {
  "use strict";
  const FIELDS = ["group_id", "kind", "verdict", "text", "participants", "changes"];

  /** A drawer of the browser's storage; where there is none, it holds for as long as the page is open. */
  mineplan.drawer = function (key) {
    let memory = {}, isKept = true;
    return {
      key,
      read: () => {
        try { return JSON.parse(window.localStorage.getItem(key)) || memory; } catch (error) { isKept = false; return memory; }
      },
      write: (value) => {
        memory = value;
        try { window.localStorage.setItem(key, JSON.stringify(value)); isKept = true; } catch (error) { isKept = false; }
      },
      isKept: () => isKept
    };
  };
  function stamp() {
    const now = new Date(), offset = -now.getTimezoneOffset(), two = (n) => String(Math.floor(Math.abs(n))).padStart(2, "0");
    const local = new Date(now.getTime() + offset * 60000).toISOString().slice(0, 19);
    return local + (offset < 0 ? "-" : "+") + two(offset / 60) + ":" + two(offset % 60);
  }
  const sameAs = (a) => JSON.stringify(FIELDS.concat(["at", "by"]).map((name) => a[name]));
  const latestOf = (events, group) => events.filter((e) => e.group_id === group && e.kind !== "remark").slice(-1)[0] || null;
  mineplan.latestOf = latestOf;

  /** Kept in this browser. */
  mineplan.fileStore = function (data) {
    const drawer = mineplan.drawer("mineplan-review:" + data.run + ":" + data.input_hash);
    const events = () => drawer.read().decisions || [];
    const keep = (decisions, more) => drawer.write(Object.assign({}, drawer.read(), more, { decisions }));
    const save = (made) => keep(events().concat([made]).sort((a, b) => Date.parse(a.at) - Date.parse(b.at)));
    return {
      isServed: false, role: "reviewer", drawer,
      reviewer: () => drawer.read().reviewer || "",
      setReviewer: (name) => keep(events(), { reviewer: name }),
      load: () => Promise.resolve({ events: events(), problems: [] }),
      post: (opinion, seen) => {
        const latest = latestOf(events(), opinion.group_id);
        if (opinion.kind !== "remark" && latest && (!seen || sameAs(latest) !== sameAs(seen))) {
          return Promise.resolve({ status: 409, body: { error: "该区块刚在另一个窗口审查", event: latest } });
        }
        const made = Object.assign({}, opinion, { at: stamp(), by: drawer.read().reviewer });
        save(made);
        return Promise.resolve({ status: 201, body: { event: made } });
      },
      /** Take in an exported file; returns how many opinions were new. Throws the sentences of what is wrong. */
      take: (text) => {
        const given = checked(data, text), known = new Set(events().map(sameAs));
        const fresh = given.filter((one) => !known.has(sameAs(one)));
        keep(events().concat(fresh).sort((a, b) => Date.parse(a.at) - Date.parse(b.at)));
        return fresh.length;
      }
    };
  };
  function checked(data, text) {
    let given = null;
    try { given = JSON.parse(text.replace(/^\uFEFF/, "")); } catch (error) { throw new Error("该文件不是 JSON 格式的审查意见"); }
    if (!given || typeof given !== "object" || !Array.isArray(given.decisions)) { throw new Error("该文件中没有审查意见（decisions）"); }
    if (given.run !== data.run) { throw new Error("该文件是运算“" + given.run + "”的审查意见，不是本次运算“" + data.run + "”的，未导入"); }
    if (given.input_hash !== data.input_hash) { throw new Error("该文件所依据的方案内容与本页不同（校验值不一致），未导入"); }
    const groups = new Set(data.groups.map((g) => g.id)), faults = [];
    const taken = given.decisions.map((one, k) => {
      const made = Object.assign({ verdict: null, text: "", participants: [], changes: [] }, one);
      const told = !groups.has(made.group_id) ? ["没有区块 " + made.group_id]
        : !(made.kind in mineplan.words.KINDS) ? ["意见类别无法识别"]
        : made.verdict !== null && !(made.verdict in mineplan.words.VERDICTS) ? ["审查意见“" + made.verdict + "”无法识别"]
        : !made.by || Number.isNaN(Date.parse(made.at)) ? ["缺少审查人或者时间"]
        : typeof made.text !== "string" || !Array.isArray(made.participants) || !Array.isArray(made.changes) ||
          !made.changes.every((c) => c && c.action in mineplan.words.ACTIONS && Array.isArray(c.right_ids)) ? ["内容无法识别"]
        : mineplan.words.faults(made);
      faults.push(...told.map((words) => "第 " + (k + 1) + " 条：" + words));
      return FIELDS.concat(["at", "by"]).reduce((kept, name) => { kept[name] = made[name]; return kept; }, {});
    });
    if (faults.length) { throw new Error(faults.join("；") + "。未导入"); }
    return taken;
  }

  /** Posted to the server's ledger. */
  mineplan.servedStore = function (data, service) {
    function call(method, path, body) {
      const asked = { method, credentials: "same-origin", headers: { "X-CSRF-Token": service.csrf } };
      if (body) { asked.body = JSON.stringify(body); asked.headers["Content-Type"] = "application/json"; }
      return fetch(service.base + path, asked).then(
        (answer) => (answer.redirected ? { status: 401, body: {} } : answer.json().then(
          (said) => ({ status: answer.status, body: said }), () => ({ status: answer.status, body: {} }))),
        () => ({ status: 0, body: {} }));
    }
    return {
      isServed: true, role: service.role, drawer: mineplan.drawer("mineplan-review:" + data.run + ":" + data.input_hash + ":" + service.reviewer),
      reviewer: () => service.reviewer,
      load: () => call("GET", "state").then((answer) => {
        if (answer.status !== 200) { return { status: answer.status, problems: [mineplan.refusal(answer)] }; }
        const isOther = answer.body.run !== data.run || answer.body.input_hash !== data.input_hash;
        const problems = (answer.body.problems || []).concat(isOther ? ["服务器上的运算与本页不一致，请重新打开本页"] : []);
        return { status: 200, events: answer.body.events, head: answer.body.head, problems };
      }),
      post: (opinion, seen) => call("POST", "events", Object.assign({ seen: seen ? seen.seq : 0 }, opinion)),
      ask: (group, changes) => call("POST", "ask", { group_id: group, changes }),
      answer: (job) => call("GET", "ask/" + encodeURIComponent(job))
    };
  };
  /** Why the server did not do it, as a sentence. */
  mineplan.refusal = function (answer) {
    const said = (answer.body.errors || []).join("；") || answer.body.error || "";
    if (answer.status === 401) { return "登录已过期，内容没有提交，已保存在本机。请在新窗口重新登录，然后刷新本页再提交"; }
    if (answer.status === 0) { return "连接不到服务器，内容没有提交，已保存在本机。请稍后再试"; }
    if (answer.status === 403) { return "没有提交：" + (said || "您的角色不能这样做") + "。内容已保存在本机"; }
    return "没有提交：" + (said || "服务器答复 " + answer.status);
  };
}());
