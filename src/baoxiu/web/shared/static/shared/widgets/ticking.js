// How far a checklist is: 4/6, and a bar that fills.
function show(list) {
  const boxes = [...list.querySelectorAll("input[type=checkbox]")];
  const done = boxes.filter((box) => box.checked).length;
  const tells = list.querySelector(".progress");
  if (!tells) return;
  tells.querySelector("output").textContent = `${done}/${boxes.length}`;
  tells.style.setProperty("--done", boxes.length ? done / boxes.length : 0);
  tells.classList.toggle("whole", done === boxes.length && done > 0);
}

const all = () => document.querySelectorAll("[data-progress]").forEach(show);
document.addEventListener("change", (event) => {
  const list = event.target.closest?.("[data-progress]");
  if (list) show(list);
});
all();
document.addEventListener("htmx:load", all);
document.addEventListener("form-refilled", all);
