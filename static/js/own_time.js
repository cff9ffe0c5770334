/* Above a workshop's time, the same hours in the reader's own zone, where that shows another clock; the
   agenda's clock in it, too. Without this file the times stand there with the workshop's zone. */
(() => {
  "use strict";

  const shown = {
    weekday: "short", day: "numeric", month: "short", year: "numeric",
    hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZoneName: "short",
  };
  const clock = { day: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23" };

  const hour = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };

  /* Past midnight the end's hour is enough: by itself a range would say both days, which takes a phone a line. */
  function range(start, end) {
    if (start.toDateString() === end.toDateString() || end - start >= 24 * 3600 * 1000) {
      return new Intl.DateTimeFormat("en-GB", shown).formatRange(start, end);
    }
    const { timeZoneName, ...unzoned } = shown;
    const ended = new Intl.DateTimeFormat("en-GB", { ...hour, timeZoneName });
    return `${new Intl.DateTimeFormat("en-GB", unzoned).format(start)}–${ended.format(end)}`;
  }

  function ownTime(time) {
    const instant = new Date(time.dateTime);
    const end = new Date(time.dataset.end);
    const there = new Intl.DateTimeFormat("en-GB", { ...clock, timeZone: time.dataset.zone });
    const here = new Intl.DateTimeFormat("en-GB", clock);
    if (there.format(instant) === here.format(instant)) return;
    const own = document.createElement("span");
    own.className = "own-time";
    own.textContent = `For you: ${range(instant, end)}`;
    time.parentElement.prepend(own);
  }

  /* The agenda's clock is then the reader's, too. */
  function ownClock(note) {
    const own = new Intl.DateTimeFormat("en-GB", hour);
    const there = new Intl.DateTimeFormat("en-GB", { ...hour, timeZone: note.dataset.zone });
    const items = [...document.querySelectorAll("[data-earliest]")];
    const ends = (item) => [item.dataset.earliest, item.dataset.latest].map((iso) => new Date(iso));
    if (items.every((item) => ends(item).every((at) => own.format(at) === there.format(at)))) return;
    for (const item of items) item.textContent = [...new Set(ends(item).map((at) => own.format(at)))].join("–");
    note.textContent = `When each item begins, in your time (${own.resolvedOptions().timeZone}).`;
  }

  document.querySelectorAll("time[data-zone]").forEach(ownTime);
  document.querySelectorAll("[data-clock-note]").forEach(ownClock);
})();
