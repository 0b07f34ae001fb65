/* Has a certificate key sign the platform's statement, through the card agent of this computer. */
"use strict";

(() => {
  const HANDSHAKE_MS = 8000;

  /* One connection: `ask` sends a request and resolves with its answer, or rejects with a code. */
  const connect = (address, protocol) => new Promise((resolve, reject) => {
    const socket = new WebSocket(address, protocol);
    const waiting = new Map();
    let last = 0;
    const lose = () => {
      const lost = { code: "page.no_agent" };
      reject(lost);
      waiting.forEach(({ fail }) => fail(lost));
      waiting.clear();
    };
    const timer = setTimeout(() => { lose(); socket.close(); }, HANDSHAKE_MS);

    const ask = (request) => new Promise((done, fail) => {
      last += 1;
      waiting.set(last, { done, fail });
      socket.send(JSON.stringify({ id: last, ...request }));
    });

    socket.addEventListener("error", lose);
    socket.addEventListener("close", lose);
    socket.addEventListener("message", (event) => {
      const message = JSON.parse(event.data);
      if (message.type === "hello") {
        clearTimeout(timer);
        resolve({ nonce: message.nonce, ask, close: () => socket.close() });
        return;
      }
      const asked = waiting.get(message.id);
      if (!asked) return;
      waiting.delete(message.id);
      if (message.type === "error") asked.fail(message);
      else asked.done(message);
    });
  });

  const prepare = (form) => {
    const find = (name) => form.querySelector(`[data-${name}]`);
    const status = find("agent-status");
    const button = form.querySelector("button[type=submit]");

    const tell = (trouble) => {
      const known = form.querySelector(`[data-trouble="${CSS.escape(trouble.code ?? "")}"]`);
      const shown = known ?? form.querySelector('[data-trouble="agent.message.malformed"]');
      form.querySelectorAll("[data-trouble]").forEach((part) => { part.hidden = part !== shown; });
      const tries = shown.querySelector("[data-tries]");
      if (tries) {
        tries.hidden = !Number.isInteger(trouble.tries_left);
        tries.querySelector("span").textContent = String(trouble.tries_left ?? "");
      }
      status.textContent = "";
      button.disabled = false;
    };

    const fetchTicket = async (nonce) => {
      const body = new FormData(form);
      body.set("nonce", nonce);
      let response = null;
      try {
        response = await fetch(form.dataset.ticketUrl, { method: "POST", body, headers: { Accept: "application/json" } });
      } catch {
        throw { code: "page.no_network" };
      }
      const answer = await response.json();
      if (response.ok) return answer;
      find("told-title").textContent = answer.title;
      find("told-next").textContent = answer.detail;
      throw { code: "told" };
    };

    /* Resolves with the certificate to use: the only one, or the one that is picked. */
    const choose = (certificates) => new Promise((resolve, reject) => {
      if (!certificates.length) reject({ code: "agent.key.not_found" });
      if (certificates.length === 1) resolve(certificates[0]);
      if (certificates.length < 2) return;
      find("agent-list").replaceChildren(...certificates.map((one) => {
        const pick = document.createElement("button");
        pick.type = "button";
        pick.className = "ui-button ui-button--secondary ui-button--wide";
        pick.textContent = `${one.label} ${one.brand}`;
        pick.addEventListener("click", () => {
          find("agent-choice").hidden = true;
          resolve(one);
        }, { once: true });
        return pick;
      }));
      find("agent-choice").hidden = false;
      find("agent-list").querySelector("button").focus();
    });

    const sign = async () => {
      const agent = await connect(form.dataset.cardAgent, form.dataset.protocol);
      try {
        const issued = await fetchTicket(agent.nonce);
        await agent.ask({ type: "open", ticket: issued.ticket });
        const { certificates } = await agent.ask({ type: "certificates.list" });
        const chosen = await choose(certificates);
        status.textContent = status.dataset.signing;
        const signed = await agent.ask({ type: "statement.sign", handle: chosen.handle, statement: issued.statement });
        form.elements.proof.value = issued.proof;
        form.elements.algorithm.value = signed.algorithm;
        form.elements.signature.value = signed.signature;
        form.elements.certificate.value = chosen.certificate;
        form.elements.chain.value = JSON.stringify(chosen.chain ?? []);
        form.submit();
      } finally {
        agent.close();
      }
    };

    form.addEventListener("submit", (event) => {
      event.preventDefault();
      button.disabled = true;
      form.querySelectorAll("[data-trouble]").forEach((part) => { part.hidden = true; });
      status.textContent = status.dataset.waiting;
      sign().catch(tell);
    });
  };

  document.querySelectorAll("form[data-card-agent]").forEach(prepare);
})();
