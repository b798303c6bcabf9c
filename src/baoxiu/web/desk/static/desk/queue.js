// A list that is worked off: the form beside it, answers by number, and when one is sent the next opens itself.
import { choose, chosen, plain, rows } from "../shared/keys.js";

const queue = document.querySelector("[data-queue]");
const place = () => document.getElementById("beside");
const waiting = () => rows().filter((row) => row.querySelector("[data-records]"));

function open(row) {
  if (!row) return;
  choose(row);
  row.scrollIntoView({ block: "nearest" });
  row.querySelector("[data-records]")?.click();
}

// What was left for later comes again when the list is through.
function next(after) {
  const all = waiting();
  const here = all.findIndex((row) => row.dataset.number === after);
  open(all[here + 1] ?? all.find((row) => row.dataset.number !== after));
}

/* -- sent: say so, and on to the next */

let sent = null;
document.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr, requestConfig, target } = event.detail;
  if (requestConfig?.verb !== "post" || !place()?.contains(requestConfig.elt) || xhr.status >= 400) return;
  if (target?.id !== "ticket" || requestConfig.elt.matches("[data-ticks], [enctype]:not(.do-form)")) return;
  event.detail.shouldSwap = false;
  const all = waiting();
  const number = place().querySelector("#ticket").dataset.number;
  const nth = all.findIndex((row) => row.dataset.number === number);
  sent = { number, then: all[nth + 1]?.dataset.number ?? all[nth - 1]?.dataset.number };
  place().replaceChildren();
  window.htmx.trigger(document.getElementById("rows"), "changed");
});

document.addEventListener("htmx:afterSettle", (event) => {
  if (event.detail.elt?.id === "rows" && sent) {
    const { number, then } = sent;
    sent = null;
    const row = waiting().find((each) => each.dataset.number === then) ?? waiting().find((each) => each.dataset.number !== number);
    note(number, Boolean(row));
    open(row);
  }
  if (place()?.contains(event.detail.elt)) begin();
});

function note(number, isMore) {
  const words = document.createElement("p");
  words.className = "done-note noted";
  words.setAttribute("role", "status");
  words.textContent = queue.dataset.noted.replace("{number}", number) + (isMore ? "" : ` ${queue.dataset.ended}`);
  queue.parentElement.querySelector(".noted")?.remove();
  queue.before(words);
}

/* -- answers by number */

const form = () => place()?.querySelector(".do-form");
const questions = () => [...(form()?.querySelectorAll("[data-asks]:not([hidden])") ?? [])];
const answers = (question) => [...question.querySelectorAll("input[type=radio]")].sort((a, b) => (question.querySelector(".stars") ? a.value - b.value : 0));
const isAnswered = (question) => answers(question).some((input) => input.checked);

// The question one stands in, else the first with answers to choose from that has none yet.
function current() {
  const here = document.activeElement?.closest?.("[data-asks]");
  return here && answers(here).length ? here : questions().find((question) => answers(question).length && !isAnswered(question));
}

function focusOn(question) {
  const wanted = answers(question).find((input) => input.checked) ?? question.querySelector("input:not([type=hidden]), textarea, select");
  wanted?.focus({ preventScroll: true });
  question.scrollIntoView({ block: "nearest" });
}

function begin() {
  const first = questions().find((question) => !isAnswered(question)) ?? questions()[0];
  if (first) focusOn(first);
}

function answer(nth) {
  const question = current();
  if (!question) return command(nth);
  const wanted = answers(question)[nth];
  if (!wanted) return;
  wanted.click();
  const all = questions();
  const further = all.slice(all.indexOf(question) + 1).find((each) => !isAnswered(each));
  if (further) focusOn(further);
}

function command(nth) {
  if (form()) return;
  place()?.querySelectorAll(".acts [data-command]")[nth]?.click();
}

for (let nth = 1; nth <= 9; nth += 1) plain[String(nth)] = () => answer(nth - 1);
// What stands beside the open form: nobody answered.
plain.n = () => form() && place().querySelector(".callsheet .acts [data-command]")?.click();
plain.s = () => next(chosen()?.dataset.number);
plain.r = () => open(chosen() ?? waiting()[0]);
plain.o = plain.r;
