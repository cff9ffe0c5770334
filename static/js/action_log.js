// Cells of an action table changed in place, by mouse and by keyboard alone.
// Without this each cell is a link to the action's page, where everything can be changed.
(() => {
  "use strict";

  // Where the focus goes once the row that was sent has come back.
  let after = null;
  // The link whose place an editor has taken, to be put back on Escape.
  const before = new WeakMap();

  const cellsIn = (row) => [...row.querySelectorAll("a.cell, form.cell-editor")];
  const rowsOf = (table) => [...table.querySelectorAll("tr[data-id]")];

  function focusOn(part) {
    const target = part && (part.matches("a") ? part : part.querySelector("input:not([type=hidden]), select, textarea"));
    if (target) { target.focus(); }
  }

  function open(link) {
    const table = link.closest("[data-cells]");
    const id = link.closest("tr").dataset.id;
    const url = table.dataset.cells.replace("/0/", `/${id}/`).replace("/x/", `/${link.dataset.cell}/`);
    const holder = link.parentElement;
    const shown = link.cloneNode(true);
    htmx.ajax("GET", url, {
      source: link, target: link, swap: "outerHTML",
      values: { next: table.dataset.next, in: table.dataset.in || "" },
    }).then(() => {
      const editor = holder.querySelector(`form.cell-editor[data-cell="${shown.dataset.cell}"]`);
      if (editor) {
        before.set(editor, shown);
        const field = editor.querySelector("[autofocus]");
        if (field) {
          field.focus();
          if (field.select) { field.select(); }
        }
      }
    });
  }

  function leave(editor) {
    const name = editor.dataset.cell;
    const row = editor.closest("tr");
    const link = before.get(editor);
    if (!link) {
      // After a refusal the editor is another one than was opened: show the row as it is saved.
      window.location.reload();
      return null;
    }
    editor.replaceWith(link);
    return row.querySelector(`a.cell[data-cell="${name}"]`);
  }

  function isChanged(editor) {
    return [...editor.elements].some((field) => {
      if (field.tagName === "SELECT") { return [...field.options].some((each) => each.selected !== each.defaultSelected); }
      return ["text", "textarea"].includes(field.type) && field.value !== field.defaultValue;
    });
  }

  function neighbour(row, name, step) {
    const names = cellsIn(row).map((cell) => cell.dataset.cell);
    const place = names.indexOf(name) + step;
    if (place >= 0 && place < names.length) { return { id: row.id, name: names[place] }; }
    const rows = rowsOf(row.closest("table"));
    const next = rows[rows.indexOf(row) + step];
    if (!next) { return { id: row.id, name }; }
    const there = cellsIn(next).map((cell) => cell.dataset.cell);
    return { id: next.id, name: step > 0 ? there[0] : there[there.length - 1] };
  }

  function goTo(place) {
    const row = place && document.getElementById(place.id);
    focusOn(row && row.querySelector(`[data-cell="${place.name}"]`));
  }

  function vertical(link, step) {
    const row = link.closest("tr");
    const rows = rowsOf(row.closest("table"));
    const next = rows[rows.indexOf(row) + step];
    if (next) { goTo({ id: next.id, name: next.querySelector(`[data-cell="${link.dataset.cell}"]`) ? link.dataset.cell : "action" }); }
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-cells] a.cell");
    if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      open(link);
      return;
    }
    const cancel = event.target.closest("[data-cells] [data-cancel]");
    if (cancel) {
      event.preventDefault();
      focusOn(leave(cancel.closest("form")));
    }
  });

  function inEditor(event, editor) {
    const row = editor.closest("tr");
    const name = editor.dataset.cell;
    if (event.key === "Escape") {
      event.preventDefault();
      focusOn(leave(editor));
    } else if (event.key === "Enter" && !event.shiftKey && !event.isComposing && !event.target.matches("button, a")) {
      event.preventDefault();
      after = { id: row.id, name };
      editor.requestSubmit();
    } else if (event.key === "Tab") {
      const fields = [...editor.querySelectorAll("input:not([type=hidden]), select, textarea")].filter((field) => field.offsetParent);
      const edge = event.shiftKey ? fields[0] : fields[fields.length - 1];
      if (event.target !== edge) { return; }
      event.preventDefault();
      const place = neighbour(row, name, event.shiftKey ? -1 : 1);
      if (isChanged(editor)) {
        after = place;
        editor.requestSubmit();
      } else {
        leave(editor);
        goTo(place);
      }
    }
  }

  document.addEventListener("keydown", (event) => {
    const editor = event.target.closest("[data-cells] form.cell-editor");
    if (editor) {
      inEditor(event, editor);
      return;
    }
    const link = event.target.closest("[data-cells] a.cell");
    if (!link || event.ctrlKey || event.metaKey || event.altKey) { return; }
    const moves = { ArrowRight: 1, ArrowLeft: -1 };
    if (event.key in moves) {
      event.preventDefault();
      goTo(neighbour(link.closest("tr"), link.dataset.cell, moves[event.key]));
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      vertical(link, event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "F2") {
      event.preventDefault();
      open(link);
    }
  });

  document.addEventListener("submit", (event) => {
    const editor = event.target.closest("form.cell-editor");
    if (editor && !after && editor.closest("tr")) { after = { id: editor.closest("tr").id, name: editor.dataset.cell }; }
  }, true);
  document.addEventListener("htmx:afterSettle", (event) => {
    const config = event.detail.requestConfig;
    if (!after || !config || config.verb !== "post") { return; }
    const place = after;
    after = null;
    // A refusal brings the editor back, which takes the focus to what is to be mended.
    goTo(event.detail.xhr.status === 422 ? { id: place.id, name: config.elt.dataset.cell } : place);
  });

  // Boxes: all of a page at once, and how many are chosen.
  const all = document.querySelector("[data-select-all]");
  const boxes = () => [...document.querySelectorAll('input[type=checkbox][name="item"]')];
  const count = document.querySelector("[data-selected-count]");
  function tell() {
    const chosen = boxes().filter((box) => box.checked).length;
    if (count) { count.textContent = chosen ? `(${chosen} selected)` : ""; }
    if (all) { all.checked = chosen > 0 && chosen === boxes().length; all.indeterminate = chosen > 0 && !all.checked; }
  }
  if (all) {
    all.hidden = false;
    all.addEventListener("change", () => { boxes().forEach((box) => { box.checked = all.checked; }); tell(); });
    document.addEventListener("change", (event) => { if (event.target.name === "item") { tell(); } });
  }
})();
