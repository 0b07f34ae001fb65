/* Guides a person through the live check and sends the frames; the server judges them. */
"use strict";

(() => {
  const FRAME_EVERY_MS = 125;
  const FRAME_WIDTH = 480;
  const COUNTDOWN = 3;
  const DARK = 45;

  const wait = (ms) => new Promise((resolve) => { setTimeout(resolve, ms); });
  const toBlob = (canvas) => new Promise((resolve) => { canvas.toBlob(resolve, "image/jpeg", 0.82); });

  /* "SMC1", then for each frame two big-endian numbers (milliseconds, bytes) and a JPEG. */
  const pack = (frames) => new Blob(["SMC1", ...frames.flatMap(({ at, blob }) => {
    const head = new DataView(new ArrayBuffer(8));
    head.setUint32(0, at);
    head.setUint32(4, blob.size);
    return [head.buffer, blob];
  })]);

  const prepare = (form) => {
    const find = (name) => form.querySelector(`[data-${name}]`);
    const video = find("video");
    const instruction = find("instruction");
    let started = null;
    let stream = null;

    const show = (name) => {
      form.querySelectorAll("[data-panel]").forEach((panel) => { panel.hidden = panel.dataset.panel !== name; });
      const panel = form.querySelector(`[data-panel="${name}"]`);
      panel.focus({ preventScroll: true });
      panel.scrollIntoView({ block: "start" });
    };

    const fail = (title, next = "") => {
      find("failed-title").textContent = title;
      find("failed-next").textContent = next;
      show("failed");
    };

    const stop = () => {
      stream?.getTracks().forEach((track) => track.stop());
      stream = null;
    };

    const say = (text) => {
      instruction.textContent = text;
      if (!find("speech").checked || !window.speechSynthesis) return;
      speechSynthesis.cancel();
      const words = new SpeechSynthesisUtterance(text);
      words.lang = document.documentElement.lang;
      speechSynthesis.speak(words);
    };

    /* Sends a form and returns what was answered, or says what is wrong and returns null. */
    const post = async (url, body) => {
      try {
        const response = await fetch(url, { method: "POST", body, headers: { Accept: "application/json" } });
        const answer = await response.json();
        if (response.ok) return answer;
        fail(answer.title, answer.detail);
      } catch {
        fail(form.dataset.noNetwork);
      }
      return null;
    };

    const begin = async () => {
      const answer = await post(form.action, new FormData(form));
      if (!answer) return;
      started = answer;
      find("plan").replaceChildren(...answer.actions.map(({ label, action }) => {
        const item = document.createElement("li");
        item.textContent = label;
        item.dataset.action = action;
        return item;
      }));
      show("plan");
    };

    const isDark = (context, width, height) => {
      const { data } = context.getImageData(0, 0, width, height);
      let sum = 0;
      for (let i = 0; i < data.length; i += 64) sum += data[i + 1];
      return sum / (data.length / 64) < DARK;
    };

    const countDown = async () => {
      const canvas = document.createElement("canvas");
      canvas.width = 64;
      canvas.height = 48;
      const context = canvas.getContext("2d", { willReadFrequently: true });
      for (let left = COUNTDOWN; left > 0; left -= 1) {
        context.drawImage(video, 0, 0, 64, 48);
        const text = isDark(context, 64, 48) ? form.dataset.dark : form.dataset.look;
        if (instruction.textContent !== text) say(text);
        find("count").textContent = String(left);
        await wait(1000);
      }
      find("count").textContent = "";
    };

    const record = async () => {
      const { actions } = started;
      const length = actions[actions.length - 1].end_ms;
      const canvas = document.createElement("canvas");
      canvas.width = FRAME_WIDTH;
      canvas.height = Math.round((FRAME_WIDTH * video.videoHeight) / video.videoWidth);
      const context = canvas.getContext("2d");
      const frames = [];
      const start = performance.now();
      let told = -1;
      for (;;) {
        const at = Math.round(performance.now() - start);
        if (at >= length) break;
        const current = actions.findIndex((one) => at >= one.start_ms && at < one.end_ms);
        if (current !== told) {
          told = current;
          say(current < 0 ? form.dataset.look : actions[current].label);
        }
        find("progress").value = (100 * at) / length;
        context.drawImage(video, 0, 0, canvas.width, canvas.height);
        frames.push({ at, blob: await toBlob(canvas) });
        await wait(Math.max(0, FRAME_EVERY_MS - (performance.now() - start - at)));
      }
      return frames;
    };

    const run = async () => {
      if (Date.now() > Date.parse(started.expires_at)) {
        fail(form.dataset.tooLate);
        return;
      }
      try {
        stream = await navigator.mediaDevices.getUserMedia({
          audio: false,
          video: { facingMode: "user", width: { ideal: 640 }, height: { ideal: 480 } },
        });
        video.srcObject = stream;
        await video.play();
      } catch {
        stop();
        fail(form.dataset.noCamera);
        return;
      }
      show("recording");
      await countDown();
      const frames = await record();
      stop();
      show("sending");
      const body = new FormData(form);
      body.set("session", started.session);
      body.set("nonce", started.nonce);
      body.set("clip", pack(frames), "clip.smc");
      const answer = await post(form.dataset.framesUrl, body);
      if (answer) location.assign(answer.url);
    };

    form.addEventListener("submit", (event) => {
      event.preventDefault();
      begin();
    });
    find("record").addEventListener("click", run);
    find("again").addEventListener("click", () => location.reload());
    addEventListener("pagehide", stop);
    find("begin").hidden = false;
    if (!navigator.mediaDevices?.getUserMedia) fail(form.dataset.noCamera);
  };

  document.querySelectorAll("form[data-live]").forEach(prepare);
})();
