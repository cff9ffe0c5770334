/* List editors (agenda, pre-work): add, remove with a way back, move by buttons, keys and dragging.
   Without this file the form works by numbers, boxes and blank rows. Whoever wants to know of a change listens
   to `rows:changed` on the editor. */
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
  const undoBar = editor.querySelector("[data-undo-bar]");
  const removed = [];

  const field = (row, name) => row.querySelector(`[name$=-${name}]`);
  const main = (row) => field(row, "title") || field(row, "text");
  const rows = () => [...list.querySelectorAll("[data-row]")].filter((row) => !row.hidden);

  function changed(message) {
    rows().forEach((row, index) => { field(row, "ORDER").value = index + 1; });
    if (message) said.textContent = message;
    editor.dispatchEvent(new CustomEvent("rows:changed", { detail: { isSilent: !message } }));
  }

  function place(row) {
    return `Now at place ${rows().indexOf(row) + 1} of ${rows().length}.`;
  }

  function move(row, step, focus) {
    const others = rows();
    const target = others[others.indexOf(row) + step];
    if (!target) { said.textContent = step < 0 ? "It is the first already." : "It is the last already."; return; }
    if (step < 0) target.before(row); else target.after(row);
    changed(place(row));
    focus.focus();
  }

  function name(row) {
    const text = main(row).value.trim();
    return text ? `“${text.length > 60 ? `${text.slice(0, 59)}…` : text}”` : "a blank row";
  }

  function showUndo() {
    const last = removed.at(-1);
    undoBar.hidden = !last;
    if (last) undoBar.querySelector("[data-undo-text]").textContent = `Removed ${name(last)}.`;
  }

  function remove(row) {
    const others = rows();
    const neighbour = others[others.indexOf(row) + 1] || others[others.indexOf(row) - 1];
    field(row, "DELETE").checked = true;
    row.hidden = true;
    removed.push(row);
    showUndo();
    changed(`Removed ${name(row)}. Undo brings it back.`);
    (neighbour ? neighbour.querySelector("[data-remove]") : editor.querySelector("[data-add]")).focus();
  }

  function undo() {
    const row = removed.pop();
    if (!row) return;
    field(row, "DELETE").checked = false;
    row.hidden = false;
    showUndo();
    changed(`${name(row)} is back. ${place(row)}`);
    main(row).focus();
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
    main(row).focus();
  }

  editor.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    const row = button && button.closest("[data-row]");
    if (!button) return;
    if (button.hasAttribute("data-add")) add();
    else if (button.hasAttribute("data-undo")) undo();
    else if (row && button.hasAttribute("data-up")) move(row, -1, button);
    else if (row && button.hasAttribute("data-down")) move(row, 1, button);
    else if (row && button.hasAttribute("data-remove")) remove(row);
  });
  editor.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target.hasAttribute("data-one-line") && !event.isComposing) {
      event.preventDefault();
      editor.requestSubmit();
      return;
    }
    const row = event.target.closest("[data-row]");
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (!row || !step || !event.altKey) return;
    event.preventDefault();
    move(row, step, event.target);
  });

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
    if (index >= Math.max(stored, 1) && !main(row).value.trim() && !row.querySelector(".is-invalid")) row.remove();
  });
  const numbers = [...list.querySelectorAll("[data-row]")].map((row) => Number(/-(\d+)-/.exec(field(row, "ORDER").name)[1]));
  count.value = Math.max(-1, ...numbers) + 1;
  /* A form that came back with an error still knows what it was to remove. */
  rows().filter((row) => field(row, "DELETE").checked).forEach((row) => { row.hidden = true; removed.push(row); });
  showUndo();
  changed("");
})();
