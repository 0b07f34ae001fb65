/* Looks through the camera until a code of the platform is seen; the server reads the pictures. */
"use strict";

(() => {
  const EVERY_MS = 700;
  const SIDE = 960;

  const prepare = (root) => {
    const find = (name) => root.querySelector(`[data-${name}]`);
    const [open, stage, video, message, stop] = ["open", "stage", "video", "message", "close"].map(find);
    let stream = null;
    let isOpen = false;

    const say = (text) => {
      if (message.textContent !== text) message.textContent = text;
    };

    const close = () => {
      isOpen = false;
      stream?.getTracks().forEach((track) => track.stop());
      stream = null;
      stage.hidden = true;
      open.hidden = false;
    };

    const photograph = () => {
      const scale = Math.min(1, SIDE / Math.max(video.videoWidth, video.videoHeight));
      const canvas = document.createElement("canvas");
      canvas.width = Math.round(video.videoWidth * scale);
      canvas.height = Math.round(video.videoHeight * scale);
      canvas.getContext("2d").drawImage(video, 0, 0, canvas.width, canvas.height);
      return new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.8));
    };

    /* Tells whether to go on looking. */
    const ask = async () => {
      const form = document.getElementById("scan-form");
      const body = new FormData(form);
      body.set("picture", await photograph(), "code.jpg");
      const answer = await fetch(form.action, { method: "POST", body, headers: { "HX-Request": "true" } });
      const goal = answer.headers.get("HX-Redirect");
      if (goal) {
        close();
        location.assign(goal);
        return false;
      }
      if (answer.status === 204) return true;
      close();
      if (!answer.headers.get("Content-Type")?.startsWith("text/html")) {
        location.reload();
        return false;
      }
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("scan-form");
      if (!fresh) location.reload();
      else form.replaceWith(fresh);
      say("");
      fresh?.querySelector("input[type=file]")?.focus();
      return false;
    };

    const look = async () => {
      if (!isOpen) return;
      try {
        if (video.videoWidth && !(await ask())) return;
      } catch {
        close();
        say(root.dataset.lost);
        return;
      }
      setTimeout(look, EVERY_MS);
    };

    const start = async () => {
      try {
        stream = await navigator.mediaDevices.getUserMedia({
          audio: false,
          video: { facingMode: { ideal: "environment" }, width: { ideal: 1280 }, height: { ideal: 1280 } },
        });
      } catch {
        say(root.dataset.refused);
        return;
      }
      video.srcObject = stream;
      await video.play();
      isOpen = true;
      stage.hidden = false;
      open.hidden = true;
      say(root.dataset.looking);
      stop.focus();
      look();
    };

    open.addEventListener("click", start);
    stop.addEventListener("click", () => {
      close();
      say("");
    });
    addEventListener("pagehide", close);
    open.hidden = !navigator.mediaDevices?.getUserMedia;
  };

  document.querySelectorAll("[data-scan]").forEach(prepare);
})();
