// Forms: one sending at a time, what is missing said beside its field, lines added and taken away, drafts kept.
import { isPressed, renew } from "./live.js";
import { said } from "./said.js";

const place = () => document.getElementById("refusal");

function tell(words) {
  const card = document.createElement("div");
  card.className = "refusal";
  const text = document.createElement("b");
  text.textContent = words;
  card.append(document.createElement("span"), text);
  place()?.replaceChildren(card);
}

// A refusal names its field: lead the eye there.
function mark() {
  const field = place()?.querySelector("[data-field]")?.dataset.field;
  const named = field ? [...document.querySelectorAll(`[name="${CSS.escape(field)}"]`)] : [];
  const inputs = named.map((input) => input.closest("[data-chooser]")?.querySelector("[type=search]") ?? input);
  for (const input of inputs) input.setAttribute("aria-invalid", "true");
  inputs[0]?.focus({ preventScroll: false });
}

document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target?.id === "refusal") mark();
});
document.addEventListener("htmx:beforeRequest", (event) => {
  const { elt, requestConfig } = event.detail;
  if (requestConfig.verb === "post" && !place()?.contains(elt)) place()?.replaceChildren(); // a card that is itself a form stays
});
// A refusal may leave a record (a wrong code): the form goes on from where the ticket stands now.
document.addEventListener("htmx:afterRequest", (event) => {
  const version = event.detail.xhr?.getResponseHeader("X-Ticket-Version");
  const kept = version && event.detail.elt.querySelector?.("[name=version]");
  if (kept) kept.value = version;
});
document.addEventListener("htmx:sendError", () => tell(said("failed")));
document.addEventListener("input", (event) => event.target.removeAttribute?.("aria-invalid"));
window.addEventListener("offline", () => tell(said("offline")));
window.addEventListener("online", () => place()?.replaceChildren());

// A second click must not send twice, and the server knows the form's key if it does.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.matches("[hx-post], [hx-get], [method=dialog]")) return;
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "1";
  setTimeout(() => delete form.dataset.sent, 4000);
});

document.addEventListener("click", (event) => {
  const adds = event.target.closest("[data-adds]");
  if (adds) addLine(document.getElementById(adds.dataset.adds));
  const removes = event.target.closest("[data-removes]");
  if (removes) removes.closest(removes.dataset.removes).remove();
});

function addLine(lines) {
  const count = Number(lines.dataset.count ?? lines.children.length);
  lines.dataset.count = String(count + 1);
  const html = lines.querySelector("template").innerHTML.replaceAll("__n__", String(count));
  lines.insertAdjacentHTML("beforeend", html);
  document.dispatchEvent(new Event("line-added"));
  lines.lastElementChild.querySelector("input")?.focus();
}

// Ticks made while earlier ones travel: the page waits for them before it is drawn anew, so that none is swept away.
const ticked = (form) => form.querySelectorAll("input:checked:not(:disabled)").length;
document.addEventListener("change", (event) => {
  const form = event.target.closest?.("[data-ticks]");
  if (form) form.dataset.ticking = "1";
});
document.addEventListener("htmx:beforeRequest", (event) => {
  const form = event.detail.elt;
  if (form.matches?.("[data-ticks]")) form.dataset.ticked = String(ticked(form));
});
document.addEventListener("htmx:beforeSwap", (event) => {
  const { requestConfig, target, xhr } = event.detail;
  const form = requestConfig?.elt;
  if (!form?.matches?.("[data-ticks]")) return;
  if (ticked(form) > Number(form.dataset.ticked)) event.detail.shouldSwap = false;
  else if (isPressed && xhr.status < 400) {
    event.detail.shouldSwap = false; // the next box is being pressed
    delete form.dataset.ticking;
    renew(target);
  }
});

// A field that matters only with a certain answer is shown with it.
function showWhen() {
  for (const field of document.querySelectorAll("[data-with]")) {
    const [name, ...values] = field.dataset.with.split("=");
    const form = field.closest("form");
    const answer = form ? new FormData(form).get(name) : null;
    field.hidden = !values.join("=").split("|").includes(String(answer ?? ""));
    for (const input of field.querySelectorAll("input, select, textarea")) input.disabled = field.hidden;
  }
}
document.addEventListener("change", showWhen);
document.addEventListener("htmx:load", showWhen);
showWhen();

// Chosen photos are shown before they are sent.
document.addEventListener("change", (event) => {
  const input = event.target;
  const shows = input.matches?.("input[type=file]") ? input.closest("[data-photos]")?.querySelector(".photos") : null;
  if (!shows) return;
  shows.replaceChildren(...[...input.files].map(preview));
});

function preview(file) {
  if (!file.type.startsWith("image/")) {
    const name = document.createElement("span");
    name.className = "chip";
    name.textContent = file.name;
    return name;
  }
  const image = document.createElement("img");
  image.alt = file.name;
  image.src = URL.createObjectURL(file);
  return image;
}
