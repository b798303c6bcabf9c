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
