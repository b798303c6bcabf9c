// What is found while typing: walked by arrow keys; the one chosen fills its field, and whoever types on has not chosen yet.
// The last ones chosen here stand first; without signal, those of the jobs taken along (the phone answers `offers-wanted`).
import { said } from "./said.js";

const RECENT = 5;

// Down and up walk, Enter takes the first, Escape shuts the list.
document.addEventListener("keydown", (event) => {
  const find = event.target.closest?.(".find");
  if (!find) return;
  const found = [...find.querySelectorAll(".found button")];
  const here = found.indexOf(document.activeElement);
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    const next = here + (event.key === "ArrowDown" ? 1 : -1);
    (found[next] ?? find.querySelector("input[type=search]")).focus();
  } else if (event.key === "Enter" && here < 0 && !event.ctrlKey && found.length) {
    event.preventDefault();
    found[0].click();
  } else if (event.key === "Escape") {
    find.querySelector(".found").replaceChildren();
  }
});

document.addEventListener("click", (event) => {
  for (const find of document.querySelectorAll(".find")) {
    if (!find.contains(event.target)) find.querySelector(".found").replaceChildren();
  }
});

document.addEventListener("click", (event) => {
  const offer = event.target.closest("[data-chooses]");
  const chooser = offer?.closest("[data-chooser]");
  if (!chooser) return;
  const [kept, typed] = chooser.querySelectorAll("input");
  kept.value = offer.dataset.chooses;
  typed.value = offer.dataset.says;
  typed.removeAttribute("aria-invalid");
  typed.focus();
  chooser.querySelector(".found").replaceChildren();
  remember(chooser.dataset.chooser, { id: kept.value, title: typed.value, below: offer.querySelector(".faint")?.textContent ?? "" });
  kept.dispatchEvent(new Event("change", { bubbles: true }));
});

const place = (kind) => `recent:${document.body.dataset.person ?? ""}:${kind}`;

function recent(kind) {
  try {
    return JSON.parse(localStorage.getItem(place(kind)) ?? "[]");
  } catch {
    return [];
  }
}

function remember(kind, one) {
  if (!kind) return;
  try {
    const before = recent(kind).filter((other) => other.id !== one.id);
    localStorage.setItem(place(kind), JSON.stringify([one, ...before].slice(0, RECENT)));
  } catch {
    // no room: it is only for comfort
  }
}

function drawn({ id, title, beside = "", below = "" }) {
  const offer = document.createElement("button");
  offer.type = "button";
  offer.dataset.chooses = id;
  offer.dataset.says = title;
  for (const [name, classes, words] of [["b", "", title], ["span", "sub", beside], ["span", "faint", below]]) {
    const part = document.createElement(name);
    part.className = classes;
    part.textContent = words;
    offer.append(part);
  }
  return offer;
}

function show(chooser, offers, whenNone) {
  const none = document.createElement("p");
  none.textContent = whenNone;
  chooser.querySelector(".found").replaceChildren(...(offers.length ? offers.map(drawn) : whenNone ? [none] : []));
}

// Nothing typed yet: the last ones chosen here, then what is at hand without asking.
document.addEventListener("focusin", (event) => {
  const chooser = event.target.matches?.("input[type=search]") ? event.target.closest("[data-chooser]") : null;
  if (!chooser || event.target.value) return;
  const last = recent(chooser.dataset.chooser).map((one) => ({ ...one, beside: said("recent") }));
  show(chooser, last, "");
  nearby(chooser, "", (found) => event.target.value || show(chooser, [...last, ...found.filter((one) => last.every((other) => other.id !== String(one.id)))].slice(0, 8), ""));
});

document.addEventListener("input", (event) => {
  const chooser = event.target.closest?.("[data-chooser]");
  if (!chooser) return;
  chooser.querySelector("input[type=hidden]").value = "";
  if (!navigator.onLine) away(chooser, event.target.value);
});
document.addEventListener("htmx:sendError", (event) => {
  const chooser = event.detail.elt.closest?.("[data-chooser]");
  if (chooser) away(chooser, event.detail.elt.value);
});

const away = (chooser, text) => nearby(chooser, text, (found) => show(chooser, found, said("nothing_near")));

function nearby(chooser, text, answer) {
  document.dispatchEvent(new CustomEvent("offers-wanted", { detail: { kind: chooser.dataset.chooser, text, answer } }));
}
