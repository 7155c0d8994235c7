/* A surface between the stations as a layer of the wall's map: chosen by people, kept in the address (`surface=pm10`).
 *
 * It lies over the coloured areas and under the borders; the points then show the same parameter as the surface. The
 * image comes under a name that says what it was made from, so a browser keeps it.
 */
(function () {
  "use strict";

  const lanbi = (window.lanbi = window.lanbi || {});
  const PANE = 412;
  let shown = null; // {layer, key, image, of, about}
  let turn = 0;
  let words = null;

  function chosen() {
    return new URLSearchParams(window.location.search).get("surface") || "";
  }

  function language() {
    const wall = document.getElementById("wall");
    return wall && wall.lang === "en" ? "en" : "zh";
  }

  function base() {
    return lanbi.base || "/";
  }

  /* The box is made here: the map is made in the browser, and so is what lies over it. */
  function box() {
    const map = document.querySelector("#wall article.map");
    if (!map) return Promise.resolve(null);
    const had = document.getElementById("wall-surface");
    if (had) return Promise.resolve(had);
    if (!words) {
      words = fetch(base() + "surface/words?lang=" + language()).then(function (answer) { return answer.json(); });
      words.catch(function () { words = null; });
    }
    return words.then(function (said) {
      const there = document.getElementById("wall-surface");
      if (there) return there;
      const made = document.createElement("div");
      made.id = "wall-surface";
      made.className = "surface-box";
      const label = document.createElement("label");
      const name = document.createElement("span");
      name.textContent = said.surface;
      const choice = document.createElement("select");
      choice.id = "wall-surface-of";
      said.choices.forEach(function (pair) {
        const one = document.createElement("option");
        one.value = pair[0];
        one.textContent = pair[1];
        choice.appendChild(one);
      });
      choice.addEventListener("change", function () { choose(choice.value); });
      const told = document.createElement("div");
      told.id = "wall-surface-said";
      told.setAttribute("role", "status");
      made.dataset.asking = said.asking;
      label.append(name, choice);
      made.append(label, told);
      map.appendChild(made);
      return made;
    });
  }

  function choose(of) {
    const asked = new URLSearchParams(window.location.search);
    if (of) asked.set("surface", of);
    else asked.delete("surface");
    const text = asked.toString();
    window.dash_clientside.set_props("lanbi-url", { search: text ? "?" + text : "" });
    setTimeout(update, 0);
  }

  /* Where no land is: of the country a strip in its north-west corner, of a province the column of the legend. */
  function beside(made, nation) {
    const legend = document.getElementById("wall-legend");
    made.style.maxWidth = nation || !legend || !legend.offsetWidth ? "" : legend.offsetWidth + "px";
  }

  function say(lines) {
    const told = document.getElementById("wall-surface-said");
    if (!told) return;
    told.replaceChildren();
    lines.forEach(function (text) {
      const line = document.createElement("p");
      line.textContent = text;
      told.appendChild(line);
    });
  }

  function gone() {
    if (shown) shown.layer.remove();
    shown = null;
    delete document.documentElement.dataset.surface;
  }

  /* Points in the colour of the parameter's level; put back by the map's own painting when the surface goes. */
  function points(map, levels) {
    map.points.forEach(function (layer, code) {
      const level = levels[code] || 0;
      map.keys.delete("s" + code);
      layer.setStyle({ fillColor: level ? lanbi.palette[level] : "#161d25", fillOpacity: 1 });
    });
  }

  function update() {
    const map = lanbi.maps && lanbi.maps.get("main");
    const now = map && map.shown;
    if (!now) return;
    const air = !now.water && !now.replay;
    const of = air ? chosen() : "";
    const mine = (turn += 1);
    box().then(function (made) {
      if (!made) return;
      made.hidden = !air;
      beside(made, now.kind === "nation");
      const choice = document.getElementById("wall-surface-of");
      choice.value = of;
      if (mine !== turn) return;
      if (!of) {
        if (shown) {
          gone();
          map.restyle();
        }
        say([]);
        return;
      }
      const asked = new URLSearchParams({ of: of, place: now.kind === "nation" ? "100000" : now.parent, hour: now.hour, lang: language() });
      const frozen = new URLSearchParams(window.location.search).get("as_of");
      if (frozen) asked.set("as_of", String(Date.parse(frozen) * 1000));
      const key = asked.toString();
      if (!shown || shown.key !== key) say([made.dataset.asking]);
      return fetch(base() + "surface/about?" + key)
        .then(function (answer) {
          if (!answer.ok) throw new Error("surface: " + answer.status);
          return answer.json();
        })
        .then(function (told) {
          if (mine !== turn) return;
          say(told.said);
          if (!told.image) {
            gone();
            map.restyle();
            return;
          }
          if (!shown || shown.image !== told.image) {
            if (!map.leaflet.getPane("surface")) {
              const pane = map.leaflet.createPane("surface");
              pane.style.zIndex = PANE;
              pane.style.pointerEvents = "none";
            }
            const layer = L.imageOverlay(told.image, told.corners, { pane: "surface", className: "surface-image", interactive: false });
            layer.once("load", function () {
              if (mine === turn) document.documentElement.dataset.surface = of + "@" + now.hour;
            });
            const before = shown;
            shown = { layer: layer.addTo(map.leaflet), key: key, image: told.image, of: of, about: told.about };
            if (before) before.layer.remove();
          }
          points(map, told.levels);
        })
        .catch(function () {
          if (mine !== turn) return;
          gone();
          say([]);
        });
    });
  }

  /* After every painting of the map; the map itself knows nothing of surfaces. */
  function hook() {
    if (!lanbi.paint || lanbi.paint.surfaced) return Boolean(lanbi.paint);
    const paint = lanbi.paint;
    lanbi.paint = function (now) {
      const painted = paint(now);
      painted.then(update);
      return painted;
    };
    lanbi.paint.surfaced = true;
    return true;
  }

  /* What lies over the map now, for its slide: the layer, the parameter, and what its own answer says of itself. */
  lanbi.surface = function () { return shown; };

  window.addEventListener("popstate", function () { setTimeout(update, 0); });
  if (!hook()) {
    const waiting = setInterval(function () {
      if (hook()) clearInterval(waiting);
    }, 10);
  }
})();
