/* A new project's time zone is mostly that of who makes it: offered, and changed like any other words. */
(() => {
  "use strict";

  const field = document.querySelector("input[name=time_zone]");
  if (field && !field.value) field.value = Intl.DateTimeFormat().resolvedOptions().timeZone || "";
})();
