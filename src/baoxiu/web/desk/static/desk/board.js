// The board: lines come as one scrolls and are put away when far off, what changes elsewhere arrives by itself and is marked,
// several tickets are chosen and done with at once.
import { chosen, choose, move, openBeside, plain, rows } from "../shared/keys.js";

const table = document.querySelector("[data-board]");
const bar = document.getElementById("bulk");
const FAR = 1500; // pixels beyond the window where lines are kept
const MANY = 60; // changes at once after which everything shown is read again

const find = (number) => document.querySelector(`[data-row][data-number="${CSS.escape(number)}"]`);
const address = (kind, more) => {
  const url = new URL(table.dataset[kind], location.href);
  for (const [name, value] of more) url.searchParams.append(name, value);
  return url;
};

async function fetched(url) {
  const answer = await fetch(url, { headers: { "HX-Request": "true" } });
  if (answer.headers.get("HX-Refresh")) location.reload();
  if (!answer.ok) throw new Error(String(answer.status));
  const template = document.createElement("template");
  template.innerHTML = await answer.text();
  return template.content;
}

/* -- lines that come and go */

const pages = () => [...table.querySelectorAll("tbody.page")];
const isFolded = (page) => page.dataset.folded === "1";
const reading = new Map();

function fold(page) {
  if (isFolded(page) || page.contains(document.activeElement)) return;
  const height = page.offsetHeight;
  const gap = document.createElement("tr");
  const cell = gap.insertCell();
  cell.colSpan = 5;
  cell.className = "gap";
  cell.style.height = `${height}px`;
  page.dataset.folded = "1";
  page.replaceChildren(gap);
}

// A page is what lies between its two ends, however many that are by now.
function readAgain(page) {
  if (reading.has(page)) return reading.get(page);
  const { from, upto } = page.dataset;
  const known = new Map(isFolded(page) ? [] : [...page.rows].map((row) => [row.dataset.number, row.dataset.version]));
  const asked = fetched(address("board", [["cursor", from], ["upto", upto]].filter(([, value]) => value)))
    .then((found) => {
      const fresh = found.querySelector("tbody.page");
      page.replaceChildren(...(fresh?.rows ?? []));
      delete page.dataset.folded;
      shown(page);
      for (const row of known.size ? page.rows : []) if (known.get(row.dataset.number) !== row.dataset.version) mark(row);
    })
    .catch(() => {})
    .finally(() => reading.delete(page));
  reading.set(page, asked);
  return asked;
}

const near = new Set();
let settling = 0;
const watching =
  table &&
  new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) {
        if (isIntersecting) near.add(target);
        else near.delete(target);
      }
      clearTimeout(settling);
      settling = setTimeout(settle, 40);
    },
    { rootMargin: `${FAR}px 0px` },
  );

function settle() {
  for (const page of pages()) {
    if (near.has(page) && isFolded(page)) readAgain(page);
    else if (!near.has(page)) fold(page);
  }
  const more = table.querySelector("tbody.more");
  if (more && near.has(more)) further(more);
}

let coming = null;
function further(more) {
  coming ??= fetched(address("board", [["cursor", more.dataset.next]]))
    .then((found) => {
      const come = [...found.querySelectorAll("tbody")];
      watching.unobserve(more);
      near.delete(more);
      more.replaceWith(...come);
      come.forEach((part) => (shown(part), watching.observe(part)));
    })
    .catch(() => {})
    .finally(() => (coming = null));
  return coming;
}

if (table) for (const part of table.tBodies) watching.observe(part);

/* -- what changed elsewhere */

const isRecent = table?.dataset.order === "recent";
const key = (row) => [isRecent ? -Number(row.dataset.opened) : Number(row.dataset.place), row.dataset.id];
const before = ([a, x], [b, y]) => a < b || (a === b && (isRecent ? x > y : x < y));

// A page's own end, as its cursor says it; a page without one goes on to the end.
function end(page) {
  if (!page.dataset.upto) return null;
  const [at, id] = JSON.parse(atob(page.dataset.upto.replaceAll("-", "+").replaceAll("_", "/")));
  const place = at === "infinity" ? Infinity : micros(at);
  return [isRecent ? -place : place, id];
}
function micros(at) {
  const beyond = /\.\d{3}(\d{3})/.exec(at);
  return Date.parse(at.replace(/(\.\d{3})\d+/, "$1")) * 1000 + Number(beyond?.[1] ?? 0);
}

// Put a line where it belongs, if that is among what is shown.
function put(row) {
  const here = key(row);
  const page = pages().find((each) => !end(each) || !before(end(each), here));
  if (!page || isFolded(page)) return false;
  const next = [...page.rows].find((other) => before(here, key(other)));
  page.insertBefore(row, next ?? null);
  return true;
}

