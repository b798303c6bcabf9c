// The worker's page without signal: his jobs as they were taken along, the steps ahead, and what waits to be sent.
import { said } from "../shared/said.js";
import * as kept from "./kept.js";
import { put, send, show as showOutbox } from "./outbox.js";
import { ahead, standing } from "./way.js";

const place = document.getElementById("away");
const jobs = place.dataset.home;
const wantedNumber = decodeURIComponent(/\/jobs\/([^/]+)/.exec(location.pathname)?.[1] ?? "");
let open = "";

function made(html) {
  const template = document.createElement("template");
  template.innerHTML = html.trim();
  return template.content;
}

function element(name, classes, words = "") {
  const one = document.createElement(name);
  one.className = classes;
  one.textContent = words;
  return one;
}

function card(...children) {
  const one = element("section", "card");
  const body = element("div", "body stack");
  body.append(...children);
  one.append(body);
  return one;
}

const titles = (kit, states) => [...states].map((state) => kit.states[state] ?? state).join(" / ");
const clockOf = (at) => new Date(at).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });

function jobCard(kit, waiting) {
  const one = element("article", "card job");
  const top = element("div", "top");
  const link = element("a", "title", kit.title);
  link.href = `${jobs}jobs/${encodeURIComponent(kit.number)}`;
  top.append(link);
  if (kit.due) {
    const due = element("time", "left");
    due.dataset.due = kit.due;
    top.append(due);
  }
  const mine = waiting.filter((entry) => entry.number === kit.number);
  const row = element("p", "row");
  row.append(element("span", "chip state", titles(kit, standing(kit, mine).possible)), element("span", "faint", kit.number));
  if (mine.length) row.append(element("span", "chip warn", said("waits", { count: mine.length })));
  one.append(top, element("p", "where", kit.place), row);
  return one;
}

async function decide(entry, what) {
  if (what === "drop") {
    if (!confirm(said("sure_give_up"))) return;
    await kept.drop(entry.id);
  } else await kept.change({ ...entry, state: "waiting", refusal: undefined });
  await showOutbox();
  await draw();
  send();
}

function entryLine(entry, held) {
  const row = element("li", "kept");
  row.append(element("b", "", entry.title || entry.command), element("span", "faint", `${entry.number} · ${clockOf(entry.happened_at)}`));
  if (entry.state !== "refused") {
    row.append(element("span", "chip", held ? said("held") : said("noted")));
    return row;
  }
  row.append(element("p", "why-shut", entry.refusal.words));
  if (entry.refusal.clause) row.append(element("span", "clause", entry.refusal.clause));
  const acts = element("div", "row");
  for (const [what, words] of [["again", said("again")], ["drop", said("give_up")]]) {
    const button = element("button", what === "again" ? "button primary" : "button", words);
    button.type = "button";
    button.addEventListener("click", () => decide(entry, what));
    acts.append(button);
  }
  row.append(acts);
  return row;
}

function waitingCard(rows) {
  const list = element("ul", "stack");
  const stopped = new Set();
  for (const entry of rows) {
    list.append(entryLine(entry, stopped.has(entry.number)));
    if (entry.state === "refused") stopped.add(entry.number);
  }
  return card(element("h2", "", said("waits", { count: rows.length })), list);
}

async function noteForm(event) {
  event.preventDefault();
  const title = event.submitter?.textContent.trim() ?? "";
  if (!(await put(event.target, title))) return;
  open = "";
  await draw();
  scrollTo(0, 0);
  send();
}

function forms(fragment) {
  for (const form of fragment.querySelectorAll("form")) form.addEventListener("submit", noteForm);
  return fragment;
}

function stepPart(step) {
  const part = element("div", "stack");
  const sure = step.wanted.filter((one) => one.sure);
  const perhaps = step.wanted.filter((one) => !one.sure && one.kind === "consent");
  if (open === step.command) {
    for (const one of [...sure, ...perhaps]) {
      if (!one.sure) part.append(element("p", "faint", said("if_needed")));
      part.append(forms(made(one.form)));
    }
    if (!sure.length) part.append(forms(made(step.form)));
    return part;
  }
  const button = element("button", step.primary ? "button primary" : "button", step.title);
  button.type = "button";
  button.dataset.command = step.command;
  button.addEventListener("click", async () => {
    open = step.command;
    await draw();
  });
  part.append(button);
  if (sure.length) part.append(element("p", "faint", `${said("before")}: ${sure.map((one) => one.title).join(", ")}`));
  return part;
}

function jobPage(kit, waiting) {
  const here = standing(kit, waiting);
  const back = element("p", "crumb");
  const link = element("a", "", said("jobs"));
  link.href = jobs;
  back.append(link, ` · ${kit.number}`);
  const head = element("div", "");
  head.append(back, element("h1", "", kit.title), element("p", "where sub", kit.place));
  const acts = element("div", "acts");
  const steps = ahead(kit, here);
  acts.append(...steps.map(stepPart));
  const ended = [...here.possible].every((state) => kit.ended.includes(state));
  const nothing = element("p", "sub", steps.length ? "" : said(ended ? "ended" : "done_here"));
  const now = card(element("p", "faint", said("next")), element("p", "now-state", titles(kit, here.possible)), nothing, acts);
  now.classList.add("now");
  const words = [...here.possible, ...steps.map((step) => step.command)].flatMap((step) => kit.guides[step] ?? []);
  const call = element("a", "button", said("call"));
  call.href = `tel:${kit.phone}`;
  const about = element("h2", "", said("about"));
  return [head, ...(kit.phone ? [call] : []), now, ...[...new Set(words)].map((one) => card(made(one))), card(about, made(kit.facts))];
}

async function draw() {
  const person = await kept.about("person");
  const owner = Number(document.getElementById("outbox")?.dataset.person) || person;
  const rows = (await kept.outbox()).filter((entry) => entry.person === owner);
  const found = person === owner ? (await kept.kits()).sort((one, other) => one.nth - other.nth) : [];
  const kit = found.find((one) => one.number === wantedNumber);
  const parts = rows.length ? [waitingCard(rows)] : [];
  if (kit) parts.unshift(...jobPage(kit, rows.filter((entry) => entry.number === kit.number && entry.state === "waiting")));
  else parts.push(element("h1", "", said("jobs")), ...found.map((one) => jobCard(one, rows)));
  if (!kit && !found.length) parts.push(element("p", "blank", said("no_jobs")));
  place.replaceChildren(...parts);
  document.dispatchEvent(new Event("htmx:load"));
}

document.addEventListener("outbox-tried", async () => {
  await draw();
  const left = await kept.outbox();
  if (!left.length && wantedNumber) location.reload();
});
addEventListener("online", () => wantedNumber || location.reload());
draw();
