/* A map that is taken away: drawn anew as SVG on the slide of takeaway.js, from the shapes that the screen has already.
 *
 * The wall's map and the map of a region are given here in one form; what is coloured on the screen is coloured in the
 * copy, with a legend beside it, since a slide stands alone.
 */
(function () {
  "use strict";

  const LEGEND = 400, PAD = 14, NONE = "#e6eaee", OUT = "#fff", LINE = "#8a97a4", STRONG = "#17212b", WATER = "#5f7fd6", QUIET = "#55616e";

  function load(base, name) {
    return name ? fetch(base + "geometry/" + name).then(function (answer) {
      if (!answer.ok) throw new Error(name + ": " + answer.status);
      return answer.json();
    }).then(function (found) { return found.features; }) : Promise.resolve([]);
  }

  /* Map units to the slide: `bounds` is ((south, west), (north, east)). */
  function fitted(bounds, box) {
    const south = bounds[0][0], west = bounds[0][1], north = bounds[1][0], east = bounds[1][1];
    const by = Math.min((box.w - 2 * PAD) / (east - west), (box.h - 2 * PAD) / (north - south));
    const x = box.x + box.w / 2 - by * (west + east) / 2, y = box.y + box.h / 2 + by * (south + north) / 2;
    return { box: box, by: by, x: function (a) { return x + by * a; }, y: function (b) { return y - by * b; } };
  }
  function d(geometry, to) {
    let seen = false;
    const box = to.box;
    function run(points, closed) {
      const steps = points.map(function (p) {
        const x = to.x(p[0]), y = to.y(p[1]);
        if (x > box.x - 40 && x < box.x + box.w + 40 && y > box.y - 40 && y < box.y + box.h + 40) seen = true;
        return x.toFixed(1) + " " + y.toFixed(1);
      });
      return "M" + steps.join("L") + (closed ? "Z" : "");
    }
    const kinds = {
      Polygon: function (c) { return c.map(function (ring) { return run(ring, true); }).join(""); },
      MultiPolygon: function (c) { return c.map(kinds.Polygon).join(""); },
      LineString: function (c) { return run(c, false); },
      MultiLineString: function (c) { return c.map(kinds.LineString).join(""); },
    };
    const text = geometry && kinds[geometry.type] ? kinds[geometry.type](geometry.coordinates) : "";
    return seen ? text : "";
  }
  function reach(part, box) {
    if (typeof part[0] !== "number") {
      part.forEach(function (one) { reach(one, box); });
      return box;
    }
    box[0] = Math.min(box[0], part[0]);
    box[1] = Math.min(box[1], part[1]);
    box[2] = Math.max(box[2], part[0]);
    box[3] = Math.max(box[3], part[1]);
    return box;
  }
  function path(feature, to, fill, stroke, width) {
    const line = d(feature.geometry, to);
    return line ? '<path d="' + line + '" fill="' + fill + '" fill-rule="evenodd" stroke="' + stroke + '" stroke-width="' + width + '"/>' : "";
  }
  function words(x, y, text, size, weight, colour, anchor) {
    return '<text x="' + x.toFixed(1) + '" y="' + y.toFixed(1) + '" font-size="' + size + '" font-weight="' + weight + '" fill="' + colour + '" text-anchor="' + (anchor || "middle") + '">' + window.lanbiTake.escaped(text) + "</text>";
  }

  function areas(scene, shapes, to) {
    const fine = shapes.detail.filter(function (f) { return f.properties.kind === "city"; });
    const known = new Set(fine.map(function (f) { return f.properties.code; }));
    let out = "";
    shapes.cities.forEach(function (f) {
      if (known.has(f.properties.code)) return;
      out += path(f, to, scene.counties ? OUT : scene.fill(f.properties.code, f.properties.parent), LINE, .5);
    });
    if (scene.counties) shapes.counties.forEach(function (f) { out += path(f, to, scene.fill(f.properties.code), LINE, .4); });
    fine.forEach(function (f) { out += path(f, to, scene.counties ? "none" : scene.fill(f.properties.code, scene.province), scene.counties ? QUIET : LINE, scene.counties ? 1.3 : 1); });
    if (scene.image) {
      const a = scene.image.corners, x = to.x(a[0][1]), y = to.y(a[1][0]);
      out += '<image href="' + scene.image.href + '" x="' + x.toFixed(1) + '" y="' + y.toFixed(1) + '" width="' + (to.x(a[1][1]) - x).toFixed(1) + '" height="' + (to.y(a[0][0]) - y).toFixed(1) + '" preserveAspectRatio="none" style="image-rendering:pixelated"/>';
    }
    shapes.rivers.forEach(function (f) {
      const lake = f.properties.lake;
      out += path(f, to, lake ? WATER : "none", WATER, lake ? .8 : .8 + .8 * f.properties.width);
    });
    shapes.detail.forEach(function (f) {
      const kind = f.properties.kind;
      if (kind === "border") out += path(f, to, "none", STRONG, 2);
      if (kind === "county" && !scene.counties) out += path(f, to, "none", STRONG, .35);
    });
    shapes.lines.forEach(function (f) { out += path(f, to, "none", STRONG, f.properties.code ? 1 : 2); });
    return out;
  }

  const pen = document.createElement("canvas").getContext("2d");
  function labels(scene, to, taken) {
    let out = "";
    scene.labels.forEach(function (one) {
      const x = to.x(one.x), y = to.y(one.y), size = one.small ? 14 : 19, text = one.text;
      pen.font = "700 " + size + 'px "Lanbi Sans","Noto Sans SC",sans-serif';
      const w = pen.measureText(text).width + (one.small ? 0 : 10), h = size * 1.25, off = one.beside ? size * .9 : 0;
      const spots = one.small ? [[x, y]] : one.beside ? [[x, y - off - h / 2], [x, y + off + h / 2], [x + off + w / 2, y], [x - off - w / 2, y]] : [[x, y], [x, y - h], [x, y + h], [x + w / 2, y - h], [x - w / 2, y + h], [x, y - 2 * h], [x, y + 2 * h], [x + w, y], [x - w, y]];
      const spot = spots.find(function (at) {
        const box = [at[0] - w / 2, at[1] - h / 2, at[0] + w / 2, at[1] + h / 2];
        if (box[0] < to.box.x || box[1] < to.box.y || box[2] > to.box.x + to.box.w || box[3] > to.box.y + to.box.h) return false;
        if (taken.some(function (b) { return b[0] < box[2] && box[0] < b[2] && b[1] < box[3] && box[1] < b[3]; })) return false;
        taken.push(box);
        return true;
      });
      if (!spot) return;
      if (!one.small) out += '<rect x="' + (spot[0] - w / 2).toFixed(1) + '" y="' + (spot[1] - h / 2).toFixed(1) + '" width="' + w.toFixed(1) + '" height="' + h.toFixed(1) + '" rx="3" fill="#fff" fill-opacity=".85"/>';
      out += words(spot[0], spot[1] + size * .36, text, size, 700, one.ink || STRONG);
    });
    return out;
  }

  function legend(scene, x) {
    const told = scene.slide;
    let y = 46, out = words(x, y, told.key, 26, 700, STRONG, "start");
    function row(fill, number, colour, word, range) {
      y += 48;
      out += '<rect x="' + x + '" y="' + (y - 28) + '" width="46" height="36" fill="' + fill + '" stroke="' + STRONG + '" stroke-width=".7"/>';
      if (number) out += words(x + 23, y, number, number.length > 1 && !/^\d+$/.test(number) ? 19 : 24, 700, colour);
      out += words(x + 62, y, word, 23, 400, STRONG, "start");
      if (range) out += words(x + LEGEND - 30, y, range, 20, 400, QUIET, "end");
    }
    told.legend.forEach(function (one) { row(one[1], one[0], one[2], one[3], one[4]); });
    if (!scene.image || scene.points.some(function (one) { return !one.fill; })) row("url(#hatch)", "", "", told.none, "");
    if (!scene.image) row(NONE, "", "", told.blank, "");
    if (scene.points.length) {
      y += 46;
      out += words(x, y, told.dots, 20, 400, QUIET, "start");
    }
    (scene.notes || (told.note ? [told.note] : [])).forEach(function (note) {
      pen.font = '400 20px "Lanbi Sans","Noto Sans SC",sans-serif';
      let line = "";
      y += 40;
      (note.match(/[\u0021-\u024f]+\s*|./g) || []).concat([""]).forEach(function (part, i, all) {
        if (i === all.length - 1 || pen.measureText(line + part).width > LEGEND - 44) {
          out += words(x, y, line.trim(), 20, 400, STRONG, "start");
          line = "";
          y += 28;
        }
        line += part;
      });
    });
    return out;
  }

  /* The SVG of a map, as large as the room of a slide. */
  async function composed(scene) {
    const names = scene.shapes, room = window.lanbiTake.room;
    const got = await Promise.all([names.cities, names.lines, names.detail, names.counties, names.rivers].map(function (name) { return load(scene.base, name); }));
    const shapes = { cities: got[0], lines: got[1], detail: got[2], counties: got[3], rivers: got[4] };
    const to = fitted(scene.bounds, { x: 0, y: 0, w: room.wide - LEGEND, h: room.high });
    let out = '<svg x="' + room.left + '" y="' + room.top + '" width="' + room.wide + '" height="' + room.high + '" viewBox="0 0 ' + room.wide + " " + room.high + '"><defs>' +
      '<pattern id="hatch" width="9" height="9" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="9" height="9" fill="#fff"/><rect width="3" height="9" fill="' + LINE + '"/></pattern>' +
      '<clipPath id="land"><rect width="' + to.box.w + '" height="' + to.box.h + '"/></clipPath></defs><g clip-path="url(#land)">' + areas(scene, shapes, to);
    const taken = [];
    if (scene.counties && !scene.named) shapes.counties.forEach(function (f) { // as on the screen: cities give way, stations do not
      if (!scene.held(f.properties.code)) return;
      const box = reach(f.geometry.coordinates, [Infinity, Infinity, -Infinity, -Infinity]);
      taken.push([to.x(box[0]), to.y(box[3]), to.x(box[2]), to.y(box[1])]);
    });
    scene.points.forEach(function (one) {
      const x = to.x(one.x), y = to.y(one.y);
      if (x < 0 || x > to.box.w || y < 0 || y > to.box.h) return;
      out += '<circle cx="' + x.toFixed(1) + '" cy="' + y.toFixed(1) + '" r="' + one.size + '" fill="' + (one.fill || "url(#hatch)") + '" stroke="' + STRONG + '" stroke-width="' + (one.size > 4 ? 1.2 : .5) + '"/>';
      if (one.glyph) out += words(x, y + one.size * .36, one.glyph, (one.size * (one.glyph.length > 1 ? .95 : 1.25)).toFixed(1), 700, one.ink);
      if (scene.named) taken.push([x - one.size, y - one.size, x + one.size, y + one.size]);
    });
    let box = null;
    if (scene.inset) {
      box = { x: to.box.w - 196, y: to.box.h - 262, w: 190, h: 256 };
      taken.push([box.x, box.y, box.x + box.w, box.y + box.h]);
    }
    out += labels(scene, to, taken) + "</g>";
    if (box) {
      const small = fitted(scene.inset, box);
      small.inset = true;
      out += '<clipPath id="sea"><rect x="' + box.x + '" y="' + box.y + '" width="' + box.w + '" height="' + box.h + '"/></clipPath>' +
        '<rect x="' + box.x + '" y="' + box.y + '" width="' + box.w + '" height="' + box.h + '" fill="#fff" stroke="' + STRONG + '"/><g clip-path="url(#sea)">' + areas(scene, shapes, small) + "</g>" +
        words(box.x + box.w - 8, box.y + box.h - 9, scene.slide.sea, 15, 400, STRONG, "end");
    }
    return out + legend(scene, room.wide - LEGEND + 24) + "</svg>";
  }

  /* The two maps in one form ------------------------------------------------------------------------------------ */

  function coloured(level, palette) { return level === undefined ? NONE : level ? palette[level] : "url(#hatch)"; }

  function region() {
    const now = window.lanbiRegion && window.lanbiRegion();
    if (!now) return null;
    const levels = now.counties || now.cities;
    const points = now.points.map(function (p) { return { x: p[1], y: p[2], size: p[6] ? 9 : 5, fill: p[3] ? now.palette[p[3]] : "" }; });
    const named = now.kind === "city" ? now.points.filter(function (p) { return p[6]; }).map(function (p) { return { x: p[1], y: p[2], text: (p[5] + " " + p[4]).trim(), beside: true }; })
      : now.kind === "province" ? Object.values(now.cities).filter(function (c) { return c[3] !== null; }).map(function (c) { return { x: c[3], y: c[4], text: (c[2] + " " + c[1]).trim() }; }) : [];
    return {
      named: now.kind === "city", base: now.base, shapes: now.shapes, bounds: now.bounds, inset: now.inset, province: now.province, slide: now.slide,
      counties: Boolean(now.counties), held: function (code) { return code in now.counties; }, points: points, labels: named,
      fill: function (code, parent) {
        if (!now.counties && now.kind !== "nation" && (now.kind === "city" ? code !== now.place : parent !== now.province)) return OUT;
        return coloured(levels[code] ? levels[code][0] : undefined, now.palette);
      },
    };
  }

  async function wall() {
    const lanbi = window.lanbi, map = lanbi && lanbi.maps && lanbi.maps.get("main"), now = map && map.shown;
    if (!now || !now.slide) return null;
    const nation = now.kind === "nation", over = lanbi.surface && lanbi.surface();
    const points = [];
    map.points.forEach(function (layer, code) {
      const at = layer.getLatLng(), inside = nation || (now.kind === "province" ? layer.parent === now.place : layer.city === now.place);
      if (!inside) return;
      const level = now.stations.levels[code], shown = layer.options.fillColor.toLowerCase();
      const fill = !over ? level && lanbi.palette[level] : lanbi.palette.slice(1).find(function (colour) { return colour.toLowerCase() === shown; });
      const size = now.water ? (nation ? (now.dense ? 3 : 8) : now.dense ? 8 : 11) : nation ? 2 : now.kind === "city" ? 9 : 5;
      points.push({ x: at.lng, y: at.lat, size: size, fill: fill || "", glyph: now.water && size > 7 ? now.glyphs[level || 0] : "", ink: lanbi.inks[level || 0] });
    });
    const scene = {
      named: now.kind === "city", base: lanbi.base, bounds: now.bounds, inset: now.inset ? lanbi.inset : null, province: now.parent, slide: now.slide,
      shapes: { cities: lanbi.shapes.cities, lines: lanbi.shapes.lines, detail: now.detail, rivers: now.rivers }, points: points,
      labels: now.labels.filter(function (one) { return (one.of !== "near" || now.water) && one.of !== "river"; }).map(function (one) {
        const digit = one.of === "level";
        return { x: one.x, y: one.y, text: one.said || (one.name + " " + one.text).trim(), small: digit, ink: digit ? lanbi.inks[one.level] : "", beside: one.of === "station" };
      }),
      fill: function (code, parent) {
        if (!nation && (now.kind === "city" ? code !== now.place : parent !== now.parent)) return OUT;
        return coloured(now.cities[code], lanbi.palette);
      },
    };
    if (!over) return scene;
    scene.fill = function () { return OUT; }; // what the surface does not cover has no colour of another figure
    scene.labels = scene.labels.filter(function (one) { return !one.small; }).map(function (one) { return Object.assign(one, { text: one.text.replace(/ \d+$/, "") }); });
    const bytes = await (await fetch(over.image)).blob();
    const b = over.layer.getBounds();
    scene.image = {
      corners: [[b.getSouth(), b.getWest()], [b.getNorth(), b.getEast()]],
      href: await new Promise(function (done) {
        const reader = new FileReader();
        reader.onload = function () { done(reader.result); };
        reader.readAsDataURL(bytes);
      }),
    };
    scene.notes = [...document.querySelectorAll("#wall-surface-said p")].map(function (p) { return p.textContent; });
    const of = document.querySelector('#wall-surface-of option[value="' + over.of + '"]').textContent;
    scene.slide = Object.assign({}, now.slide, { title: now.slide.surface.replace("{}", of), key: of, about: over.about });
    return scene;
  }

  const MAPS = { wall: wall, region: region };
  document.addEventListener("click", async function (event) {
    const button = event.target.closest(".take button[data-map]");
    if (!button || (button.dataset.form !== "png" && button.dataset.form !== "svg")) return;
    const menu = button.closest(".take"), said = menu.querySelector("[role=status]");
    said.textContent = "";
    try {
      const scene = await MAPS[button.dataset.map]();
      if (!scene) throw new Error("no map is shown");
      const place = button.closest("[lang]"), lang = place && place.lang === "en" ? "en" : "zh", told = scene.slide;
      const known = Object.assign({ lang: lang, title: told.title }, window.lanbiTake.resting(told.about, lang));
      known.foot = known.foot.concat([told.approval]);
      await window.lanbiTake.out(known, await composed(scene), button.dataset.form, button.dataset.map + "-map");
    } catch (error) {
      console.warn(error);
      setTimeout(function () { // the click has closed the menu
        said.textContent = said.dataset.failed;
        menu.open = true;
      }, 0);
    }
  });
})();
