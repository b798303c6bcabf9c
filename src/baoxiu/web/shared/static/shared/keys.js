// Keyboard first: `/` search, `?` the sheet, `g n` new report, j k o r in lists, Ctrl+Enter sends the form one is in.
// Pages bring keys of their own by adding to `plain`.
const goes = { n: "/desk/report", b: "/desk/board", d: "/desk/day", c: "/desk/calls", a: "/desk/approvals", h: "/", p: "/desk/procedures" };
const CHORD = 700; // milliseconds between g and what follows it
let chord = Number.NEGATIVE_INFINITY;
let watching = 0;

const typing = (target) => target.closest("input:not([type=radio],[type=checkbox]), textarea, select, [contenteditable]");

function send(event) {
  const form = event.target.closest("form") ?? document.querySelector("form[data-main]");
  if (!form) return;
  event.preventDefault();
  form.requestSubmit(form.querySelector("[data-send]") ?? undefined);
}

export function rows() {
  return [...document.querySelectorAll("[data-row]")].filter((row) => row.offsetParent);
}

export function move(step) {
  const all = rows();
  if (!all.length) return;
  const here = all.indexOf(chosen());
  const next = all[Math.min(all.length - 1, Math.max(0, here + step))];
  choose(next);
  next.scrollIntoView({ block: "nearest" });
}

// In a list of cards the chosen one is the current one; a line of a table is selected.
const MARKS = { TR: "aria-selected", LI: "aria-current", DIV: "aria-current" };
export function choose(row) {
  for (const other of document.querySelectorAll("[data-row][aria-selected=true], [data-row][aria-current=true]")) {
    if (other !== row) other.setAttribute(MARKS[other.tagName] ?? "aria-selected", "false");
  }
  row.setAttribute(MARKS[row.tagName] ?? "aria-selected", "true");
}

export const chosen = () => document.querySelector("[data-row][aria-selected=true], [data-row][aria-current=true]");

// What is chosen stands open beside the list; where there is no room for that, on its own page.
const narrow = window.matchMedia("(max-width: 1100px)");
export function openBeside(row, more = "") {
  const whole = row.querySelector("[data-whole]");
  if (!whole) return;
  if (!document.getElementById("beside") || narrow.matches) location.href = more ? `${whole.href}?${more.slice(1)}` : whole.href;
  else window.htmx.ajax("GET", `${whole.href}?beside=1${more}`, { target: "#beside", swap: "innerHTML" });
}

// The innermost of what can be closed.
function shut() {
  const open = [...document.querySelectorAll("[data-escape]")].filter((each) => each.offsetParent);
  const menu = document.querySelector("details.menu[open]");
  if (menu) menu.open = false;
  else open.at(-1)?.click();
}

// `g` alone, with nothing after it, watches what waits to be taken, where the page has such a number.
function watch() {
  clearTimeout(watching);
  watching = setTimeout(() => document.querySelector("[data-watch]")?.click(), CHORD);
}

export const plain = {
  "/": () => (document.querySelector("main [data-key='/']") ?? document.querySelector("[data-key='/']"))?.focus(),
  "?": () => document.getElementById("keys")?.showModal(),
  j: () => move(1),
  k: () => move(-1),
  o: () => chosen() && openBeside(chosen()),
  r: () => chosen()?.querySelector("[data-records]")?.click(),
  Enter: () => chosen()?.querySelector("[data-whole]")?.click(),
  Escape: shut,
};

document.addEventListener("keydown", (event) => {
  if (event.isComposing) return;
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) return send(event);
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (typing(event.target)) {
    if (event.key === "Escape") event.target.blur();
    return;
  }
  if (event.key === "Enter" && event.target.closest("a, button, summary")) return;
  if (document.querySelector("dialog[open]")) return;
  clearTimeout(watching);
  if (performance.now() - chord < CHORD && goes[event.key]) {
    chord = Number.NEGATIVE_INFINITY;
    location.href = goes[event.key];
    return;
  }
  if (event.key === "g") {
    chord = performance.now();
    watch();
  }
  const own = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
  const does = own && !plain[event.key] ? () => own.click() : plain[event.key];
  if (!does) return;
  event.preventDefault();
  does();
});

document.addEventListener("click", (event) => {
  const row = event.target.closest("[data-row]");
  if (row) choose(row);
});
