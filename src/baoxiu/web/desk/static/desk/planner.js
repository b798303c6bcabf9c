// The day's plan: a job is lifted by the mouse or by `a`, carried over the lines, and every place says what it costs before the drop.
import { choose, chosen } from "../shared/keys.js";

const SNAP = 3; // columns: a quarter of an hour
const FAR = 6; // pixels the mouse moves before it is a drag
const QUIET = 80; // milliseconds a place is held before the server is asked
const SHORTEST = 2;

const day = () => document.getElementById("day");
const panel = () => document.getElementById("placing");
const word = (name) => document.getElementById("placing-words").content.querySelector(`[data-word="${name}"]`).textContent;
const tracks = () => [...document.querySelectorAll(".track[data-person]")];
const columns = () => Number(day().dataset.columns);

let lifted = null; // { number, job, span, grip, person, column, byKeys, fixed }
let ghost = null;
let hint = "";
let asking = null;
let timer = 0;

// -- where

function timeAt(column) {
  const [on, clock] = day().dataset.first.split("T");
  const [hours, minutes] = clock.split(":").map(Number);
  const whole = hours * 60 + minutes + column * 5;
  return `${on}T${String(Math.floor(whole / 60)).padStart(2, "0")}:${String(whole % 60).padStart(2, "0")}`;
}


const within = (column) => Math.max(0, Math.min(columns() - SNAP, column));
const snapped = (column) => within(Math.round(column / SNAP) * SNAP);
const classed = (element, prefix, value) => {
  for (const name of [...element.classList]) if (name.startsWith(prefix)) element.classList.remove(name);
  element.classList.add(`${prefix}${value}`);
};

// -- lifting

function lift(job, more) {
  leave();
  hint ||= panel().innerHTML;
  const span = Number(job.dataset.span) || Math.max(SHORTEST, Math.round(Number(job.dataset.minutes) / 5));
  lifted = { number: job.dataset.job, job, span, grip: 0, person: null, column: null, byKeys: false, ...more };
  job.classList.add("lifted");
  ghost = document.createElement("div");
  ghost.className = `ghost for-${span}`;
  ghost.dataset.openForm = ""; // while something is carried the lines stay as they are
  document.body.classList.add("dragging");
  markWhoCannot(lifted.number);
}

function leave() {
  asking?.abort();
  clearTimeout(timer);
  if (!lifted) return;
  lifted.job.classList.remove("lifted");
  ghost.remove();
  lifted = ghost = null;
  document.body.classList.remove("dragging");
  unmark();
}

async function markWhoCannot(number) {
  const answer = await fetch(`${day().dataset.who}${location.search || "?"}&number=${encodeURIComponent(number)}`).catch(() => null);
  if (!answer?.ok || lifted?.number !== number) return;
  const against = await answer.json();
  for (const line of document.querySelectorAll("[data-line]")) {
    const why = against[line.dataset.line];
    line.classList.add(why ? "cannot" : "can");
    const note = line.querySelector(".note");
    note.textContent = note.title = why ?? "";
    note.hidden = !why;
  }
}

function unmark() {
  for (const line of document.querySelectorAll("[data-line]")) {
    line.classList.remove("cannot", "can", "aimed");
    line.querySelector(".note").hidden = true;
  }
}

// -- carrying

function aim(track, column) {
  if (lifted.person === track.dataset.person && lifted.column === column) return;
  lifted.person = track.dataset.person;
  lifted.column = column;
  for (const line of document.querySelectorAll("[data-line].aimed")) line.classList.remove("aimed");
  track.closest("[data-line]").classList.add("aimed");
  classed(ghost, "at-", column);
  classed(ghost, "for-", Math.min(lifted.span, columns() - column));
  ghost.classList.remove("stands", "bars");
  ghost.textContent = `${timeAt(column).split("T")[1]} ${track.dataset.name}`;
  track.append(ghost);
  if (lifted.byKeys) track.closest("[data-line]").scrollIntoView({ block: "nearest" });
  clearTimeout(timer);
  timer = setTimeout(ask, QUIET);
}

function address(drop) {
  const asked = new URLSearchParams({ number: lifted.number, person: lifted.person, at: timeAt(lifted.column) });
  if (drop) asked.set("drop", "1");
  return `${day().dataset.check}?${asked}`;
}

async function ask({ drop = false } = {}) {
  if (!lifted?.person) return null;
  asking?.abort();
  asking = new AbortController();
  const { signal } = asking;
  const html = await read(address(drop), signal);
  if (signal.aborted) return null;
  show(html ?? `<p class="refusal small">${word("failed")}</p>`);
  if (lifted) judge();
  return panel().querySelector(".placed-at");
}

// What the server says; nothing where it cannot be reached, or where nobody waits for it any more.
async function read(from, signal) {
  try {
    const answer = await fetch(from, { headers: { "HX-Request": "true" }, signal });
    return await answer.text();
  } catch {
    return null;
  }
}

function show(html) {
  panel().innerHTML = html;
  window.htmx.process(panel());
}

function judge() {
  const said = panel().querySelector(".placed-at");
  ghost.classList.toggle("stands", Boolean(said?.hasAttribute("data-stands")));
  ghost.classList.toggle("bars", !said?.hasAttribute("data-stands"));
}

// -- dropping

