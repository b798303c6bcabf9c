// Time at work: started and stopped by a press; a time corrected by hand says why.
import { said } from "../said.js";
import { now as serverNow } from "../clocks.js";

const pad = (number) => String(number).padStart(2, "0");
const local = (at) => `${at.getFullYear()}-${pad(at.getMonth() + 1)}-${pad(at.getDate())}T${pad(at.getHours())}:${pad(at.getMinutes())}`;
const cell = (line, name) => line.querySelector(`[name$=".${name}"]`);
const linesOf = (box) => [...box.querySelectorAll(".spell")];

function lasted(line) {
  const [from, to] = ["at", "until"].map((name) => cell(line, name).value);
  if (!from) return 0;
  return Math.max(0, (to ? Date.parse(to) : serverNow()) - Date.parse(from));
}

const spoken = (ms) => said("worked", { hours: Math.floor(ms / 3_600_000), minutes: Math.floor(ms / 60_000) % 60 });
const running = (box) => linesOf(box).find((line) => cell(line, "at").value && !cell(line, "until").value);

function show(box) {
  const open = running(box);
  let sum = 0;
  for (const line of linesOf(box)) {
    const here = lasted(line);
    sum += here;
    line.querySelector("output").textContent = cell(line, "at").value ? spoken(here) : "";
  }
  box.querySelector(".watch").hidden = false;
  box.querySelector("[data-starts]").hidden = Boolean(open);
  box.querySelector("[data-ends]").hidden = !open;
  box.querySelector(".watch output").textContent = open ? spoken(lasted(open)) : "";
  const tells = document.querySelector(`[data-sum-of="${CSS.escape(box.id)}"]`);
  if (tells) tells.textContent = sum ? said("sum", { amount: spoken(sum) }) : "";
}

function fill(input) {
  input.value = local(new Date(serverNow()));
  input.dataset.pressed = input.value;
  input.dispatchEvent(new Event("change", { bubbles: true }));
}

document.addEventListener("click", (event) => {
  const box = event.target.closest("[data-labour]");
  if (!box) return;
  if (event.target.closest("[data-starts]")) {
    let free = linesOf(box).find((line) => !cell(line, "at").value);
    if (!free) {
      document.querySelector(`[data-adds="${CSS.escape(box.id)}"]`).click();
      free = linesOf(box).at(-1);
    }
    fill(cell(free, "at"));
  } else if (event.target.closest("[data-ends]")) fill(cell(running(box), "until"));
});

// Whoever writes a time by hand that was pressed or recorded says why.
document.addEventListener("change", (event) => {
  const line = event.target.closest?.(".spell");
  if (!line) return;
  const changed = ["at", "until"].map((name) => cell(line, name)).some(corrected);
  cell(line, "note").required = changed;
  show(line.closest("[data-labour]"));
});
const corrected = (input) => Boolean(input.value) && input.value !== (input.dataset.pressed ?? input.defaultValue);

const all = () => document.querySelectorAll("[data-labour]").forEach(show);
all();
setInterval(all, 15_000);
document.addEventListener("htmx:load", all);
document.addEventListener("line-added", all);
document.addEventListener("form-refilled", all);
