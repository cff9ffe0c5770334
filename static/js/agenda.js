/* List editors (agenda, pre-work): add, remove, move by buttons and by dragging, and the agenda's running total.
   Without this file the form works by numbers, boxes and blank rows. */
(() => {
  "use strict";

  const editor = document.querySelector(".row-editor");
  if (!editor) return;
  document.documentElement.classList.add("has-script");

  const list = editor.querySelector("[data-rows]");
  const template = editor.querySelector("[data-empty-row]");
  const said = editor.querySelector("[data-said]");
  const count = editor.querySelector("[name$=-TOTAL_FORMS]");
  const most = Number(editor.querySelector("[name$=-MAX_NUM_FORMS]").value);
  const total = editor.querySelector("#agenda-total");

  const field = (row, name) => row.querySelector(`[name$=-${name}]`);
  const rows = () => [...list.querySelectorAll("[data-row]")].filter((row) => !row.hidden);

  function number() {
    rows().forEach((row, index) => { field(row, "ORDER").value = index + 1; });
  }

  /* workshops/agenda.py says the same: keep the two alike. */
  function sum() {
    if (!total) return;
    const slotMin = Number(editor.dataset.slotMin);
    const slotMax = Number(editor.dataset.slotMax);
    let shortest = 0, longest = 0, untimed = 0;
    for (const row of rows()) {
      const low = parseInt(field(row, "minutes_min").value, 10);
      const high = parseInt(field(row, "minutes_max").value, 10);
      if (Number.isNaN(low) && Number.isNaN(high)) {
        if (field(row, "title").value.trim()) untimed += 1;
        continue;
      }
      shortest += Number.isNaN(low) ? high : low;
      longest += Number.isNaN(high) ? low : high;
    }
    const range = (low, high) => (low === high ? `${high}` : `${low}–${high}`);
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

  function changed(message) {
    number();
    sum();
    if (message) said.textContent = message;
  }

  function place(row) {
    return `Now at place ${rows().indexOf(row) + 1} of ${rows().length}.`;
  }

  function move(row, step, button) {
    const others = rows();
    const target = others[others.indexOf(row) + step];
    if (!target) return;
    if (step < 0) target.before(row); else target.after(row);
    changed(place(row));
    button.focus();
  }

  function remove(row) {
    const others = rows();
    const neighbour = others[others.indexOf(row) + 1] || others[others.indexOf(row) - 1];
    field(row, "DELETE").checked = true;
    row.hidden = true;
    changed("Removed. It is gone when you save.");
    const focus = neighbour ? neighbour.querySelector("[data-remove]") : editor.querySelector("[data-add]");
    focus.focus();
  }

  function add() {
    const index = Number(count.value);
    if (rows().length >= most) { said.textContent = `No more than ${most} rows.`; return; }
    const holder = document.createElement("ol");
    holder.innerHTML = template.innerHTML.replaceAll("__prefix__", String(index));
    const row = holder.querySelector("[data-row]");
    list.append(row);
    count.value = index + 1;
    changed(place(row));
    (field(row, "title") || field(row, "text")).focus();
  }

  editor.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    const row = button && button.closest("[data-row]");
    if (!button) return;
    if (button.hasAttribute("data-add")) add();
    else if (row && button.hasAttribute("data-up")) move(row, -1, button);
    else if (row && button.hasAttribute("data-down")) move(row, 1, button);
    else if (row && button.hasAttribute("data-remove")) remove(row);
  });
  editor.addEventListener("input", sum);

  /* Dragging by the handle only: a row that is draggable everywhere would keep people from marking text. */
  let dragged = null;
  list.addEventListener("mousedown", (event) => {
    const handle = event.target.closest("[data-handle]");
    if (handle) handle.closest("[data-row]").draggable = true;
  });
  list.addEventListener("dragstart", (event) => {
    dragged = event.target.closest("[data-row]");
    dragged.classList.add("is-dragged");
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", "");
  });
  list.addEventListener("dragover", (event) => {
    const over = event.target.closest("[data-row]");
    if (!dragged || !over) return;
    event.preventDefault();
    if (over === dragged) return;
    const box = over.getBoundingClientRect();
    if (event.clientY < box.top + box.height / 2) over.before(dragged); else over.after(dragged);
  });
  list.addEventListener("drop", (event) => { if (dragged) event.preventDefault(); });
  list.addEventListener("dragend", () => {
    if (!dragged) return;
    dragged.classList.remove("is-dragged");
    dragged.draggable = false;
    changed(place(dragged));
    dragged = null;
  });
  document.addEventListener("mouseup", () => {
    if (!dragged) for (const row of rows()) row.draggable = false;
  });

  /* Blank rows stand there for forms without script; here they are added when they are needed. */
  const stored = Number(editor.querySelector("[name$=-INITIAL_FORMS]").value);
  rows().forEach((row, index) => {
    const main = field(row, "title") || field(row, "text");
    if (index >= Math.max(stored, 1) && !main.value.trim() && !row.querySelector(".is-invalid")) row.remove();
  });
  changed("");
})();
