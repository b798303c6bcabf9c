// What is typed into a form is kept while it is typed: a closed app, a dead battery, a login that ran out lose none of it.
import { said } from "../shared/said.js";
import * as kept from "./kept.js";

const OURS = new Set(["csrfmiddlewaretoken", "key", "version"]);
const person = () => Number(document.getElementById("outbox")?.dataset.person) || null;
const path = (form) => new URL(form.getAttribute("action") ?? "", location.href).pathname;
const parts = (address) => /\/jobs\/([^/]+)\/do\/([^/]+)$/.exec(address)?.slice(1).map(decodeURIComponent);
export const keyOf = (number, command) => `${person()}:${number}:${command}`;
export const entriesOf = (form) => [...new FormData(form)].filter(([name, value]) => !OURS.has(name) && !(value instanceof File && !value.size));

const isOurs = (form) => form?.matches?.("form.do-form") && Boolean(parts(path(form)));
const timers = new Map();
const refilled = new WeakSet();

function listen(event) {
  const form = event.target.closest?.("form");
  if (!isOurs(form) || form.dataset.gone) return;
  clearTimeout(timers.get(form));
  timers.set(form, setTimeout(() => keep(form), 250));
}

async function keep(form) {
  if (!form.isConnected || form.dataset.gone) return;
  const [number, command] = parts(path(form));
  const title = form.querySelector("h2, h3")?.textContent.trim() ?? command;
  const draft = { key: keyOf(number, command), person: person(), number, command, title, at: Date.now(), entries: entriesOf(form) };
  if (!draft.entries.some(([name, value]) => value instanceof File || (name !== "find" && value))) return;
  try {
    await kept.putDraft(draft);
    form.dataset.kept = "1";
    tell(form, "");
  } catch {
    await withoutPhotos(form, draft);
  }
}

// No room: the words are kept, and it is said that the photos are not; all of it still stands on the page.
async function withoutPhotos(form, draft) {
  const words = draft.entries.filter(([, value]) => typeof value === "string" && value.length < 20_000);
  const isKept = await kept.putDraft({ ...draft, entries: words }).then(() => true, () => false);
  tell(form, said(isKept ? "draft_no_room_photos" : "draft_no_room"));
}

function tell(form, words) {
  let note = form.querySelector("[data-room]");
  if (!note && words) {
    note = document.createElement("p");
    note.className = "waits";
    note.dataset.room = "";
    note.setAttribute("role", "alert");
    form.prepend(note);
  }
  if (!note) return;
  note.hidden = !words;
  note.textContent = words;
}

export function dropFor(form) {
  form.dataset.gone = "1";
  clearTimeout(timers.get(form));
  const [number, command] = parts(path(form)) ?? [];
  return number ? kept.dropDraft(keyOf(number, command)).then(sayOpen) : undefined;
}

// A form that opens again says what it said before.
async function refill(form) {
  if (!isOurs(form) || refilled.has(form)) return;
  refilled.add(form);
  const [number, command] = parts(path(form));
  const draft = await kept.draft(keyOf(number, command)).catch(() => undefined);
  if (!draft || !form.isConnected) return;
  fill(form, draft.entries);
  const note = document.createElement("p");
  note.className = "done-note again-note";
  const words = document.createElement("span");
  words.textContent = said("draft_back", { at: new Date(draft.at).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" }) });
  const empty = document.createElement("button");
  Object.assign(empty, { type: "button", className: "button small", textContent: said("draft_drop") });
  empty.addEventListener("click", async () => {
    await dropFor(form);
    delete form.dataset.gone;
    form.reset();
    for (const hidden of form.querySelectorAll(".sign-box [data-clears]")) hidden.click();
    note.remove();
    document.dispatchEvent(new Event("form-refilled"));
  });
  note.append(words, empty);
  form.prepend(note);
}

function lines(form, names) {
  for (const adds of form.querySelectorAll("[data-adds]")) {
    const place = document.getElementById(adds.dataset.adds);
    const stem = /name="([^"]+)\.__n__\./.exec(place?.querySelector("template")?.innerHTML ?? "")?.[1];
    if (!stem) continue;
    const wanted = names.map((name) => (name.startsWith(`${stem}.`) ? Number(name.slice(stem.length + 1).split(".")[0]) : -1));
    for (let most = Math.max(-1, ...wanted); most >= 0; most -= 1) if (Number(place.dataset.count ?? 1) <= most) adds.click();
  }
}

export function fill(form, entries) {
  lines(form, entries.map(([name]) => name));
  const said = new Map();
  for (const [name, value] of entries) said.set(name, [...(said.get(name) ?? []), value]);
  for (const control of form.elements) {
    if (!control.name || OURS.has(control.name) || control.dataset.camera !== undefined) continue;
    const values = said.get(control.name);
    if (control.type === "checkbox" || control.type === "radio") control.checked = (values ?? []).includes(control.value);
    else if (control.type === "file") files(control, values ?? []);
    else if (values?.length) control.value = values.shift();
  }
  document.dispatchEvent(new Event("form-refilled"));
  form.dispatchEvent(new Event("change", { bubbles: true }));
}

function files(control, values) {
  const found = values.filter((value) => value instanceof File);
  if (!found.length) return;
  const taken = new DataTransfer();
  for (const file of found) taken.items.add(file);
  control.files = taken.files;
  control.dataset.ready = "1";
  control.dispatchEvent(new Event("change", { bubbles: true }));
  delete control.dataset.ready;
}

// On the page of a job: what was begun there and not sent, to go on with by one press.
export async function sayOpen() {
  const page = document.querySelector("#ticket[data-number], #away[data-number]");
  document.querySelector(".begun")?.remove();
  if (!page || page.querySelector("form.do-form")) return;
  const begun = (await kept.drafts().catch(() => [])).filter((one) => one.person === person() && one.number === page.dataset.number);
  if (!begun.length || page.querySelector("form.do-form") || document.querySelector(".begun")) return;
  const card = document.createElement("section");
  card.className = "begun done-note";
  const words = document.createElement("b");
  words.textContent = said("draft_waits");
  card.append(words, ...begun.map((one) => goOn(page, one)));
  page.querySelector(".now")?.before(card);
}

function goOn(page, draft) {
  const press = document.createElement("button");
  Object.assign(press, { type: "button", className: "button", textContent: draft.title });
  press.addEventListener("click", async () => {
    const opens = page.querySelector(`[data-command="${CSS.escape(draft.command)}"]`);
    if (!opens) {
      press.replaceWith(Object.assign(document.createElement("span"), { textContent: said("draft_closed") }));
      return;
    }
    opens.closest("details")?.setAttribute("open", "");
    opens.click();
    card(press)?.remove();
  });
  return press;
}
const card = (press) => press.closest(".begun");

const all = () => document.querySelectorAll("form.do-form").forEach(refill);
document.addEventListener("input", listen);
document.addEventListener("change", listen);
document.addEventListener("htmx:load", () => {
  all();
  sayOpen();
});
document.addEventListener("htmx:afterRequest", (event) => {
  const { successful, requestConfig } = event.detail;
  if (successful && requestConfig?.verb === "post" && isOurs(requestConfig.elt)) dropFor(requestConfig.elt); // it may be off the page by now
});
addEventListener("pagehide", () => document.querySelectorAll("form.do-form").forEach((form) => timers.has(form) && keep(form)));
all();
sayOpen();
