// Every page: clocks that count, keys, the live line, forms, choosing, signatures.
import "./clocks.js";
import "./keys.js";
import "./live.js";
import "./forms.js";
import "./again.js";
import "./limits.js";
import "./choosing.js";
import "./widgets.js";
import "./locating.js";
import "./large.js";

document.addEventListener("click", (event) => {
  const opens = event.target.closest("[data-opens]");
  if (opens) document.getElementById(opens.dataset.opens)?.showModal();
  const closes = event.target.closest("[data-closes]");
  if (closes) closes.closest(closes.dataset.closes)?.remove();
  if (event.target.closest("[data-prints]")) window.print();
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

// What somebody unfolded stays unfolded when its page is drawn anew by itself.
const nameOf = (fold) => fold.querySelector(":scope > summary")?.textContent.replace(/[\d\s]+/g, "") ?? "";
let unfolded = [];
document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  const again = detail.requestConfig?.verb === "get" && detail.elt === detail.target;
  unfolded = again ? [...detail.target.querySelectorAll("details[open]")].map(nameOf) : [];
});
document.addEventListener("htmx:afterSwap", ({ detail }) => {
  for (const fold of document.getElementById(detail.target.id)?.querySelectorAll("details:not([open])") ?? []) {
    if (unfolded.includes(nameOf(fold))) fold.open = true;
  }
});

// What is taken along is the worker's; a customer's phone is spared it.
if (document.body.dataset.person && "serviceWorker" in navigator && window.isSecureContext) {
  navigator.serviceWorker.register("/sw.js").catch(() => {});
}
