/* Asks the browser for a passkey and sends its answer with the form; see W3C WebAuthn level 2. */
"use strict";

(() => {
  const AUTOFILL_MS = 4 * 60 * 1000;
  const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (char) => char.charCodeAt(0));
  const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
  const named = (keys) => (keys ?? []).map((key) => ({ ...key, id: bytes(key.id) }));
  let waiting = null;

  // What the server sends as JSON, with bytes where the browser wants bytes.
  const parse = (options) => ({
    ...options,
    challenge: bytes(options.challenge),
    ...(options.user && { user: { ...options.user, id: bytes(options.user.id) } }),
    ...(options.excludeCredentials && { excludeCredentials: named(options.excludeCredentials) }),
    ...(options.allowCredentials && { allowCredentials: named(options.allowCredentials) }),
  });

  const serialise = ({ id, rawId, type, response }) => {
    const parts = { clientDataJSON: text(response.clientDataJSON) };
    if (response.attestationObject) {
      parts.attestationObject = text(response.attestationObject);
      parts.transports = response.getTransports?.() ?? [];
    } else {
      parts.authenticatorData = text(response.authenticatorData);
      parts.signature = text(response.signature);
      if (response.userHandle?.byteLength) parts.userHandle = text(response.userHandle);
    }
    return JSON.stringify({ id, rawId: text(rawId), type, response: parts });
  };

  const fetchOptions = async (form) => {
    const isNew = form.dataset.passkey === "create";
    const token = form.querySelector("input[name=csrfmiddlewaretoken]").value;
    const answer = await fetch(form.dataset.optionsUrl, {
      method: isNew ? "POST" : "GET",
      headers: { Accept: "application/json", ...(isNew && { "X-CSRFToken": token }) },
    });
    // A proof that has grown too old is asked for by the page itself.
    if (answer.status === 403 || answer.status === 409) location.reload();
    if (!answer.ok) throw new Error("no options");
    return parse(await answer.json());
  };

  const show = (form, name) => {
    form.querySelectorAll("[data-passkey-error]").forEach((line) => {
      line.hidden = line.dataset.passkeyError !== name;
    });
  };
  const nameOf = (error) => ({ NotAllowedError: "cancelled", AbortError: "cancelled", InvalidStateError: "exists", SecurityError: "elsewhere" })[error.name] ?? "other";

  const send = (form, credential) => {
    form.querySelector("input[name=answer]").value = serialise(credential);
    form.submit();
  };

  const ask = async (form) => {
    waiting?.abort();
    show(form, "");
    try {
      const publicKey = await fetchOptions(form);
      send(form, await navigator.credentials[form.dataset.passkey]({ publicKey }));
    } catch (error) {
      show(form, nameOf(error));
    }
  };

  // The browser offers passkeys in the list of the user name's field, where it can.
  const offerInField = async (form) => {
    if (!(await PublicKeyCredential.isConditionalMediationAvailable?.())) return;
    waiting = new AbortController();
    const { signal } = waiting;
    // A challenge lives for five minutes: ask anew before it is over.
    const again = setTimeout(() => {
      waiting.abort();
      offerInField(form);
    }, AUTOFILL_MS);
    signal.addEventListener("abort", () => clearTimeout(again));
    try {
      const publicKey = await fetchOptions(form);
      send(form, await navigator.credentials.get({ publicKey, mediation: "conditional", signal }));
    } catch {
      // Nobody chose one: the form and the button are still there.
    }
  };

  document.querySelectorAll("form[data-passkey]").forEach((form) => {
    if (!globalThis.PublicKeyCredential) {
      form.querySelector("button[type=submit]").disabled = true;
      show(form, "unsupported");
      return;
    }
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      ask(form);
    });
    if ("passkeyAutofill" in form.dataset) offerInField(form);
  });
})();
