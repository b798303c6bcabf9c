// The slip's own button; a printing that was just noted goes on to the printer by itself.
document.querySelector("[data-prints]")?.addEventListener("click", () => window.print());
if (document.body.dataset.printed !== undefined) window.addEventListener("load", () => window.print());
