/* Behaviour of the wall that needs no server: its address, the time control, keys, stale words, sizes of the curve. */
(function () {
  "use strict";

  const lanbi = (window.lanbi = window.lanbi || {});
  const HOUR = 3600;

  /* Read once for each time that the page is built. */
  let known = null;
  let source = null;
  function setup() {
    const element = document.getElementById("wall-setup");
    if (element !== source) {
      source = element;
      known = element ? JSON.parse(element.dataset.setup) : null;
    }
    return known;
  }

  function read() {
    return new URLSearchParams(window.location.search);
  }

  /* Move to another place or hour: the address is the state, everything else follows from it. */
  lanbi.go = function (change) {
    const known = setup();
    const time = lanbi.time;
    if (!known || !time) return;
    const asked = read();
    if (change.place !== undefined) {
      asked.delete("passport");
      asked.delete("figure");
      if (!change.place || change.place === known.nation) asked.delete("place");
      else asked.set("place", change.place);
    }
    if (change.passport !== undefined) {
      asked.delete("figure");
      if (change.passport) asked.set("passport", change.passport);
      else asked.delete("passport");
    }
    if (change.scene !== undefined || change.scenes !== undefined) lanbi.toScene(asked, change);
    if (change.hour !== undefined) {
      if (change.hour === null || change.hour >= time.last) asked.delete("hour");
      else asked.set("hour", local(Math.max(change.hour, time.first)));
    }
    window.dash_clientside.set_props("lanbi-url", { search: written(asked) });
  };

  function written(asked) {
    const text = asked.toString().replaceAll("%2C", ",").replaceAll("%3A", ":");
    return text ? "?" + text : "";
  }
  lanbi.written = written;
  lanbi.setup = setup;

  /* An epoch second as the address writes it; the offset of Asia/Shanghai has been constant since 1991. */
  function local(second) {
    return new Date((second + 8 * HOUR) * 1000).toISOString().slice(0, 13);
  }

  /* Months, days or slots on from a moment: the steps of the layer of water. */
  const WIDTH = { day: 24 * HOUR, slot: 4 * HOUR };
  const LONG = { month: 12, day: 30, slot: 6 };
  function shifted(second, by) {
    const step = lanbi.time.step;
    if (step !== "month") return second + by * WIDTH[step];
    const local = new Date((second + 8 * HOUR) * 1000);
    local.setUTCMonth(local.getUTCMonth() + by);
    return local.getTime() / 1000 - 8 * HOUR;
  }
  function counted(first, last) {
    const step = lanbi.time.step;
    if (step !== "month") return Math.round((last - first) / WIDTH[step]);
    const ends = [first, last].map(function (second) { return new Date((second + 8 * HOUR) * 1000); });
    return (ends[1].getUTCFullYear() - ends[0].getUTCFullYear()) * 12 + ends[1].getUTCMonth() - ends[0].getUTCMonth();
  }
  /* What the slider stands on: an hour in seconds, or the place of a period among those held. */
  function moment(value) {
    return lanbi.time && lanbi.time.step ? shifted(lanbi.time.first, value) : value;
  }

  function interval(second) {
    const step = lanbi.time && lanbi.time.step;
    if (step === "month") return local(second).slice(0, 7);
    if (step === "day") return local(second).slice(0, 10);
    if (step === "slot") {
      const until = local(second + WIDTH.slot).slice(11);
      return local(second).replace("T", " ") + ":00–" + (until === "00" ? "24" : until) + ":00";
    }
    const from = local(second).replace("T", " ") + ":00";
    const end = local(second + HOUR).slice(11);
    return from + "–" + (end === "00" ? "24" : end) + ":00";
  }

  function step(hours) {
    const time = lanbi.time;
    if (!time) return;
    if (!time.step) lanbi.go({ hour: time.hour + hours * HOUR });
    else lanbi.go({ hour: shifted(time.hour, Math.abs(hours) === 1 ? hours : Math.sign(hours) * LONG[time.step]) });
  }

  function say(second) {
    const said = document.getElementById("wall-hour-said");
    if (said) said.textContent = interval(second);
  }

  /* The slider is made here: Dash has no plain range input. */
  function slider() {
    const place = document.getElementById("wall-slider");
    if (!place) return null;
    if (!place.firstChild) {
      const made = document.createElement("input");
      made.type = "range";
      made.id = "wall-hours";
      made.step = HOUR;
      made.setAttribute("aria-label", place.dataset.label);
      place.appendChild(made);
    }
    return place.firstChild;
  }

  /* The buttons beside the slider say how far they go: hours of the air, or the steps of the water. */
  function relabel(step) {
    document.querySelectorAll("#wall .time [data-words]").forEach(function (button) {
      const words = JSON.parse(button.dataset.words)[step];
      const title = step ? button.dataset.arrow + " " + words : button.dataset.title;
      const said = button.querySelector(".step");
      if (said.textContent !== words) said.textContent = words;
      button.title = title;
      button.setAttribute("aria-label", title);
    });
  }

  function up() {
    const known = setup();
    const place = read().get("place");
    if (!known || !place) return;
    const crumbs = document.querySelectorAll("#wall-path a[data-place]");
    const above = crumbs.length > 1 ? crumbs[crumbs.length - 2].dataset.place : known.nation;
    lanbi.go({ place: above });
  }

  /* The panel takes the focus when it opens and gives it back when it closes. */
  let opener = null;
  function opened() {
    const panel = document.getElementById("wall-passport");
    if (!panel) return;
    if (panel.children.length) {
      panel.scrollTop = 0;
      panel.focus({ preventScroll: true });
    } else if (opener) {
      const back = document.querySelector('#wall [data-passport="' + CSS.escape(opener) + '"]');
      if (back) back.focus({ preventScroll: true });
      opener = null;
    }
  }

  /* A step's table from its JSON; every cell goes in as text. */
  function sheet(table) {
    function fill(cell, content) {
      (Array.isArray(content) ? content : [content]).forEach(function (part) {
        if (part === null || typeof part !== "object") {
          cell.append(document.createTextNode(part === null ? "" : String(part)));
          return;
        }
        const tag = document.createElement("sub" in part ? "sub" : "span");
        if ("zh" in part) tag.lang = "zh";
        tag.textContent = "sub" in part ? part.sub : part.zh;
        cell.append(tag);
      });
      return cell;
    }
    function row(kind, cells) {
      const made = document.createElement("tr");
      cells.forEach(function (content, i) {
        const cell = fill(document.createElement(kind), content);
        if (kind === "th") cell.scope = "col";
        if (table.text[i]) cell.className = "text";
        made.append(cell);
      });
      return made;
    }
    const whole = document.createDocumentFragment();
    const made = document.createElement("table");
    made.setAttribute("aria-label", table.label);
    made.createTHead().append(row("th", table.head));
    const body = made.createTBody();
    table.rows.forEach(function (cells) { body.append(row("td", cells)); });
    whole.append(made);
    const said = table.empty || table.more;
    if (said) {
      const p = document.createElement("p");
      p.textContent = said;
      whole.append(p);
    }
    return whole;
  }

  function isOpen() {
    const panel = document.getElementById("wall-passport");
    return Boolean(panel && !panel.hidden);
  }

  lanbi.explain = function (passport) {
    opener = passport;
    lanbi.go({ passport: passport });
  };

  document.addEventListener("click", function (event) {
    const why = event.target.closest("#wall a[data-passport]");
    if (why && !event.metaKey && !event.ctrlKey && event.button === 0) {
      event.preventDefault();
      lanbi.explain(why.dataset.passport);
      return;
    }
    if (event.target.closest("#wall-passport-close")) {
      lanbi.go({ passport: "" });
      return;
    }
    const speak = event.target.closest("#wall-language");
    if (speak) {
      const asked = new URL(speak.href);
      const passport = read().get("passport");
      if (passport) asked.searchParams.set("passport", passport);
      speak.href = asked.href;
      return;
    }
    const link = event.target.closest("#wall a[data-place]");
    if (link && link.dataset.place && !event.metaKey && !event.ctrlKey && event.button === 0) {
      event.preventDefault();
      lanbi.go({ place: link.dataset.place });
      return;
    }
    const stepper = event.target.closest("#wall [data-step]");
    if (stepper) step(Number(stepper.dataset.step));
    else if (event.target.closest("#wall-newest")) lanbi.go({ hour: null });
  });

  document.addEventListener("keydown", function (event) {
    if (!document.getElementById("wall") || event.altKey || event.ctrlKey || event.metaKey) return;
    if (isOpen() && event.key === "Escape") {
      event.preventDefault();
      lanbi.go({ passport: "" });
      return;
    }
    if (event.target.closest("#wall-passport")) return; // its own keys scroll it
    if (lanbi.sceneKey(event)) {
      event.preventDefault();
      return;
    }
    const moves = { ArrowLeft: -1, ArrowRight: 1, ",": -1, ".": 1, PageUp: -24, PageDown: 24 };
    if (event.key in moves) {
      event.preventDefault();
      step(moves[event.key] * (event.shiftKey ? 24 : 1));
    } else if (event.key === "w" || event.key === "W") {
      const layer = document.getElementById("wall-layer");
      if (layer) layer.click();
    } else if (event.key === "Home") {
      event.preventDefault();
      if (lanbi.time) lanbi.go({ hour: lanbi.time.first });
    } else if (event.key === "End") {
      event.preventDefault();
      lanbi.go({ hour: null });
    } else if (event.key === "Escape" || event.key === "Backspace") {
      event.preventDefault();
      up();
    }
  }, true);

  document.addEventListener("input", function (event) {
    if (event.target.id !== "wall-hours") return;
    say(moment(Number(event.target.value)));
  });
  document.addEventListener("change", function (event) {
    if (event.target.id === "wall-hours") lanbi.go({ hour: moment(Number(event.target.value)) });
  });

  /* No answer for two and a half renewals: the last picture stays, and words say of when it is. The age of each tile
   * is counted from the end of its own data by the server's clock, carried on by the browser's while nobody answers. */
  let heard = Date.now();
  let offset = 0;
  lanbi.patience = 150000;
  function watch() {
    const banner = document.getElementById("wall-stale");
    if (!banner) return;
    const late = Date.now() - heard > lanbi.patience;
    if (late && banner.hidden) {
      const clock = new Date(heard);
      const said = [clock.getHours(), clock.getMinutes()].map(function (n) {
        return String(n).padStart(2, "0");
      });
      banner.textContent = banner.dataset.words.replace("{}", said.join(":"));
    }
    banner.hidden = !late;
    ages();
  }
  function ages() {
    const known = setup();
    if (!known || !lanbi.time || !offset) return;
    const now = (Date.now() + offset) / 1000;
    document.querySelectorAll("#wall [data-until]").forEach(function (mark) {
      const old = now - Number(mark.dataset.until);
      const late = lanbi.time.following && old > Number(mark.dataset.patience) * HOUR;
      const days = Math.floor(old / 86400);
      const words = days > 1 ? known.words.old_d.replace("{}", days) : known.words.old_h.replace("{}", Math.floor(old / HOUR));
      if (!late) delete mark.dataset.age;
      else if (mark.dataset.age !== words) mark.dataset.age = words;
      const tile = mark.closest(".tile, .alarm");
      if (tile && tile.classList.contains("old") !== late) tile.classList.toggle("old", late);
    });
  }
  setInterval(watch, 1000);

  const SCALED = new Set(["size", "width", "ticklen", "ticklabelstandoff", "l", "r", "t", "b"]);

  function scaled(part, by) {
    if (Array.isArray(part)) return part;
    const out = {};
    for (const key in part) {
      const value = part[key];
      if (typeof value === "number" && SCALED.has(key)) out[key] = key === "ticklabelstandoff" ? Math.round(value * by) : value * by;
      else if (value && typeof value === "object") {
        out[key] = key === "shapes" || key === "annotations" ? value.map(function (v) { return scaled(v, by); }) : scaled(value, by);
      } else out[key] = value;
    }
    return out;
  }

  let resizing = null;
  window.addEventListener("resize", function () {
    clearTimeout(resizing);
    resizing = setTimeout(function () {
      if (document.getElementById("wall-size")) {
        window.dash_clientside.set_props("wall-size", { data: lanbi.rem() });
      }
    }, 150);
  });

  /* The parts of a picture. Of the same scene the map is coloured first and the tiles follow it by a frame; a change of
   * scene sets all of them and draws then. */
  let taken = 0;
  lanbi.show = function (parts) {
    const known = setup();
    if (!known) return;
    const turn = ++taken;
    const root = document.documentElement;
    const wall = document.getElementById("wall");
    const set = window.dash_clientside.set_props;
    let picture = null;
    let scene = wall.className;
    const rest = parts.filter(function (part) {
      if (part[1] === "picture") picture = part[2];
      if (part[0] === "wall" && part[1] === "className") scene = part[2];
      return part[1] !== "picture";
    });
    /* In one go: drawn after each part, the page would look through all its components as often as there are parts. */
    function others() {
      window.ReactDOM.unstable_batchedUpdates(function () {
        rest.forEach(function (part) {
          set(part[0], { [part[1]]: part[2] });
        });
      });
    }
    if (!picture) {
      others();
      return;
    }
    lanbi.base = known.base;
    lanbi.shapes = known.shapes;
    lanbi.inset = known.inset;
    lanbi.palette = picture.palette;
    lanbi.inks = picture.inks;
    const same = scene === wall.className && Boolean(root.dataset.coloured) && !picture.board;
    root.dataset.painted = "";
    if (!same) {
      lanbi.play({});
      others();
    }
    lanbi.drawn(picture, function () {
      if (turn !== taken) return false;
      if (same) others();
      return true;
    });
  };
  /* The window is called as the scene that it shows; simulated data first. */
  function titled() {
    const demo = document.querySelector("#wall-demo b");
    const words = [...document.querySelectorAll("#wall-head .brand > *")].map(function (one) { return one.textContent; });
    if (words.length) document.title = (demo ? [demo.textContent] : []).concat(words).join(" · ");
  }
  /* Draws a picture and says so when all of it stands; again, when a map comes later than its picture. */
  lanbi.drawn = function (picture, then) {
    (picture.board ? lanbi.board(picture) : lanbi.paint(picture)).then(function (stood) {
      if (!stood || (then && !then())) return;
      requestAnimationFrame(function () {
        setTimeout(function () {
          lanbi.play(picture);
          document.documentElement.dataset.painted = picture.place + "@" + picture.hour;
          const kind = picture.board || picture.water || picture.replay ? "other" : "air";
          window.dash_clientside.set_props("wall-painted", { data: kind });
          titled();
          lanbi.stands(picture);
        }, 0);
      });
    });
  };

  window.dash_clientside = Object.assign({}, window.dash_clientside, {
    lanbi: {
      ahead: function (take) {
        lanbi.ahead(take);
        return window.dash_clientside.no_update;
      },
      sheet: function (table, which) {
        const place = document.getElementById('{"key":"' + which.key + '","type":"wall-step-table"}');
        if (place && table) place.replaceChildren(sheet(table));
        return window.dash_clientside.no_update;
      },
      opened: function () {
        opened();
        return window.dash_clientside.no_update;
      },
      show: function (parts) {
        if (parts) lanbi.show(parts);
        return window.dash_clientside.no_update;
      },
      heard: function (time) {
        if (time && !time.kept) {
          heard = Date.now();
          if (time.now) offset = time.now * 1000 - heard;
        }
        if (!time || !time.last) return window.dash_clientside.no_update;
        lanbi.time = time;
        relabel(time.step || "");
        const range = slider();
        if (range && !range.matches(":active")) {
          range.step = time.step ? 1 : HOUR;
          range.min = time.step ? 0 : time.first;
          range.max = time.step ? counted(time.first, time.last) : time.last;
          range.value = time.step ? counted(time.first, time.hour) : time.hour;
          range.style.setProperty("--share", (time.hour - time.first) / Math.max(HOUR, time.last - time.first));
          say(time.hour);
        }
        return window.dash_clientside.no_update;
      },
      curve: function (painted) {
        if (painted !== "air" || document.getElementById("wall-course")) return window.dash_clientside.no_update;
        return {
          type: "Graph",
          namespace: "dash_core_components",
          props: { id: "wall-course", responsive: true, config: { displayModeBar: false, responsive: true } },
        };
      },
      /* A point of the curve: the hour that begins there, of the city whose curve it is. */
      point: function (clicked) {
        const point = clicked && clicked.points && clicked.points[0];
        if (point && lanbi.region) {
          const from = Date.parse(String(point.x).replace(" ", "T").slice(0, 13) + ":00:00+08:00") / 1000;
          lanbi.explain(["aqi", "city", lanbi.region, local(from), local(from + HOUR)].join(","));
        }
        return window.dash_clientside.no_update;
      },
      draw: function (figure) {
        if (!figure) return window.dash_clientside.no_update;
        lanbi.region = (figure.layout.meta || {}).region;
        const by = lanbi.rem() / 16;
        return {
          data: figure.data.map(function (trace) { return scaled(trace, by); }),
          layout: scaled(figure.layout, by),
        };
      },
    },
  });
})();
