/* The frame of the desk in the browser: search, keys, freezing a view, copying its link, fields that write the address.
   Texts and addresses come with the header (#desk-setup); every text goes in as text. */
(function () {
  "use strict";

  const KEPT_KEYS = "lanbi-keys";
  let told = null, from = "";

  function setup() {
    const place = document.getElementById("desk-setup");
    if (!place) return null;
    if (place.dataset.setup !== from) {
      from = place.dataset.setup;
      told = JSON.parse(from);
    }
    return told;
  }
  function word(key) { return setup().words[key]; }
  function made(tag, name, text) {
    const one = document.createElement(tag);
    if (name) one.className = name;
    if (text !== undefined) one.textContent = text;
    return one;
  }
  function lang() { return document.getElementById("desk").lang === "en" ? "en" : "zh"; }

  /* The address ------------------------------------------------------------------------------------------------- */

  function written(asked) {
    const text = asked.toString().replaceAll("%2C", ",").replaceAll("%3A", ":");
    return text ? "?" + text : "";
  }
  function go(path, search) { window.dash_clientside.set_props("lanbi-url", { pathname: path, search: search }); }
  function here(search) { window.dash_clientside.set_props("lanbi-url", { search: search }); }

  /* A link to another page: place, language and the frozen time go along. */
  function lead(page, further) {
    const asked = new URLSearchParams(), now = new URLSearchParams(window.location.search);
    setup().kept.forEach(function (name) {
      if (now.get(name)) asked.set(name, now.get(name));
    });
    Object.entries(further || {}).forEach(function (pair) { if (pair[1]) asked.set(pair[0], pair[1]); });
    const known = setup().pages.find(function (one) { return one.path === page; });
    const path = setup().base + page;
    if (known && !known.framed) window.location.assign(path + written(asked));
    else go(path, written(asked));
  }

  window.lanbi_lead = lead;

  /* What is said for a moment. */
  let silence = null;
  function say(text) {
    const place = document.getElementById("desk-said");
    if (!place) return;
    place.textContent = text;
    clearTimeout(silence);
    silence = setTimeout(function () { place.textContent = ""; }, 4000);
  }

  /* A link can be frozen: what the page chose by itself is written down, and the time up to which it knows. */
  function freeze() {
    const button = document.getElementById("desk-freeze");
    if (!button || button.disabled) return;
    fetch(setup().known).then(function (answer) { return answer.json(); }).then(function (known) {
      if (!known.as_of) return;
      const asked = new URLSearchParams(window.location.search);
      document.querySelectorAll("#desk-main [data-state]").forEach(function (place) {
        Object.entries(JSON.parse(place.dataset.state)).forEach(function (pair) {
          if (!asked.get(pair[0])) asked.set(pair[0], pair[1]);
        });
      });
      asked.set("as_of", known.as_of);
      here(written(asked));
    });
  }

  function copy() {
    const link = window.location.href;
    const by_hand = function () {
      const place = document.createElement("textarea");
      place.value = link;
      document.body.append(place);
      place.select();
      const done = document.execCommand("copy");
      place.remove();
      say(done ? word("copied") : word("copy_not") + link);
    };
    if (navigator.clipboard && window.isSecureContext) {
      navigator.clipboard.writeText(link).then(function () { say(word("copied")); }, by_hand);
    } else by_hand();
  }

  /* Dialogs ----------------------------------------------------------------------------------------------------- */

  let open = null;
  function dialog(name, label) {
    if (open) open.close();
    const one = made("dialog", "desk-dialog " + name);
    one.setAttribute("aria-label", label);
    one.lang = lang();
    one.addEventListener("close", function () {
      one.remove();
      if (open === one) open = null;
    });
    one.addEventListener("click", function (event) { if (event.target === one) one.close(); });
    document.body.append(one);
    open = one;
    return one;
  }

  /* Search ------------------------------------------------------------------------------------------------------ */

  const ORDER = ["country", "province", "city", "county", "page", "township", "target", "section", "station"];
  const MOST = 30;
  let listed = null;

  function folded(text) {
    return text.toLowerCase().normalize("NFKD").replace(/[\u0300-\u036f\s'’·.-]/g, "");
  }
  function prepared(answer) {
    const by = new Map();
    const rows = answer.rows.map(function (row) {
      const read = row[4].split(" "), joined = folded(row[4]);
      const en = typeof row[3] === "number" ? joined.charAt(0).toUpperCase() + joined.slice(1, row[3]) : row[3];
      const one = {
        kind: answer.kinds[row[0]], code: row[1], zh: row[2], en: en, above: row[5], joined: joined, folded: folded(en),
        starts: starts(read), first: read.map(function (part) { return part.charAt(0); }).join(""),
      };
      if (one.kind !== "target") by.set(one.code, one);
      return one;
    });
    return { rows: rows, by: by };
  }
  /* Where the syllables begin in the joined reading. */
  function starts(read) {
    const found = new Set();
    let at = 0;
    read.forEach(function (part) { found.add(at); at += folded(part).length; });
    return found;
  }
  function load() {
    if (!listed) {
      listed = fetch(setup().find).then(function (answer) {
        if (!answer.ok) throw new Error(String(answer.status));
        return answer.json();
      }).then(prepared);
      listed.catch(function () { listed = null; });
    }
    return listed;
  }
  function pages() {
    return setup().pages.map(function (one) {
      return { kind: "page", code: one.path, zh: one.zh, en: one.en, above: "", joined: folded(one.path), folded: folded(one.en),
        starts: new Set([0]), first: "" };
    });
  }
  /* How near a thing is to what was typed: 0 is the same, 9 is not at all. */
  function nearness(one, q) {
    const code = one.code.toLowerCase();
    if (code === q || one.zh === q || one.folded === q) return 0;
    if (one.zh.startsWith(q)) return 1;
    if (one.joined.startsWith(q) || one.folded.startsWith(q)) return 2;
    if (one.first.startsWith(q)) return 3;
    if (q.length > 1 && code.startsWith(q)) return 3;
    if (one.zh.includes(q)) return 4;
    for (let at = one.joined.indexOf(q); at > 0; at = one.joined.indexOf(q, at + 1)) if (one.starts.has(at)) return 5;
    if (q.length > 1 && (one.first.includes(q) || one.folded.includes(q) || code.includes(q))) return 6;
    return 9;
  }
  function above(one, by) {
    const chain = [];
    for (let code = one.above; code && by.has(code) && chain.length < 6; code = by.get(code).above) {
      if (by.get(code).kind !== "country") chain.unshift(by.get(code));
    }
    return chain;
  }
  function search(known, text) {
    const parts = text.trim().split(/\s+/).map(folded).filter(Boolean), whole = folded(text);
    if (!whole) return pages();
    const found = [];
    known.rows.concat(pages()).forEach(function (one) {
      let near = nearness(one, whole);
      if (near === 9 && parts.length > 1) {
        const own = nearness(one, parts[parts.length - 1]);
        const chain = own < 9 ? above(one, known.by) : [];
        if (own < 9 && parts.slice(0, -1).every(function (part) {
          return nearness(one, part) < 9 || chain.some(function (over) { return nearness(over, part) < 5; });
        })) near = own + 1;
      }
      if (near < 9) found.push([near, ORDER.indexOf(one.kind), one]);
    });
    found.sort(function (a, b) { return a[0] - b[0] || a[1] - b[1] || (a[2].code < b[2].code ? -1 : 1); });
    return found.map(function (one) { return one[2]; });
  }
  function choose(one) {
    open.close();
    if (one.kind === "page") lead(one.code);
    else if (one.kind === "target") lead("targets", { place: one.above, target: one.code });
    else if (one.kind === "station" || one.kind === "section") lead(one.kind, { code: one.code });
    else lead("region", { place: one.code });
  }
  function find() {
    const box = dialog("find", word("find"));
    const input = made("input"), list = made("ul"), said = made("p", "said", word("find_hint"));
    input.type = "text";
    input.autocomplete = "off";
    input.spellcheck = false;
    input.placeholder = word("find_hint");
    list.id = "desk-found";
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", word("find"));
    said.setAttribute("role", "status");
    const named = { role: "combobox", "aria-autocomplete": "list", "aria-controls": "desk-found", "aria-expanded": "false",
      "aria-label": word("find") + ": " + word("find_hint") };
    Object.entries(named).forEach(function (pair) { input.setAttribute(pair[0], pair[1]); });
    box.append(input, list, said);
    let at = 0, now = [];

    function mark(to) {
      at = Math.max(0, Math.min(to, now.length - 1));
      [...list.children].forEach(function (one, i) { one.setAttribute("aria-selected", String(i === at)); });
      const chosen = list.children[at];
      if (chosen) {
        input.setAttribute("aria-activedescendant", chosen.id);
        chosen.scrollIntoView({ block: "nearest" });
      } else input.removeAttribute("aria-activedescendant");
    }
    function show(known) {
      const found = search(known, input.value), english = lang() === "en";
      now = found.slice(0, MOST);
      list.replaceChildren(...now.map(function (one, i) {
        const row = made("li"), name = made("span", "name", english ? one.en : one.zh);
        row.id = "desk-found-" + i;
        row.setAttribute("role", "option");
        const where = above(one, known.by).map(function (over) { return english ? over.en : over.zh; }).join(" › ");
        const other = english && one.kind !== "page" ? made("span", "where", one.zh + (where ? " · " + where : "")) : made("span", "where", where);
        if (english) other.lang = "zh";
        row.append(made("span", "kind", word(one.kind)), name, other, made("code", "", one.kind === "page" ? "" : one.code));
        row.addEventListener("click", function () { choose(one); });
        row.addEventListener("mousemove", function () { if (i !== at) mark(i); });
        return row;
      }));
      input.setAttribute("aria-expanded", String(now.length > 0));
      said.textContent = !input.value.trim() ? word("find_hint") : !found.length ? word("find_none")
        : found.length > MOST ? word("find_more").replace("{0}", found.length).replace("{1}", MOST)
          : word("find_some").replace("{}", found.length);
      mark(0);
    }
    function renew() {
      load().then(function (known) { if (open === box) show(known); }, function () { said.textContent = word("find_failed"); });
    }
    input.addEventListener("input", renew);
    input.addEventListener("keydown", function (event) {
      const moves = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 };
      if (event.isComposing) return;
      if (event.key in moves) {
        event.preventDefault();
        mark(at + moves[event.key]);
      } else if (event.key === "Enter" && now[at]) {
        event.preventDefault();
        choose(now[at]);
      }
    });
    box.showModal();
    input.focus();
    renew();
  }

  /* Keys -------------------------------------------------------------------------------------------------------- */

  function on() {
    try {
      return window.localStorage.getItem(KEPT_KEYS) !== "off";
    } catch (refused) {
      return true;
    }
  }
  function keys() {
    const box = dialog("keys", word("keys")), list = made("dl"), title = made("h2", "", word("keys"));
    const row = function (names, text) {
      const term = made("dt");
      names.forEach(function (name) { term.append(made("kbd", "", name)); });
      const says = made("dd");
      says.append(text);
      list.append(term, says);
    };
    row(["Ctrl K", "/"], word("key_find"));
    row(["[", "]"], word("key_step"));
    row(["F"], word("key_freeze"));
    row(["C"], word("key_copy"));
    row(["T"], word("key_theme"));
    row(["?"], word("key_help"));
    row(["Esc"], word("key_close"));
    const led = made("div", "pages");
    setup().pages.forEach(function (one) {
      if (!one.key) return;
      const part = made("span");
      part.append(made("kbd", "", one.key.toUpperCase()), " " + (lang() === "en" ? one.en : one.zh));
      led.append(part);
    });
    row(["G", "…"], word("key_go"));
    list.append(made("dt"), (function () { const says = made("dd"); says.append(led); return says; })());
    const label = made("label"), tick = made("input"), shut = made("button", "", word("close"));
    tick.type = "checkbox";
    tick.checked = on();
    tick.addEventListener("change", function () {
      try {
        window.localStorage.setItem(KEPT_KEYS, tick.checked ? "on" : "off");
      } catch (refused) {
        /* a browser that keeps nothing leaves them on */
      }
    });
    shut.type = "button";
    shut.addEventListener("click", function () { box.close(); });
    label.append(tick, made("span", "", word("keys_on")));
    box.append(title, list, label, shut);
    box.showModal();
  }
  function typing(event) {
    const at = event.target;
    return at.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(at.tagName) || at.closest("[role=slider], [role=combobox], [role=listbox]");
  }
  function step(rel) {
    const link = document.querySelector('#desk-main [data-rel="' + rel + '"] a, #desk-main a[rel="' + rel + '"]');
    if (link) link.click();
  }
  let going = 0;
  function press(event) {
    const known = setup();
    if (!known || !document.getElementById("desk") || event.defaultPrevented || event.isComposing) return;
    if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === "k") {
      event.preventDefault();
      find();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || open || typing(event) || !on()) return;
    const key = event.key.toLowerCase();
    if (going && Date.now() - going < 1500) {
      going = 0;
      const page = known.pages.find(function (one) { return one.key === key; });
      if (page) {
        event.preventDefault();
        lead(page.path);
      }
      return;
    }
    going = 0;
    const does = { "/": find, "?": keys, f: freeze, c: copy, g: function () { going = Date.now(); },
      "[": function () { step("prev"); }, "]": function () { step("next"); },
      t: function () { document.getElementById("desk-theme").click(); } }[key];
    if (does) {
      event.preventDefault();
      does();
    }
  }
  document.addEventListener("keydown", press);
  document.addEventListener("click", function (event) {
    if (event.target.closest("#desk-find")) find();
    else if (event.target.closest("#desk-freeze")) freeze();
    else if (event.target.closest("#desk-copy")) copy();
    else if (event.target.closest("#desk-keys")) keys();
  });

  /* Fields of the browser's own that write themselves into the address. */
  function field(place) {
    const asked = place.dataset.ask;
    if (place.drawn === asked) return;
    place.drawn = asked;
    const known = JSON.parse(asked), one = made(known.kind === "list" ? "select" : "input");
    if (known.kind === "list") {
      const groups = new Map();
      known.options.forEach(function (option) {
        const item = made("option", "", option[1]);
        item.value = option[0];
        if (!option[2]) one.append(item);
        else {
          if (!groups.has(option[2])) {
            const group = made("optgroup");
            group.label = option[2];
            groups.set(option[2], group);
            one.append(group);
          }
          groups.get(option[2]).append(item);
        }
      });
    } else {
      one.type = known.kind;
      if (known.kind === "text") one.size = 12;
    }
    one.value = known.value;
    one.setAttribute("aria-label", known.label);
    one.name = known.name;
    one.addEventListener("change", function () {
      const now = new URLSearchParams(window.location.search);
      known.drops.concat(known.name).forEach(function (name) { now.delete(name); });
      if (one.value) now.set(known.name, one.value);
      here(written(now));
    });
    place.replaceChildren(one);
  }
  function fields() { document.querySelectorAll("[data-ask]").forEach(field); }
  new MutationObserver(fields).observe(document.documentElement, {
    childList: true, subtree: true, attributes: true, attributeFilter: ["data-ask"],
  });
})();