function mark(row) {
  row.classList.add("changed");
  const words = document.createElement("span");
  words.className = "chip changed-mark";
  words.textContent = table?.dataset.mark ?? document.getElementById("columns")?.dataset.mark ?? "";
  (row.querySelector(".what, .cardtop") ?? row).append(words);
  setTimeout(() => {
    row.classList.remove("changed");
    words.remove();
  }, 8000);
}

const waiting = new Set();
let asking = false;

async function follow() {
  if (asking || !waiting.size) return;
  asking = true;
  const numbers = [...waiting];
  waiting.clear();
  try {
    if (numbers.includes("*") || numbers.length > MANY) await everything();
    else await some(numbers);
  } catch {
    // the line says that it is down; what was missed is looked at when it is back
  }
  asking = false;
  follow();
}

function heads(found) {
  const fresh = found.querySelector("#heads");
  if (fresh) document.getElementById("heads").replaceWith(fresh);
}

async function some(numbers) {
  const found = await fetched(address("changed", numbers.map((number) => ["n", number])));
  heads(found);
  lay(numbers, found);
}

// What the live line brought drawn already. The numbers over the board are each person's own: with many boards open not all ask at
// once, and who had to wait for his answer asks again so much later.
let counting = 0;
let took = 0;
function counted(boards) {
  counting ||= setTimeout(async () => {
    const began = performance.now();
    await fetched(address("changed", [])).then(heads, () => {});
    took = performance.now() - began;
    counting = 0;
  }, 60 + Math.random() * 50 * boards + 10 * took);
}

document.addEventListener("tickets-drawn", ({ detail: { numbers, lines, boards } }) => {
  if (!table) return;
  const template = document.createElement("template");
  template.innerHTML = lines;
  lay(numbers, template.content);
  counted(boards);
});

function lay(numbers, found) {
  const here = new Map([...found.querySelectorAll("#changed [data-row]")].map((row) => [row.dataset.number, row]));
  if (here.size) table.querySelector("tbody.none")?.replaceWith(firstPage());
  for (const number of numbers) moved(find(number), here.get(number));
}

function firstPage() {
  const page = document.createElement("tbody");
  page.className = "page";
  watching.observe(page);
  near.add(page);
  return page;
}

function moved(old, row) {
  if (!row) return old?.remove();
  if (old && Number(old.dataset.version) >= Number(row.dataset.version)) return;
  const wasChosen = old?.matches("[aria-selected=true]");
  const wasFocused = old?.contains(document.activeElement);
  old?.remove();
  if (!put(row)) return;
  dress(row);
  mark(row);
  if (wasChosen) row.setAttribute("aria-selected", "true");
  if (wasFocused) row.querySelector("[data-whole]")?.focus({ preventScroll: true });
}

async function everything() {
  const found = await fetched(address("changed", []));
  heads(found);
  await Promise.all(pages().filter((page) => near.has(page)).map(readAgain));
}

document.addEventListener("tickets-changed", (event) => {
  if (!table) return;
  event.detail.forEach((number) => waiting.add(number));
  follow();
});

// Columns are drawn anew as a whole; what is new in them is marked.
let versions = new Map();
const cards = () => [...document.querySelectorAll("#columns [data-row]")];
document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.target?.id !== "columns") return;
  versions = new Map(cards().map((card) => [card.dataset.number, card.dataset.version]));
  left = document.getElementById("columns").scrollLeft;
  current = chosen()?.dataset.number ?? "";
});
let left = 0;
let current = "";
document.addEventListener("htmx:afterSettle", (event) => {
  if (event.detail.elt?.id !== "columns") return;
  document.getElementById("columns").scrollLeft = left;
  for (const card of cards()) {
    dress(card);
    if (versions.get(card.dataset.number) !== card.dataset.version) mark(card);
    if (card.dataset.number === current) choose(card);
  }
});

/* -- several at once */

const picked = new Set();
let anchor = null;

function dress(row) {
  const on = picked.has(row.dataset.number);
  row.classList.toggle("picked", on);
  const box = row.querySelector("[data-pick]");
  if (box) box.checked = on;
}
function shown(part) {
  for (const row of part.querySelectorAll("[data-row]")) {
    dress(row);
    if (row.dataset.number === current) choose(row);
  }
}

function pick(row, on = !picked.has(row.dataset.number)) {
  if (on) picked.add(row.dataset.number);
  else picked.delete(row.dataset.number);
  anchor = row.dataset.number;
  dress(row);
  tell();
}

