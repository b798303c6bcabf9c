// The live line: what changed elsewhere arrives here, and the page asks for what it shows of it.
import { said } from "./said.js";

const address = document.body.dataset.live;
const lamp = () => document.getElementById("live");

function light(on) {
  const here = lamp();
  if (!here) return;
  here.classList.toggle("on", on);
  here.lastElementChild.textContent = said(on ? "live" : "not_live");
}

const waiting = new Set();
let timer = 0;

// Several changes within a moment become one request of each part that shows tickets. A board that has its lines does not ask.
const drawn = new Set();
function changed(number, isDrawn = false) {
  waiting.add(number);
  if (isDrawn) drawn.add(number);
  else drawn.delete(number);
  clearTimeout(timer);
  timer = setTimeout(() => {
    const numbers = [...waiting];
    const asked = numbers.filter((each) => !drawn.has(each));
    waiting.clear();
    drawn.clear();
    if (asked.length) document.dispatchEvent(new CustomEvent("tickets-changed", { detail: asked }));
    for (const part of document.querySelectorAll("[data-follows]")) {
      const follows = part.dataset.follows;
      if (follows === "*" || numbers.includes(follows) || numbers.includes("*")) renew(part);
    }
  }, 60);
}

// A form somebody is filling in, or has just asked for, is never swept away: the page says that something changed, and waits.
const isBusy = (part) => Boolean(part.querySelector("[data-open-form], [data-ticking], .htmx-request"));

export function renew(part) {
  if (isPressed) return held.add(part);
  if (!isBusy(part)) return window.htmx.trigger(part, "changed");
  for (const note of part.querySelectorAll(".changed-note")) note.hidden = false;
}

document.addEventListener("htmx:beforeSwap", (event) => {
  const { target, requestConfig } = event.detail;
  if (requestConfig?.triggeringEvent?.type !== "changed" || !(isPressed || isBusy(target))) return;
  event.detail.shouldSwap = false;
  renew(target);
});

// Between press and release nothing is swept away either: the click would reach nobody.
export let isPressed = false;
const held = new Set();

function letGo() {
  isPressed = false;
  const parts = [...held].filter((part) => part.isConnected);
  held.clear();
  parts.forEach(renew);
}

addEventListener("pointerdown", () => (isPressed = true));
for (const over of ["pointerup", "pointercancel", "contextmenu", "blur"]) addEventListener(over, () => setTimeout(letGo)); // after the click

// Who has no account has no line; his page looks again by itself now and then.
setInterval(() => {
  if (!document.hidden) document.querySelectorAll("[data-polls]").forEach(renew);
}, 20_000);

// What changed while we were away is not repeated to us: look at everything once.
let wasAway = false;

function listen() {
  const board = document.querySelector("[data-board]")?.dataset.query;
  const line = new EventSource(board === undefined ? address : `${address}?board=${encodeURIComponent(board)}`);
  line.addEventListener("open", () => {
    light(true);
    if (wasAway) changed("*");
    wasAway = false;
  });
  line.addEventListener("error", () => {
    light(false);
    wasAway = true;
  });
  line.addEventListener("tickets", (event) => JSON.parse(event.data).forEach((number) => changed(number)));
  line.addEventListener("drawn", (event) => {
    const detail = JSON.parse(event.data);
    document.dispatchEvent(new CustomEvent("tickets-drawn", { detail }));
    detail.numbers.forEach((number) => changed(number, true));
  });
  line.addEventListener("again", () => changed("*"));
  window.addEventListener("pagehide", () => line.close());
}

if (address) listen();
