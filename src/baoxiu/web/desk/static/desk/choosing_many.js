// Ticks of a list: all at once, how many, and nothing to do with none.
const bar = document.querySelector("[data-many]");
const ticks = () => [...document.querySelectorAll(`[name="${bar.dataset.many}"]`)];

function tell() {
  const chosen = ticks().filter((tick) => tick.checked).length;
  const counted = bar.querySelector("[data-counted]");
  counted.textContent = counted.dataset.words.replace("{n}", String(chosen));
  for (const button of bar.querySelectorAll("[data-needs]")) button.disabled = !chosen;
  const every = bar.querySelector("[data-every]");
  every.checked = chosen > 0 && chosen === ticks().length;
  every.indeterminate = chosen > 0 && !every.checked;
}

if (bar) {
  bar.querySelector("[data-every]").addEventListener("change", (event) => {
    for (const tick of ticks()) tick.checked = event.target.checked;
    tell();
  });
  document.addEventListener("change", (event) => event.target.name === bar.dataset.many && tell());
  tell();
}