function tell() {
  if (!bar) return;
  bar.hidden = !picked.size;
  bar.querySelector("b").textContent = bar.dataset.words.replace("{n}", picked.size);
  const all = document.querySelector("[data-pickall]");
  if (all) all.checked = Boolean(picked.size) && rows().every((row) => picked.has(row.dataset.number));
}

function pickUpTo(row) {
  const all = rows();
  const ends = [all.findIndex((other) => other.dataset.number === anchor), all.indexOf(row)].sort((a, b) => a - b);
  if (ends[0] < 0) return pick(row, true);
  all.slice(ends[0], ends[1] + 1).forEach((other) => pick(other, true));
}

function pickNone() {
  picked.clear();
  rows().forEach(dress);
  tell();
}

document.addEventListener("click", (event) => {
  const box = event.target.closest("[data-pick]");
  if (box && event.shiftKey) return pickUpTo(box.closest("[data-row]"));
  if (box) pick(box.closest("[data-row]"), box.checked);
  if (event.target.closest("[data-pickall]")) rows().forEach((row) => pick(row, event.target.checked));
  if (event.target.closest("[data-unpick]")) pickNone();
  if (event.target.closest("[data-bulk]")) together();
});

// What is done leaves the choice; what was refused stays in it.
document.addEventListener("htmx:afterSettle", () => {
  const became = document.querySelector("#became:not([data-seen])");
  if (!became) return;
  became.dataset.seen = "1";
  const refused = new Set([...became.querySelectorAll(".refusal a")].map((link) => link.textContent));
  for (const number of [...picked]) if (!refused.has(number)) picked.delete(number);
  rows().forEach(dress);
  tell();
});

function together() {
  if (!picked.size) return;
  const url = new URL(bar.querySelector("[data-bulk]").dataset.bulk, location.href);
  for (const number of picked) url.searchParams.append("n", number);
  window.htmx.ajax("GET", url.href, { target: "#beside", swap: "innerHTML" });
}

/* -- keys of the board */

async function step(by, alsoPicks) {
  const from = chosen();
  if (alsoPicks && from) pick(from, true);
  const all = rows();
  const more = table?.querySelector("tbody.more");
  if (by > 0 && more && from && from === all.at(-1)) await further(more);
  const here = chosen();
  const next = here?.parentElement && sideways(here, by);
  if (next) reach(next);
  else move(by);
  current = chosen()?.dataset.number ?? "";
  if (alsoPicks && chosen()) pick(chosen(), true);
  beside();
}

// In a column the next card; in a list whatever comes next.
const sideways = (row, by) => (row.matches("li") ? (by > 0 ? row.nextElementSibling : row.previousElementSibling) ?? row : null);

function reach(row) {
  choose(row);
  row.scrollIntoView({ block: "nearest", inline: "nearest" });
}

function across(by) {
  const columns = [...document.querySelectorAll("#columns .column")].filter((column) => column.querySelector("[data-row]"));
  const here = columns.findIndex((column) => column.contains(chosen()));
  const column = columns[Math.min(columns.length - 1, Math.max(0, here + by))];
  const nth = chosen() ? [...chosen().parentElement.children].indexOf(chosen()) : 0;
  const cards = column ? [...column.querySelectorAll("[data-row]")] : [];
  if (cards.length) reach(cards[Math.min(nth, cards.length - 1)]);
  beside();
}

// While something stands open beside the list, the next line takes its place; a form that is being filled in stays.
let walking = 0;
function beside() {
  const place = document.getElementById("beside");
  if (!place?.querySelector("#ticket") || place.querySelector("[data-open-form]")) return;
  clearTimeout(walking);
  walking = setTimeout(() => chosen() && openBeside(chosen()), 180);
}

const wants = (what) => () => chosen() && openBeside(chosen(), `&wants=${what}`);
Object.assign(plain, {
  j: () => step(1),
  k: () => step(-1),
  J: () => step(1, true),
  K: () => step(-1, true),
  ArrowDown: () => step(1),
  ArrowUp: () => step(-1),
  h: () => across(-1),
  l: () => across(1),
  x: () => chosen() && pick(chosen()),
  b: together,
  a: wants("assign"),
  u: wants("urge"),
  v: () => {
    const menu = document.getElementById("views");
    menu.open = !menu.open;
    menu.querySelector("a")?.focus();
  },
});

/* -- menus */

document.addEventListener("input", (event) => {
  if (!event.target.matches?.("[data-narrows]")) return;
  const wanted = event.target.value.trim().toLowerCase();
  for (const choice of event.target.parentElement.querySelectorAll(".choices a")) {
    choice.hidden = !choice.textContent.toLowerCase().includes(wanted);
  }
});
document.addEventListener("htmx:afterSettle", (event) => event.detail.elt?.querySelector?.("[data-narrows]")?.focus());
