/* The editor of a mail: its preview in a frame of its own, and the placeholders offered while one types.
   Without this file a button shows the preview as a page, and the list of placeholders stands on the page. */
(() => {
  "use strict";

  const form = document.getElementById("touchpoint-form");
  if (!form) return;
  document.documentElement.classList.add("has-script");

  /* The preview. Its HTML brings styles that our own pages' policy refuses, so that it is an answer of its own,
     fetched by a form into a frame. Each time into a new frame: one that is used again would leave an entry in
     the browser's history at every pause, and would flash. */
  const stage = document.querySelector("[data-preview-stage]");
  const preview = document.getElementById("mail-preview");
  let number = 0;

  function show() {
    const source = preview.querySelector("[data-frame-form]");
    if (!source) { stage.replaceChildren(); return; }
    const frame = document.createElement("iframe");
    number += 1;
    frame.name = `draft-frame-${number}`;
    frame.title = "The mail as the chosen person would get it";
    frame.setAttribute("sandbox", "allow-popups allow-popups-to-escape-sandbox");
    frame.className = "is-coming";
    stage.append(frame);
    frame.addEventListener("load", () => {
      for (const older of [...stage.children]) {
        if (older === frame) break;
        older.remove();
      }
      frame.className = "";
    });
    source.target = frame.name;
    source.submit();
    source.remove();
  }
  preview.addEventListener("htmx:afterSwap", (event) => { if (event.target === preview) show(); });

  /* Words that are not saved are not lost by a slip of the hand. */
  let isDirty = false;
  form.addEventListener("input", () => { isDirty = true; });
  form.addEventListener("submit", () => { isDirty = false; });
  window.addEventListener("beforeunload", (event) => { if (isDirty) event.preventDefault(); });

  /* What was wrong when it was sent: of these two, the preview says what is wrong from now on. */
  form.addEventListener("input", ({ target }) => {
    if (!["subject", "body"].includes(target.name)) return;
    target.classList.remove("is-invalid");
    target.removeAttribute("aria-invalid");
    target.parentElement.querySelector(".invalid-feedback")?.remove();
  });

  /* The placeholders. */
  const names = [...document.querySelectorAll("[data-placeholder]")].map((row) => ({
    name: row.dataset.placeholder, meaning: row.dataset.meaning, isBlock: "isBlock" in row.dataset,
  }));
  const offer = document.createElement("ul");
  offer.className = "placeholder-offer";
  offer.id = "placeholder-offer";
  offer.setAttribute("role", "listbox");
  offer.setAttribute("aria-label", "Placeholders");
  offer.hidden = true;
  document.getElementById("main").append(offer);
  const said = document.createElement("div");
  said.className = "visually-hidden";
  said.setAttribute("role", "status");
  form.append(said);

  let current = null; // {field, start, end, found, chosen}

  /* What is being typed at the caret, from the braces on. */
  function opened(field) {
    const caret = field.selectionStart;
    if (caret !== field.selectionEnd) return null;
    const before = field.value.slice(0, caret);
    const match = /(?<!\\)\{\{[ \t]*([\w.]*)$/.exec(before);
    if (!match) return null;
    const after = /^[\w.]*[ \t]*\}{0,2}/.exec(field.value.slice(caret))[0];
    return { start: match.index, end: caret + (after.endsWith("}") ? after.length : 0), typed: match[1].toLowerCase() };
  }

  function matching(field, typed) {
    const fitting = names.filter((row) => !(row.isBlock && field.dataset.placeholders === "line"));
    const begins = fitting.filter((row) => row.name.startsWith(typed));
    return begins.concat(fitting.filter((row) => !begins.includes(row) && row.name.includes(typed)));
  }

  function update(field) {
    const place = opened(field);
    const found = place ? matching(field, place.typed) : [];
    if (!found.length) { close(); return; }
    const isNew = !current;
    current = { field, ...place, found, chosen: 0 };
    offer.replaceChildren(...found.map((row, index) => {
      const item = document.createElement("li");
      item.id = `placeholder-offer-${index}`;
      item.setAttribute("role", "option");
      const code = document.createElement("code");
      code.textContent = row.name;
      const meaning = document.createElement("span");
      meaning.textContent = row.meaning;
      item.append(code, meaning);
      return item;
    }));
    offer.hidden = false;
    field.setAttribute("aria-controls", offer.id);
    field.setAttribute("aria-autocomplete", "list");
    stand(field, place.start);
    choose(0);
    if (isNew) said.textContent = `${found.length} placeholders. Arrow keys choose, Enter inserts, Escape closes.`;
  }

  function choose(index) {
    current.chosen = (index + current.found.length) % current.found.length;
    [...offer.children].forEach((item, at) => {
      item.setAttribute("aria-selected", String(at === current.chosen));
      if (at === current.chosen) {
        current.field.setAttribute("aria-activedescendant", item.id);
        item.scrollIntoView({ block: "nearest" });
      }
    });
  }

  function close() {
    if (!current) return;
    current.field.removeAttribute("aria-activedescendant");
    current.field.removeAttribute("aria-controls");
    current = null;
    offer.hidden = true;
    said.textContent = "";
  }

  function insert(index) {
    const { field, start, end, found } = current;
    const text = `{{ ${found[index].name} }}`;
    close();
    field.focus();
    field.setSelectionRange(start, end);
    /* The one way that the browser's own undo knows of; the other is for a browser that has dropped it. */
    if (!document.execCommand("insertText", false, text)) {
      field.setRangeText(text, start, end, "end");
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
    close();
  }

  /* Where the braces stand on the page: measured on a copy of the field with the same text. */
  function stand(field, index) {
    const style = window.getComputedStyle(field);
    const mirror = document.createElement("div");
    mirror.className = "text-mirror";
    for (const name of ["fontFamily", "fontSize", "fontWeight", "lineHeight", "letterSpacing", "paddingTop",
      "paddingRight", "paddingBottom", "paddingLeft", "borderTopWidth", "borderLeftWidth", "boxSizing"]) {
      mirror.style[name] = style[name];
    }
    mirror.style.width = `${field.clientWidth}px`;
    mirror.textContent = field.value.slice(0, index);
    const mark = document.createElement("span");
    mark.textContent = "{{";
    mirror.append(mark);
    document.body.append(mirror);
    const box = field.getBoundingClientRect();
    const line = parseFloat(style.lineHeight) || 1.5 * parseFloat(style.fontSize);
    const isLine = field.tagName === "INPUT";
    const top = isLine ? box.height : mark.offsetTop - field.scrollTop + line + 4;
    const left = Math.min(box.left + mark.offsetLeft - field.scrollLeft,
      document.documentElement.clientWidth - offer.offsetWidth - 16);
    mirror.remove();
    offer.style.top = `${window.scrollY + box.top + Math.min(Math.max(top, 0), box.height)}px`;
    offer.style.left = `${window.scrollX + Math.max(left, 8)}px`;
  }

  for (const field of form.querySelectorAll("[data-placeholders]")) {
    field.addEventListener("input", () => update(field));
    field.addEventListener("click", () => update(field));
    field.addEventListener("scroll", close);
    field.addEventListener("blur", close);
    field.addEventListener("keydown", (event) => {
      if (!current || event.isComposing) return;
      if (event.key === "ArrowDown") choose(current.chosen + 1);
      else if (event.key === "ArrowUp") choose(current.chosen - 1);
      else if (event.key === "Enter" || event.key === "Tab") insert(current.chosen);
      else if (event.key === "Escape") close();
      else {
        if (["ArrowLeft", "ArrowRight", "Home", "End"].includes(event.key)) close();
        return;
      }
      event.preventDefault();
    });
  }
  /* Before the field loses its focus, which would close the list. */
  offer.addEventListener("mousedown", (event) => {
    event.preventDefault();
    const item = event.target.closest("li");
    if (item) insert([...offer.children].indexOf(item));
  });
})();
