// What every page does beyond plain links and forms; without it, all of them still work.
(() => {
  "use strict";

  const live = document.getElementById("live");

  function say(text) {
    live.textContent = text;
    live.hidden = false;
    live.scrollIntoView({ block: "nearest" });
  }

  document.addEventListener("htmx:beforeRequest", () => { live.hidden = true; });
  document.addEventListener("htmx:sendError", () => {
    say("The server cannot be reached. Nothing was changed; try again in a moment.");
  });
  document.addEventListener("htmx:responseError", (event) => {
    const gone = [403, 404].includes(event.detail.xhr.status);
    say(gone
      ? "This is no longer here, or no longer yours to change. Load the page again."
      : "That did not work, and nothing was changed. Load the page again and retry.");
  });
  document.addEventListener("htmx:beforeSwap", (event) => {
    // A session that has ended answers with the sign-in page: show it whole, not inside a panel.
    const url = event.detail.xhr.responseURL;
    if (url && new URL(url).pathname.startsWith("/accounts/login/")) {
      event.detail.shouldSwap = false;
      window.location.reload();
    }
  });

  document.addEventListener("click", (event) => {
    document.querySelectorAll("details.menu[open]").forEach((menu) => {
      if (!menu.contains(event.target)) { menu.open = false; }
    });
  });
  document.addEventListener("keydown", (event) => {
    const menu = event.key === "Escape" && document.querySelector("details.menu[open]");
    if (menu) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });
})();
