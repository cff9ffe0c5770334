/* The agenda's own: the running total, and the time at which each item begins. */
(() => {
  "use strict";

  const editor = document.querySelector(".row-editor");
  const total = document.getElementById("agenda-total");
  if (!editor || !total) return;

  const slotMin = Number(editor.dataset.slotMin);
  const slotMax = Number(editor.dataset.slotMax);
  const field = (row, name) => row.querySelector(`[name$=-${name}]`);
  const wall = wallClock(editor.dataset.zone);
  const rows = () => [...editor.querySelectorAll("[data-row]")].filter((row) => !row.hidden);
  const range = (low, high) => (low === high ? `${high}` : `${low}–${high}`);

  /* workshops/agenda.py says the same: keep the two alike. */
  function clock(minutes) {
    return wall.format(new Date(new Date(editor.dataset.start).getTime() + minutes * 60_000));
  }

  /* Nothing where the browser is older than the zone: the clocks then stay as the server wrote them. */
  function wallClock(timeZone) {
    try {
      return new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone });
    } catch {
      return null;
    }
  }

  function begins(early, late) {
    return editor.dataset.start ? range(clock(early), clock(late)) : `+${range(early, late)} min`;
  }

  function sum() {
    let shortest = 0, longest = 0, untimed = 0;
    for (const row of rows()) {
      const low = parseInt(field(row, "minutes_min").value, 10);
      const high = parseInt(field(row, "minutes_max").value, 10);
      if (wall) row.querySelector("[data-clock]").textContent = begins(shortest, longest);
      if (Number.isNaN(low) && Number.isNaN(high)) {
        if (field(row, "title").value.trim()) untimed += 1;
        continue;
      }
      shortest += Number.isNaN(low) ? high : low;
      longest += Number.isNaN(high) ? low : high;
    }
    let verdict = "fits", state = "done";
    if (shortest > slotMax) [verdict, state] = [`over by ${shortest - slotMax} min`, "late"];
    else if (longest > slotMax) [verdict, state] = [`may run over by ${longest - slotMax} min`, "held"];
    else if (longest < slotMin) verdict = `fits, ${slotMin - longest} min unplanned`;
    const without = untimed ? ` (${untimed} ${untimed === 1 ? "item" : "items"} without minutes)` : "";
    const pill = total.querySelector(".state");
    const text = `${range(shortest, longest)} of ${range(slotMin, slotMax)} min: ${verdict}${without}`;
    pill.className = `state state-${state}`;
    if (pill.textContent !== text) pill.textContent = text;
  }

  editor.addEventListener("input", sum);
  editor.addEventListener("rows:changed", sum);
  sum();
})();
