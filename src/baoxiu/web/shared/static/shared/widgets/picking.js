// One of many: typed at, walked by arrow keys, the last ones chosen here first. The list itself stays in the form.
import { said } from "../said.js";

const FEW = 7;
const RECENT = 5;
const place = (select) => `recent:${select.dataset.picks}`;

function recent(select) {
  try {
    return JSON.parse(localStorage.getItem(place(select)) ?? "[]");
  } catch {
    return [];
  }
}

export function remember(key, value) {
  try {
    const before = JSON.parse(localStorage.getItem(key) ?? "[]").filter((one) => one !== value);
    localStorage.setItem(key, JSON.stringify([value, ...before].slice(0, RECENT)));
  } catch {
    // no room: it is only for comfort
  }
}

function ordered(select) {
  const every = [...select.options].filter((option) => option.value);
  const ranked = select.querySelector("[data-beside]"); // the best stand first already
  const last = (ranked ? [] : recent(select)).map((value) => every.find((option) => option.value === value)).filter(Boolean);
  return { last, every: [...last, ...every.filter((option) => !last.includes(option))] };
}

function fits(option, words) {
  const text = option.textContent.toLowerCase();
  const initials = option.dataset.initials ?? "";
  return words.every((word) => text.includes(word) || option.value.toLowerCase().includes(word) || initials.includes(word));
}

function offers(select, typed) {
  const { last, every } = ordered(select);
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  const found = words.length ? every.filter((option) => fits(option, words)) : every;
  const rows = found.slice(0, 40).map((option) => offer(option, !words.length && last.includes(option)));
  if (!rows.length) {
    const none = document.createElement("p");
    none.textContent = said("nothing_found");
    rows.push(none);
  }
  return rows;
}

function offer(option, isRecent) {
  const made = document.createElement("button");
  made.type = "button";
  made.dataset.picked = option.value;
  made.setAttribute("role", "option");
  made.setAttribute("aria-selected", String(option.selected));
  const title = document.createElement("b");
  title.textContent = nameOf(option);
  made.append(title);
  if (option.disabled) made.setAttribute("aria-disabled", "true");
  const more = option.dataset.beside ?? (isRecent ? said("recent") : "");
  if (more) {
    const mark = document.createElement("span");
    mark.className = "faint";
    mark.textContent = more;
    made.append(mark);
  }
  return made;
}

const nameOf = (option) => option.dataset.says ?? option.textContent.trim();
const shownOf = (select) => (select.value ? nameOf(select.selectedOptions[0]) : "");
let nth = 0;

function fit(select) {
  if (select.dataset.fit || select.options.length <= FEW + 1) return;
  select.dataset.fit = "1";
  nth += 1;
  const box = document.createElement("div");
  box.className = "find picks-one";
  const typed = document.createElement("input");
  const found = document.createElement("div");
  Object.assign(found, { className: "found", id: `picks-${nth}` });
  found.setAttribute("role", "listbox");
  Object.assign(typed, { type: "search", className: "in", autocomplete: "off", value: shownOf(select), placeholder: select.options[0].textContent.trim() });
  for (const [name, value] of [["role", "combobox"], ["aria-expanded", "false"], ["aria-controls", found.id], ["aria-autocomplete", "list"]]) typed.setAttribute(name, value);
  const label = select.id && document.querySelector(`label[for="${CSS.escape(select.id)}"]`);
  if (label) {
    typed.id = `${select.id}-typed`;
    label.htmlFor = typed.id;
  } else typed.setAttribute("aria-label", select.getAttribute("aria-label") ?? "");
  select.before(box);
  box.append(typed, found, select);
  select.classList.add("unseen");
  select.tabIndex = -1;
  select.setAttribute("aria-hidden", "true");
  hear(select, typed, found);
}

function hear(select, typed, found) {
  const show = (text) => {
    found.replaceChildren(...offers(select, text));
    typed.setAttribute("aria-expanded", "true");
  };
  typed.addEventListener("focus", () => {
    typed.select();
    show("");
  });
  typed.addEventListener("input", (event) => {
    event.stopPropagation();
    show(typed.value);
    if (select.value) set(select, "");
  });
  found.addEventListener("click", (event) => {
    const chosen = event.target.closest("[data-picked]");
    if (!chosen || chosen.ariaDisabled) return;
    remember(place(select), chosen.dataset.picked);
    set(select, chosen.dataset.picked);
    close(typed, found);
  });
  typed.addEventListener("blur", () => setTimeout(() => left(typed, found) && (typed.value = shownOf(select)), 150));
  select.addEventListener("change", () => (typed.value = document.activeElement === typed && !select.value ? typed.value : shownOf(select)));
  select.addEventListener("invalid", () => typed.focus());
  select.addEventListener("focus", () => typed.focus());
}

// Whether he went on elsewhere: neither typing again nor walking the list.
const left = (typed, found) => document.activeElement !== typed && !found.contains(document.activeElement);

function set(select, value) {
  select.value = value;
  select.dispatchEvent(new Event("change", { bubbles: true }));
}

function close(typed, found) {
  found.replaceChildren();
  typed.setAttribute("aria-expanded", "false");
}

function all() {
  document.querySelectorAll("select[data-picks]").forEach(fit);
}
all();
document.addEventListener("htmx:load", all);
document.addEventListener("line-added", all);
document.addEventListener("form-refilled", () => {
  for (const select of document.querySelectorAll("select[data-picks][data-fit]")) select.closest(".find").querySelector("input").value = shownOf(select);
});
