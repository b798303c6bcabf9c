// Due times count down by the server's clock, whatever this device's own clock says.
import { said } from "./said.js";

const server = Date.parse(document.documentElement.dataset.now);
const since = performance.now();
export const now = () => server + (performance.now() - since);

export function span(ms) {
  const seconds = Math.floor(Math.abs(ms) / 1000);
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  if (hours >= 24) return said("days", { days: Math.floor(hours / 24), hours: hours % 24 });
  if (hours) return said("hours", { hours, minutes: minutes % 60 });
  if (minutes >= 5) return said("minutes", { minutes });
  return `${minutes}:${String(seconds % 60).padStart(2, "0")}`;
}

function show(clock) {
  const left = Date.parse(clock.dataset.due) - now();
  const warn = clock.dataset.warn ? Date.parse(clock.dataset.warn) <= now() : left < 15 * 60 * 1000;
  const text = said(left >= 0 ? "left" : "over", { span: span(left) });
  if (clock.textContent !== text) clock.textContent = text;
  clock.classList.toggle("late", left < 0);
  clock.classList.toggle("soon", left >= 0 && warn);
}

export function showAll() {
  document.querySelectorAll("[data-due]").forEach(show);
}

showAll();
setInterval(showAll, 1000);
document.addEventListener("htmx:afterSettle", showAll);
