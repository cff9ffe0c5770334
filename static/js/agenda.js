/* The agenda's own: the running total, and the time at which each item begins. */
(() => {
  "use strict";

  const editor = document.querySelector(".row-editor");
  const total = document.getElementById("agenda-total");
  if (!editor || !total) return;

  const slotMin = Number(editor.dataset.slotMin);
  const slotMax = Number(editor.dataset.slotMax);
  const field = (row, name) => row.querySelector(`[name$=-${name}]`);
  const rows = () => [...editor.querySelectorAll("[data-row]")].filter((row) => !row.hidden);
  const range = (low, high) => (low === high ? `${high}` : `${low}–${high}`);

  /* workshops/agenda.py says the same: keep the two alike. */
  function clock(minutes) {
    const [hours, rest] = editor.dataset.start.split(":").map(Number);
    const sum = (hours * 60 + rest + minutes) % (24 * 60);
    return `${String(Math.floor(sum / 60)).padStart(2, "0")}:${String(sum % 60).padStart(2, "0")}`;
  }

  function begins(early, late) {
    return editor.dataset.start ? range(clock(early), clock(late)) : `+${range(early, late)} min`;
  }

  function sum() {
    let shortest = 0, longest = 0, untimed = 0;
    for (const row of rows()) {
      const low = parseInt(field(row, "minutes_min").value, 10);
      const high = parseInt(field(row, "minutes_max").value, 10);
      row.querySelector("[data-clock]").textContent = begins(shortest, longest);
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
