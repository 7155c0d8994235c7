/* The scenes of the wall: which one stands, what follows it, the line of alarms, and the boards that are drawn here.
 *
 * The next scene is asked for while the present one stands, and kept; the change itself waits for nobody. While the
 * server is away the takes that are kept go on. One timer drives everything, and nothing here grows with time.
 */
(function () {
  "use strict";

  const lanbi = (window.lanbi = window.lanbi || {});
  const KEPT = 8; // takes held, one a scene of the place shown
  const HOLD = 120000; // after somebody touched the wall
  const TURN = 8000; // a sentence of the line of alarms
  const state = { paused: false, held: 0, since: Date.now(), left: 0, scene: "", asked: "", looked: 0, kept: new Map(), absent: {} };
  lanbi.rotation = state;

  function address() {
    return new URLSearchParams(window.location.search);
  }
  function current() {
    const asked = address();
    if (asked.get("layer") === "water") return "water";
    return asked.get("scene") || "air";
  }
  /* The scenes that follow each other, each with its seconds; those of the address before those of the settings. */
  function programme() {
    const known = lanbi.setup();
    if (!known) return [];
    const seconds = new Map(known.every);
    const text = address().get("scenes");
    if (text === "all") return known.every;
    if (!text) return known.scenes || [];
    return text.split(",").map(function (one) {
      const parts = one.split(":");
      return [parts[0], Math.min(3600, Math.max(3, Number(parts[1]) || seconds.get(parts[0]) || 20))];
    }).filter(function (one) { return seconds.has(one[0]); });
  }
  function running() {
    return programme().length > 1 && !state.paused && Date.now() > state.held;
  }

  /* The address of another scene of the same place: the hour stays among the scenes of the air. */
  lanbi.toScene = function (asked, change) {
    if (change.scenes !== undefined) asked.set("scenes", change.scenes);
    if (change.scene === undefined) return;
    const water = asked.get("layer") === "water" || change.scene === "water";
    if (water) ["hour", "step"].forEach(function (name) { asked.delete(name); });
    ["passport", "figure", "scene", "layer"].forEach(function (name) { asked.delete(name); });
    if (change.scene === "water") asked.set("layer", "water");
    else if (change.scene !== "air") asked.set("scene", change.scene);
  };
  function searchOf(scene) {
    const asked = address();
    lanbi.toScene(asked, { scene: scene });
    return lanbi.written(asked);
  }

  /* From a kept take to the page; what it stands on is told by its stamp, so that the server only says if it is old. */
  function apply(take) {
    const set = window.dash_clientside.set_props;
    lanbi.show(take.parts);
    set("wall-time", { data: Object.assign({}, take.time, { kept: true }) });
    set("wall-stamp", { data: take.whole ? take.stamp : null });
  }
  function change(scene, quietly) {
    const search = searchOf(scene);
    const take = state.kept.get(search);
    if (take) apply(take);
    state.since = Date.now();
    if (quietly) {
      // A rotation is no step back for whoever presses "back".
      window.history.replaceState(null, "", window.location.pathname + search);
      window.dispatchEvent(new CustomEvent("_dashprivate_pushstate"));
    } else {
      window.dash_clientside.set_props("lanbi-url", { search: search });
    }
  }

  /* The scenes after the present one, in order, without it. */
  function following() {
    const list = programme().map(function (one) { return one[0]; });
    if (!list.length) return [];
    const at = list.indexOf(current());
    const order = at < 0 ? list : list.slice(at + 1).concat(list.slice(0, at));
    return order.filter(function (name, n) { return name !== current() && order.indexOf(name) === n; });
  }
  function next() {
    const order = following().filter(function (name) { return !(name in state.absent); });
    return order[0];
  }
  function previous() {
    const order = following().filter(function (name) { return !(name in state.absent); });
    return order[order.length - 1];
  }
  function look() {
    const order = following();
    if (!order.length) return;
    const searches = order.map(searchOf);
    state.looked = Date.now();
    window.dash_clientside.set_props("wall-ahead-asked", { data: { searches: searches, at: Date.now() } });
  }
  lanbi.ahead = function (take) {
    if (!take) return;
    const order = following();
    order.forEach(function (name) {
      if (name in take.absent) state.absent[name] = take.absent[name];
      else if (name === take.scene) delete state.absent[name];
    });
    if (take.search !== null) {
      state.kept.delete(take.search);
      state.kept.set(take.search, take);
      while (state.kept.size > KEPT) state.kept.delete(state.kept.keys().next().value);
    }
    mark();
  };

  /* A picture stands: its time begins when it is another scene, and the next one is asked for. */
  lanbi.stands = function (picture) {
    const scene = current() + "@" + picture.place;
    if (state.scene !== scene) {
      if (state.scene.split("@")[1] !== String(picture.place)) {
        state.kept.clear();
        state.absent = {};
      }
      state.scene = scene;
      state.since = Date.now();
    }
    state.asked = "";
    mark();
  };

  /* The row of scenes. */
  let marked = "";
  function mark() {
    const nav = document.getElementById("wall-scenes");
    if (!nav) return;
    const list = programme();
    const now = current();
    const on = running();
    const told = JSON.stringify([list, now, on, state.since, state.absent, list.length && (state.paused || Date.now() < state.held)]);
    if (told === marked && nav.dataset.marked) return;
    marked = told;
    nav.dataset.marked = "yes";
    const words = lanbi.setup().words;
    const paused = list.length > 1 && !on;
    nav.classList.toggle("paused", paused);
    nav.querySelectorAll("a[data-scene]").forEach(function (link) {
      const name = link.dataset.scene;
      const mine = list.find(function (one) { return one[0] === name; });
      if (name === now) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
      link.classList.toggle("out", list.length > 0 && !mine);
      link.classList.toggle("absent", name in state.absent);
      link.title = state.absent[name] || "";
      const runs = Boolean(name === now && mine && list.length > 1);
      link.classList.remove("running");
      if (runs) {
        void link.offsetWidth;
        link.style.setProperty("--seconds", mine[1] + "s");
        link.style.setProperty("--steps", Math.min(60, mine[1]));
        link.style.setProperty("--begun", "-" + Math.round((Date.now() - state.since) / 1000) + "s");
        link.classList.add("running");
      }
    });
    const button = document.getElementById("wall-pause");
    button.textContent = on ? "❚❚" : paused ? "▶ " + words.paused : "▶";
    button.setAttribute("aria-pressed", String(paused));
    document.documentElement.dataset.rotation = on ? "running" : paused ? "paused" : "";
  }

  function toggle() {
    if (programme().length < 2) {
      state.paused = false;
      state.held = 0;
      state.since = Date.now();
      lanbi.go({ scenes: "all" });
    } else if (running()) {
      state.paused = true;
      state.left = Date.now() - state.since;
    } else {
      if (state.paused) state.since = Date.now() - state.left;
      state.paused = false;
      state.held = 0;
    }
    mark();
  }
  /* Somebody is at the wall: it waits, and goes on by itself when nobody is any more. */
  function hold() {
    if (programme().length < 2 || state.paused) return;
    if (Date.now() > state.held) state.left = Date.now() - state.since;
    state.held = Date.now() + HOLD;
    mark();
  }

  lanbi.sceneKey = function (event) {
    const known = lanbi.setup();
    if (!known) return false;
    if (event.key === " ") {
      if (event.target.closest && event.target.closest("button, a, input, summary")) {
        if (event.target.id !== "wall-pause" && event.target.closest("button, summary")) return false;
      }
      toggle();
      return true;
    }
    const number = "123456789".indexOf(event.key);
    if (number >= 0 && event.key && number < known.every.length) {
      hold();
      change(known.every[number][0], false);
      return true;
    }
    if ((event.key === "ArrowLeft" || event.key === "ArrowRight") && programme().length > 1 && event.target.id !== "wall-hours") {
      const name = event.key === "ArrowRight" ? next() : previous();
      if (name) change(name, false);
      return true;
    }
    return false;
  };
  document.addEventListener("keydown", function (event) {
    if (!document.getElementById("wall")) return;
    if ([" ", "ArrowLeft", "ArrowRight"].includes(event.key)) return;
    hold();
  });

  document.addEventListener("click", function (event) {
    const link = event.target.closest("#wall-scenes a[data-scene]");
    if (link && !event.metaKey && !event.ctrlKey && event.button === 0) {
      event.preventDefault();
      hold();
      change(link.dataset.scene, false);
      return;
    }
    if (event.target.closest("#wall-pause")) {
      toggle();
      return;
    }
    const alarms = document.getElementById("wall-alarms");
    if (alarms && !event.target.closest("a")) {
      alarms.classList.toggle("open", Boolean(event.target.closest(".alarm:not(.none-such)")) && !alarms.classList.contains("open"));
    }
  });

  /* Touch: a tap pauses or resumes, a swipe changes the scene; on a map that rotates the finger moves no map. */
  let finger = null;
  function mapDrag(on) {
    const map = lanbi.maps && lanbi.maps.get("main");
    if (map) map.leaflet.dragging[on ? "enable" : "disable"]();
  }
  document.addEventListener("pointerdown", function (event) {
    if (!event.target.closest || !event.target.closest("#wall")) return;
    if (event.pointerType !== "touch") {
      if (!event.target.closest("#wall-pause, #wall-scenes")) hold();
      return;
    }
    finger = { id: event.pointerId, x: event.clientX, y: event.clientY, target: event.target, ran: running() };
    if (finger.ran && event.target.closest(".leaflet")) mapDrag(false);
  }, true);
  document.addEventListener("pointercancel", function () {
    finger = null;
    mapDrag(true);
  }, true);
  document.addEventListener("pointerup", function (event) {
    if (!finger || event.pointerId !== finger.id) return;
    const begun = finger;
    finger = null;
    mapDrag(true);
    const dx = event.clientX - begun.x;
    const dy = event.clientY - begun.y;
    const mapped = begun.target.closest(".leaflet, input");
    const swipe = Math.abs(dx) > window.innerWidth * 0.08 && Math.abs(dx) > 2 * Math.abs(dy);
    if (swipe && programme().length > 1 && (!mapped || begun.ran)) {
      const name = dx < 0 ? next() : previous();
      if (name) change(name, false);
    } else if (Math.abs(dx) + Math.abs(dy) < 12 && !begun.target.closest("a, button, input, .leaflet, .alarm, .passport, .canvas-place")) {
      if (programme().length > 1) toggle();
    } else hold();
  }, true);

  /* The line of alarms: one sentence after the other, all of them when somebody asks. */
  function turn() {
    const round = Math.floor(Date.now() / TURN);
    document.querySelectorAll("#wall-alarms .alarm").forEach(function (alarm) {
      const items = alarm.querySelectorAll("li");
      const at = items.length ? round % items.length : 0;
      items.forEach(function (item, n) {
        if (item.classList.contains("current") !== (n === at)) item.classList.toggle("current", n === at);
      });
      const said = items.length > 1 ? at + 1 + "/" + items.length : "";
      const place = alarm.querySelector(".turn");
      if (place && place.textContent !== said) place.textContent = said;
    });
  }

  function tick() {
    if (!document.getElementById("wall")) return;
    turn();
    const list = programme();
    const mine = list.find(function (one) { return one[0] === current(); });
    const panel = document.getElementById("wall-passport");
    if (panel && !panel.hidden) hold();
    if (list.length > 1) {
      const on = running();
      if (!on && !state.paused && state.left) state.since = Date.now() - state.left;
      const stood = Date.now() - state.since;
      const whole = (mine ? mine[1] : 20) * 1000;
      const key = state.scene + "|" + state.since;
      if (on && state.scene && state.asked !== key && stood > Math.min(1500, whole / 3)) {
        state.asked = key;
        look();
      }
      if (on && stood >= whole) {
        /* A scene that has not come is waited for; while nobody answers those that are kept take turns. */
        const kept = function (name) { return state.kept.has(searchOf(name)); };
        const name = next();
        if (name && kept(name)) change(name, true);
        else if (!name) state.since = Date.now();
        else if (stood >= whole + 6000) {
          const other = following().find(kept);
          if (other) change(other, true);
          else if (Date.now() - state.looked > 10000) look();
        }
      }
    }
    mark();
  }
  let beats = 0;
  setInterval(function () {
    /* The scripts arrive in any order: until wall.js has, and on other pages, there is nothing to beat for. */
    if (!lanbi.setup || !lanbi.advance || !document.getElementById("wall")) return;
    beats += 1;
    const list = programme();
    const mine = list.find(function (one) { return one[0] === current(); });
    lanbi.advance(mine ? mine[1] : 40, list.length < 2 || running());
    if (beats % 4 === 0) tick();
  }, 120);
})();
