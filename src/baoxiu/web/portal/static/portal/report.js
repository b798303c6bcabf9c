// A report on a bad network: what is typed is kept on this phone, photos too; it is sent again with the same key until it has
// arrived, so that it arrives once. Nothing is asked twice: name and phone are remembered where that is wished.
import { clear, load, save } from "./draft.js";

const form = document.getElementById("report");
const name = form.dataset.draft;
const card = form.querySelector(".sending");
const answers = form.querySelector("[data-answers]");
const WHO = ["reporter_name", "reporter_phone"];
const HIDDEN = new Set(["csrfmiddlewaretoken", "key", "remember"]);
const ARRIVED = `baoxiu.arrived ${name}`; // the key of the last report that did: what is still kept of it is over
const WAITS = [2, 4, 8, 15, 30]; // seconds before the next try; then every half minute

let waiting = false; // sent, and nobody knows yet whether it arrived
let tries = 0;
let timer = 0;

const photos = () => form.querySelector("input[type=file][name=file]");

function typed() {
  const said = {};
  for (const [field, value] of new FormData(form)) if (typeof value === "string" && value && !HIDDEN.has(field)) said[field] = value;
  return said;
}

const keep = () => save(name, { key: form.elements.key.value, waiting, said: typed(), files: [...(photos()?.files ?? [])] });

let soon = 0;
form.addEventListener("input", () => {
  clearTimeout(soon);
  soon = setTimeout(keep, 400);
});
form.addEventListener("change", keep);
addEventListener("pagehide", () => !done && keep());

function fill(said) {
  for (const [field, value] of Object.entries(said)) {
    const input = form.elements[field];
    if (!input) continue;
    if (input instanceof RadioNodeList) input.value = value;
    else if (input.type === "checkbox") input.checked = true;
    else if (input.type !== "file") input.value = value;
  }
}

function put(files) {
  if (!files?.length || !photos()) return;
  const taken = new DataTransfer();
  for (const file of files) taken.items.add(file);
  photos().files = taken.files;
  photos().dataset.ready = "1"; // they were made small when they were taken
  photos().dispatchEvent(new Event("change", { bubbles: true }));
  delete photos().dataset.ready;
}

// -- sending

function show(words) {
  card.hidden = !words;
  card.querySelector("p").textContent = words ?? "";
  card.querySelector("[data-send-now]").hidden = words === form.dataset.sending;
  answers.inert = form.querySelector(".send-bar").inert = Boolean(words);
  if (words) setTimeout(() => document.getElementById("refusal").replaceChildren()); // what every form says of a lost connection is said here
}

function later() {
  waiting = true;
  keep();
  show(form.dataset.again);
  clearTimeout(timer);
  timer = setTimeout(again, 1000 * (WAITS[tries++] ?? 30));
}

function again() {
  if (waiting && !form.classList.contains("htmx-request")) form.requestSubmit();
}

let done = false;
form.addEventListener("htmx:beforeRequest", () => {
  waiting = true;
  keep();
  show(form.dataset.sending);
});
for (const lost of ["htmx:sendError", "htmx:timeout", "htmx:sendAbort"]) form.addEventListener(lost, later);
form.addEventListener("htmx:afterRequest", (event) => {
  const { status } = event.detail.xhr;
  if (!status) return;
  if (status >= 500 || status === 429) return later();
  waiting = false;
  show(null);
  if (status >= 400) return void keep();
  done = true;
  remember();
  localStorage.setItem(ARRIVED, form.elements.key.value);
  clear(name); // the page may be gone before it is
});
addEventListener("online", again);
addEventListener("offline", () => waiting && show(form.dataset.again));
document.addEventListener("visibilitychange", () => document.hidden || again());
form.querySelector("[data-send-now]").addEventListener("click", () => {
  tries = 0;
  again();
});

// -- who reports

function remember() {
  const wished = form.querySelector("[data-remember]").checked;
  for (const field of WHO) {
    if (wished) localStorage.setItem(`baoxiu.${field}`, form.elements[field].value);
    else localStorage.removeItem(`baoxiu.${field}`);
  }
}

function known() {
  for (const field of WHO) form.elements[field].value ||= localStorage.getItem(`baoxiu.${field}`) ?? "";
}

// -- as it was left

async function restore() {
  const left = await load(name).catch(() => null);
  const kept = left?.key === localStorage.getItem(ARRIVED) ? null : left;
  if (kept) {
    form.elements.key.value = kept.key;
    fill(kept.said);
    put(kept.files);
    document.dispatchEvent(new Event("form-refilled"));
  }
  known();
  if (!kept?.waiting) return;
  waiting = true;
  show(form.dataset.again);
  setTimeout(again, 500);
}

try {
  await restore();
} catch {
  // a phone that keeps nothing still reports
}
form.dataset.ready = "1";
