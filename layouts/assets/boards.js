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
    const pen = canvas.getContext("2d");
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

  function draw() {
    document.querySelectorAll("#wall-stage .day-strip").forEach(strip);
  }
  lanbi.board = function (picture) {
    lanbi.boarded = picture;
    document.documentElement.dataset.painted = "";
    return new Promise(function (done) {
      // The stage is set by the same answer: it stands at the next frame.
      requestAnimationFrame(function () {
        setTimeout(function () {
          draw();
          document.documentElement.dataset.painted = picture.place + "@" + picture.hour;
          done();
        }, 0);
      });
    });
  };
  window.addEventListener("resize", draw);
})();
