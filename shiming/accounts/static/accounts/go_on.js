/* Sends a form that only goes on, as soon as it is on the page; without it a button does. */
"use strict";

(() => {
  const goOn = () => {
    const form = document.querySelector("form[data-go-on]");
    if (!form || form.dataset.sent) return;
    form.dataset.sent = "1";
    form.submit();
  };

  document.addEventListener("htmx:afterSettle", goOn);
  goOn();
})();
