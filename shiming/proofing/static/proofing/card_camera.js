/* Photographs a card with the camera of this device, with hints; the picture goes into the form. */
"use strict";

(() => {
  const SAMPLE_WIDTH = 160;
  const HINT_EVERY_MS = 300;
  const DARK = 60;
  const BURNT = 250;
  const GLARE_SHARE = 0.05;
  const SHARP = 6;
  const EDGE = 14;
  // An identity card is 85.6 by 54 millimetres.
  const CARD_RATIO = 1.585;

  /* What a thumbnail of the guide's inside tells: the server looks again, and decides. */
  const look = (context, width, height) => {
    const { data } = context.getImageData(0, 0, width, height);
    const grey = new Float32Array(width * height);
    let sum = 0;
    let burnt = 0;
    for (let i = 0; i < grey.length; i += 1) {
      grey[i] = 0.299 * data[4 * i] + 0.587 * data[4 * i + 1] + 0.114 * data[4 * i + 2];
      sum += grey[i];
      if (grey[i] > BURNT) burnt += 1;
    }
    let steps = 0;
    for (let y = 1; y < height - 1; y += 1) {
      for (let x = 1; x < width - 1; x += 1) {
        const i = y * width + x;
        steps += Math.abs(4 * grey[i] - grey[i - 1] - grey[i + 1] - grey[i - width] - grey[i + width]);
      }
    }
    return {
      brightness: sum / grey.length,
      glare: burnt / grey.length,
      sharpness: steps / grey.length,
      sides: sidesSeen(grey, width, height),
    };
  };

  /* How many sides of the frame have a line along them: a whole card shows at least three. */
  const sidesSeen = (grey, width, height) => {
    const band = Math.round(width * 0.1);
    const strongest = (length, across, at) => {
      let best = 0;
      for (let offset = 1; offset < across; offset += 1) {
        let step = 0;
        for (let along = 0; along < length; along += 1) step += Math.abs(at(offset, along) - at(offset - 1, along));
        best = Math.max(best, step / length);
      }
      return best;
    };
    const lines = [
      strongest(height, band, (o, a) => grey[a * width + o]),
      strongest(height, band, (o, a) => grey[a * width + width - 1 - o]),
      strongest(width, band, (o, a) => grey[o * width + a]),
      strongest(width, band, (o, a) => grey[(height - 1 - o) * width + a]),
    ];
    return lines.filter((line) => line > EDGE).length;
  };

  const prepare = (root) => {
    const find = (name) => root.querySelector(`[data-${name}]`);
    const [open, stage, video, hint, message] = ["open", "stage", "video", "hint", "message"].map(find);
    const input = document.getElementById(root.dataset.input);
    const way = document.getElementById(root.dataset.way);
    let stream = null;
    let timer = 0;

    const say = (element, text) => {
      if (element.textContent !== text) element.textContent = text;
    };

    const close = () => {
      clearInterval(timer);
      stream?.getTracks().forEach((track) => track.stop());
      stream = null;
      stage.hidden = true;
      open.hidden = false;
    };

    const watch = () => {
      if (!video.videoWidth) return;
      const width = SAMPLE_WIDTH;
      const height = Math.round(width / CARD_RATIO);
      const canvas = document.createElement("canvas");
      canvas.width = width;
      canvas.height = height;
      const context = canvas.getContext("2d", { willReadFrequently: true });
      const cut = Math.min(video.videoWidth, video.videoHeight * CARD_RATIO);
      context.drawImage(
        video,
        (video.videoWidth - cut) / 2, (video.videoHeight - cut / CARD_RATIO) / 2, cut, cut / CARD_RATIO,
        0, 0, width, height,
      );
      const seen = look(context, width, height);
      if (seen.brightness < DARK) say(hint, root.dataset.hintDark);
      else if (seen.glare > GLARE_SHARE) say(hint, root.dataset.hintGlare);
      else if (seen.sharpness < SHARP) say(hint, root.dataset.hintBlur);
      else if (seen.sides < 3) say(hint, root.dataset.hintWhole);
      else say(hint, root.dataset.hintGood);
    };

    const start = async () => {
      say(message, "");
      try {
        stream = await navigator.mediaDevices.getUserMedia({
          audio: false,
          video: { facingMode: { ideal: "environment" }, width: { ideal: 1920 }, height: { ideal: 1080 } },
        });
      } catch {
        say(message, root.dataset.refused);
        return;
      }
      video.srcObject = stream;
      await video.play();
      stage.hidden = false;
      open.hidden = true;
      stage.scrollIntoView({ block: "center" });
      find("shoot").focus({ preventScroll: true });
      timer = setInterval(watch, HINT_EVERY_MS);
    };

    const shoot = () => {
      if (!video.videoWidth) return;
      const canvas = document.createElement("canvas");
      canvas.width = video.videoWidth;
      canvas.height = video.videoHeight;
      canvas.getContext("2d").drawImage(video, 0, 0);
      canvas.toBlob((blob) => {
        const files = new DataTransfer();
        files.items.add(new File([blob], "card.jpg", { type: "image/jpeg" }));
        input.files = files.files;
        way.value = "camera";
        input.dispatchEvent(new Event("change", { bubbles: true }));
        close();
        input.form.querySelector("button[type=submit]").focus();
      }, "image/jpeg", 0.92);
    };

    input.addEventListener("change", (event) => {
      if (event.isTrusted) way.value = "upload";
    });
    open.addEventListener("click", start);
    find("shoot").addEventListener("click", shoot);
    find("close").addEventListener("click", close);
    addEventListener("pagehide", close);
    open.hidden = !navigator.mediaDevices?.getUserMedia;
  };

  document.querySelectorAll("[data-card-camera]").forEach(prepare);
})();
