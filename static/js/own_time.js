/* Above a workshop's time, the same hours in the reader's own zone, where that shows another clock.
   Without this file the time stands there with the workshop's zone. */
(() => {
  "use strict";

  const shown = {
    weekday: "short", day: "numeric", month: "short", year: "numeric",
    hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZoneName: "short",
  };
  const clock = { day: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23" };

  function ownTime(time) {
    const instant = new Date(time.dateTime);
    const end = new Date(time.dataset.end);
    const there = new Intl.DateTimeFormat("en-GB", { ...clock, timeZone: time.dataset.zone });
    const here = new Intl.DateTimeFormat("en-GB", clock);
    if (there.format(instant) === here.format(instant)) return;
    const own = document.createElement("span");
    own.className = "own-time";
    own.textContent = `For you: ${new Intl.DateTimeFormat("en-GB", shown).formatRange(instant, end)}`;
    time.parentElement.prepend(own);
  }

  document.querySelectorAll("time[data-zone]").forEach(ownTime);
})();
