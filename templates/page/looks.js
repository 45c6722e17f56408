/* How things look on the map, in its legend and on grey paper: colour and hatch in one place. */
(function () {
  "use strict";
  const CELL = 8;
  const HATCHES = {
    slash: (pen) => { pen.moveTo(-1, 9); pen.lineTo(9, -1); pen.moveTo(-5, 5); pen.lineTo(5, -5); pen.moveTo(3, 13); pen.lineTo(13, 3); },
    back: (pen) => { pen.moveTo(-1, -1); pen.lineTo(9, 9); pen.moveTo(3, -5); pen.lineTo(13, 5); pen.moveTo(-5, 3); pen.lineTo(5, 13); },
    level: (pen) => { pen.moveTo(0, 4); pen.lineTo(8, 4); },
    cross: (pen) => { HATCHES.slash(pen); HATCHES.back(pen); },
    dots: (pen) => { pen.moveTo(3, 2); pen.arc(2, 2, 1, 0, 7); pen.moveTo(7, 6); pen.arc(6, 6, 1, 0, 7); }
  };
  // [paper, hatch, ink of the hatch, outline, width, dashes]
  const LOOKS = {
    keep: ["#d3ecc9", null, null, "#3f6b35", 1, null],
    upgrade: ["#fde0c0", "dots", "#a3560d", "#a3560d", 1, null],
    merge: ["#b5d5ef", "slash", "#3f77a8", "#0b4a86", 1, null],
    withdraw: ["#f1f1f1", "level", "#808080", "#5c5c5c", 1, [5, 3]],
    close: ["#a9a9a9", "cross", "#4a4a4a", "#333333", 1, null],
    former: [null, null, null, "#0b4a86", 1, [2, 3]],
    leaving: ["rgba(255,255,255,.6)", null, null, "#777777", 1, [4, 3]],
    dim: [null, null, null, "#ccd2d9", 0.7, null],
    extent: ["#f9dcc4", null, null, "#a50f15", 2.2, null],
    proposed: ["#f9dcc4", null, null, "#4a5563", 2.2, null],
    gap: ["#cfe9c6", "dots", "#1b7837", "#1b7837", 0.7, null],
    ore: [null, "slash", "#b98a52", "#8c5a1e", 0.8, null],
    ban: ["rgba(246,183,176,.6)", null, null, "#c0392b", 1, [5, 3]],
    consent: ["rgba(251,217,160,.6)", null, null, "#c77c11", 1, [5, 3]],
    restrict: ["rgba(251,243,166,.6)", null, null, "#a99a10", 1, [5, 3]],
    other: ["rgba(220,207,233,.6)", null, null, "#7a5aa0", 1, [5, 3]]
  };
  function tile(paper, hatch, ink) {
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = CELL;
    const pen = canvas.getContext("2d");
    if (paper) { pen.fillStyle = paper; pen.fillRect(0, 0, CELL, CELL); }
    pen.strokeStyle = pen.fillStyle = ink;
    pen.lineWidth = 1;
    pen.beginPath();
    HATCHES[hatch](pen);
    if (hatch === "dots") { pen.fill(); } else { pen.stroke(); }
    return pen.createPattern(canvas, "repeat");
  }
  const fills = {};
  function fillOf(name) {
    const look = LOOKS[name];
    if (!(name in fills)) { fills[name] = look[1] ? tile(look[0], look[1], look[2]) : look[0]; }
    return fills[name];
  }
  mineplan.looks = {
    /** An OpenLayers style, made once. A speck shows neither hatch nor dashes, and drawing 10,000 of them takes long. */
    style: (function () {
      const made = {};
      return function (name, isSpeck) {
        const look = LOOKS[name], key = name + Boolean(isSpeck), paper = isSpeck ? look[0] : fillOf(name);
        made[key] = made[key] || new ol.Style({
          fill: paper ? new ol.Fill({ color: paper }) : undefined,
          stroke: new ol.Stroke({ color: look[3], width: look[4], lineDash: isSpeck ? undefined : look[5] || undefined })
        });
        return made[key];
      };
    }()),
    line: (color, width, dashes) => new ol.Style({ stroke: new ol.Stroke({ color, width, lineDash: dashes, lineJoin: "round" }) }),
    outline: (name) => LOOKS[name][3],
    /** Paint the swatches of legends and buttons as the map is painted. */
    paint: () => mineplan.all("canvas[data-look]").forEach((canvas) => {
      const name = canvas.getAttribute("data-look"), look = LOOKS[name], pen = canvas.getContext("2d");
      pen.clearRect(0, 0, canvas.width, canvas.height);
      if (fillOf(name)) { pen.fillStyle = fillOf(name); pen.fillRect(0, 0, canvas.width, canvas.height); }
      pen.strokeStyle = look[3];
      pen.lineWidth = 2 * look[4];
      pen.setLineDash(look[5] || []);
      pen.strokeRect(0, 0, canvas.width, canvas.height);
    })
  };
}());
