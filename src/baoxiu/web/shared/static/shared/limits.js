// What a field takes is said before it is sent: how many letters are left near the end, what of a paste did not go in, and of a file at
// once whether it is too large or of no kind we take.
import { said } from "./said.js";

const NEAR = 0.9;

function note(input) {
  let here = input.parentElement.querySelector(":scope > .limit");
  if (!here) {
    here = document.createElement("p");
    here.className = "help limit";
    here.setAttribute("role", "status");
    input.after(here);
  }
  return here;
}

function count(input) {
  const most = input.maxLength;
  if (!(most > 0)) return;
  if (input.value.length < most * NEAR) return input.parentElement.querySelector(":scope > .limit")?.remove();
  note(input).textContent = said("letters_left", { left: most - input.value.length, most });
}
document.addEventListener("input", (event) => event.target.matches?.("input, textarea") && count(event.target));

document.addEventListener("paste", (event) => {
  const input = event.target;
  const text = event.clipboardData?.getData("text") ?? "";
  if (!(input.maxLength > 0) || !text) return;
  const room = input.maxLength - input.value.length + (input.selectionEnd - input.selectionStart);
  if (text.length <= room) return;
  setTimeout(() => (note(input).textContent = said("paste_cut", { most: input.maxLength, cut: text.length - room })));
});

// The server judges by what is in a file; here is only said early what it would say of size and name.
const MOST = Number(document.body.dataset.mostBytes) || Infinity;
const NEVER = /\.(exe|bat|cmd|com|msi|scr|js|vbs|ps1|sh|jar|apk|html?|svg|zip|rar|7z|iso|dll|docm|xlsm)$/i;

document.addEventListener(
  "change",
  (event) => {
    const input = event.target;
    if (!input.matches?.("input[type=file]") || !input.files.length) return;
    const bad = [...input.files].filter((file) => file.size === 0 || NEVER.test(file.name) || (file.size > MOST && !file.type.startsWith("image/")));
    if (!bad.length) return;
    const good = new DataTransfer();
    for (const file of input.files) if (!bad.includes(file)) good.items.add(file);
    input.files = good.files;
    const words = bad.map((file) => said(file.size > MOST ? "file_large" : file.size ? "file_kind" : "file_empty", { name: file.name, most: Math.floor(MOST / 1048576) }));
    tell(words.join("\n"));
  },
  true,
);

function tell(words) {
  const card = document.createElement("div");
  card.className = "refusal";
  const text = document.createElement("b");
  text.textContent = words;
  text.className = "lines";
  card.append(document.createElement("span"), text);
  document.getElementById("refusal")?.replaceChildren(card);
}
