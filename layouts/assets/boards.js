/* The boards of the wall that are drawn in the browser: the days of the calendar. Numbers and words come from the server
 * as text; here is only ink. */
(function () {
  "use strict";

  const lanbi = (window.lanbi = window.lanbi || {});

  function sharp(place) {
    let canvas = place.querySelector("canvas");
    if (!canvas) {
      canvas = document.createElement("canvas");
      place.appendChild(canvas);
    }
    const scale = window.devicePixelRatio || 1;
    canvas.width = Math.max(1, Math.round(place.clientWidth * scale));
    canvas.height = Math.max(1, Math.round(place.clientHeight * scale));
    return canvas;
  }
  lanbi.sharp = sharp;

  /* A day a bar: as high as its level and in its colour; no value is a hatched foot. */
  function strip(place) {
    const levels = place.dataset.levels;
    const canvas = sharp(place);
    const pen = canvas.getContext("2d", { willReadFrequently: true });
    const wide = canvas.width / levels.length;
    const gap = wide > 5 ? 1 : 0;
    const high = canvas.height;
    for (let i = 0; i < levels.length; i++) {
      const level = Number(levels[i]);
      const from = Math.round(i * wide);
      const width = Math.max(1, Math.round((i + 1) * wide) - from - gap);
      const top = level ? Math.max(2, Math.round((level / 6) * high)) : Math.max(2, Math.round(high / 12));
      pen.fillStyle = level ? lanbi.palette[level] : "#59636e";
      if (level || i % 2) pen.fillRect(from, high - top, width, top);
    }
  }

  /* Replay ------------------------------------------------------------------------------------------------------- */

  const replay = { now: null, at: 0, due: 0, still: 0, ground: null };
  lanbi.replay = replay;

  function local(second) {
    return new Date((second + 8 * 3600) * 1000).toISOString();
  }

  /* The bars of the hours: how many cities are above 100, by level, the worst at the foot. */
  function bars() {
    const place = document.getElementById("wall-replay");
    if (!place || !replay.now) return;
    const canvas = sharp(place);
    const pen = canvas.getContext("2d", { willReadFrequently: true });
    const told = replay.now.replay;
    const most = Math.max(1, ...told.counts.map(function (c) { return c[3] + c[4] + c[5] + c[6]; }));
    const foot = lanbi.rem() * 1.5 * (canvas.width / Math.max(1, place.clientWidth));
    const high = canvas.height - foot;
    const wide = canvas.width / told.hours;
    pen.clearRect(0, 0, canvas.width, canvas.height);
    pen.font = foot * 0.72 + "px " + getComputedStyle(document.body).fontFamily;
    pen.textBaseline = "bottom";
    told.counts.forEach(function (counts, i) {
      let top = high;
      for (let level = 6; level > 2; level--) {
        const tall = (counts[level] / most) * (high - 2);
        pen.fillStyle = replay.now.palette[level];
        pen.fillRect(Math.round(i * wide), top - tall, Math.max(1, Math.round((i + 1) * wide) - Math.round(i * wide) - 1), tall);
        top -= tall;
      }
      const hour = local(told.first + i * 3600);
      if (hour.slice(11, 13) === "00" || (hour.slice(11, 13) === "12" && wide * 12 > foot * 4)) {
        pen.fillStyle = "#36424f";
        pen.fillRect(Math.round(i * wide), 0, 1, canvas.height);
        pen.fillStyle = "#93a1af";
        pen.fillText(hour.slice(11, 13) === "00" ? hour.slice(5, 10) : "12:00", i * wide + foot * 0.2, canvas.height);
      }
    });
    pen.fillStyle = "#36424f";
    pen.fillRect(0, high, canvas.width, 1);
    replay.ground = pen.getImageData(0, 0, canvas.width, canvas.height);
    cursor();
  }
  function cursor() {
    const canvas = document.querySelector("#wall-replay canvas");
    if (!canvas || !replay.ground) return;
    const pen = canvas.getContext("2d", { willReadFrequently: true });
    pen.putImageData(replay.ground, 0, 0);
    const wide = canvas.width / replay.now.replay.hours;
    pen.strokeStyle = "#f4f7fa";
    pen.lineWidth = Math.max(2, wide / 6);
    pen.strokeRect(replay.at * wide, 1, wide, canvas.height - 2);
  }
  function step(at) {
    const told = replay.now.replay;
    replay.at = at;
    const cities = {};
    const numbers = {};
    for (const code in told.levels) cities[code] = Number(told.levels[code][at]);
    for (const code in told.aqi) numbers[code] = told.aqi[code][at];
    lanbi.frame(cities, numbers);
    const hour = local(told.first + at * 3600);
    const end = local(told.first + at * 3600 + 3600).slice(11, 13);
    const said = document.getElementById("wall-replay-said");
    if (said) said.textContent = hour.slice(5, 10) + " " + hour.slice(11, 13) + ":00–" + (end === "00" ? "24" : end) + ":00";
    counts(told.counts[at]);
    cursor();
    document.documentElement.dataset.frame = String(at);
  }
  /* How many cities stand at each level: number of the level, number of the cities. */
  function counts(now) {
    const place = document.getElementById("wall-frame");
    if (!place) return;
    while (place.children.length < 7) {
      const cell = document.createElement("div");
      cell.append(document.createElement("span"), document.createElement("b"));
      place.appendChild(cell);
    }
    [1, 2, 3, 4, 5, 6, 0].forEach(function (level, n) {
      const cell = place.children[n];
      cell.firstChild.className = level ? "swatch" : "swatch none";
      cell.firstChild.textContent = level || "–";
      cell.firstChild.style.backgroundColor = level ? lanbi.palette[level] : "";
      cell.firstChild.style.color = level ? lanbi.inks[level] : "";
      cell.lastChild.textContent = now[level];
      cell.classList.toggle("zero", !now[level]);
    });
  }
  lanbi.play = function (picture) {
    replay.now = picture.replay ? picture : null;
    replay.ground = null;
    if (!replay.now) return;
    replay.still = 0;
    bars();
    step(0);
    replay.due = Date.now() + 1200;
  };
  /* Called by the one timer of the wall: the next hour when it is due. */
  lanbi.advance = function (seconds, on) {
    if (!replay.now || !on || Date.now() < replay.due || Date.now() < replay.still) return;
    const hours = replay.now.replay.hours;
    const pace = Math.max(240, Math.min(700, ((seconds - 4) * 1000) / hours));
    const last = replay.at === hours - 1;
    step(last ? 0 : replay.at + 1);
    replay.due = Date.now() + (replay.at === hours - 1 ? 2500 : pace) - 40;
  };
  document.addEventListener("click", function (event) {
    const place = event.target.closest("#wall-replay");
    if (!place || !replay.now) return;
    const box = place.getBoundingClientRect();
    const hours = replay.now.replay.hours;
    replay.still = Date.now() + 20000;
    step(Math.min(hours - 1, Math.max(0, Math.floor(((event.clientX - box.left) / box.width) * hours))));
  });

  function draw() {
    document.querySelectorAll("#wall-stage .day-strip").forEach(strip);
  }
  lanbi.board = function (picture) {
    lanbi.boarded = picture;
    lanbi.pending = null;
    return new Promise(function (done) {
      // The stage is set by the same answer: it stands at the next frame.
      requestAnimationFrame(function () {
        setTimeout(function () {
          draw();
          done(true);
        }, 0);
      });
    });
  };
  window.addEventListener("resize", function () {
    draw();
    if (replay.now) bars();
  });
})();
