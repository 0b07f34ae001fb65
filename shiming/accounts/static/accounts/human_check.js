/* Does the work that a form asks for instead of a picture; without it the picture stays. */
"use strict";

(() => {
  const FRESH = 4 * 60 * 1000;
  const bytes = (hex) => Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16));
  const hex = (buffer) => Array.from(new Uint8Array(buffer), (byte) => byte.toString(16).padStart(2, "0")).join("");

  // PBKDF2 with a counter until the result begins as asked (ALTCHA, version 2).
  const solve = async ({ parameters, signature }) => {
    const nonce = bytes(parameters.nonce);
    const password = new Uint8Array(nonce.length + 4);
    password.set(nonce);
    const view = new DataView(password.buffer);
    const algorithm = { name: "PBKDF2", hash: "SHA-256", salt: bytes(parameters.salt), iterations: parameters.cost };
    for (let counter = 0; ; counter += 1) {
      view.setUint32(nonce.length, counter);
      const key = await crypto.subtle.importKey("raw", password, "PBKDF2", false, ["deriveBits"]);
      const derivedKey = hex(await crypto.subtle.deriveBits(algorithm, key, parameters.keyLength * 8));
      if (derivedKey.startsWith(parameters.keyPrefix)) {
        return btoa(JSON.stringify({ challenge: { parameters, signature }, solution: { counter, derivedKey } }));
      }
    }
  };

  const prepare = (part) => {
    const form = part.closest("form");
    const field = part.querySelector("input[name=proof]");
    const show = (state) => {
      part.querySelectorAll("[data-check-state]").forEach((line) => {
        line.hidden = line.dataset.checkState !== state;
      });
      part.querySelector("[data-check-by-hand]").hidden = state !== "";
    };
    let solvedAt = 0;
    let work = null;

    const start = () => {
      work ??= (async () => {
        show("working");
        const answer = await fetch(part.dataset.proofUrl, { headers: { Accept: "application/json" } });
        if (!answer.ok) throw new Error("no puzzle");
        field.value = await solve(await answer.json());
        solvedAt = Date.now();
        show("done");
      })();
      return work;
    };
    const isFresh = () => field.value !== "" && Date.now() - solvedAt < FRESH;
    // Whatever goes wrong, the picture is the way that always works.
    const fallBack = () => {
      field.value = "";
      part.dataset.byHand = "";
      show("");
    };

    show("ready");
    form.addEventListener("focusin", () => start().catch(fallBack), { once: true });
    form.addEventListener("submit", async (event) => {
      if (isFresh() || "byHand" in part.dataset) return;
      event.preventDefault();
      const button = event.submitter;
      if (solvedAt) work = null;
      try {
        await start();
        form.requestSubmit(button);
      } catch {
        fallBack();
      }
    });
  };

  if (globalThis.crypto?.subtle) document.querySelectorAll("[data-proof-url]").forEach(prepare);
})();
