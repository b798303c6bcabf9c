// A job on the phone: a form that opens comes into view, and the phone's own map shows the way.
document.addEventListener("htmx:afterSwap", (event) => {
  const { target } = event.detail;
  if (target.id === "do" && target.firstElementChild) target.scrollIntoView({ block: "start" });
});

if (/Android/.test(navigator.userAgent)) {
  document.addEventListener("click", (event) => {
    const way = event.target.closest("[data-geo]");
    if (!way) return;
    event.preventDefault();
    location.href = way.dataset.geo;
  });
}

// The phone offers to keep us among its apps: the offer waits for a press.
let offer;
const invite = () => document.querySelectorAll("[data-installs]").forEach((press) => (press.hidden = !offer));
addEventListener("beforeinstallprompt", (event) => {
  event.preventDefault();
  offer = event;
  invite();
});
document.addEventListener("htmx:load", invite);
document.addEventListener("click", async (event) => {
  if (!event.target.closest("[data-installs]") || !offer) return;
  offer.prompt();
  await offer.userChoice;
  offer = undefined;
  invite();
});
