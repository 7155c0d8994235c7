/* The target board: the day in the address, and the slider that asks what if. */
(function () {
  "use strict";

  const set = function (id, props) { window.dash_clientside.set_props(id, props); };

  /* The day: Dash has no plain date input. Made again whenever the header is. */
  function day() {
    const place = document.getElementById("targets-day");
    if (!place || place.firstChild) return;
    const made = document.createElement("input");
    made.type = "date";
    made.value = place.dataset.day;
    made.setAttribute("aria-label", place.dataset.label);
    made.addEventListener("change", function () {
      const asked = new URLSearchParams(window.location.search);
      if (made.value) asked.set("day", made.value);
      else asked.delete("day");
      const text = asked.toString();
      set("lanbi-url", { search: text ? "?" + text : "" });
    });
    place.appendChild(made);
  }
  new MutationObserver(day).observe(document.documentElement, { childList: true, subtree: true });

  let known = null;
  let waiting = null;

  function say(value) {
    const said = document.getElementById("targets-level-said");
    if (said) said.textContent = Number(value).toFixed(known.decimals) + " " + known.unit;
  }

  function ask(value) {
    say(value);
    clearTimeout(waiting);
    waiting = setTimeout(function () {
      set("targets-level", { data: { target: known.target, level: Number(value) } });
    }, 120);
  }

  document.addEventListener("input", function (event) {
    if (event.target.id === "targets-input") ask(event.target.value);
  });

  let resizing = null;
  window.addEventListener("resize", function () {
    clearTimeout(resizing);
    resizing = setTimeout(function () {
      if (document.getElementById("targets-size")) set("targets-size", { data: window.lanbi.rem() });
    }, 150);
  });

  window.dash_clientside = Object.assign({}, window.dash_clientside, {
    lanbi_targets: {
      named: function (chosen) { return chosen ? chosen.name : ""; },
      range: function (range) {
        const whole = document.getElementById("targets-what-if");
        if (whole) whole.hidden = !(range && range.slider);
        const picture = document.getElementById("targets-picture");
        if (picture) picture.hidden = !(range && range.picture);
        if (!range || !range.slider) return window.dash_clientside.no_update;
        known = range;
        const place = document.getElementById("targets-slider");
        document.getElementById("targets-asked").textContent = range.asked;
        if (!place.firstChild) {
          const made = document.createElement("input");
          made.type = "range";
          made.id = "targets-input";
          made.min = 0;
          place.appendChild(made);
        }
        const input = place.firstChild;
        input.max = range.max;
        input.step = range.step;
        input.value = range.value;
        input.setAttribute("aria-label", range.asked);
        ask(range.value);
        return window.dash_clientside.no_update;
      },
    },
  });
})();
