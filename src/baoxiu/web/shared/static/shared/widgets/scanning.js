// A code is read by the camera where this browser can; everywhere else it is typed.
import { said } from "../said.js";

const FORMATS = ["qr_code", "code_128", "code_39", "ean_13", "data_matrix"];
const can = "BarcodeDetector" in window && Boolean(navigator.mediaDevices?.getUserMedia);

// A sign's code is an address of ours; what counts is its last part.
export function meaning(text) {
  const found = /\/at\/([^/?#]+)\/?$/.exec(text.trim());
  return found ? decodeURIComponent(found[1]) : text.trim();
}

function fit() {
  if (can) for (const press of document.querySelectorAll("[data-scans]")) press.hidden = false;
}

function sheet() {
  const dialog = document.createElement("dialog");
  dialog.className = "scanner";
  const video = document.createElement("video");
  video.setAttribute("playsinline", "");
  video.muted = true;
  const tells = document.createElement("p");
  tells.textContent = said("scan_hold");
  const shut = document.createElement("button");
  shut.type = "button";
  shut.className = "button big";
  shut.textContent = said("close");
  shut.addEventListener("click", () => dialog.close());
  dialog.append(video, tells, shut);
  document.body.append(dialog);
  dialog.showModal();
  return { dialog, video, tells };
}

async function scan(into) {
  const { dialog, video, tells } = sheet();
  let stream;
  dialog.addEventListener("close", () => {
    for (const track of stream?.getTracks() ?? []) track.stop();
    dialog.remove();
    into.focus();
  });
  try {
    stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    video.srcObject = stream;
    await video.play();
    await look(dialog, video, into);
  } catch {
    tells.textContent = said("scan_no_camera");
  }
}

async function look(dialog, video, into) {
  const reader = new BarcodeDetector({ formats: FORMATS });
  while (dialog.open) {
    const [found] = await reader.detect(video).catch(() => []);
    if (found) {
      into.value = meaning(found.rawValue);
      into.dispatchEvent(new Event("input", { bubbles: true }));
      into.dispatchEvent(new Event("change", { bubbles: true }));
      navigator.vibrate?.(60);
      dialog.close();
    } else await new Promise((again) => setTimeout(again, 150));
  }
}

document.addEventListener("click", (event) => {
  const press = event.target.closest("[data-scans]");
  if (!press) return;
  const into = document.getElementById(press.dataset.scans) ?? press.parentElement.querySelector("input:not([type=hidden])");
  if (into) scan(into);
});
fit();
document.addEventListener("htmx:load", fit);
