// A time to promise: a day and an hour by two presses, of those that are allowed; any other is typed.
import { said } from "../said.js";
import { now as serverNow } from "../clocks.js";

const DAYS = 7;
const WINDOWS = [["morning", [8, 9, 10, 11]], ["afternoon", [13, 14, 15, 16, 17]], ["evening", [18, 19, 20]]];
const pad = (number) => String(number).padStart(2, "0");
const dayOf = (at) => `${at.getFullYear()}-${pad(at.getMonth() + 1)}-${pad(at.getDate())}`;
const language = document.documentElement.lang || "zh-Hans";
const boxes = new WeakMap();

function bounds(box) {
  const { after, before } = box.dataset;
  const now = serverNow();
  return { from: Math.max(now, after ? Date.parse(after) : 0), to: before ? Date.parse(before) : Number.POSITIVE_INFINITY };
}

function chip(words, fits, isOn, press) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = isOn ? "button on" : "button";
  made.textContent = words;
  made.disabled = !fits;
  made.setAttribute("aria-pressed", String(isOn));
  made.addEventListener("click", press);
  return made;
}

function nameOf(at, nth) {
  if (nth < 2) return said(nth ? "tomorrow" : "today");
  return `${new Intl.DateTimeFormat(language, { weekday: "short" }).format(at)} ${at.getDate()}`;
}

function days(box, chosen) {
  const { from, to } = bounds(box);
  const row = document.createElement("div");
  row.className = "days";
  const midnight = new Date(serverNow());
  midnight.setHours(0, 0, 0, 0);
  for (let nth = 0; nth < DAYS; nth += 1) {
    const at = new Date(midnight);
    at.setDate(at.getDate() + nth);
    const end = new Date(at);
    end.setHours(23, 59);
    const day = dayOf(at);
    row.append(chip(nameOf(at, nth), end.getTime() > from && at.getTime() < to, chosen === day, () => draw(box, day)));
  }
  return row;
}

function hours(box, day, input) {
  const { from, to } = bounds(box);
  const parts = WINDOWS.map(([name, times]) => {
    const row = document.createElement("div");
    row.className = "hours";
    const title = document.createElement("span");
    title.className = "faint";
    title.textContent = said(name);
    row.append(title);
    for (const hour of times) {
      const value = `${day}T${pad(hour)}:00`;
      const at = Date.parse(value);
      row.append(chip(`${hour}:00`, at > from && at < to, input.value === value, () => set(box, input, value)));
    }
    return row;
  });
  return parts.filter((row) => row.querySelector("button:not(:disabled)"));
}

function set(box, input, value) {
  input.value = value;
  input.dispatchEvent(new Event("input", { bubbles: true }));
  input.dispatchEvent(new Event("change", { bubbles: true }));
}

function draw(box, day) {
  boxes.set(box, day);
  const input = box.querySelector("input");
  const chosen = day || input.value.slice(0, 10);
  const quick = box.querySelector(".quick");
  const focused = quick.contains(document.activeElement) ? document.activeElement.textContent : "";
  quick.replaceChildren(days(box, chosen), ...(chosen ? hours(box, chosen, input) : []));
  quick.hidden = false;
  if (focused) [...quick.querySelectorAll("button")].find((press) => press.textContent === focused)?.focus();
  tell(box, input);
}

const moment = (at) => new Intl.DateTimeFormat(language, { weekday: "short", day: "numeric", month: "numeric", hour: "2-digit", minute: "2-digit" }).format(at);

// What the clause allows, and whether what is typed lies within.
function tell(box, input) {
  const { from, to } = bounds(box);
  const { clause } = box.dataset;
  const tells = box.querySelector("[data-tells]");
  const at = Date.parse(input.value);
  const until = Number.isFinite(to) ? moment(to) : "";
  const outside = at && (at <= from || at >= to);
  tells.classList.toggle("problem-here", Boolean(outside));
  tells.textContent = until ? said(outside ? "only_between" : "between", { from: moment(from), until, clause }) : outside ? said("only_ahead", { from: moment(from), clause }) : "";
}

function all() {
  for (const box of document.querySelectorAll("[data-ahead]")) if (!boxes.has(box)) draw(box, "");
}
document.addEventListener("change", (event) => {
  const box = event.target.closest?.("[data-ahead]");
  if (box) draw(box, event.target.value.slice(0, 10));
});
all();
document.addEventListener("htmx:load", all);
document.addEventListener("form-refilled", () => document.querySelectorAll("[data-ahead]").forEach((box) => draw(box, "")));
