/* What is written on the map of the wall (`map.js`): each label where it covers no other, first with its name, then without.
 *
 * Every text is set as text, never as HTML.
 */
(function () {
  "use strict";

  const lanbi = (window.lanbi = window.lanbi || {});

  /* Write labels into their box over a map, most important first; what finds no room is left out. */
  lanbi.label = function (map, box, labels) {
    box.replaceChildren();
    const made = labels.map(function (label) {
      const tag = document.createElement("div");
      tag.className = "map-label " + label.of + (label.suspect ? " suspect" : "");
      tag.dataset.code = label.code;
      const name = document.createElement("span");
      name.className = "name";
      name.textContent = label.name;
      const value = document.createElement(label.level ? "a" : "span");
      value.className = label.level ? "value" : "value none";
      if (label.level) explained(value, label.passport);
      value.textContent = label.text;
      if (label.level) {
        value.style.backgroundColor = lanbi.palette[label.level];
        value.style.color = lanbi.inks[label.level];
      }
      tag.append(name);
      if (label.of !== "river") tag.append(value);
      box.appendChild(tag);
      return { tag: tag, at: map.latLngToLayerPoint([label.y, label.x]), of: label.of };
    });
    const frame = map.getSize();
    const origin = map.containerPointToLayerPoint([0, 0]);
    const gap = lanbi.rem() * 0.25;
    /* Sizes with and without the name, each read for all at once: a reading between two changes would lay out anew. */
    made.forEach(function (one) {
      one.w = one.tag.offsetWidth;
      one.h = one.tag.offsetHeight;
    });
    made.forEach(function (one) { one.tag.classList.add("short"); });
    made.forEach(function (one) { one.short = one.tag.offsetWidth; });
    const taken = covered(map.getContainer(), origin);
    made.forEach(function (one) {
      let spot = free(one, places(one, gap), taken, frame, origin);
      if (spot) one.tag.classList.remove("short");
      else {
        one.w = one.short;
        spot = free(one, places(one, gap), taken, frame, origin);
      }
      if (!spot) {
        one.tag.remove();
        return;
      }
      taken.push(spot);
      one.tag.style.transform = "translate(" + Math.round(spot.x) + "px," + Math.round(spot.y) + "px)";
    });
  };

  /* The number of a label opens its passport; the map beneath it is neither moved nor chosen by that. */
  function explained(value, passport) {
    const asked = new URLSearchParams(window.location.search);
    asked.set("passport", passport);
    value.href = "?" + asked.toString();
    value.dataset.passport = passport;
    L.DomEvent.on(value, "mousedown touchstart dblclick", L.DomEvent.stopPropagation);
    L.DomEvent.on(value, "click", function (event) {
      if (event.metaKey || event.ctrlKey) return;
      L.DomEvent.stop(event);
      lanbi.explain(passport);
    });
  }

  /* What lies over the map: no label goes beneath it. */
  function covered(container, origin) {
    const base = container.getBoundingClientRect();
    return ["wall-legend", "wall-map-foot", "wall-inset-tile", "wall-surface"]
      .map(function (id) {
        return document.getElementById(id);
      })
      .filter(function (element) {
        return element && element.offsetParent;
      })
      .map(function (element) {
        const box = element.getBoundingClientRect();
        return { x: box.left - base.left + origin.x, y: box.top - base.top + origin.y, w: box.width, h: box.height };
      });
  }

  function places(one, gap) {
    const x = one.at.x;
    const y = one.at.y;
    const w = one.w;
    const h = one.h;
    if (one.of === "level") return [[x - w / 2, y - h / 2]];
    const off = one.of === "station" ? lanbi.rem() * 0.7 : gap;
    const around = [
      [x + off, y - h / 2],
      [x - off - w, y - h / 2],
      [x - w / 2, y - off - h],
      [x - w / 2, y + off],
      [x + off, y - h - off],
      [x + off, y + off],
      [x - w - off, y - h - off],
      [x - w - off, y + off],
    ];
    return one.of === "station" ? around : [[x - w / 2, y - h / 2]].concat(around);
  }

  function free(one, spots, taken, size, origin) {
    const edge = lanbi.rem() * 0.3;
    for (const [x, y] of spots) {
      if (x < origin.x + edge || y < origin.y + edge) continue;
      if (x + one.w > origin.x + size.x - edge || y + one.h > origin.y + size.y - edge) continue;
      const hit = taken.some(function (other) {
        return x < other.x + other.w + 2 && other.x < x + one.w + 2 && y < other.y + other.h + 2 && other.y < y + one.h + 2;
      });
      if (!hit) return { x: x, y: y, w: one.w, h: one.h };
    }
    return null;
  }
})();
