/* Shared by the pages; written for Chromium 79: no optional chaining, no nullish operators, no class fields. */
var mineplan = {};
(function () {
  "use strict";
  /** Make an element with text, put it into a parent, and give it attributes. */
  mineplan.make = function (tag, text, parent, attributes) {
    const element = document.createElement(tag);
    if (text !== undefined && text !== null) { element.textContent = text; }
    Object.keys(attributes || {}).forEach((name) => element.setAttribute(name, attributes[name]));
    if (parent) { parent.appendChild(element); }
    return element;
  };
  /** Make a button that does something. */
  mineplan.button = function (text, parent, work, attributes) {
    const button = mineplan.make("button", text, parent, Object.assign({ type: "button" }, attributes));
    button.addEventListener("click", work);
    return button;
  };
  mineplan.all = (selector, root) => Array.from((root || document).querySelectorAll(selector));
  mineplan.one = (selector, root) => (root || document).querySelector(selector);
  mineplan.read = (id) => JSON.parse(document.getElementById(id).textContent);
  /** What a list or an event is about: ["i", place among the rights] or ["g", place among the groups]. */
  mineplan.subject = function (target) {
    const found = target && target.closest ? target.closest("[data-i],[data-g]") : null;
    if (!found) { return null; }
    const kind = found.hasAttribute("data-i") ? "i" : "g";
    return [kind, Number(found.getAttribute("data-" + kind))];
  };
  // A right: licence, mine, code of the disposition, facts, remarks, rulings, group or -1, doubts.
  const ID = 0, MINE = 1, CODE = 2, FACTS = 3, REMARKS = 4, RULINGS = 5, GROUP = 6, DOUBTS = 7;
  /** A right by names, for the parts of a page that tell about it. */
  mineplan.right = (data, i) => {
    const row = data.rights[i];
    return { id: row[ID], mine: row[MINE], code: row[CODE], facts: row[FACTS], remarks: row[REMARKS],
      rulings: row[RULINGS], group: row[GROUP], doubts: row[DOUBTS], name: row[MINE] === "—" ? row[ID] : row[MINE] };
  };
  mineplan.fact = (data, i, key) => data.rights[i][FACTS][data.keys.indexOf(key)];
}());
