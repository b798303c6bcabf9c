// Photos and diagrams open large over the page: arrow keys walk them, Escape closes; without scripts they are links.
import { said } from "./said.js";

const PHOTOS = ".photos a:has(> img)";
let dialog = null;
let all = [];
let here = 0;

function made() {
  const box = document.createElement("dialog");
  box.className = "large";
  box.innerHTML = `<div class="large-bar"><p aria-live="polite"></p><button type="button" data-walks="-1"></button>
    <button type="button" data-walks="1"></button><a target="_blank" rel="noopener"></a><button type="button" data-ends></button></div>
    <div class="large-room" tabindex="0"><img alt=""></div>`;
  const words = { '[data-walks="-1"]': "previous", '[data-walks="1"]': "next_one", a: "original", "[data-ends]": "close" };
  for (const [where, word] of Object.entries(words)) box.querySelector(where).textContent = said(word);
  for (const each of box.querySelectorAll("button, a")) each.classList.add("button", "small");
  box.addEventListener("click", (event) => {
    const walks = event.target.closest("[data-walks]");
    if (walks) walk(Number(walks.dataset.walks));
    else if (event.target.closest("[data-ends]") || event.target === box || event.target.matches(".large-room")) box.close();
    else if (event.target.matches("img")) box.classList.toggle("whole");
  });
  box.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: -1, ArrowRight: 1, k: -1, j: 1 }[event.key];
    if (step) walk(step);
  });
  document.body.append(box);
  return box;
}

function walk(by) {
  if (all.length < 2) return;
  here = (here + by + all.length) % all.length;
  show();
}

function show() {
  const link = all[here];
  const image = dialog.querySelector("img");
  image.src = link.href;
  image.alt = link.querySelector("img").alt;
  dialog.classList.remove("whole");
  dialog.classList.toggle("drawn", Boolean(link.dataset.large));
  const words = link.dataset.large || link.title || image.alt;
  dialog.querySelector("p").textContent = all.length > 1 ? `${here + 1} / ${all.length} · ${words}` : words;
  dialog.querySelector("a").href = link.href;
  for (const walks of dialog.querySelectorAll("[data-walks]")) walks.hidden = all.length < 2;
}

document.addEventListener("click", (event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  const link = event.target.closest?.(`${PHOTOS}, a[data-large]`);
  if (!link) return;
  event.preventDefault();
  dialog ??= made();
  all = link.dataset.large ? [link] : [...document.querySelectorAll(PHOTOS)];
  here = Math.max(0, all.indexOf(link));
  show();
  dialog.showModal();
});
