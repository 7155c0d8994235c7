/* Figures are drawn here for the screen, and composed here into slides that are taken away: PNG and SVG, 16:9, white. */
(function () {
  "use strict";

  const root = document.documentElement, kept = new Map();
  const WIDE = 1920, HIGH = 1080, BY = 1.8, SHARP = 2;
  const FACE = '"Lanbi Sans","Noto Sans SC","Microsoft YaHei",sans-serif';
  const WORDS = {
    zh: { product: "蓝碧", number: "编号", by: "依据" },
    en: { product: "Lanbi", number: "Passport", by: "Judged by" },
  };

  /* Figures are written for a root font of 16 px on white: sizes and colours follow the screen. */
  function rem() { return parseFloat(getComputedStyle(root).fontSize); }
  const SIZES = new Set(["size", "width", "l", "r", "t", "b", "standoff", "ticklabelstandoff", "ticklen", "itemwidth"]);
  function fitted(part, by, dark, key) {
    if (typeof part === "string") return dark && part in dark ? dark[part] : part;
    if (typeof part === "number") return SIZES.has(key) ? (key === "ticklabelstandoff" ? Math.round(part * by) : part * by) : part;
    if (!part || typeof part !== "object") return part;
    if (Array.isArray(part)) {
      return part.length && typeof part[0] === "object" ? part.map(function (one) { return fitted(one, by, dark, ""); }) : part;
    }
    const out = {};
    for (const name in part) out[name] = name === "x" || name === "y" ? part[name] : fitted(part[name], by, dark, name);
    return out;
  }
  function figure(stored, by, dark) {
    return {
      data: stored.figure.data.map(function (trace) { return fitted(trace, by, dark, ""); }),
      layout: fitted(stored.figure.layout, by, dark, ""),
    };
  }

  /* What stands on a copy: the heading of its page, and what the figure's own answer says. */
  function told(menu, label, stored) {
    const lang = menu.closest("[lang]") && menu.closest("[lang]").lang === "en" ? "en" : "zh";
    const heading = document.querySelector("#desk-main h1"), own = stored.about;
    const text = function (node) { return node ? node.textContent.replace(/\s+/g, " ").trim() : ""; };
    const small = heading ? text(heading.querySelector("small")) : "";
    const page = text(heading).replace(small, "").trim(), alone = document.querySelectorAll(".picture").length === 1;
    const known = { lang: lang, title: alone && page ? page : [page, label].filter(Boolean).join(" · ") };
    return Object.assign(known, resting(own, lang));
  }
  /* What an answer says of itself, as a slide takes it. */
  function resting(own, lang) {
    const words = WORDS[lang];
    return {
      aside: own.period, marks: own.marks, stem: own.stem,
      foot: [own.known, own.editions && words.by + " " + own.editions, words.number + " " + own.number],
    };
  }

  const pen = document.createElement("canvas").getContext("2d");
  function breadth(text, size, weight) {
    pen.font = weight + " " + size + "px " + FACE;
    return pen.measureText(text).width;
  }
  function fitting(text, size, room, weight) {
    let at = size;
    while (at > size * 0.6 && breadth(text, at, weight) > room) at -= 1;
    let cut = text;
    while (cut.length > 4 && breadth(cut, at, weight) > room) cut = cut.slice(0, -2);
    return { text: cut === text ? text : cut + "…", size: at };
  }
  function escaped(text) {
    return String(text).replace(/[&<>"]/g, function (c) { return { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" }[c]; });
  }
  function line(said, x, y, weight, colour, anchor) {
    return '<text x="' + x + '" y="' + y + '" font-size="' + said.size + '" font-weight="' + weight + '" fill="' + colour + '" text-anchor="' + (anchor || "start") + '">' + escaped(said.text) + "</text>";
  }

  /* A slide round what is drawn: `inner` is SVG of 1776 × 800. */
  function slide(known, inner, style) {
    const title = fitting(known.title, 46, 1000, 700), aside = fitting(known.aside, 28, 1740 - breadth(title.text, title.size, 700), 400);
    let right = 1848, boxes = "";
    [...known.marks].reverse().forEach(function (mark) {
      const wide = breadth(mark, 24, 700) + 28;
      right -= wide;
      boxes += '<rect x="' + right + '" y="1008" width="' + wide + '" height="42" rx="4" fill="#fff" stroke="#17212b" stroke-width="2"/>';
      boxes += line({ text: mark, size: 24 }, right + wide / 2, 1038, 700, "#17212b", "middle");
      right -= 16;
    });
    const foot = fitting([...known.foot, WORDS[known.lang].product].filter(Boolean).join(" · "), 20, right - 90, 400);
    return '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="' + WIDE + '" height="' + HIGH + '" viewBox="0 0 ' + WIDE + " " + HIGH + '" lang="' + known.lang + '">' +
      "<title>" + escaped([known.title, known.aside, ...known.marks].join(" · ")) + "</title><style>" + style + "text{font-family:" + FACE.replace(/"/g, "'") + "}</style>" +
      '<rect width="100%" height="100%" fill="#fff"/>' +
      line(title, 72, 96, 700, "#0b4f8a") + line(aside, 1848, 96, 400, "#55616e", "end") +
      '<rect x="72" y="118" width="1776" height="4" fill="#0b4f8a"/>' + inner +
      line(foot, 72, 1037, 400, "#55616e") + boxes + "</svg>";
  }

  /* The shipped fonts inside: of each weight the slices of which the picture has a character. */
  async function fonts(text) {
    const wanted = [...new Set(text)].map(function (c) { return c.codePointAt(0); }), found = [];
    for (const sheet of document.styleSheets) {
      if (!sheet.href || !sheet.href.includes("/fonts.css")) continue;
      for (const rule of sheet.cssRules) {
        if (!(rule instanceof CSSFontFaceRule)) continue;
        const spans = rule.style.getPropertyValue("unicode-range").split(",").map(function (one) {
          const ends = one.trim().slice(2).split("-").map(function (hex) { return parseInt(hex, 16); });
          return [ends[0], ends[ends.length - 1]];
        });
        const needed = wanted.some(function (code) { return spans.some(function (span) { return span[0] <= code && code <= span[1]; }); });
        const address = rule.style.getPropertyValue("src").match(/url\("([^"]+)"\)/);
        if (needed && address) found.push({ rule: rule, url: new URL(address[1], sheet.href).href });
      }
    }
    const made = await Promise.all(found.map(async function (one) {
      const bytes = await (await fetch(one.url)).blob();
      const data = await new Promise(function (done) {
        const reader = new FileReader();
        reader.onload = function () { done(reader.result); };
        reader.readAsDataURL(bytes);
      });
      const style = one.rule.style;
      return "@font-face{font-family:'Lanbi Sans';font-weight:" + style.getPropertyValue("font-weight") + ";src:url(" + data.replace(/^data:[^;]*/, "data:font/woff2") + ');unicode-range:' + style.getPropertyValue("unicode-range") + "}";
    }));
    return made.join("");
  }

  async function drawn(stored) {
    const made = figure(stored, BY, null);
    Object.assign(made.layout, { width: 1776, height: 830, autosize: false, paper_bgcolor: "#fff", plot_bgcolor: "#fff" });
    const address = await window.Plotly.toImage(made, { format: "svg", width: 1776, height: 830 });
    return decodeURIComponent(address.slice(address.indexOf(",") + 1)).replace(/<svg /, '<svg x="72" y="150" ');
  }

  async function painted(svg, sharp) {
    const picture = new Image(), url = URL.createObjectURL(new Blob([svg], { type: "image/svg+xml" }));
    picture.src = url;
    await picture.decode();
    const canvas = document.createElement("canvas");
    canvas.width = WIDE * sharp;
    canvas.height = HIGH * sharp;
    const on = canvas.getContext("2d");
    on.drawImage(picture, 0, 0, canvas.width, canvas.height);
    URL.revokeObjectURL(url);
    return new Promise(function (done) { canvas.toBlob(done, "image/png"); });
  }

  function hand(blob, name) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = name;
    link.click();
    setTimeout(function () { URL.revokeObjectURL(link.href); }, 10000);
  }

  /* What is handed out of a slide: its SVG as it stands, or painted. */
  async function out(known, inner, form, name) {
    const text = inner + known.title + known.aside + known.foot.join("") + known.marks.join("") + "0123456789…· 蓝碧Lanbi";
    const svg = slide(known, inner, await fonts(text));
    const blob = form === "svg" ? new Blob([svg], { type: "image/svg+xml" }) : await painted(svg, SHARP);
    hand(blob, ["lanbi", name, known.stem].filter(Boolean).join("-") + "." + form);
  }

  document.addEventListener("click", async function (event) {
    const button = event.target.closest(".take button[data-form]");
    const open = event.target.closest(".take");
    document.querySelectorAll(".take[open]").forEach(function (one) { if (one !== open) one.removeAttribute("open"); });
    if (!button) return;
    const menu = button.closest(".take"), summary = menu.querySelector("summary");
    menu.removeAttribute("open");
    const stored = kept.get(summary.dataset.take), form = button.dataset.form;
    if (!stored || (form !== "png" && form !== "svg")) return;
    const known = told(menu, summary.dataset.label, stored);
    await out(known, await drawn(stored), form, summary.dataset.take);
  });

  /* On paper a figure shrinks with its page: drawn in pixels of the screen, it would run over the edge. */
  window.addEventListener("beforeprint", function () {
    document.querySelectorAll(".picture .main-svg").forEach(function (svg) {
      const wide = svg.getAttribute("width"), high = svg.getAttribute("height");
      svg.setAttribute("viewBox", "0 0 " + wide + " " + high);
      svg.setAttribute("preserveAspectRatio", "xMinYMin meet");
      svg.closest(".picture").style.setProperty("--ratio", wide + " / " + high);
    });
  });
  window.addEventListener("afterprint", function () {
    document.querySelectorAll(".picture .main-svg").forEach(function (svg) {
      svg.removeAttribute("viewBox");
      svg.removeAttribute("preserveAspectRatio");
    });
  });

  window.lanbiTake = { out: out, resting: resting, escaped: escaped, room: { wide: 1776, high: 830, left: 72, top: 150 } };
  window.dash_clientside = Object.assign({}, window.dash_clientside, {
    lanbi_take: {
      draw: function (stored) {
        const still = window.dash_clientside.no_update;
        if (!stored) return [still, true];
        kept.set(window.dash_clientside.callback_context.outputs_list[0].id, stored);
        return [figure(stored, rem() / 16, root.classList.contains("dark") ? stored.dark : null), false];
      },
    },
  });
})();
