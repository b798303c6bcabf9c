// A login that ran out while a form was being filled: nothing typed goes. One logs in again in place, or on the login page; the form
// stands filled both ways and is sent by the same key. A token that another page renewed is renewed here too.
const person = document.body.dataset.person ?? "";
const KEPT = `baoxiu.form.${person}`;
const LASTS = 12 * 60 * 60 * 1000;
const OURS = new Set(["csrfmiddlewaretoken", "key", "version", "tab"]);
const isKeptElsewhere = (form) => form.matches("[data-intake], [data-draft]") || Boolean(document.getElementById("outbox"));
const cookie = () => /(?:^|; )csrftoken=([^;]+)/.exec(document.cookie)?.[1];
const place = () => document.getElementById("refusal");
let pending = null;

// -- the token: whoever logged in on another page of this browser has a new one

document.addEventListener("htmx:configRequest", (event) => {
  const { parameters, headers, verb } = event.detail;
  const token = cookie();
  if (!token || verb === "get") return;
  if ("csrfmiddlewaretoken" in parameters) parameters.csrfmiddlewaretoken = token;
  headers["X-CSRFToken"] = token;
});
document.addEventListener(
  "submit",
  (event) => {
    const token = event.target.querySelector("[name=csrfmiddlewaretoken]");
    if (token && cookie()) token.value = cookie();
    if (isPlain(event.target)) keep(event.target, { plain: true });
  },
  true,
);
const isPlain = (form) => form.method === "post" && !form.matches("[hx-post], [method=dialog]") && location.pathname !== "/login";

// -- what was typed, kept for the same person

const words = (form) => [...new FormData(form)].filter(([name, value]) => typeof value === "string" && value && !OURS.has(name));

function keep(form, more = {}) {
  if (!person || isKeptElsewhere(form)) return;
  const kept = { at: Date.now(), from: location.pathname + location.search, action: form.getAttribute("hx-post") ?? form.getAttribute("action"), answers: words(form), ...more };
  try {
    if (kept.answers.length) localStorage.setItem(KEPT, JSON.stringify(kept));
  } catch {
    // no room: the form itself still stands on the page
  }
}

function fill(form, answers) {
  const said = new Map();
  for (const [name, value] of answers) said.set(name, [...(said.get(name) ?? []), value]);
  for (const input of form.elements) {
    const values = said.get(input.name);
    if (!input.name || OURS.has(input.name) || input.type === "file" || !values) continue;
    if (input.type === "checkbox" || input.type === "radio") input.checked = values.includes(input.value);
    else input.value = values.length > 1 ? values.shift() : values[0];
  }
  document.dispatchEvent(new Event("form-refilled"));
  form.dispatchEvent(new Event("change", { bubbles: true }));
}

const formOf = (action) => [...document.forms].find((form) => (form.getAttribute("hx-post") ?? form.getAttribute("action")) === action);
const forget = () => localStorage.removeItem(KEPT);

async function bringBack() {
  const kept = JSON.parse(localStorage.getItem(KEPT) ?? "null");
  if (!kept) return;
  const isBack = new URL(document.referrer || location.href).pathname === "/login";
  if (Date.now() - kept.at > LASTS || (kept.plain && !isBack)) return forget();
  if (kept.from !== location.pathname + location.search) return;
  if (!formOf(kept.action)) await open(kept.action);
  const form = formOf(kept.action);
  if (!form) return;
  fill(form, kept.answers);
  const note = document.createElement("p");
  note.className = "done-note";
  note.setAttribute("role", "status");
  note.textContent = document.body.dataset.kept ?? "";
  form.prepend(note);
  forget(); // once: whoever puts it away does not meet it again
}

// The form of a command is not on the page until it is asked for.
const open = (action) => (document.getElementById("do") && action ? window.htmx.ajax("GET", action, { target: "#do", swap: "innerHTML" }) : undefined);

// -- logging in again

document.addEventListener("htmx:afterRequest", (event) => {
  const { elt, xhr, successful, requestConfig } = event.detail;
  if (elt.matches?.("[data-login-again]")) return;
  const form = elt.matches?.("form") ? elt : elt.closest?.("form");
  if (xhr?.status === 401 && requestConfig.verb === "post" && form) {
    pending = form;
    keep(form);
  } else if (successful && requestConfig.verb === "post" && form) {
    const kept = JSON.parse(localStorage.getItem(KEPT) ?? "null");
    if (kept && kept.action === form.getAttribute("hx-post")) forget();
  }
});
document.addEventListener("login-needed", () => {
  if (!place()?.querySelector("[data-login-again]")) window.htmx.ajax("GET", "/login", { target: "#refusal", swap: "innerHTML" });
});
document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target?.id === "refusal") place().querySelector("[data-login-again] [name=username]")?.focus();
});
document.addEventListener("logged-in", (event) => {
  if (String(event.detail.person) !== person) return location.reload(); // somebody else: what was typed is not his
  place()?.replaceChildren();
  const form = pending;
  pending = null;
  if (form?.isConnected && form.matches("[hx-post]")) form.requestSubmit(form.querySelector("[data-send]") ?? undefined);
});
addEventListener("load", bringBack);
