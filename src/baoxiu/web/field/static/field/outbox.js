// The outbox: what was done without signal waits here with its key, its time and its order, is sent when there is signal,
// and what was not accepted stays in sight with the reason until somebody decides.
import { span } from "../shared/clocks.js";
import { said } from "../shared/said.js";
import { dropFor, entriesOf, keyOf } from "./drafts.js";
import * as kept from "./kept.js";
import { cards, list } from "./said_back.js";

const place = document.getElementById("outbox");
const person = Number(place?.dataset.person) || null;
const AGAIN = 20_000;
const TAKEN_FOR = 45_000;
let sendingNow = 0;
let mustLogIn = false;

const address = (form, submitter) => new URL(submitter?.getAttribute?.("formaction") || form.getAttribute("action"), location.href).pathname;
const parts = (path) => /\/jobs\/([^/]+)\/do\/([^/]+)$/.exec(path)?.slice(1).map(decodeURIComponent);

// What a form says, as it stands: words, and files as they are.
export async function put(form, title, submitter) {
  const path = address(form, submitter);
  const [number, command] = parts(path) ?? [];
  if (!number || command === "grab") return false;
  const entries = entriesOf(form);
  const entry = { path, number, command, title, entries, key: crypto.randomUUID(), happened_at: new Date().toISOString(), person, state: "waiting" };
  try {
    const before = await notAccepted(number, command);
    await (before ? kept.change({ ...entry, id: before.id }) : kept.keep(entry));
  } catch {
    tell(said("kept_full"));
    return false;
  }
  await dropFor(form);
  await show();
  return true;
}

// What is filled in again takes the place of what was not accepted: what was done after it waits behind it still.
async function notAccepted(number, command) {
  const rows = await kept.outbox();
  return rows.find((one) => one.person === person && one.state === "refused" && one.number === number && one.command === command);
}

// Filled in again with signal: it has arrived, and what waited behind it goes.
document.addEventListener("htmx:afterRequest", async ({ detail: { successful, requestConfig } }) => {
  const [number, command] = (successful && requestConfig?.verb === "post" && parts(new URL(requestConfig.path, location.href).pathname)) || [];
  const before = number && (await notAccepted(number, command));
  if (!before) return;
  await kept.drop(before.id);
  await show();
  send();
});

function tell(words) {
  const card = document.createElement("p");
  card.className = "refusal";
  card.textContent = words;
  document.getElementById("refusal")?.replaceChildren(card);
}

async function post(entry, token) {
  const body = new FormData();
  for (const [name, value] of entry.entries) body.append(name, value);
  body.append("key", entry.key);
  body.append("happened_at", entry.happened_at);
  body.append("sent_at", new Date().toISOString()); // so that a clock that is wrong is set right, and said
  return fetch(entry.path, { method: "POST", body, headers: { "X-Kept": "1", "X-CSRFToken": token }, redirect: "error" });
}

async function sendOne(entry, token) {
  const answer = await post(entry, token);
  if (answer.ok) {
    await kept.drop(entry.id);
    const { number, title, command, happened_at } = entry;
    await kept.took({ number, title: title || command, happened_at, person }).catch(() => {});
    return true;
  }
  if (answer.status === 401 || answer.status === 429 || answer.status >= 500) throw new Error(String(answer.status));
  const refusal = await answer.json().catch(() => ({ words: String(answer.status) }));
  await kept.change({ ...entry, state: "refused", refusal });
  return false;
}

async function sendAll() {
  const waiting = (await kept.outbox()).filter((entry) => entry.person === person);
  const stopped = new Set(waiting.filter((entry) => entry.state === "refused").map((entry) => entry.number));
  const ready = waiting.filter((entry) => entry.state === "waiting" && !stopped.has(entry.number));
  if (!ready.length) return 0;
  const { token } = await fetchKits(await had());
  sendingNow = ready.length;
  await show();
  for (const entry of ready) {
    if (!stopped.has(entry.number) && !(await sendOne(entry, token))) stopped.add(entry.number);
  }
  return ready.length;
}

// What lies here already, so that only what changed is fetched; of another person nothing counts.
async function had() {
  return (await kept.about("person")) === person ? (await kept.kits()).map((one) => `${one.number}:${one.mark}`) : [];
}

async function fetchKits(have) {
  const asked = new URLSearchParams(have.map((one) => ["have", one]));
  const answer = await fetch(`${place.dataset.kits}?${asked}`, { headers: { "X-Kept": "1" }, redirect: "error" });
  mustLogIn = answer.status === 401;
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.json();
}

async function takeAlong() {
  const { numbers, kits, now, near } = await fetchKits(await had());
  await kept.takeAlong(numbers, kits);
  await kept.note("near", near);
  await kept.note("person", person);
  await kept.note("taken", { at: Date.now(), server: Date.parse(now) });
  (await navigator.serviceWorker?.ready)?.active?.postMessage("take-along");
  await navigator.storage?.persist?.();
}

