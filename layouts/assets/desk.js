/* The frame of the desk: title of the window, theme, and tables that sort by their headings. */
(function () {
  "use strict";

  const root = document.documentElement;

  function themed(name) {
    root.classList.toggle("dark", name === "dark");
    const button = document.getElementById("desk-theme");
    if (button) button.setAttribute("aria-pressed", String(name === "dark"));
  }
  function kept() {
    try {
      return window.localStorage.getItem("lanbi-theme") || "light";
    } catch (refused) {
      return "light";
    }
  }
  themed(kept());

  function number(text) {
    const found = text.replace(/[,\s]/g, "").match(/^[≤≥<>×+]?(-?\d+(\.\d+)?)/);
    return found ? Number(found[1]) : NaN;
  }

  /* Dashes last whichever way; numbers by value where both are numbers. */
  function order(a, b) {
    if (a === "–" || b === "–") return a === b ? 0 : a === "–" ? Infinity : -Infinity;
    const x = number(a), y = number(b);
    if (!isNaN(x) && !isNaN(y)) return x - y;
    return a.localeCompare(b, root.lang === "zh" ? "zh-CN" : "en");
  }

  function sort(head) {
    const table = head.closest("table"), body = table.tBodies[0];
    const at = [...head.parentNode.children].indexOf(head);
    const down = head.getAttribute("aria-sort") === "ascending";
    [...head.parentNode.children].forEach(function (one) { one.removeAttribute("aria-sort"); });
    head.setAttribute("aria-sort", down ? "descending" : "ascending");
    const rows = [...body.rows].map(function (row) {
      const cell = row.cells[at];
      return [row, cell ? (cell.dataset.by || cell.textContent).trim() : "–"];
    });
    rows.sort(function (a, b) {
      const found = order(a[1], b[1]);
      return Math.abs(found) === Infinity ? Math.sign(found) : down ? -found : found;
    });
    rows.forEach(function (pair) { body.append(pair[0]); });
  }

  /* A table from its JSON; every cell goes in as text. */
  function cell(kind, content) {
    const made = document.createElement("td");
    made.className = kind;
    if (content === null || typeof content !== "object") {
      made.textContent = content;
      return made;
    }
    const part = document.createElement(content.href ? "a" : "span");
    if (content.href) part.setAttribute("href", content.href);
    if (content.lang) part.lang = content.lang;
    if (content.chip) {
      part.className = "chip";
      part.style.background = content.chip[0];
      part.style.color = content.chip[1];
    }
    if (content.mark) part.classList.add("mark", content.mark);
    if (content.by) made.dataset.by = content.by;
    part.textContent = content.text;
    made.append(part);
    if (content.small) {
      const small = document.createElement("small");
      small.textContent = content.small;
      made.append(small);
    }
    return made;
  }
  function sheet(place) {
    const told = place.dataset.sheet;
    if (place.drawn === told) return;
    place.drawn = told;
    const known = JSON.parse(told), made = document.createElement("table");
    made.className = "dense";
    made.setAttribute("aria-label", known.label);
    const heads = document.createElement("tr");
    known.head.forEach(function (column) {
      const head = document.createElement("th"), button = document.createElement("button");
      head.scope = "col";
      head.className = column[2];
      button.title = known.sort;
      button.textContent = column[0];
      if (column[1]) {
        const unit = document.createElement("small");
        unit.textContent = column[1];
        button.append(unit);
      }
      head.append(button);
      heads.append(head);
    });
    made.createTHead().append(heads);
    const body = made.createTBody(), chosen = new Set(known.chosen);
    known.rows.forEach(function (cells, i) {
      const row = document.createElement("tr");
      cells.forEach(function (content, j) { row.append(cell(known.head[j][2], content)); });
      if (chosen.has(i)) {
        row.className = "chosen";
        row.setAttribute("aria-current", "true");
      }
      body.append(row);
    });
    place.replaceChildren(made);
  }
  function sheets() { document.querySelectorAll("[data-sheet]").forEach(sheet); }
  new MutationObserver(sheets).observe(root, {
    childList: true, subtree: true, attributes: true, attributeFilter: ["data-sheet"],
  });

  /* A link of a table leads on as those that Dash made do, without loading the page again. */
  function follow(event) {
    const made = event.target.closest(".scroller a[href]");
    if (!made || event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
    const to = new URL(made.href);
    if (to.origin !== window.location.origin) return;
    event.preventDefault();
    window.dash_clientside.set_props("lanbi-url", { pathname: to.pathname, search: to.search });
  }

  document.addEventListener("click", function (event) {
    follow(event);
    const head = event.target.closest(".dense th");
    if (head) sort(head);
    if (event.target.closest("#lanbi-fault")) window.dash_clientside.set_props("lanbi-fault", { children: null });
    if (event.target.closest("#desk-theme")) {
      const name = root.classList.contains("dark") ? "light" : "dark";
      try {
        window.localStorage.setItem("lanbi-theme", name);
      } catch (refused) {
        /* a browser that keeps nothing still changes its colours */
      }
      themed(name);
      again();
    }
  });

  /* Figures follow the size and theme of the screen: what draws them (takeaway.js) is told when either changes. */
  function rem() { return parseFloat(getComputedStyle(root).fontSize); }
  function again() {
    if (document.getElementById("desk")) {
      window.dash_clientside.set_props("desk-size", { data: rem() + (root.classList.contains("dark") ? "d" : "l") });
    }
  }
  let resizing = null;
  window.addEventListener("resize", function () {
    clearTimeout(resizing);
    resizing = setTimeout(again, 150);
  });

  window.dash_clientside = Object.assign({}, window.dash_clientside, {
    lanbi_desk: {
      called: function (title) {
        if (title) document.title = title;
        themed(kept());
        return window.dash_clientside.no_update;
      },
    },
  });
})();
