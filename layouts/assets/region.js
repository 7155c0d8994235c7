/* The small map of a region on one canvas: shapes that the wall fetches too, coloured by level; a click leads down. */
(function () {
  "use strict";

  const shapes = new Map();
  let shown = null, drawn = null, asked = 0, watched = null;

  function load(base, name) {
    if (!shapes.has(name)) {
      const wanted = fetch(base + "geometry/" + name).then(function (answer) {
        if (!answer.ok) throw new Error(name + ": " + answer.status);
        return answer.json();
      }).then(function (found) { return found.features.map(path); });
      wanted.catch(function () { shapes.delete(name); });
      shapes.set(name, wanted);
      if (shapes.size > 12) shapes.delete(shapes.keys().next().value);
    }
    return shapes.get(name);
  }
  function path(feature) {
    const made = new Path2D(), form = feature.geometry, box = [Infinity, Infinity, -Infinity, -Infinity];
    function run(points, closed) {
      points.forEach(function (p, i) {
        if (i) made.lineTo(p[0], p[1]); else made.moveTo(p[0], p[1]);
        box[0] = Math.min(box[0], p[0]);
        box[1] = Math.min(box[1], p[1]);
        box[2] = Math.max(box[2], p[0]);
        box[3] = Math.max(box[3], p[1]);
      });
      if (closed) made.closePath();
    }
    const kinds = {
      Polygon: function (c) { c.forEach(function (ring) { run(ring, true); }); },
      MultiPolygon: function (c) { c.forEach(kinds.Polygon); },
      LineString: function (c) { run(c, false); },
      MultiLineString: function (c) { c.forEach(kinds.LineString); },
    };
    if (form && kinds[form.type]) kinds[form.type](form.coordinates);
    return { about: feature.properties, path: made, box: box };
  }

  function css(name) { return getComputedStyle(document.getElementById("desk")).getPropertyValue(name).trim(); }

  function frame(bounds, box, pad) {
    const south = bounds[0][0], west = bounds[0][1], north = bounds[1][0], east = bounds[1][1];
    const by = Math.min((box.w - 2 * pad) / (east - west), (box.h - 2 * pad) / (north - south));
    return { by: by, x: box.x + box.w / 2 - by * (west + east) / 2, y: box.y + box.h / 2 + by * (south + north) / 2 };
  }

  function paint(place, picture, cities, lines, detail, counties) {
    const begun = performance.now();
    const canvas = place.querySelector("canvas") || place.appendChild(document.createElement("canvas"));
    const ratio = window.devicePixelRatio || 1, wide = place.clientWidth, high = place.clientHeight;
    if (!wide || !high) return;
    canvas.width = wide * ratio;
    canvas.height = high * ratio;
    const pen = canvas.getContext("2d", { willReadFrequently: true }), em = parseFloat(getComputedStyle(place).fontSize);
    const ink = { line: css("--bar"), quiet: css("--line"), none: css("--line-soft"), strong: css("--strong"), tile: css("--tile") };
    const hatch = hatching(pen, ink);

    function fill(feature) {
      const one = (counties ? picture.counties : picture.cities)[feature.about.code];
      if (!one) return ink.none;
      return one[0] ? picture.palette[one[0]] : hatch;
    }
    function view(box, bounds, pad) {
      const to = frame(bounds, box, pad);
      pen.save();
      pen.beginPath();
      pen.rect(box.x, box.y, box.w, box.h);
      pen.clip();
      pen.translate(to.x, to.y);
      pen.scale(to.by, -to.by);
      hatch.setTransform(new DOMMatrix([1 / to.by, 0, 0, -1 / to.by, 0, 0])); // as fine as on the ground, at any scale
      const own = detail ? detail.filter(function (f) { return f.about.kind === "city"; }) : [];
      const inside = new Set(own.map(function (f) { return f.about.code; }));
      const seen = [(box.x - to.x) / to.by, (to.y - box.y - box.h) / to.by, (box.x + box.w - to.x) / to.by, (to.y - box.y) / to.by];
      function areas() {
        pen.lineWidth = .4 / to.by;
        pen.strokeStyle = ink.quiet;
        counties.forEach(function (f) {
          if (f.box[2] < seen[0] || f.box[0] > seen[2] || f.box[3] < seen[1] || f.box[1] > seen[3]) return;
          pen.fillStyle = fill(f);
          pen.fill(f.path, "evenodd");
          pen.stroke(f.path);
        });
      }
      if (counties && picture.kind === "nation") areas(); // the borders of the cities are drawn upon them
      cities.forEach(function (f) {
        if (inside.has(f.about.code)) return;
        if (!counties || picture.kind !== "nation") {
          pen.fillStyle = picture.kind === "nation" ? fill(f) : counties ? ink.tile : ink.none;
          pen.fill(f.path, "evenodd");
        }
        pen.lineWidth = .5 / to.by;
        pen.strokeStyle = ink.quiet;
        pen.stroke(f.path);
      });
      if (counties && picture.kind !== "nation") areas();
      own.forEach(function (f) {
        const here = picture.kind !== "city" || f.about.code === picture.place;
        if (!counties) {
          pen.fillStyle = here ? fill(f) : ink.none;
          pen.globalAlpha = 1;
          pen.fill(f.path, "evenodd");
        }
        pen.lineWidth = (counties && picture.kind === "city" && here ? 2.2 : 1) / to.by;
        pen.strokeStyle = counties && here ? ink.strong : ink.line;
        pen.stroke(f.path);
      });
      if (detail) detail.forEach(function (f) {
        if (f.about.kind === "city") return;
        pen.lineWidth = (f.about.kind === "border" ? 1.6 : .6) / to.by;
        pen.strokeStyle = f.about.kind === "border" ? ink.strong : ink.line;
        if (f.about.kind === "border" || picture.kind === "city") pen.stroke(f.path);
      });
      lines.forEach(function (f) {
        pen.lineWidth = (f.about.code ? .9 : 1.5) / to.by;
        pen.strokeStyle = ink.strong;
        pen.globalAlpha = f.about.code ? .55 : 1;
        pen.stroke(f.path);
        pen.globalAlpha = 1;
      });
      pen.restore();
      return to;
    }

    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    pen.clearRect(0, 0, wide, high);
    const to = view({ x: 0, y: 0, w: wide, h: high }, picture.bounds, em * (picture.kind === "nation" ? .3 : 1.4));
    const taken = [];
    function label(x, y, text, chip, small) {
      pen.font = (small ? "400 " : "700 ") + em * (small ? .78 : .9) + "px " + getComputedStyle(place).fontFamily;
      const w = pen.measureText(text).width + em * .5, h = em * 1.15;
      const box = [x - w / 2, y - h / 2, x + w / 2, y + h / 2];
      if (box[0] < 0 || box[1] < 0 || box[2] > wide || box[3] > high) return false;
      if (taken.some(function (b) { return b[0] < box[2] && box[0] < b[2] && b[1] < box[3] && box[1] < b[3]; })) return false;
      taken.push(box);
      pen.fillStyle = chip ? chip[0] : ink.tile;
      pen.globalAlpha = chip ? 1 : .82;
      pen.fillRect(box[0], box[1], w, h);
      pen.globalAlpha = 1;
      pen.fillStyle = chip ? chip[1] : ink.strong;
      pen.textAlign = "center";
      pen.textBaseline = "middle";
      pen.fillText(text, x, y + em * .04);
      return true;
    }
    hatch.setTransform(new DOMMatrix());
    const dots = picture.points.map(function (p) {
      return { code: p[0], x: to.x + p[1] * to.by, y: to.y - p[2] * to.by, level: p[3], text: p[4], name: p[5], own: p[6] };
    });
    const size = em * .55;
    dots.forEach(function (d) {
      pen.beginPath();
      pen.arc(d.x, d.y, d.own ? size : size * .6, 0, 7);
      pen.fillStyle = d.level ? picture.palette[d.level] : hatch;
      pen.fill();
      pen.lineWidth = d.own ? 1.6 : 1;
      pen.strokeStyle = "#101820";
      pen.stroke();
      taken.push([d.x - size, d.y - size, d.x + size, d.y + size]);
    });
    if (picture.kind === "city") {
      dots.forEach(function (d) {
        if (!d.own) return;
        const whole = d.name + (d.text ? " " + d.text : "");
        const tries = [[0, -1.3, whole], [0, 1.3, whole], [0, -1.2, d.text], [0, 1.2, d.text], [1.6, 0, d.text], [-1.6, 0, d.text]];
        tries.some(function (one) { return one[2] && label(d.x + em * one[0], d.y + em * one[1], one[2], null, false); });
      });
    } else if (picture.kind === "province") {
      /* Names give way to the counties that have a value, which lie where the names would stand. */
      if (counties) counties.forEach(function (f) {
        if (picture.counties[f.about.code]) taken.push([to.x + f.box[0] * to.by, to.y - f.box[3] * to.by, to.x + f.box[2] * to.by, to.y - f.box[1] * to.by]);
      });
      const around = counties ? [[0, 0], [0, -1.2], [0, 1.2], [0, -2.4], [0, 2.4], [-2.5, 0], [2.5, 0], [-2.5, 1.5], [2.5, 1.5], [-2.5, -1.5], [2.5, -1.5]] : [[0, 0]];
      Object.values(picture.cities).forEach(function (one) {
        if (one[3] === null) return;
        const text = one[2] + (one[1] ? " " + one[1] : "");
        around.some(function (off) { return label(to.x + one[3] * to.by + em * off[0], to.y - one[4] * to.by + em * off[1], text, null, Boolean(counties)); });
      });
    }
    let inset = null;
    if (picture.inset) {
      const h = high * .27, w = h * .72;
      const box = { x: wide - w - 1, y: high - h - 1, w: w, h: h };
      pen.fillStyle = ink.tile;
      pen.fillRect(box.x, box.y, box.w, box.h);
      view(box, picture.inset, 2);
      pen.strokeStyle = ink.line;
      pen.lineWidth = 1;
      pen.strokeRect(box.x + .5, box.y + .5, box.w - 1, box.h - 1);
      pen.font = "400 " + em * .75 + "px " + getComputedStyle(place).fontFamily;
      pen.fillStyle = ink.strong;
      pen.textAlign = "right";
      pen.textBaseline = "bottom";
      pen.strokeStyle = ink.tile;
      pen.lineWidth = em * .3;
      pen.lineJoin = "round";
      pen.strokeText(picture.sea, box.x - em * .4, high - em * .2);
      pen.fillText(picture.sea, box.x - em * .4, high - em * .2);
      inset = box;
    }
    drawn = { to: to, dots: dots, picture: picture, pen: pen, ratio: ratio, size: size, inset: inset,
      counties: Boolean(counties),
      areas: counties || (detail ? detail.filter(function (f) { return f.about.kind === "city"; }) : []).concat(cities) };
    place.dataset.drawn = (picture.place || "nation") + (counties ? " by county" : "");
    place.dataset.took = Math.round(performance.now() - begun);
  }

  function hatching(pen, ink) {
    const tile = document.createElement("canvas");
    tile.width = tile.height = 6;
    const one = tile.getContext("2d", { willReadFrequently: true });
    one.fillStyle = ink.tile;
    one.fillRect(0, 0, 6, 6);
    one.strokeStyle = ink.line;
    one.beginPath();
    [-6, 0, 6].forEach(function (shift) { one.moveTo(shift, 6); one.lineTo(shift + 6, 0); });
    one.stroke();
    const made = pen.createPattern(tile, "repeat");
    return made;
  }

  /* What lies under the pointer: a station, or the city or province to which a click leads. */
  function under(event) {
    if (!drawn) return null;
    const box = document.getElementById("region-map").getBoundingClientRect();
    const x = event.clientX - box.left, y = event.clientY - box.top, known = drawn.picture;
    const dot = drawn.dots.find(function (d) { return Math.hypot(d.x - x, d.y - y) < drawn.size * 1.6; });
    if (dot) return { x: x, y: y, text: dot.name + " " + (dot.text || known.none), go: ["station", { code: dot.code }] };
    if (drawn.inset && x > drawn.inset.x && y > drawn.inset.y) return null;
    drawn.pen.setTransform(1, 0, 0, 1, 0, 0);
    const at = [(x - drawn.to.x) / drawn.to.by, (drawn.to.y - y) / drawn.to.by];
    const area = drawn.areas.find(function (f) {
      if (at[0] < f.box[0] || at[0] > f.box[2] || at[1] < f.box[1] || at[1] > f.box[3]) return false;
      return drawn.pen.isPointInPath(f.path, at[0], at[1], "evenodd");
    });
    if (!area) return null;
    if (drawn.counties) return county(area, known, x, y);
    const code = area.about.code, one = known.cities[code];
    if (known.kind === "nation") {
      const up = known.up[code] || code;
      const said = one ? " · " + one[2] + " " + (one[1] || known.none) : "";
      return { x: x, y: y, text: (known.names[up] || "") + said, go: ["region", { place: up }] };
    }
    if (code === known.place && known.kind === "city") return null;
    return { x: x, y: y, text: one ? one[2] + " " + (one[1] || known.none) : "", go: ["region", { place: code }] };
  }
  /* A county says its own AQI; a click leads to it, on the map of the country to its province. */
  function county(area, known, x, y) {
    const code = area.about.code, one = known.counties[code];
    const said = area.about[known.lang] + " " + (one ? one[1] || known.none : known.blank);
    const up = code.slice(0, 2) + "0000";
    if (known.kind === "nation") return { x: x, y: y, text: (known.names[up] || "") + " · " + said, go: ["region", { place: up, by: "county" }] };
    return { x: x, y: y, text: said, go: ["region", { place: code, by: "county" }] };
  }
  function tip(found) {
    const place = document.getElementById("region-map");
    let one = place.querySelector(".tip");
    if (!found || !found.text) {
      if (one) one.remove();
      return;
    }
    if (!one) {
      one = document.createElement("span");
      one.className = "tip";
      place.append(one);
    }
    one.textContent = found.text;
    one.style.left = found.x + "px";
    one.style.top = found.y + "px";
  }
  document.addEventListener("pointermove", function (event) {
    const place = event.target.closest ? event.target.closest("#region-map") : null;
    if (!place) return;
    const found = under(event);
    place.style.cursor = found ? "pointer" : "";
    tip(found);
  });
  document.addEventListener("pointerout", function (event) {
    if (event.target.closest && event.target.closest("#region-map")) tip(null);
  });
  document.addEventListener("click", function (event) {
    if (!event.target.closest("#region-map")) return;
    const found = under(event);
    const hour = new URLSearchParams(window.location.search).get("hour");
    if (found) window.lanbi_lead(found.go[0], found.go[0] === "region" ? Object.assign({ hour: hour }, found.go[1]) : found.go[1]);
  });

  window.lanbiRegion = function () { return shown; };
  window.dash_clientside = Object.assign({}, window.dash_clientside, {
    lanbi_region: {
      draw: function (picture) {
        const nothing = window.dash_clientside.no_update, mine = (asked += 1);
        shown = picture;
        drawn = null;
        if (!picture) return nothing;
        const names = [picture.shapes.cities, picture.shapes.lines, picture.shapes.detail, picture.shapes.counties];
        Promise.all(names.map(function (name) { return name ? load(picture.base, name) : null; })).then(function (found) {
          const place = document.getElementById("region-map");
          if (!place || mine !== asked || shown !== picture) return;
          const again = function () { if (shown === picture && place.isConnected) paint(place, picture, ...found); };
          if (watched) watched.disconnect();
          watched = new ResizeObserver(again); // it calls at once, and whenever the parts beside it change its size
          watched.observe(place);
        });
        return nothing;
      },
    },
  });
})();
