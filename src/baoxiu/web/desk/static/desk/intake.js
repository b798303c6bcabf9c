// Taking a report with both hands on the keys. What is typed is kept at once: here, and a moment later on the server.

const form = document.querySelector("form[data-intake]");
const note = document.getElementById("draft");
const named = (name) => form.querySelector(`[name="${CSS.escape(name)}"]`);
const tab = named("tab").value;
const PLACE = `baoxiu.draft.${form.dataset.person}.${tab}`;
const SOON = 500;
const AGAIN = 3000;
const ON_ITS_WAY = 30_000; // an older copy may reach the server after what was typed last
const UNKEPT = new Set(["csrfmiddlewaretoken", "find", "tab"]);
let filing = false;

// -- the draft

const answers = () => [...new FormData(form)].filter(([name, value]) => typeof value === "string" && value && !UNKEPT.has(name));

function keepHere() {
  try {
    localStorage.setItem(PLACE, JSON.stringify({ at: Date.now(), answers: answers() }));
  } catch {
    // no room: the server has it in a moment
  }
}
const forgetHere = () => localStorage.removeItem(PLACE);

function tell(words, onlyHere) {
  note.textContent = words;
  note.classList.toggle("only-here", onlyHere);
}

let timer = 0;
let travelling = null;
let saving = Promise.resolve();
let dirty = false;
const soon = (wait) => (timer ||= setTimeout(() => (saving = save()), wait));

function changed(event) {
  if (filing || event?.target?.id === "find") return;
  keepHere();
  dirty = true;
  soon(SOON);
}

async function save() {
  timer = 0;
  if (travelling || filing || !dirty) return;
  dirty = false;
  const body = new URLSearchParams([...answers(), ["tab", tab]]);
  travelling = new AbortController();
  try {
    const answer = await fetch(form.dataset.keep, { method: "POST", body, headers: headers(), keepalive: true, redirect: "error", signal: travelling.signal });
    if (answer.status === 401) document.dispatchEvent(new CustomEvent("login-needed"));
    if (!answer.ok) throw new Error(String(answer.status));
    if (!dirty) forgetHere();
    if (answer.status === 200) tell((await answer.text()).trim(), false);
  } catch {
    if (filing) return;
    dirty = true;
    tell(note.dataset.here, true);
    soon(AGAIN);
  } finally {
    travelling = null;
    if (dirty && !filing) soon(SOON);
  }
}

const token = () => /(?:^|; )csrftoken=([^;]+)/.exec(document.cookie)?.[1] ?? named("csrfmiddlewaretoken").value;
const headers = () => ({ "X-CSRFToken": token(), "HX-Request": "true" });

// What only this computer kept, because the server was away when the browser died, comes back into the form.
function bringBack() {
  const kept = JSON.parse(localStorage.getItem(PLACE) ?? "null");
  if (!kept || form.dataset.filed) return forgetHere();
  const drafted = Date.parse(form.dataset.drafted) || 0;
  if (kept.at + ON_ITS_WAY < drafted) return forgetHere(); // somebody went on elsewhere
  for (const [name, value] of kept.answers) fill(name, value);
  tell(note.dataset.back, true);
  dirty = true;
  save();
}

function fill(name, value) {
  for (const input of form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
    if (input.type === "radio" || input.type === "checkbox") input.checked = input.value === value;
    else if (input.type !== "file") input.value = value;
  }
}

form.addEventListener("input", changed);
form.addEventListener("change", changed);
window.addEventListener("online", () => dirty && save());
form.addEventListener("htmx:beforeRequest", (event) => {
  if (event.detail.elt !== form && !event.detail.elt.matches("[data-joins]")) return;
  filing = true;
  travelling?.abort();
});
form.addEventListener("htmx:afterRequest", (event) => {
  if (event.detail.elt !== form && !event.detail.elt.matches("[data-joins]")) return;
  if (event.detail.successful) return forgetHere();
  filing = false;
  changed();
});
document.getElementById("drop-draft").addEventListener("submit", () => {
  filing = true;
  travelling?.abort();
  forgetHere();
});

// -- the look ahead

let looking = 0;
let asked = 0;

function look(wait) {
  clearTimeout(looking);
  looking = setTimeout(lookNow, wait);
}

async function lookNow() {
  const mine = ++asked;
  const body = new FormData(form);
  body.delete("file");
  const answer = await fetch(form.dataset.look, { method: "POST", body, headers: headers(), redirect: "error" }).catch(() => null);
  if (!answer?.ok || mine !== asked || filing) return;
  const found = document.createElement("template");
  found.innerHTML = await answer.text();
  for (const id of ["verdict", "outlook", "ends"]) {
    const here = document.getElementById(id);
    const fresh = found.content.getElementById(id);
    if (here.innerHTML === fresh.innerHTML || here.contains(document.activeElement)) continue;
    here.replaceChildren(...fresh.childNodes);
    window.htmx.process(here);
  }
  suggest(found.content.getElementById("suggested"));
}

function suggest(found) {
  const select = named("category");
  const mark = document.getElementById("suggests");
  if (!select || select.dataset.touched || select.value !== (select.dataset.suggested ?? "")) return; // what somebody chose stays
  const key = found?.dataset.category ?? "";
  mark.hidden = !key;
  if (select.value === key) return;
  select.value = key;
  select.dataset.suggested = key;
  select.dispatchEvent(new Event("change", { bubbles: true }));
}

