/* Timers of the agenda's items: one runs at a time. What was used is a difference of clock times, kept in this
   browser, so that a hidden tab, a reload or a sleeping machine loses nothing. Without this file the page shows
   the planned minutes, and notes are saved by their buttons. */
(() => {
  "use strict";

  document.documentElement.classList.add("has-script");
  const agenda = document.querySelector("[data-meeting]");
  if (!agenda) return;

  const MINUTE = 60000;
  const place = `commplan-meeting-${agenda.dataset.meeting}`;
  const items = [...agenda.querySelectorAll("[data-item]")];
  const total = agenda.querySelector("[data-total]");
  const said = agenda.querySelector("[data-said]");
  let timers = read();

  function read() {
    const empty = { used: {}, running: null, since: 0, told: {} };
    try {
      return { ...empty, ...JSON.parse(localStorage.getItem(place) || "{}") };
    } catch {
      return empty;
    }
  }

  function keep() {
    try {
      localStorage.setItem(place, JSON.stringify(timers));
    } catch {
      // A browser that keeps nothing still counts as long as the page is open.
    }
  }

  const running = (id) => timers.running === id;
  const used = (id) => (timers.used[id] || 0) + (running(id) ? Math.max(Date.now() - timers.since, 0) : 0);

  function clock(milliseconds) {
    const seconds = Math.floor(milliseconds / 1000);
    return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  }

  function stop() {
    if (timers.running === null) return;
    timers.used[timers.running] = used(timers.running);
    timers.running = null;
  }

  function toggle(id) {
    const wasRunning = running(id);
    stop();
    if (!wasRunning) {
      timers.running = id;
      timers.since = Date.now();
    }
    keep();
    draw();
  }

  function drawItem(item) {
    const id = item.dataset.item;
    const planned = Number(item.dataset.planned || 0) * MINUTE;
    const over = planned && used(id) > planned ? Math.ceil((used(id) - planned) / MINUTE) : 0;
    const shown = item.querySelector("[data-used]");
    const button = item.querySelector("[data-start]");
    item.classList.toggle("is-running", running(id));
    shown.className = over ? "state state-late script-only" : "times script-only";
    shown.textContent = used(id) || running(id) ? `${clock(used(id))}${over ? `, over by ${over} min` : ""}` : "";
    const word = running(id) ? "Pause" : used(id) ? "Go on" : "Start";
    if (button.firstChild.nodeValue !== word) button.firstChild.nodeValue = word;
    button.setAttribute("aria-pressed", String(running(id)));
    if (over && running(id) && !timers.told[id]) {
      timers.told[id] = true;
      keep();
      said.textContent = `${item.querySelector("h3").textContent.trim()} has used its ${item.dataset.planned} minutes.`;
    }
  }

  function draw() {
    items.forEach(drawItem);
    const all = items.reduce((sum, item) => sum + used(item.dataset.item), 0);
    total.textContent = all ? `${clock(all)} of ${agenda.dataset.slot} min used` : "";
  }

  agenda.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.hasAttribute("data-start")) toggle(button.closest("[data-item]").dataset.item);
    if (button.hasAttribute("data-reset") && window.confirm("Set all timers of this meeting to zero?")) {
      timers = { used: {}, running: null, since: 0, told: {} };
      keep();
      draw();
    }
  });
  /* Notes that are not saved yet keep the page from being left without a question. While two texts wait for
     the writer's choice nothing is saved by itself: the buttons would be gone under the click. */
  const noteOf = (element) => (element instanceof Element ? element.closest(".meeting-note") : null);
  agenda.addEventListener("input", (event) => {
    const note = noteOf(event.target);
    if (note) note.dataset.unsaved = "yes";
  });
  agenda.addEventListener("htmx:beforeRequest", (event) => {
    const note = noteOf(event.detail.elt);
    if (!note) return;
    if (event.detail.elt === note && note.querySelector("[name=both]")) event.preventDefault();
    else delete note.dataset.unsaved;
  });
  agenda.addEventListener("htmx:afterRequest", (event) => {
    const note = noteOf(event.detail.elt);
    if (note && !event.detail.successful) note.dataset.unsaved = "yes";
  });
  window.addEventListener("beforeunload", (event) => {
    if (agenda.querySelector("[data-unsaved]")) event.preventDefault();
  });

  // The same meeting in another tab of this browser.
  window.addEventListener("storage", (event) => {
    if (event.key === place) { timers = read(); draw(); }
  });
  document.addEventListener("visibilitychange", draw);
  window.setInterval(draw, 1000);
  draw();
})();
