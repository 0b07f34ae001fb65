/* Makes pages more comfortable; every page works without it. No inline script, no globals. */
"use strict";

(() => {
  document.documentElement.dataset.js = "";

  // After an answer with errors, the summary of errors is where to go on.
  const focusErrors = (root) => root.querySelector?.("[data-focus]")?.focus();

  // «Send again» waits as long as the server would refuse it anyway.
  const startCountdown = (button) => {
    const label = button.querySelector("span");
    const text = label.textContent.trim();
    const end = Date.now() + 1000 * Number(button.dataset.countdown);
    const tick = () => {
      const left = Math.ceil((end - Date.now()) / 1000);
      button.disabled = left > 0;
      label.textContent = left > 0 ? `${left} ${button.dataset.countdownText}` : text;
      if (left > 0) setTimeout(tick, 1000);
    };
    button.removeAttribute("data-countdown");
    tick();
  };

  const prepare = (root) => {
    root.querySelectorAll?.("[data-countdown]").forEach(startCountdown);
    focusErrors(root);
  };

  // The chosen picture is shown before it is sent.
  const showPicture = (input) => {
    const box = input.closest("[data-picture]");
    const picture = box?.querySelector(".ui-picture__preview");
    const name = box?.querySelector(".ui-picture__name");
    if (!picture || !name) return;
    if (picture.src) URL.revokeObjectURL(picture.src);
    const file = input.files[0];
    picture.hidden = name.hidden = !file;
    if (!file) return;
    picture.src = URL.createObjectURL(file);
    name.textContent = file.name;
  };

  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-picture] input[type=file]")) showPicture(event.target);
  });

  document.addEventListener("click", (event) => {
    const another = event.target.closest("[data-picture-code-new]");
    const image = another?.parentElement.querySelector("[data-picture-code]");
    if (image && !image.src.startsWith("data:")) {
      event.preventDefault();
      const url = new URL(image.src);
      url.searchParams.set("again", String(Date.now()));
      image.src = url;
    }

    const close = event.target.closest("dialog [data-dialog-close]");
    if (close) {
      event.preventDefault();
      close.closest("dialog").close();
    }

    document.querySelectorAll("details.ui-sites[open]").forEach((menu) => {
      if (!menu.contains(event.target)) menu.open = false;
    });
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    document.querySelectorAll("details.ui-sites[open]").forEach((menu) => {
      menu.open = false;
      menu.querySelector("summary").focus();
    });
  });

  // A part that comes in later is parsed without scripts in mind: its <noscript> would come to life,
  // and reload the page under the reader's hands.
  document.addEventListener("htmx:beforeSwap", (event) => {
    const answer = event.detail.serverResponse;
    event.detail.serverResponse = answer.replace(/<noscript>[^]*?<\/noscript>/g, "");
  });

  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.target.id === "dialog-content") document.getElementById("dialog").showModal();
    prepare(event.target);
  });

  prepare(document);
})();