form.addEventListener("input", (event) => event.target.id === "find" || look(350));
form.addEventListener("change", (event) => {
  if (event.target.name === "category" && event.isTrusted) {
    event.target.dataset.touched = "1";
    document.getElementById("suggests").hidden = true;
  }
  look(60);
});

// -- the caller

document.addEventListener("htmx:afterSwap", (event) => {
  const { target } = event.detail;
  if (target?.id === "caller") {
    changed();
    look(0);
    named("text").focus();
  }
  if (target?.id === "asked") prompts();
});

// A whole number that is known needs no key more.
document.addEventListener("htmx:afterSettle", (event) => event.detail.target?.closest?.(".caller .found")?.querySelector("[data-sure]")?.click());

function prompts() {
  const fresh = document.querySelector("#asked [data-prompts]");
  if (fresh) document.querySelector("[data-prompt=text]").textContent = fresh.dataset.prompts;
}

document.addEventListener("click", (event) => {
  const newcomer = event.target.closest("[data-newcomer]");
  if (newcomer) takeOver(newcomer);
  const goes = event.target.closest("[data-goto]");
  if (goes) go(goes.dataset.goto);
  const turns = event.target.closest("[data-turns]");
  if (turns) {
    named("procedure").value = turns.dataset.turns;
    named("procedure").dispatchEvent(new Event("change", { bubbles: true }));
  }
});

function takeOver(newcomer) {
  const line = named(newcomer.dataset.newcomer);
  line.value = newcomer.dataset.says;
  document.getElementById("find").value = "";
  newcomer.closest(".found").replaceChildren();
  const next = ["reporter_name", "reporter_phone", "place", "text"].find((name) => !named(name).value);
  named(next ?? "text").focus();
  line.dispatchEvent(new Event("change", { bubbles: true }));
}

// -- keys

function go(name) {
  const inputs = [...form.querySelectorAll(`[name="${CSS.escape(name)}"]`)].filter((one) => !one.disabled && one.type !== "hidden");
  const input = inputs.find((one) => one.checked) ?? inputs[0] ?? document.getElementById(name);
  if (!input) return;
  const folded = input.closest("details:not([open])");
  if (folded) folded.open = true;
  input.focus();
  input.scrollIntoView({ block: "nearest" });
}

function nextQuestion() {
  const wanted = [...document.querySelectorAll("#verdict [data-goto]")].map((one) => one.dataset.goto);
  const here = document.activeElement?.name;
  go(wanted[(wanted.indexOf(here) + 1) % wanted.length] ?? "text");
}

const others = () => [...document.querySelectorAll("[data-call]:not([aria-current])")];

// Before another call is looked at, this one is kept; one with nothing in it leaves nothing.
async function keepNow() {
  if (!typed()) return;
  keepHere();
  dirty = true;
  clearTimeout(timer);
  await Promise.race([saving.then(save), new Promise((enough) => setTimeout(enough, 1000))]);
}

async function leave(address) {
  await keepNow();
  location.href = address;
}

function nextCall() {
  const all = [...document.querySelectorAll("[data-call]")];
  const here = all.findIndex((one) => one.matches("[aria-current]"));
  const next = all[(here + 1) % all.length];
  if (next && next !== all[here]) leave(next.href);
}

async function another() {
  await keepNow();
  document.querySelector("[data-another]").submit();
}

const typed = () => answers().some(([name]) => !["key", "began_at", "unit", "procedure"].includes(name));
const keys = {
  KeyQ: nextQuestion,
  KeyM: () => document.querySelector("[data-joins-first]")?.click(),
  KeyN: () => another(),
  KeyT: () => go([...form.querySelectorAll("[type=datetime-local]")][0]?.name ?? ""),
};

document.addEventListener("keydown", (event) => {
  if (event.isComposing) return;
  if (event.key === "F2") {
    event.preventDefault();
    return nextCall();
  }
  const digit = /^Digit([1-9])$/.exec(event.code)?.[1];
  if (event.altKey && !event.ctrlKey && !event.metaKey) {
    const does = keys[event.code] ?? (digit && (() => others().filter((one) => one.dataset.call === digit).forEach((one) => leave(one.href))));
    if (!does) return;
    event.preventDefault();
    does();
  } else if (digit && event.target.matches?.("input[type=radio]")) {
    const group = [...form.querySelectorAll(`[name="${CSS.escape(event.target.name)}"]`)];
    event.preventDefault();
    group[Number(digit) - 1]?.click();
  }
});
document.addEventListener("click", (event) => {
  const call = event.target.closest("[data-call]:not([aria-current])");
  if (!call || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  leave(call.href);
});
document.querySelector("[data-another]").addEventListener("submit", (event) => {
  if (!typed()) return;
  event.preventDefault();
  another();
});

// -- time on the line, and how long the others wait

const server = Date.parse(document.documentElement.dataset.now);
const since = performance.now();
const lasting = (began) => {
  const seconds = Math.max(0, Math.floor((server + performance.now() - since - Date.parse(began)) / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
};
function tick() {
  for (const one of document.querySelectorAll("[data-began]")) one.textContent = lasting(one.dataset.began);
  for (const one of document.querySelectorAll("[data-waits]")) one.lastElementChild.textContent = lasting(one.dataset.waits);
}
tick();
setInterval(tick, 1000);
bringBack();
if (named("customer").value && document.activeElement === document.body) {
  const text = named("text");
  text.focus();
  text.setSelectionRange(text.value.length, text.value.length);
}
document.addEventListener("logged-in", () => save());
