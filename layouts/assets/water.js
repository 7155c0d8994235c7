/* The panel of the passport on the desk: it closes by its button and by Escape, and takes the focus when it opens. */
(function () {
  "use strict";

  function panel() {
    const found = document.getElementById("wall-passport");
    return found && found.classList.contains("desk-passport") ? found : null;
  }

  function close() {
    const asked = new URLSearchParams(window.location.search);
    asked.delete("passport");
    const text = asked.toString().replaceAll("%2C", ",").replaceAll("%3A", ":");
    window.dash_clientside.set_props("lanbi-url", { search: text ? "?" + text : "" });
  }

  document.addEventListener("click", function (event) {
    if (panel() && event.target.closest("#wall-passport-close")) close();
    const card = event.target.closest("#water a.card, #section .newest > a");
    if (card && !event.metaKey && !event.ctrlKey && !event.shiftKey && event.button === 0) {
      event.preventDefault();
      const to = new URL(card.href);
      window.dash_clientside.set_props("lanbi-url", { pathname: to.pathname, search: to.search });
    }
  });
  document.addEventListener("keydown", function (event) {
    const open = panel();
    if (open && !open.hidden && event.key === "Escape") {
      event.preventDefault();
      close();
    }
  });
})();
