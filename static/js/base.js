// What every page does beyond plain links and forms; without it, all of them still work.
(() => {
  "use strict";

  const live = document.getElementById("live");

  function say(...parts) {
    live.replaceChildren(...parts);
    live.hidden = false;
    live.scrollIntoView({ block: "nearest" });
  }

  document.addEventListener("htmx:beforeRequest", () => { live.hidden = true; });
  document.addEventListener("htmx:sendError", () => {
    say("The server cannot be reached. Nothing was changed; try again in a moment.");
  });
  const gone = "This is no longer here, or no longer yours to change. Load the page again.";
  const away = "The database does not answer, or its disk is full, and nothing was changed. What you typed is still here: try again in a minute.";
  const because = { 403: gone, 404: gone, 503: away, 507: away };
  document.addEventListener("htmx:responseError", (event) => {
    say(because[event.detail.xhr.status] || "That did not work, and nothing was changed. Load the page again and retry.");
  });
  document.addEventListener("htmx:beforeSwap", (event) => {
    // A session that has ended answers with the sign-in page. What was typed stays where it is.
    const url = event.detail.xhr.responseURL;
    if (url && new URL(url).pathname.startsWith("/accounts/login/")) {
      event.detail.shouldSwap = false;
      const link = document.createElement("a");
      [link.href, link.target, link.rel] = ["/accounts/login/", "_blank", "noopener"];
      link.textContent = "Sign in in another tab";
      say("You are no longer signed in, and nothing was saved. ", link, ", come back, and do it again: what you typed is still here.");
    }
  });

  // A second click while the first is on its way sends nothing twice. What brings a file leaves the page where
  // it is, so that after a while the button works again in any case; so it does on the way back.
  const SENDING = 15_000;
  const isSending = (form) => performance.now() - Number(form.dataset.sentAt || -SENDING) < SENDING;
  document.addEventListener("submit", (event) => {
    if (isSending(event.target)) { event.preventDefault(); event.stopImmediatePropagation(); }
  }, true);
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post") { return; }
    form.dataset.sentAt = performance.now();
    event.submitter?.setAttribute("aria-busy", "true");
  });
  window.addEventListener("pageshow", () => {
    document.querySelectorAll("form[data-sent-at]").forEach((form) => { delete form.dataset.sentAt; });
    document.querySelectorAll("[aria-busy]").forEach((button) => { button.removeAttribute("aria-busy"); });
  });

  // What was refused comes back with its reason beside the field, which may be far down: whoever reads begins there.
  window.addEventListener("load", () => {
    if (document.querySelector("main [autofocus]")) { return; }
    const wrong = document.querySelector("main [aria-invalid=true], main form .alert-danger");
    if (wrong?.matches(".alert-danger")) { wrong.tabIndex = -1; }
    wrong?.focus();
    // Below a long text its reason is out of sight still.
    const reason = wrong?.closest(":has(.invalid-feedback)")?.querySelector(".invalid-feedback");
    reason?.scrollIntoView({ block: "nearest" });
  });

  // Where the drawing of the time line does not fit, today is in sight, not what left weeks ago.
  function toNow() {
    const now = document.querySelector(".timeline-now");
    const frame = now?.closest(".table-responsive");
    if (!frame) { return; }
    frame.scrollLeft += now.getBoundingClientRect().left - frame.getBoundingClientRect().left - frame.clientWidth / 2;
  }
  window.addEventListener("load", toNow);
  document.addEventListener("htmx:oobAfterSwap", toNow);

  // Signing in anew, in this tab or another, gives a new token; what is sent carries that of now.
  const tokenOfNow = () => document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1];
  document.addEventListener("submit", (event) => {
    const field = event.target.querySelector("input[name=csrfmiddlewaretoken]");
    if (field) { field.value = tokenOfNow() || field.value; }
  }, true);
  document.addEventListener("htmx:configRequest", (event) => {
    const token = tokenOfNow();
    if (!token) { return; }
    event.detail.headers["X-CSRFToken"] = token;
    if (event.detail.parameters.csrfmiddlewaretoken) { event.detail.parameters.csrfmiddlewaretoken = token; }
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
