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

// Several changes within a moment become one request of each part that shows tickets.
function changed(number) {
  waiting.add(number);
  clearTimeout(timer);
  timer = setTimeout(() => {
    const numbers = [...waiting];
    waiting.clear();
    document.dispatchEvent(new CustomEvent("tickets-changed", { detail: numbers }));
    for (const part of document.querySelectorAll("[data-follows]")) {
      const follows = part.dataset.follows;
      if (follows === "*" || numbers.includes(follows) || numbers.includes("*")) renew(part);
    }
  }, 60);
}

// A form somebody is filling in, or has just asked for, is never swept away: the page says that something changed, and waits.
const isBusy = (part) => Boolean(part.querySelector("[data-open-form], [data-ticking], .htmx-request"));

function renew(part) {
  if (!isBusy(part)) return window.htmx.trigger(part, "changed");
  for (const note of part.querySelectorAll(".changed-note")) note.hidden = false;
}

document.addEventListener("htmx:beforeSwap", (event) => {
  const { target, requestConfig } = event.detail;
  if (requestConfig?.triggeringEvent?.type !== "changed" || !isBusy(target)) return;
  event.detail.shouldSwap = false;
  renew(target);
});

// Who has no account has no line; his page looks again by itself now and then.
setInterval(() => {
  if (!document.hidden) document.querySelectorAll("[data-polls]").forEach(renew);
}, 20_000);

// What changed while we were away is not repeated to us: look at everything once.
let wasAway = false;

function listen() {
  const line = new EventSource(address);
  line.addEventListener("open", () => {
    light(true);
    if (wasAway) changed("*");
    wasAway = false;
  });
  line.addEventListener("error", () => {
    light(false);
    wasAway = true;
  });
  line.addEventListener("tickets", (event) => JSON.parse(event.data).forEach(changed));
  line.addEventListener("again", () => changed("*"));
  window.addEventListener("pagehide", () => line.close());
}

if (address) listen();
