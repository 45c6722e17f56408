/* The map: OpenLayers in the plane coordinates of the plan, without WebGL and without tiles. */
(function () {
  "use strict";
  const looks = () => mineplan.looks;
  const NEAR_PX = 6, SMALL_PX = 40, SPECK_PX = 9, PRINT_PX = [674, 430];

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
    function labelStyle(feature, resolution) {
      const g = feature.get("g"), tag = told.tag ? told.tag(g) : null, box = extents[g].getGeometry().getExtent();
      // A small extent bears its number above itself, or it could not be seen.
      const height = (box[3] - box[1]) / resolution, isSmall = Math.min(height, (box[2] - box[0]) / resolution) < SMALL_PX;
      return new ol.Style({ text: new ol.Text({
        text: data.groups[g].title.slice(2) + (tag ? tag.short : ""),
        font: 'bold 15px "Microsoft YaHei","Noto Sans CJK SC","WenQuanYi Micro Hei",SimHei,sans-serif',
        offsetY: isSmall ? -height / 2 - 11 : 0, overflow: true, padding: [1, 1, 1, 1],
        fill: new ol.Fill({ color: tag ? tag.color : looks().outline("extent") }),
        stroke: new ol.Stroke({ color: "#ffffff", width: 4 })
      }) });
    }
    function largestFirst(a, b) {
      const size = (f) => extents[f.get("g")].getGeometry().getArea();
      return size(b) - size(a);
    }
    const after = [
      layer(extents, () => looks().style("extent")),
      layer(features(polygons(drawing.gaps), "p"), () => looks().style("gap"))
    ];
    const over = [
      layer(extents.map((f) => f.clone()), outlineStyle),
      layer(labels, labelStyle, { declutter: true, renderOrder: largestFirst })
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
        mark(halo, chosen);
        const shape = featureOf(chosen).getGeometry();
        if (covered !== null && shape) {
          fit(grown(shape.getExtent(), kind === "i" ? 1 : 0.15, 30), [50, covered + 30, 40, 80]);
        }
      },
      clear: () => { chosen = null; mark(halo, null); },
      dim: (next) => { found = next; rightLayer.changed(); },
      redraw: () => over.forEach((one) => one.changed()),
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
