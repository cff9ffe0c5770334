/* The button that prints the page, or saves it as PDF by the browser's own dialogue. Without this file the
   browser's menu does the same. */
(() => {
  "use strict";

  document.documentElement.classList.add("has-script");
  document.querySelectorAll("[data-print]").forEach((button) => {
    button.addEventListener("click", () => window.print());
  });
})();