async function drop() {
  if (!lifted) return;
  clearTimeout(timer);
  const { number } = lifted;
  const said = await ask({ drop: true });
  if (lifted?.number !== number) return;
  const byKeys = lifted.byKeys;
  leave();
  if (!said) return;
  const atOnce = panel().querySelector("form[data-at-once]");
  if (atOnce) return atOnce.requestSubmit();
  const first = panel().querySelector("form.way :is(input:not([type=hidden]), select, textarea, button), [data-leaves]");
  if (byKeys || first) first?.focus();
}

function forget() {
  leave();
  if (hint) panel().innerHTML = hint;
}

// What is only planned goes back to the unassigned; who holds a job keeps it.
function takeOff(job) {
  const address = `${location.pathname}/${encodeURIComponent(job.dataset.job)}/off`;
  const token = document.querySelector("[name=csrfmiddlewaretoken]").value;
  leave();
  window.htmx.ajax("POST", address, { target: "#placing", swap: "innerHTML", values: { csrfmiddlewaretoken: token } });
}

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-assigns]")) byKeys();
  if (event.target.closest("[data-takes-off]") && chosen()?.matches(".meant")) takeOff(chosen());
  if (event.target.closest("[data-leaves]")) forget();
});

// What the server refuses is said where the drop was, not at the top of the page.
document.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr, pathInfo } = event.detail;
  const place = panel()?.querySelector("#placing-refusal");
  if (place && xhr.status >= 400 && pathInfo.requestPath.startsWith("/desk/day/")) {
    event.detail.target = place;
    event.detail.swapOverride = "innerHTML";
    event.detail.shouldSwap = true;
    renew();
  }
});

document.addEventListener("placed", () => {
  leave();
  renew();
});

const renew = () => window.htmx.trigger(day(), "changed");

// -- by the mouse

let pressed = null;

document.addEventListener("pointerdown", (event) => {
  const job = event.target.closest("[data-job]");
  if (!job || event.button !== 0 || event.target.closest("button, summary") || "stays" in job.dataset) return;
  const box = job.getBoundingClientRect();
  pressed = { job, x: event.clientX, y: event.clientY, grip: job.dataset.span ? (event.clientX - box.left) / box.width : 0 };
});

document.addEventListener("pointermove", (event) => {
  if (!pressed) return;
  if (!lifted && Math.hypot(event.clientX - pressed.x, event.clientY - pressed.y) > FAR) lift(pressed.job, { grip: pressed.grip });
  if (!lifted || lifted.byKeys) return;
  const track = document.elementsFromPoint(event.clientX, event.clientY).map((one) => one.closest(".track[data-person]")).find(Boolean);
  if (!track) return;
  const box = track.getBoundingClientRect();
  const column = ((event.clientX - box.left) / box.width) * columns() - lifted.grip * lifted.span;
  aim(track, snapped(column));
});

document.addEventListener("pointerup", (event) => {
  const carried = pressed && lifted && !lifted.byKeys;
  pressed = null;
  if (!carried) return;
  const over = document.elementsFromPoint(event.clientX, event.clientY).some((one) => one.closest(".track[data-person]"));
  const back = document.elementsFromPoint(event.clientX, event.clientY).some((one) => one.closest("#waiting"));
  if (over && lifted.person) drop();
  else if (back && lifted.job.matches(".meant")) takeOff(lifted.job);
  else forget();
});

document.addEventListener("pointercancel", () => {
  pressed = null;
  if (lifted && !lifted.byKeys) forget();
});
document.addEventListener("dragstart", (event) => {
  if (event.target.closest?.("[data-job]")) event.preventDefault();
});
document.addEventListener("click", (event) => {
  if (lifted && event.target.closest("[data-job]")) event.preventDefault();
}, true);

// -- by keys

function byKeys() {
  const job = chosen();
  if (!job || "stays" in job.dataset) return show(`<p class="sub">${word("nothing")}</p>`);
  const all = tracks();
  if (!all.length) return;
  lift(job, { byKeys: true });
  show(`<p class="sub">${word("choose")}</p>`);
  const track = all.find((one) => one.dataset.person === job.dataset.of) ?? all[0];
  const now = Number(day().dataset.nowColumn || 0);
  aim(track, job.dataset.start ? Number(job.dataset.start) : snapped(Math.ceil(now / SNAP) * SNAP));
}

function walk(lines, columnsOn) {
  const all = tracks();
  const here = all.findIndex((one) => one.dataset.person === lifted.person);
  const next = all[Math.max(0, Math.min(all.length - 1, here + lines))];
  aim(next, columnsOn ? within((columnsOn > 0 ? Math.floor : Math.ceil)(lifted.column / SNAP) * SNAP + columnsOn) : lifted.column);
}

const steers = {
  ArrowUp: () => walk(-1, 0),
  ArrowDown: () => walk(1, 0),
  ArrowLeft: () => walk(0, -SNAP),
  ArrowRight: () => walk(0, SNAP),
  Enter: drop,
  Escape: forget,
};

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !lifted && panel()?.querySelector(".placed-at")) return forget();
  if (!lifted || !steers[event.key] || event.isComposing) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  steers[event.key]();
}, true);

// -- on a narrow screen one begins at now

const here = day()?.querySelector(".track .now");
if (here && day().scrollWidth > day().clientWidth) day().scrollLeft = Math.max(0, here.offsetLeft - 40);

// -- what changed elsewhere comes in without moving what is chosen

let kept = "";
document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.target?.id === "day") kept = chosen()?.dataset.job ?? "";
});
document.addEventListener("htmx:afterSettle", (event) => {
  if (event.detail.elt?.id !== "day" || !kept) return;
  const again = document.querySelector(`[data-job="${CSS.escape(kept)}"]`);
  if (again) choose(again);
});

