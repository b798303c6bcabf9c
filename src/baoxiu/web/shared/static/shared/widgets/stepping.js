// A quantity by thumb: less and more beside the number; typed where that is quicker.
import { said } from "../said.js";

function button(sign, words, step) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "button";
  made.textContent = sign;
  made.setAttribute("aria-label", words);
  made.dataset.step = step;
  return made;
}

function fit() {
  for (const input of document.querySelectorAll("input[data-steps]:not([data-fit])")) {
    input.dataset.fit = "1";
    const by = Number(input.dataset.steps) || 1;
    input.before(button("−", said("less"), String(-by)));
    input.after(button("+", said("more"), String(by)));
  }
}

document.addEventListener("click", (event) => {
  const press = event.target.closest("[data-step]");
  if (!press) return;
  const input = press.parentElement.querySelector("input");
  const now = Number(input.value.replace(",", ".")) || 0;
  const next = Math.max(0, Math.round((now + Number(press.dataset.step)) * 1000) / 1000);
  input.value = next ? String(next) : "";
  input.dispatchEvent(new Event("input", { bubbles: true }));
  input.dispatchEvent(new Event("change", { bubbles: true }));
});
fit();
document.addEventListener("htmx:load", fit);
document.addEventListener("line-added", fit);
