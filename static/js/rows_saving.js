/* List editors save while one works; what is wrong is told at its row, and typing goes on. */
(() => {
  "use strict";

  const editor = document.querySelector(".row-editor");
  if (!editor) return;

  /* Long enough to finish a word, short enough not to be waited for. */
  const PAUSE = 1000;
  let waiting = 0;
  let isDirty = false;

  const inputs = (row) => [...row.querySelectorAll("input:not([type=hidden], [type=checkbox]), textarea, select")];
  const isPlace = (input) => input.name.endsWith("-ORDER");

  /* Begun, and its main field still to come: no fault as long as one is at it. */
  function isUnfinished(row) {
    const main = row?.querySelector("[name$=-title], [name$=-text]");
    return Boolean(main) && !main.value.trim() && inputs(row).some((input) => !isPlace(input) && input.value);
  }

  function saveSoon(pause) {
    isDirty = true;
    window.clearTimeout(waiting);
    waiting = window.setTimeout(() => editor.dispatchEvent(new CustomEvent("autosave")), pause);
  }

  editor.addEventListener("input", (event) => {
    window.clearTimeout(waiting);
    isDirty = true;
    if (!isUnfinished(event.target.closest("[data-row]"))) saveSoon(PAUSE);
  });
  editor.addEventListener("focusout", (event) => {
    const row = event.target.closest("[data-row]");
    if (isDirty && isUnfinished(row) && !row.hidden && !row.contains(event.relatedTarget)) saveSoon(0);
  });
  editor.addEventListener("rows:changed", (event) => { if (!event.detail.isSilent) saveSoon(0); });
  /* The button itself: nothing more is to be saved after it. */
  editor.addEventListener("submit", () => window.clearTimeout(waiting));
  editor.addEventListener("htmx:beforeRequest", () => { isDirty = false; });
  editor.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.xhr.status !== 200) isDirty = true;
    for (const row of editor.querySelectorAll("[data-row]")) {
      for (const input of inputs(row)) {
        const error = row.querySelector(`[data-error-of="${input.id}"]`);
        input.classList.toggle("is-invalid", Boolean(error));
        if (error) {
          input.setAttribute("aria-invalid", "true");
          input.setAttribute("aria-describedby", error.id);
        } else {
          input.removeAttribute("aria-invalid");
          input.removeAttribute("aria-describedby");
        }
      }
    }
    /* From here on the way back is the editor's own. */
    document.querySelector("[data-put-back]")?.remove();
  });
  window.addEventListener("beforeunload", (event) => { if (isDirty) event.preventDefault(); });
})();
