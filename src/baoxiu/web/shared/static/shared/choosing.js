// What is found while typing: walked by arrow keys; the one chosen fills its field, and whoever types on has not chosen yet.

// Down and up walk, Enter takes the first, Escape shuts the list.
document.addEventListener("keydown", (event) => {
  const find = event.target.closest?.(".find");
  if (!find) return;
  const found = [...find.querySelectorAll(".found button")];
  const here = found.indexOf(document.activeElement);
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    const next = here + (event.key === "ArrowDown" ? 1 : -1);
    (found[next] ?? find.querySelector("input")).focus();
  } else if (event.key === "Enter" && here < 0 && !event.ctrlKey && found.length) {
    event.preventDefault();
    found[0].click();
  } else if (event.key === "Escape") {
    find.querySelector(".found").replaceChildren();
  }
});

document.addEventListener("click", (event) => {
  for (const find of document.querySelectorAll(".find")) {
    if (!find.contains(event.target)) find.querySelector(".found").replaceChildren();
  }
});

document.addEventListener("click", (event) => {
  const offer = event.target.closest("[data-chooses]");
  const chooser = offer?.closest("[data-chooser]");
  if (!chooser) return;
  const [kept, typed] = chooser.querySelectorAll("input");
  kept.value = offer.dataset.chooses;
  typed.value = offer.dataset.says;
  typed.removeAttribute("aria-invalid");
  typed.focus();
  chooser.querySelector(".found").replaceChildren();
  kept.dispatchEvent(new Event("change", { bubbles: true }));
});

document.addEventListener("input", (event) => {
  const chooser = event.target.closest?.("[data-chooser]");
  if (chooser) chooser.querySelector("input[type=hidden]").value = "";
});
