/* The map of the wall: Leaflet (brought by dash-leaflet) over shapes that are already projected, so CRS.Simple.
 *
 * Shapes are fetched once under a name that changes with their content. A new hour brings codes and levels only, and
 * only what changed its level is restyled: dash-leaflet's own hideout would build every path anew.
 * Cities, borders and points lie on three canvases, so that recolouring one does not draw the others.
 * Every text is set as text, never as HTML.
 */
(function () {
  "use strict";

  const lanbi = (window.lanbi = window.lanbi || {});
  const maps = new Map();
  const shapes = new Map();

  const INK = { none: "#161d25", beside: "#222c37", quiet: "#36424f", hatch: "#59636e", border: "#0b1016", province: "#e8edf2", dash: "#aeb9c4", water: "#7d9cea" };

  /* Asked thousands of times a picture: a style is computed once for each size of the window. */
  let root = 0;
  let rooted = "";
  function rem() {
    const size = window.innerWidth + "x" + window.innerHeight;
    if (size !== rooted) {
      root = parseFloat(getComputedStyle(document.documentElement).fontSize);
      rooted = size;
    }
    return root;
  }

  function load(name, hour) {
    if (!shapes.has(name)) {
      const asked = fetch(lanbi.base + "geometry/" + name + (hour ? "?hour=" + hour : "")).then(function (answer) {
        if (!answer.ok) throw new Error(name + ": " + answer.status);
        return answer.json();
      });
      asked.catch(function () {
        shapes.delete(name);
      });
      shapes.set(name, asked);
      if (shapes.size > 24) shapes.delete(shapes.keys().next().value);
    }
    return shapes.get(name);
  }

  function hatching() {
    const step = Math.max(6, Math.round(rem() * 0.5));
    const tile = document.createElement("canvas");
    tile.width = tile.height = step;
    const pen = tile.getContext("2d");
    pen.fillStyle = "#232c35";
    pen.fillRect(0, 0, step, step);
    pen.strokeStyle = INK.hatch;
    pen.lineWidth = Math.max(1, step / 6);
    pen.beginPath();
    for (const shift of [-step, 0, step]) {
      pen.moveTo(shift, step);
      pen.lineTo(shift + step, 0);
    }
    pen.stroke();
    return pen.createPattern(tile, "repeat");
  }

  /* Leaflet's canvas, but drawn by the processor: a hall's computer often has no graphics card, and there a canvas kept
   * on an emulated one takes ten times as long to show. Asking to read often is how a page says so. */
  function canvas(options) {
    const Plain = L.Canvas.extend({
      _initContainer: function () {
        const made = (this._container = document.createElement("canvas"));
        this._ctx = made.getContext("2d", { willReadFrequently: true });
        L.DomEvent.on(made, "mousemove", this._onMouseMove, this);
        L.DomEvent.on(made, "click dblclick mousedown mouseup contextmenu", this._onClick, this);
        L.DomEvent.on(made, "mouseout", this._handleMouseOut, this);
        made._leaflet_disable_events = true;
      },
      /* A point of water has its class written in it: a colour alone tells nobody enough. */
      _updateCircle: function (layer) {
        L.Canvas.prototype._updateCircle.call(this, layer);
        if (!layer.glyph || !this._drawing) return;
        const pen = this._ctx;
        pen.save();
        pen.font = "700 " + layer._radius * (layer.glyph.length > 1 ? 0.95 : 1.3) + "px " + getComputedStyle(document.body).fontFamily;
        pen.textAlign = "center";
        pen.textBaseline = "middle";
        pen.fillStyle = layer.ink;
        pen.fillText(layer.glyph, layer._point.x, layer._point.y);
        pen.restore();
      },
    });
    return new Plain(options);
  }

  /* A wall map. `role` is "main" or "inset"; the inset shows no labels and cannot be moved. */
  function WallMap(leaflet, role) {
    this.leaflet = leaflet;
    this.role = role;
    this.cities = new Map();
    this.points = new Map();
    this.keys = new Map();
    this.shown = null;
    this.fitted = "";
    this.moved = false;
    const pane = function (name, z, silent) {
      const made = leaflet.createPane(name);
      made.style.zIndex = z;
      if (silent) made.style.pointerEvents = "none";
      return canvas({ pane: name, padding: 0.1 });
    };
    this.areaCanvas = pane("areas", 410, false);
    this.lineCanvas = pane("lines", 420, true);
    this.pointCanvas = pane("points", 430, true);
    pane("labels", 440, true);
    this.labels = document.createElement("div");
    this.labels.className = "map-labels";
    leaflet.getPane("labels").appendChild(this.labels);
    const self = this;
    leaflet.on("zoomstart", function () {
      self.labels.classList.add("moving");
    });
    leaflet.on("zoomend viewreset", function () {
      self.write();
    });
    leaflet.on("resize", function () {
      self.hatch = null;
      self.keys.clear();
      if (self.shown) {
        self.restyle();
        self.frame(true);
        self.write();
      }
    });
  }

  WallMap.prototype.cityStyle = function (code, parent) {
    const now = this.shown;
    const level = now.cities[code];
    const whole = now.kind === "nation" || this.role === "inset";
    const outside = !whole && parent !== now.parent;
    const beside = !whole && now.kind === "city" && !outside && code !== now.place;
    let fill = INK.none;
    /* Beside the chosen place nothing is coloured: a dimmed colour of a level would be a colour of no level. */
    if (outside || beside) fill = outside ? INK.none : INK.beside;
    else if (level === 0) fill = this.hatch || (this.hatch = hatching());
    else if (level) fill = lanbi.palette[level];
    return {
      key: [level, outside, beside, code === now.place].join(),
      style: {
        fillColor: fill,
        fillOpacity: 1,
        color: outside || beside ? INK.quiet : INK.border,
        opacity: 1,
        weight: Math.max(0.5, rem() * (whole ? 0.035 : 0.08)),
      },
    };
  };

  /* Whether a check finds a reading of a station suspect: it is ringed, and its number underlined with dots. */
  WallMap.prototype.isSuspect = function (code) {
    return (this.shown.stations.suspect || []).includes(code);
  };

  WallMap.prototype.pointStyle = function (level, city, parent, odd) {
    const now = this.shown;
    const inside = now.kind === "nation" || (now.kind === "province" ? parent === now.place : city === now.place);
    const sizes = now.water
      ? { nation: now.dense ? 0.22 : 0.5, province: now.dense ? 0.45 : 0.6, city: 0.75 }
      : { nation: 0.15, province: 0.3, city: 0.55 };
    const size = sizes[now.kind] * (inside ? 1 : 0.6) * rem();
    return {
      key: [level, inside, now.kind, odd].join(),
      size: odd ? 1.25 * size : size,
      style: {
        fillColor: level ? lanbi.palette[level] : INK.hatch,
        fillOpacity: 1,
        color: odd ? "#f4f7fa" : "#05080b",
        opacity: 1,
        dashArray: odd ? [0.2 * rem(), 0.12 * rem()].join(" ") : null,
        weight: Math.max(0.75, rem() * (now.kind === "nation" ? 0.05 : odd ? 0.16 : 0.1)),
      },
    };
  };

  WallMap.prototype.restyle = function () {
    const self = this;
    this.cities.forEach(function (layer, code) {
      const wanted = self.cityStyle(code, layer.parent);
      if (self.keys.get(code) === wanted.key) return;
      self.keys.set(code, wanted.key);
      layer.setStyle(wanted.style);
    });
    if (!this.shown.replay) this.points.forEach(function (layer, code) {
      const level = self.shown.stations.levels[code] || 0;
      const wanted = self.pointStyle(level, layer.city, layer.parent, self.isSuspect(code));
      const id = "s" + code;
      if (self.keys.get(id) === wanted.key) return;
      self.keys.set(id, wanted.key);
      const small = wanted.size < 0.4 * rem();
      layer.glyph = self.shown.water && !small ? self.shown.glyphs[self.shown.stations.levels[code] || 0] : "";
      layer.ink = lanbi.inks[self.shown.stations.levels[code] || 0];
      layer.setStyle(wanted.style);
      layer.setRadius(wanted.size);
    });
    const now = this.shown;
    const detailed = this.detail;
    const borders = [now.kind, now.parent, detailed, rem()].join();
    if (this.lines && this.borders !== borders) {
      this.borders = borders;
      this.lines.setStyle(function (feature) {
        const here = feature.properties.code;
        const chosen = here && here === now.parent;
        return {
          fill: false,
          color: here ? INK.province : INK.dash,
          opacity: now.kind === "nation" ? 0.55 : chosen && detailed ? 0 : here ? 0.1 : 0.5,
          weight: rem() * (here ? 0.06 : 0.1),
        };
      });
    }
  };

  /* The shapes that this map can show: an inset shows a corner of the country and cannot be moved. */
  WallMap.prototype.within = function (collection) {
    if (this.role === "main") return collection;
    const [[south, west], [north, east]] = lanbi.inset;
    return {
      type: "FeatureCollection",
      features: collection.features.filter(function (feature) {
        const box = [Infinity, Infinity, -Infinity, -Infinity];
        (function reach(part) {
          if (typeof part[0] !== "number") part.forEach(reach);
          else {
            box[0] = Math.min(box[0], part[0]);
            box[1] = Math.min(box[1], part[1]);
            box[2] = Math.max(box[2], part[0]);
            box[3] = Math.max(box[3], part[1]);
          }
        })(feature.geometry.coordinates);
        return box[0] <= east && box[2] >= west && box[1] <= north && box[3] >= south;
      }),
    };
  };

  WallMap.prototype.addCities = function (collection) {
    const self = this;
    L.geoJSON(collection, {
      style: { renderer: this.areaCanvas, smoothFactor: 0.6 },
      renderer: this.areaCanvas,
      pane: "areas",
      interactive: this.role === "main",
      onEachFeature: function (feature, layer) {
        layer.parent = feature.properties.parent;
        self.cities.set(feature.properties.code, layer);
        layer.on("click", function (event) {
          const now = self.shown;
          const section = now.water && self.near(event.containerPoint);
          if (section) {
            lanbi.explain(["water_class", "section", section, now.window].join(","));
            return;
          }
          const station = now.kind === "city" && !now.water && !now.replay && self.near(event.containerPoint);
          const label = station && now.labels.find(function (one) { return one.of === "station" && one.code === station; });
          if (label) {
            lanbi.explain(label.passport);
            return;
          }
          const inside = now.kind !== "nation" && layer.parent === now.parent;
          lanbi.go({ place: inside ? feature.properties.code : layer.parent });
        });
      },
    }).addTo(this.leaflet);
  };

  /* The section whose point lies where somebody clicked; the points themselves lie over the regions and are silent. */
  WallMap.prototype.near = function (at) {
    const map = this.leaflet;
    let found = "", least = Infinity;
    this.points.forEach(function (layer, code) {
      const away = map.latLngToContainerPoint(layer.getLatLng()).distanceTo(at);
      if (away < least && away <= layer.getRadius() + 3) {
        least = away;
        found = code;
      }
    });
    return found;
  };

  WallMap.prototype.addLines = function (collection) {
    this.lines = L.geoJSON(collection, {
      renderer: this.lineCanvas,
      pane: "lines",
      interactive: false,
      smoothFactor: 0.6,
    }).addTo(this.leaflet);
  };

  /* Finer shapes for the province in view: its cities in place of the coarse ones, its border, its counties. */
  WallMap.prototype.refine = function (name, collection) {
    if (this.detail === name) return;
    this.detail = name;
    if (this.fine) this.fine.remove();
    this.fine = null;
    if (!collection) return;
    const self = this;
    const lines = [];
    collection.features.forEach(function (feature) {
      if (feature.properties.kind !== "city") {
        lines.push(feature);
        return;
      }
      const layer = self.cities.get(feature.properties.code);
      const depth = feature.geometry.type === "Polygon" ? 1 : 2;
      if (layer) layer.setLatLngs(L.GeoJSON.coordsToLatLngs(feature.geometry.coordinates, depth));
    });
    this.fine = L.geoJSON(lines, {
      renderer: this.lineCanvas,
      pane: "lines",
      interactive: false,
      smoothFactor: 0.6,
      style: function (feature) {
        const border = feature.properties.kind === "border";
        return {
          fill: false,
          color: border ? INK.province : INK.border,
          opacity: border ? 1 : 0.55,
          weight: rem() * (border ? 0.14 : 0.05),
        };
      },
    }).addTo(this.leaflet);
  };

  WallMap.prototype.putPoints = function (collection, name) {
    if (this.pointName === name) return;
    this.pointName = name;
    if (this.pointLayer) this.pointLayer.remove();
    this.points.forEach(function (_, code) {
      this.keys.delete("s" + code);
    }, this);
    /* The points of air and of water take turns on a wall: those of the other layer are kept. */
    this.pointSets = this.pointSets || new Map();
    const had = this.pointSets.get(name);
    if (had) {
      this.points = had.points;
      this.pointLayer = had.layer.addTo(this.leaflet);
      return;
    }
    this.points = new Map();
    const self = this;
    this.pointLayer = L.geoJSON(collection, {
      pointToLayer: function (feature, where) {
        const made = L.circleMarker(where, { renderer: self.pointCanvas, pane: "points", interactive: false, radius: 1 });
        made.city = feature.properties.city;
        made.parent = feature.properties.parent;
        self.points.set(feature.properties.code, made);
        return made;
      },
    }).addTo(this.leaflet);
    this.pointSets.set(name, { layer: this.pointLayer, points: this.points });
    if (this.pointSets.size > 2) this.pointSets.delete(this.pointSets.keys().next().value);
  };

  /* Rivers and lakes of the place in view, under its borders: periwinkle in a dark seam, which is neither a colour of a
   * class nor that of a border. */
  WallMap.prototype.putRivers = function (collection, name) {
    if (this.riverName === name) return;
    this.riverName = name;
    if (this.rivers) this.rivers.remove();
    this.rivers = null;
    if (!collection) return;
    if (!this.riverCanvas) {
      const made = this.leaflet.createPane("rivers");
      made.style.zIndex = 415;
      made.style.pointerEvents = "none";
      this.riverCanvas = canvas({ pane: "rivers", padding: 0.1 });
    }
    const self = this;
    const drawn = function (seam) {
      return L.geoJSON(collection, {
        renderer: self.riverCanvas,
        pane: "rivers",
        interactive: false,
        smoothFactor: 0.6,
        style: function (feature) {
          const lake = feature.properties.lake;
          const wide = (lake ? 0.05 : 0.05 + 0.045 * feature.properties.width) * rem();
          return {
            fill: lake && !seam,
            fillColor: INK.water,
            fillOpacity: 1,
            color: seam ? INK.border : INK.water,
            opacity: seam ? 0.75 : 1,
            weight: seam ? wide + 0.12 * rem() : wide,
          };
        },
      });
    };
    this.rivers = L.layerGroup([drawn(true), drawn(false)]).addTo(this.leaflet);
  };

  WallMap.prototype.frame = function (force) {
    const now = this.shown;
    const wanted = now.place;
    if (!force && this.fitted === wanted) return Promise.resolve();
    const first = this.fitted === "";
    this.fitted = wanted;
    const size = rem();
    const main = this.role === "main";
    const legend = document.getElementById("wall-legend");
    const left = now.kind === "nation" || !legend ? 0 : legend.offsetWidth;
    const options = main
      ? { paddingTopLeft: [size + left, size * 2.6], paddingBottomRight: [size, size * (now.kind === "nation" ? 4 : 1)] }
      : { padding: [0, 0] };
    options.animate = !first && !force && !window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    options.duration = 0.6;
    const target = main ? now.bounds : lanbi.inset;
    if (!options.animate) {
      this.leaflet.fitBounds(target, options);
      return Promise.resolve();
    }
    const map = this.leaflet;
    this.labels.classList.add("moving");
    return new Promise(function (arrived) {
      map.once("moveend", arrived);
      setTimeout(arrived, 4000); // a map in a hidden window never arrives
      map.flyToBounds(target, options);
    });
  };

  WallMap.prototype.write = function () {
    if (this.role !== "main" || !this.shown) return;
    this.labels.classList.remove("moving");
    lanbi.label(this.leaflet, this.labels, this.shown.labels);
  };

  WallMap.prototype.show = function (now) {
    const self = this;
    const begun = performance.now();
    const wanted = [
      load(lanbi.shapes.cities),
      load(lanbi.shapes.lines),
      now.points || load(now.stations.shapes, now.hour),
      now.detail && this.role === "main" ? load(now.detail) : null,
      now.rivers && this.role === "main" ? load(now.rivers) : null,
    ];
    const turn = (this.turn = (this.turn || 0) + 1);
    return Promise.all(wanted).then(function (got) {
      if (turn !== self.turn) return;
      self.shown = now;
      if (!self.cities.size) {
        self.frame(false);
        self.addCities(self.within(got[0]));
        self.addLines(self.within(got[1]));
      }
      self.leaflet.getPane("points").style.display = now.replay ? "none" : "";
      if (self.role === "main" && !now.replay) self.putPoints(got[2], now.stations.shapes);
      self.refine(now.detail, got[3]);
      self.putRivers(got[4], now.rivers);
      self.restyle();
      return self.frame(false).then(function () {
        if (turn === self.turn) self.write();
        return settled(begun);
      });
    });
  };

  /* Milliseconds since `begun` when what was asked is on the screen. */
  function settled(begun) {
    return new Promise(function (done) {
      requestAnimationFrame(function () {
        setTimeout(function () {
          done(performance.now() - begun);
        }, 0);
      });
    });
  }

  function hook() {
    if (!window.L || !L.Map) return false;
    L.Map.addInitHook(function () {
      const element = this.getContainer();
      const role = element.id === "wall-map" ? "main" : element.id === "wall-inset" ? "inset" : "";
      if (!role) return;
      const map = new WallMap(this, role);
      maps.set(role, map);
      this.on("unload", function () {
        if (maps.get(role) === map) maps.delete(role);
      });
      if (lanbi.pending) lanbi.drawn(lanbi.pending);
    });
    return true;
  }

  function paint(now) {
    lanbi.pending = now;
    const inset = document.getElementById("wall-inset-tile");
    if (inset) inset.hidden = !now.inset;
    const all = [];
    maps.forEach(function (map, role) {
      if (role === "main" || now.inset) all.push(map.show(now));
    });
    return Promise.all(all).then(function (took) {
      if (lanbi.pending !== now || !maps.size || took[0] === undefined) return;
      lanbi.milliseconds = took[0];
      document.documentElement.dataset.coloured = now.place + "@" + now.hour;
      return true;
    });
  }

  /* One hour of a replay: only areas and the numbers of their labels change. */
  lanbi.frame = function (cities, numbers) {
    maps.forEach(function (map) {
      if (!map.shown) return;
      map.shown.cities = cities;
      map.restyle();
      if (map.role !== "main") return;
      map.labels.querySelectorAll("[data-code]").forEach(function (tag) {
        const level = cities[tag.dataset.code] || 0;
        const value = tag.querySelector(".value");
        const said = numbers[tag.dataset.code];
        value.textContent = said === null || said === undefined ? "–" : String(said);
        value.classList.toggle("none", !level);
        value.style.backgroundColor = level ? lanbi.palette[level] : "";
        value.style.color = level ? lanbi.inks[level] : "";
      });
    });
  };

  lanbi.paint = paint;
  lanbi.rem = rem;
  lanbi.maps = maps;
  if (!hook()) {
    const waiting = setInterval(function () {
      if (hook()) clearInterval(waiting);
    }, 10);
  }
})();
