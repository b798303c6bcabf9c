// The worker's page without signal: his jobs as they were taken along, the steps ahead, and what waits to be sent.
import { said } from "../shared/said.js";
import { sayOpen } from "./drafts.js";
import * as kept from "./kept.js";
import { decide, put, send } from "./outbox.js";
import { acts as actsOf, advice } from "./said_back.js";
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

function due(kit) {
  const left = element("time", "left");
  left.dataset.due = kit.due;
  return left;
}

// One's jobs, the first one big: its next step stands on its page, the telephone and the way are one press away.
function jobCard(kit, waiting) {
  const one = element("article", "card job");
  const top = element("div", "top");
  const link = element("a", "title", kit.title);
  link.href = pageOf(kit);
  top.append(link);
  if (kit.due) top.append(due(kit));
  const mine = waiting.filter((entry) => entry.number === kit.number);
  const row = element("p", "row");
  row.append(element("span", "chip state", titles(kit, standing(kit, untilRefused(mine)).possible)), element("span", "faint", kit.number));
  if (mine.length) row.append(element("span", "chip warn", said("waits", { count: mine.length })));
  const acts = element("div", "row");
  const go = element("a", "button primary", said("go_on"));
  go.href = pageOf(kit);
  acts.append(go, ...reach(kit));
  one.append(top, element("p", "where", kit.place), row, acts);
  return one;
}

const pageOf = (kit) => `${jobs}jobs/${encodeURIComponent(kit.number)}`;

function reach(kit) {
  const found = [];
  if (kit.phone) found.push(linked(said("call"), `tel:${kit.phone}`));
  if (kit.route) found.push(linked(said("navigate"), kit.route.app));
  return found;
}

function linked(words, href) {
  const one = element("a", "button", words);
  one.href = href;
  return one;
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
  row.append(element("p", "sub", advice(entry.refusal.code)), actsOf(entry, decide));
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

// What was not accepted was not done, and what came after it waits: the job stands where it stood before.
function untilRefused(rows) {
  const nth = rows.findIndex((entry) => entry.state === "refused");
  return nth < 0 ? rows : rows.slice(0, nth);
}

async function noteForm(event) {
  event.preventDefault();
  const title = (event.submitter?.textContent ?? "").replace(/Ctrl ↵/, "").trim();
  if (!(await put(event.target, title, event.submitter))) return;
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
    place.querySelector("form")?.closest(".stack")?.scrollIntoView({ block: "start" });
  });
  part.append(button);
  if (sure.length) part.append(element("p", "faint", `${said("before")}: ${sure.map((one) => one.title).join(", ")}`));
  return part;
}

// What is not the next step is folded away, under what it is for.
function folded(title, steps) {
  if (!steps.length) return [];
  const fold = element("details", "fold acts-fold");
  fold.open = steps.length < 4 || steps.some((step) => step.command === open);
  const acts = element("div", "acts");
  acts.append(...steps.map(stepPart));
  fold.append(element("summary", "", title), acts);
  return [fold];
}

function jobPage(kit, waiting) {
  const here = standing(kit, waiting);
  const back = element("p", "crumb");
  back.append(Object.assign(element("a", "", said("jobs")), { href: jobs }), ` · ${kit.number}`);
  const head = element("div", "");
  head.append(back, element("h1", "", kit.title), element("p", "where sub", kit.place));
  const steps = ahead(kit, here);
  const [next, rest] = [steps.filter((step) => step.primary), steps.filter((step) => !step.primary)];
  const acts = element("div", "acts next");
  acts.append(...next.map(stepPart));
  const ended = [...here.possible].every((state) => kit.ended.includes(state));
  const nothing = element("p", "sub", steps.length ? "" : said(ended ? "ended" : "done_here"));
  const now = card(element("p", "faint", said("next")), element("p", "now-state", titles(kit, here.possible)), nothing, acts);
  now.classList.add("now");
  const words = [...here.possible, ...steps.map((step) => step.command)].flatMap((step) => kit.guides[step] ?? []);
  const about = element("details", "fold");
  about.append(element("summary", "", said("about")), card(made(kit.facts)));
  const call = element("div", "reach");
  call.append(...reach(kit));
  const ways = (kind) => rest.filter((step) => (step.place ?? "other") === kind);
  const others = [...folded(said("new_time"), ways("later")), ...folded(said("others"), ways("other")), ...folded(said("cannot"), ways("cannot"))];
  return [head, call, now, ...[...new Set(words)].map((one) => card(made(one))), ...others, about];
}

async function draw() {
  const person = await kept.about("person");
  const owner = Number(document.getElementById("outbox")?.dataset.person) || person;
  const rows = (await kept.outbox()).filter((entry) => entry.person === owner);
  const found = person === owner ? (await kept.kits()).sort((one, other) => one.nth - other.nth) : [];
  const kit = found.find((one) => one.number === wantedNumber);
  const parts = rows.length ? [waitingCard(rows)] : [];
  if (kit) parts.unshift(...jobPage(kit, untilRefused(rows.filter((entry) => entry.number === kit.number))));
  else parts.push(element("h1", "", said("jobs")), ...found.map((one) => jobCard(one, rows)));
  if (!kit && !found.length) parts.push(element("p", "blank", said("no_jobs")));
  place.replaceChildren(...parts);
  place.classList.toggle("job-page", Boolean(kit));
  if (kit) place.dataset.number = kit.number;
  document.dispatchEvent(new Event("htmx:load"));
  await sayOpen();
}

document.addEventListener("outbox-tried", async () => {
  await draw();
  const left = await kept.outbox();
  if (!left.length && wantedNumber) location.reload();
});
document.addEventListener("outbox-decided", draw);
addEventListener("online", () => wantedNumber || location.reload());
draw();
