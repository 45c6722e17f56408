/* The map: OpenLayers in the plane coordinates of the plan, without WebGL and without tiles. */
(function () {
  "use strict";
  const looks = () => mineplan.looks;
  const NEAR_PX = 6, SMALL_PX = 40, LETTER_PX = 15, LINE_PX = 18, SPECK_PX = 9, PRINT_PX = [674, 430];

  function shapeOf(drawing, parts, isLine) {
    const flat = [], ends = [];
    parts.forEach((part) => {
      const own = [];
      part.forEach((ring) => {
        const first = flat.length;
        let x = 0, y = 0;
        for (let k = 0; k < ring.length; k += 2) {
          x += ring[k];
          y += ring[k + 1];
          flat.push(drawing.origin[0] + x * drawing.unit_m, drawing.origin[1] + y * drawing.unit_m);
        }
        if (!isLine) { flat.push(flat[first], flat[first + 1]); }
        own.push(flat.length);
      });
      ends.push(isLine ? own[0] : own);
    });
    if (!parts.length) { return null; }
    return isLine ? new ol.MultiLineString(flat, "XY", ends) : new ol.MultiPolygon(flat, "XY", ends);
  }
  function polynomial(coefficients, degree, u, v) {
    let sum = 0, k = 0;
    for (let i = 0, p = 1; i <= degree; i += 1, p *= u) {
      for (let j = 0, q = p; j <= degree - i; j += 1, q *= v, k += 1) { sum += coefficients[k] * q; }
    }
    return sum;
  }
  /** Northing, easting and zone as a licence states them. */
  mineplan.reading = function (readings, point) {
    const u = (point[0] - readings.centre[0]) / readings.reach, v = (point[1] - readings.centre[1]) / readings.reach;
    const zones = Object.keys(readings.zones).map(Number);
    const longitude = polynomial(readings.longitude, readings.degree, u, v);
    const zone = Math.min(Math.max(Math.round(longitude / 3), Math.min(...zones)), Math.max(...zones));
    const [north, east] = readings.zones[zone].map((c) => polynomial(c, readings.degree, u, v));
    return { north, east, zone };
  };

  /**
   * Find places where labels cover neither one another nor, if they can help it, what they name.
   * An item has `at` (a point inside its shape), `box` (left, top, right, bottom of the shape) and `width`, pixels with y
   * downwards; items come in the order of their right to a place. Returns [dx, dy] from `at`, or null where no place is free.
   */
  mineplan.placed = function (items) {
    const cells = {}, CELL = 120;
    function cellsOf(box) {
      const found = [];
      for (let x = Math.floor(box[0] / CELL); x <= Math.floor(box[2] / CELL); x += 1) {
        for (let y = Math.floor(box[1] / CELL); y <= Math.floor(box[3] / CELL); y += 1) { found.push(x + "," + y); }
      }
      return found;
    }
    const isFree = (box) => cellsOf(box).every((cell) => (cells[cell] || []).every(
      (b) => b[2] <= box[0] || box[2] <= b[0] || b[3] <= box[1] || box[3] <= b[1]));
    return items.map((item) => {
      const width = item.box[2] - item.box[0], height = item.box[3] - item.box[1], half = item.width / 2;
      const mid = [(item.box[0] + item.box[2]) / 2 - item.at[0], (item.box[1] + item.box[3]) / 2 - item.at[1]];
      const up = mid[1] - height / 2 - 11, down = mid[1] + height / 2 + 11, side = width / 2 + half + 3;
      const around = [[mid[0], up], [mid[0], down], [mid[0] + side, mid[1]], [mid[0] - side, mid[1]],
        [mid[0] + half, up], [mid[0] - half, up], [mid[0] + half, down], [mid[0] - half, down]];
      const inside = [[0, 0], [0, -LINE_PX], [0, LINE_PX]];
      const free = (Math.min(width, height) < SMALL_PX ? around : inside).filter((place) => {
        const x = item.at[0] + place[0], y = item.at[1] + place[1];
        return isFree([x - half, y - LINE_PX / 2, x + half, y + LINE_PX / 2]);
      })[0] || null;
      if (free) {
        const x = item.at[0] + free[0], y = item.at[1] + free[1], box = [x - half, y - LINE_PX / 2, x + half, y + LINE_PX / 2];
        cellsOf(box).forEach((cell) => { (cells[cell] = cells[cell] || []).push(box); });
      }
      return free;
    });
  };

  /**
   * Draw a plan. `told` has choose(kind, index), hover(it or null), leave(), and may have tag(group): {short, color} or null.
   */
  mineplan.chart = function (data, target, told) {
    const drawing = data.map, projection = new ol.Projection({ code: "plane", units: "m" });
    const widest = Math.max(drawing.box[2] - drawing.box[0], drawing.box[3] - drawing.box[1], 1000) / 100;
    let time = "after", chosen = null, found = null;

    // ---- what is drawn --------------------------------------------------------------------
    function features(shapes, kind) {
      return shapes.map((shape, k) => {
        const feature = new ol.Feature(shape || undefined);
        feature.set(kind, k, true);
        return feature;
      });
    }
    function layer(list, style, options) {
      const source = new ol.VectorSource({ features: list.filter((f) => f.getGeometry()), wrapX: false });
      return new ol.VectorLayer(Object.assign({ source, style, renderBuffer: 60 }, options));
    }
    const polygons = (list) => list.map((parts) => shapeOf(drawing, parts, false));
    const rights = features(polygons(drawing.rights), "i"), extents = features(polygons(drawing.extents), "g");
    const zones = features(drawing.zones.map((zone) => shapeOf(drawing, zone.shape, zone.is_line)), "z");
    const labels = features(drawing.labels.map((p) => new ol.Point(
      [drawing.origin[0] + p[0] * drawing.unit_m, drawing.origin[1] + p[1] * drawing.unit_m])), "g");

    const sizes = rights.map((f) => (f.getGeometry() ? Math.sqrt(f.getGeometry().getArea()) : 0));
    function rightStyle(feature, resolution) {
      const i = feature.get("i"), code = mineplan.right(data, i).code, isSmall = sizes[i] < SPECK_PX * resolution;
      if (found && !found[i]) { return looks().style("dim", isSmall); }
      if (time === "before") { return looks().style(code, isSmall); }
      return looks().style(code === "merge" ? "former" : code === "withdraw" || code === "close" ? "leaving" : code, isSmall);
    }
    function outlineStyle(feature) {
      const tag = told.tag ? told.tag(feature.get("g")) : null;
      return looks().line(tag ? tag.color : looks().outline("extent"), tag ? 3 : 2.2);
    }
    // Numbers are placed anew for each resolution: what was chosen first, then the largest extents.
    let placedAt = null, places = [];
    const ranked = extents.map((f, g) => g).sort((a, b) => extents[b].getGeometry().getArea() - extents[a].getGeometry().getArea());
    function wordsOf(g) {
      const tag = told.tag ? told.tag(g) : null;
      return data.groups[g].title.slice(2) + (tag ? tag.short : "");
    }
    function placeOf(g, resolution) {
      if (placedAt !== resolution) {
        const first = chosen && chosen[0] === "g" ? [chosen[1]] : [];
        const order = first.concat(ranked.filter((k) => k !== first[0]));
        const found = mineplan.placed(order.map((k) => {
          const box = extents[k].getGeometry().getExtent().map((v) => v / resolution), at = labels[k].getGeometry().getCoordinates();
          return { at: [at[0] / resolution, -at[1] / resolution], box: [box[0], -box[3], box[2], -box[1]],
            width: LETTER_PX * wordsOf(k).length };
        }));
        places = [];
        order.forEach((k, n) => { places[k] = found[n]; });
        placedAt = resolution;
      }
      return places[g];
    }
    function labelStyle(feature, resolution) {
      const g = feature.get("g"), tag = told.tag ? told.tag(g) : null, place = placeOf(g, resolution);
      return place && new ol.Style({ text: new ol.Text({
        text: wordsOf(g), offsetX: place[0], offsetY: place[1], overflow: true,
        font: 'bold 15px "Microsoft YaHei","Noto Sans CJK SC","WenQuanYi Micro Hei",SimHei,sans-serif',
        fill: new ol.Fill({ color: tag ? tag.color : looks().outline("extent") }),
        stroke: new ol.Stroke({ color: "#ffffff", width: 4 })
      }) });
    }
    const after = [
      layer(extents, () => looks().style("extent")),
      layer(features(polygons(drawing.gaps), "p"), () => looks().style("gap"))
    ];
    const over = [
      layer(extents.map((f) => f.clone()), outlineStyle),
      layer(labels, labelStyle, { renderBuffer: 300 })
    ];
    const rightLayer = layer(rights, rightStyle);
    const marks = [["#ffffff", 6], ["#111111", 3]].map((c) => looks().line(c[0], c[1]));
    const halo = layer([], marks), glow = layer([], [looks().line("#d9822b", 3)]);
    const map = new ol.Map({
      target, controls: [], pixelRatio: window.devicePixelRatio || 1,
      interactions: [new ol.DragPan(), new ol.DoubleClickZoom(), new ol.MouseWheelZoom(), new ol.PinchZoom(),
        new ol.KeyboardPan(), new ol.KeyboardZoom()],
      layers: [layer(zones, (f) => looks().style(drawing.zones[f.get("z")].kind)), rightLayer].concat(
        after, [layer(features(polygons(drawing.orebodies), "o"), () => looks().style("ore"))], over, [glow, halo]),
      view: new ol.View({ projection, center: [0, 0], resolution: widest, minResolution: 0.05, maxResolution: widest,
        enableRotation: false, showFullExtent: true })
    });
    const view = map.getView();

    // ---- view -----------------------------------------------------------------------------
    function grown(box, share, least) {
      const dx = Math.max((box[2] - box[0]) * share, least), dy = Math.max((box[3] - box[1]) * share, least);
      return [box[0] - dx, box[1] - dy, box[2] + dx, box[3] + dy];
    }
    function fit(box, padding) { view.fit(box, { padding: padding || [20, 20, 20, 80], minResolution: 0.05 }); }
    function showAll() { fit(grown(drawing.box, 0.03, 50)); }
    function barText() {
      const k = view.getResolution(), power = Math.pow(10, Math.floor(Math.log10(k * 120)));
      const ground = [5, 2, 1].map((n) => n * power).filter((n) => n <= k * 120)[0];
      const bar = mineplan.one("#bar");
      bar.style.width = ground / k + "px";
      bar.firstElementChild.textContent = ground >= 1000 ? ground / 1000 + " 千米" : ground + " 米";
    }
    function place(point) {
      const it = mineplan.reading(drawing.readings, point), decimals = view.getResolution() < 0.5 ? 2 : 0;
      mineplan.one("#place").textContent = "X（北）" + it.north.toFixed(decimals) + "　Y（东，" + it.zone + " 带）" + it.east.toFixed(decimals);
    }

    // ---- choosing -------------------------------------------------------------------------
    const featureOf = (it) => (it[0] === "i" ? rights : extents)[it[1]];
    function smallest(list) {
      return list.slice().sort((a, b) => a.getGeometry().getArea() - b.getGeometry().getArea())[0];
    }
    function near(source, point) {
      const hits = source.getFeaturesAtCoordinate(point);
      if (hits.length) { return smallest(hits); }
      // What is smaller than a finger must still be hit.
      const reach = NEAR_PX * view.getResolution(), close = [];
      source.forEachFeatureIntersectingExtent(grown([point[0], point[1], point[0], point[1]], 0, reach), (f) => { close.push(f); });
      return close.length ? smallest(close) : null;
    }
    function at(point) {
      const group = time === "after" ? near(after[0].getSource(), point) : null;
      if (group) { return ["g", group.get("g")]; }
      const right = near(rightLayer.getSource(), point);
      return right ? ["i", right.get("i")] : null;
    }
    function mark(marked, it) {
      const source = marked.getSource(), shape = it ? featureOf(it).getGeometry() : null;
      source.clear();
      if (shape) { source.addFeature(new ol.Feature(shape)); }
    }
    let hovered = "";
    function hover(it) {
      if (String(it) === hovered) { return false; }
      hovered = String(it);
      mark(glow, it);
      target.style.cursor = it ? "pointer" : "";
      return true;
    }
    map.on("click", (event) => {
      const it = at(event.coordinate);
      if (it) { told.choose(it[0], it[1]); } else { told.leave(); }
    });
    map.on("pointermove", (event) => {
      if (event.dragging) { return; }
      place(event.coordinate);
      const it = at(event.coordinate);
      if (hover(it)) { told.hover(it); }
    });
    target.addEventListener("mouseleave", () => { if (hover(null)) { told.hover(null); } });
    target.addEventListener("keydown", (event) => {
      if (event.key === "0" || event.key === "Home") { showAll(); event.preventDefault(); }
    });
    view.on("change:resolution", barText);

    // ---- paper ----------------------------------------------------------------------------
    let screen = null;
    function print(isOn) {
      if (isOn === Boolean(screen)) { return; }
      const box = isOn ? view.calculateExtent() : screen;
      screen = isOn ? box : null;
      target.style.width = isOn ? PRINT_PX[0] + "px" : "";
      target.style.height = isOn ? PRINT_PX[1] + "px" : "";
      map.setPixelRatio(isOn ? 3 : window.devicePixelRatio || 1);
      map.updateSize();
      fit(box, [0, 0, 0, 0]);
      map.renderSync();
    }

    map.updateSize();
    showAll();
    barText();
    return {
      map, at, hover, all: showAll, print,
      time: () => time,
      setTime: (next) => {
        time = next;
        after.concat(over).forEach((one) => one.setVisible(time === "after"));
        rightLayer.changed();
      },
      choose: (kind, index, covered) => {
        chosen = [kind, index];
        placedAt = null;
        over[1].changed();
        mark(halo, chosen);
        const shape = featureOf(chosen).getGeometry();
        if (covered !== null && shape) {
          fit(grown(shape.getExtent(), kind === "i" ? 1 : 0.15, 30), [50, covered + 30, 40, 80]);
        }
      },
      clear: () => { chosen = null; mark(halo, null); },
      dim: (next) => { found = next; rightLayer.changed(); },
      redraw: () => { placedAt = null; over.forEach((one) => one.changed()); },
      zoom: (factor) => view.setResolution(view.getConstrainedResolution(view.getResolution() * factor)),
      /** Where on the map a thing lies, pixels from its corner; null when it has no shape. */
      pixel: (kind, index) => {
        const shape = featureOf([kind, index]).getGeometry();
        if (!shape) { return null; }
        map.renderSync();
        return map.getPixelFromCoordinate(shape.getInteriorPoints().getFirstCoordinate().slice(0, 2));
      }
    };
  };
}());
