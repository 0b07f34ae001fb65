/* Shows the fields of a declared form that apply, as soon as a switch is set; without it the page
   comes back with them when «update» is pressed. The server judges either way. */
"use strict";

(() => {
  const form = document.querySelector("form[data-declared]");
  if (!form) return;
  const rows = [...form.querySelectorAll("[data-when]")];

  const valueOf = (key) => {
    const field = form.elements.namedItem(key);
    return field ? field.value : "";
  };

  const settle = () => {
    for (const row of rows) {
      const owner = form.querySelector(`[data-key="${row.dataset.when}"]`);
      const isAsked = !owner || !owner.hidden;
      row.hidden = !(isAsked && row.dataset.whenIs.split(" ").includes(valueOf(row.dataset.when)));
    }
  };

  form.addEventListener("change", settle);
  for (const button of form.querySelectorAll("[data-without-script]")) button.hidden = true;
  settle();
})();
