// What a form's fields need beyond HTML is loaded when one of them stands on the page, so that a first page stays small.
const WIDGETS = [
  ["input[type=file]", () => import("./widgets/photos.js")],
  ["canvas.sign", () => import("./signing.js")],
  ["[data-scans]", () => import("./widgets/scanning.js")],
  ["[data-progress]", () => import("./widgets/ticking.js")],
  ["[data-picks]", () => import("./widgets/picking.js")],
  ["[data-steps]", () => import("./widgets/stepping.js")],
  ["[data-price-line]", () => import("./widgets/pricing.js")],
  ["[data-labour]", () => import("./widgets/labour.js")],
  ["[data-ahead]", () => import("./widgets/ahead.js")],
];

export function fit() {
  for (const [selector, load] of WIDGETS) if (document.querySelector(selector)) load();
}

fit();
document.addEventListener("htmx:load", fit);