// One page at a time sends, however many are open.
export async function send() {
  if (!place || !navigator.onLine || !person) return;
  await navigator.locks.request("outbox", { ifAvailable: true }, async (lock) => {
    if (!lock) return;
    try {
      const tried = await sendAll();
      const taken = await kept.about("taken");
      if (tried || !taken || Date.now() - taken.at > TAKEN_FOR) await takeAlong();
      if (tried) document.dispatchEvent(new CustomEvent("outbox-tried"));
    } catch (fault) {
      // no signal, or we are asked to log in: it is tried again; a phone without room says so
      if (fault?.name === "QuotaExceededError") tell(said("no_room_for_jobs"));
    } finally {
      sendingNow = 0;
      await show();
    }
  });
}

// What becomes of one that was not accepted: sent as it is, filled in again, or given up.
export async function decide(entry, what) {
  if (what === "drop") {
    if (!confirm(said("sure_give_up"))) return;
    await kept.drop(entry.id);
  } else if (what === "mend") {
    const { number, command, title, entries } = entry;
    await kept.putDraft({ key: keyOf(number, command), person, number, command, title, entries, at: Date.now() });
    await kept.change({ ...entry, mending: true }); // it keeps its place before what was done after it
    location.href = entry.path.replace(/\/do\/[^/]+$/, "");
    return;
  } else await kept.change({ ...entry, state: "waiting", refusal: undefined });
  await show();
  document.dispatchEvent(new CustomEvent("outbox-decided"));
  send();
}

function line(words, tone, press) {
  const made = document.createElement(press ? "button" : "span");
  if (press) {
    made.type = "button";
    made.addEventListener("click", press);
  }
  made.className = `chip ${tone}`;
  made.textContent = words;
  return made;
}

function link(words, tone, href) {
  const made = document.createElement("a");
  made.href = href;
  made.className = `chip ${tone}`;
  made.textContent = words;
  return made;
}

export async function show() {
  if (!place) return;
  const rows = await kept.outbox();
  const mine = rows.filter((entry) => entry.person === person);
  const refused = mine.filter((entry) => entry.state === "refused");
  const waiting = mine.length - refused.length;
  const lines = [];
  if (!navigator.onLine) lines.push(line(said("away"), "warn"));
  if (refused.length) lines.push(link(said("refused", { count: refused.length }), "bad", place.dataset.away));
  if (sendingNow) lines.push(line(said("sending", { count: sendingNow }), ""));
  else if (waiting && mustLogIn) lines.push(link(said("log_in", { count: waiting }), "warn", "/login"));
  else if (waiting) lines.push(line(said("waits", { count: waiting }), "warn", open));
  const wrong = await fast();
  if (wrong) lines.push(line(said(wrong > 0 ? "clock_fast" : "clock_slow", { span: span(Math.abs(wrong)) }), "warn"));
  if (rows.length > mine.length) lines.push(line(said("of_another", { count: rows.length - mine.length }), "warn"));
  place.replaceChildren(...lines);
  place.hidden = !lines.length;
  cards(refused.filter((entry) => !entry.mending), place.dataset.home, decide);
  await lately();
}

// A phone's clock that is wrong is said: what is done by it is set right by the office's when it arrives.
const FAIR = 5 * 60_000;
async function fast() {
  const taken = await kept.about("taken");
  const ahead = taken?.server ? taken.at - taken.server : 0;
  return Math.abs(ahead) > FAIR ? ahead : 0;
}

// How much of what was done without signal has arrived, beside the heading of one's jobs.
async function lately() {
  const lamp = document.querySelector("[data-arrived]");
  if (!lamp) return;
  const midnight = new Date().setHours(0, 0, 0, 0);
  const arrived = (await kept.taken()).filter((one) => one.person === person && one.at >= midnight);
  lamp.hidden = !arrived.length;
  lamp.textContent = arrived.length ? said("arrived", { count: arrived.length, at: new Date(arrived.at(-1).at).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" }) }) : "";
}

async function open() {
  const mine = (entry) => entry.person === person;
  list((await kept.outbox()).filter(mine), (await kept.taken()).filter(mine), (await kept.drafts()).filter(mine), place.dataset.home);
}

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-arrived]")) open();
});

// Signal lost while a form is open: what it says is kept, and the page goes on from what was taken along.
document.addEventListener("htmx:sendError", async (event) => {
  const { elt, requestConfig } = event.detail;
  if (elt.closest?.("[data-chooser]")) return;
  const form = elt.closest?.("form");
  const submitter = requestConfig.triggeringEvent?.submitter;
  const title = (submitter ?? form?.querySelector("[data-send], button"))?.textContent.replace(/Ctrl ↵/, "").trim() ?? "";
  const isCommand = form && requestConfig.verb === "post";
  if (isCommand && !(await put(form, title, submitter))) return;
  if (await kept.kit(document.querySelector("#ticket")?.dataset.number ?? "")) location.reload();
});

addEventListener("online", send);
addEventListener("offline", show);
document.addEventListener("visibilitychange", () => document.hidden || send());
setInterval(send, AGAIN);
show();
send();
