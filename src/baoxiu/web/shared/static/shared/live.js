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
      if (follows === "*" || numbers.includes(follows) || numbers.includes("*")) window.htmx.trigger(part, "changed");
    }
  }, 60);
}

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
  line.addEventListener("bell", (event) => ring(Number(event.data)));
  window.addEventListener("pagehide", () => line.close());
}

function ring(count) {
  const bell = document.getElementById("bell");
  if (!bell) return;
  bell.textContent = String(count);
  bell.hidden = !count;
}

if (address) listen();
