// What came back, and what is on its way: a card on top for each step that was not accepted, with what to do; and the whole list.
import { said } from "../shared/said.js";

const clockOf = (at) => new Date(at).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
const MENDED = new Set(["form_refused", "missing", "must_tick", "bad_choice", "bad_value", "too_early", "in_the_past", "too_late", "unknown_field", "nothing_drawn", "wrong_code"]);
const NOT_MINE = new Set(["not_yours", "not_your_role", "not_found", "not_eligible", "taken"]);

function element(name, classes, words = "") {
  const one = document.createElement(name);
  one.className = classes;
  one.textContent = words;
  return one;
}

// What helps, by what was refused.
export function advice(code) {
  if (MENDED.has(code)) return said("do_mend");
  return said(NOT_MINE.has(code) ? "do_not_mine" : "do_look");
}

function press(words, classes, does) {
  const button = element("button", classes, words);
  button.type = "button";
  button.addEventListener("click", does);
  return button;
}

export function acts(entry, decide) {
  const row = element("div", "row");
  const mends = MENDED.has(entry.refusal?.code);
  if (mends) row.append(press(said("mend"), "button primary", () => decide(entry, "mend")));
  row.append(press(said("again"), mends ? "button" : "button primary", () => decide(entry, "again")), press(said("give_up"), "button", () => decide(entry, "drop")));
  return row;
}

export function cards(refused, jobs, decide) {
  const here = document.getElementById("refused-cards") ?? document.createElement("div");
  here.id = "refused-cards";
  here.replaceChildren(...(document.getElementById("away") ? [] : refused.map((entry) => card(entry, jobs, decide))));
  if (!here.isConnected) document.getElementById("refusal")?.after(here);
}

function card(entry, jobs, decide) {
  const one = element("section", "refused-card");
  one.setAttribute("role", "alert");
  const head = element("p", "row");
  head.append(element("b", "", entry.title || entry.command), element("span", "faint", `${entry.number} · ${clockOf(entry.happened_at)}`));
  const why = element("p", "why-shut", entry.refusal.words);
  if (entry.refusal.clause) why.append(" ", element("span", "clause", entry.refusal.clause));
  const to = element("a", "button", said("open_job"));
  to.href = `${jobs}jobs/${encodeURIComponent(entry.number)}`;
  const row = acts(entry, decide);
  row.append(to);
  one.append(head, why, element("p", "sub", advice(entry.refusal.code)), row);
  return one;
}

function part(title, rows, line) {
  if (!rows.length) return [];
  const listed = element("ol", "stack");
  listed.append(...rows.map(line));
  return [element("h3", "", title), listed];
}

// Everything the phone keeps, in its order.
export function list(waiting, taken, drafts, jobs) {
  const dialog = element("dialog", "outbox-list");
  const line = (entry) => {
    const row = element("li", "row");
    const to = element("a", "", entry.title || entry.command);
    to.href = `${jobs}jobs/${encodeURIComponent(entry.number)}`;
    row.append(to, element("span", "faint", `${entry.number} · ${clockOf(entry.happened_at ?? entry.at)}`));
    if (entry.refusal) row.append(element("p", "why-shut", entry.refusal.words));
    return row;
  };
  dialog.append(
    element("h2", "", said("outbox")),
    ...part(said("list_refused"), waiting.filter((entry) => entry.state === "refused"), line),
    ...part(said("list_waits"), waiting.filter((entry) => entry.state !== "refused"), line),
    ...part(said("list_drafts"), drafts, line),
    ...part(said("list_taken"), taken.toReversed(), line),
    press(said("close"), "button big", () => dialog.close()),
  );
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}
