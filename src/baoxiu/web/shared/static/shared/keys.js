// Keyboard first: `/` search, `?` the sheet, `g n` new report, j k o r in lists, Ctrl+Enter sends the form one is in.
const goes = { n: "/desk/report", b: "/desk/board", c: "/desk/calls", h: "/", p: "/desk/procedures" };
let chord = 0;

const typing = (target) => target.closest("input:not([type=radio],[type=checkbox]), textarea, select, [contenteditable]");

function send(event) {
  const form = event.target.closest("form") ?? document.querySelector("form[data-main]");
  if (!form) return;
  event.preventDefault();
  form.requestSubmit(form.querySelector("[data-send]") ?? undefined);
}

function rows() {
  return [...document.querySelectorAll("[data-row]")].filter((row) => row.offsetParent);
}

function move(step) {
  const all = rows();
  if (!all.length) return;
  const here = all.findIndex((row) => row.matches("[aria-selected=true]"));
  const next = all[Math.min(all.length - 1, Math.max(0, here + step))];
  choose(next);
  next.scrollIntoView({ block: "nearest" });
}

export function choose(row) {
  for (const other of rows()) other.setAttribute("aria-selected", String(other === row));
}

const chosen = () => document.querySelector("[data-row][aria-selected=true]");
const plain = {
  "/": () => document.querySelector("[data-key='/']")?.focus(),
  "?": () => document.getElementById("keys")?.showModal(),
  j: () => move(1),
  k: () => move(-1),
  o: () => chosen()?.querySelector("[data-beside]")?.click(),
  r: () => chosen()?.querySelector("[data-records]")?.click(),
  Enter: () => chosen()?.querySelector("[data-whole]")?.click(),
  Escape: () => document.querySelector("[data-escape]")?.click(),
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
  if (performance.now() - chord < 900 && goes[event.key]) {
    chord = 0;
    location.href = goes[event.key];
    return;
  }
  if (event.key === "g") chord = performance.now();
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
