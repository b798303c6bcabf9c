// Lines of work and material as they are written: what each comes to, their sum, and what goes beyond the price agreed.
// A guide for the eyes: the bill is made by the office, by the time worked and the procedure's rules.
import { said } from "../said.js";

const number = (input) => Number((input?.value ?? "").replace(",", ".")) || 0;
const yuan = (amount) => `¥ ${amount.toFixed(2)}`;
const cell = (line, name) => line.querySelector(`[name$=".${name}"]`);

// Null: nothing is chosen; NaN: it depends on the time that will be worked.
function amount(line, markup) {
  const row = line.querySelector("select.row-of-list")?.selectedOptions[0];
  const each = Number(row?.dataset.each);
  if (cell(line, "supplied_by")?.value === "owner") return 0;
  if (!row?.value) return unlisted(line, markup);
  if (!row.dataset.minutes) return each * (number(cell(line, "quantity")) || 1);
  const minutes = number(cell(line, "minutes"));
  return minutes ? (each * minutes) / Number(row.dataset.minutes) : Number.NaN;
}

function unlisted(line, markup) {
  const price = number(cell(line, "stock_in_price"));
  if (!price) return null;
  return (Math.round(price * markup * 10) / 10) * (number(cell(line, "quantity")) || 1);
}

function fitLine(line) {
  const row = line.querySelector("select.row-of-list")?.selectedOptions[0];
  const listed = Boolean(row?.value);
  for (const field of line.querySelectorAll(".unlisted")) field.hidden = listed;
  const timed = line.querySelector(".timed");
  if (!timed) return;
  line.querySelector(".counted").hidden = listed && Boolean(row.dataset.minutes);
  timed.hidden = listed && !row.dataset.minutes;
}

function sumOf(lines) {
  let sum = 0;
  let open = false;
  for (const line of lines.querySelectorAll("[data-price-line]")) {
    fitLine(line);
    const found = amount(line, Number(lines.dataset.markup) || 1);
    const tells = line.querySelector("output.amount");
    tells.textContent = found === null ? "" : Number.isNaN(found) ? said("by_time") : yuan(found);
    if (Number.isNaN(found)) open = true;
    else sum += found ?? 0;
  }
  return { sum, open };
}

function show(form) {
  let whole = 0;
  let anyOpen = false;
  const places = [...form.querySelectorAll("[data-priced]")].filter((lines) => !lines.closest("[hidden]"));
  for (const [nth, lines] of places.entries()) {
    const { sum, open } = sumOf(lines);
    whole += sum;
    anyOpen ||= open;
    const tells = form.querySelector(`[data-sum-of="${CSS.escape(lines.id)}"]`);
    tells.replaceChildren(...words(tells, places.length > 1 && nth < places.length - 1 ? sum : whole, anyOpen, nth === places.length - 1));
  }
}

function words(tells, sum, open, isLast) {
  const parts = [element("b", said("sum", { amount: yuan(sum) + (open ? " +" : "") }))];
  const agreed = Number((tells.dataset.agreed ?? "").replace(/[^\d.]/g, "")) || 0;
  if (!isLast || !agreed) return parts;
  parts.push(element("span", said("agreed_to", { amount: yuan(agreed) })));
  const beyond = sum - agreed;
  if (beyond > 0.004) parts.push(element("span", said("beyond", { amount: yuan(beyond) }), "chip warn"));
  return parts;
}

function element(name, text, classes = "") {
  const made = document.createElement(name);
  made.className = classes;
  made.textContent = text;
  return made;
}

const formsWithPrices = () => new Set([...document.querySelectorAll("[data-priced]")].map((lines) => lines.closest("form")).filter(Boolean));
const all = () => formsWithPrices().forEach(show);
for (const heard of ["input", "change"]) {
  document.addEventListener(heard, (event) => {
    const form = event.target.closest?.("form");
    if (form?.querySelector("[data-priced]")) show(form);
  });
}
document.addEventListener("line-added", all);
document.addEventListener("htmx:load", all);
document.addEventListener("form-refilled", all);
all();
