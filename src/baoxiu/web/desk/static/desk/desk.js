// The office: what changed on the board is marked, the list makes room for what is open beside it.
import { openBeside } from "../shared/keys.js";

const versions = () => new Map([...document.querySelectorAll("#rows [data-number]")].map((row) => [row.dataset.number, row.dataset.version]));
let before = versions();
let chosen = "";

document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.target?.id !== "rows") return;
  before = versions();
  chosen = document.querySelector("#rows [aria-selected=true]")?.dataset.number ?? "";
});

document.addEventListener("htmx:afterSettle", (event) => {
  if (event.detail.elt?.id === "rows") {
    for (const row of document.querySelectorAll("#rows [data-number]")) {
      const { number, version } = row.dataset;
      if (before.get(number) !== version) row.classList.add("changed");
      if (number === chosen) row.setAttribute("aria-selected", "true");
    }
  }
  besides();
});

// The list makes room for what is open beside it.
function besides() {
  const beside = document.getElementById("beside");
  if (beside) document.getElementById("split").classList.toggle("open", beside.childElementCount > 0);
}
function shut(beside) {
  beside.replaceChildren();
  besides();
}

// Rows open by a click anywhere on them; links keep their own way.
document.addEventListener("click", (event) => {
  const row = event.target.closest("[data-row]");
  if (row && !event.target.closest("a, button, input, label, summary")) openBeside(row);
  const shuts = event.target.closest("[data-shuts]");
  if (shuts) shut(document.getElementById(shuts.dataset.shuts));
  event.target.closest("[data-selects]")?.select();
});

// New questions arrive while the clerk is answering: what he has answered meanwhile stays.
let answers = [];
document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.target?.id === "asked") answers = [...new FormData(document.getElementById("report"))];
});
document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target?.id !== "asked") return;
  for (const [name, value] of answers) {
    for (const input of document.querySelectorAll(`#asked [name="${CSS.escape(name)}"]`)) {
      if (input.type === "radio" || input.type === "checkbox") input.checked ||= input.value === value;
      else if (!input.value && typeof value === "string") input.value = value;
    }
  }
});
