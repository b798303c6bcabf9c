// Photos: made small here before they travel (1600 pixels show a leak, a basement has little signal), several, each with its
// thumbnail, taken away again by one press; before or after and a few words where the form asks for it.
import { said } from "../said.js";

const LONGEST = 1600;
const SMALL = 300_000;
const TRAVELS = new Set(["image/jpeg", "image/png", "image/webp", "image/gif"]); // whatever else a camera makes becomes a JPEG
const IS_PHOTO = /\.(hei[cf]|avif|tiff?|bmp)$/i;

const isPicture = (file) => file.type.startsWith("image/") || IS_PHOTO.test(file.name);
const mustChange = (file) => isPicture(file) && (!TRAVELS.has(file.type) || file.size >= SMALL);

async function decoded(file) {
  return createImageBitmap(file, { imageOrientation: "from-image" });
}

async function smaller(file) {
  if (!mustChange(file)) return file;
  const picture = await decoded(file);
  const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
  const sheet = new OffscreenCanvas(Math.round(picture.width * scale), Math.round(picture.height * scale));
  sheet.getContext("2d").drawImage(picture, 0, 0, sheet.width, sheet.height);
  picture.close();
  const made = await sheet.convertToBlob({ type: "image/jpeg", quality: 0.82 });
  if (TRAVELS.has(file.type) && made.size >= file.size) return file;
  return new File([made], `${file.name.replace(/\.\w+$/, "")}.jpg`, { type: "image/jpeg", lastModified: file.lastModified });
}

// What this device cannot read is said, and left out only where nobody else could read it either.
async function readied(files, tells) {
  const ready = [];
  const unread = [];
  for (const file of files) {
    const made = await smaller(file).catch(() => (TRAVELS.has(file.type) || !isPicture(file) ? file : null));
    if (made) ready.push(made);
    else unread.push(file.name);
  }
  if (tells) tells.textContent = unread.length ? said("photo_unread", { names: unread.join(", ") }) : "";
  return ready;
}

function put(input, files) {
  const taken = new DataTransfer();
  for (const file of files) taken.items.add(file);
  input.files = taken.files;
  input.dataset.ready = "1";
  input.dispatchEvent(new Event("change", { bubbles: true }));
  delete input.dataset.ready;
}

const kept = new WeakMap(); // of an input: what it held before more was chosen
const mainOf = (box) => box.querySelector("input[type=file]:not([data-camera])");
const size = (bytes) => (bytes < 1e6 ? `${Math.max(1, Math.round(bytes / 1000))} KB` : `${(bytes / 1e6).toFixed(1)} MB`);

document.addEventListener(
  "change",
  async (event) => {
    const input = event.target;
    if (!input.matches?.("input[type=file]") || input.dataset.ready === "1") return;
    const box = input.closest("[data-photos]");
    const whole = box?.querySelector(".taken");
    const chosen = [...input.files];
    if (!whole && !chosen.some(mustChange)) return;
    event.stopImmediatePropagation();
    if (!whole) return put(input, await readied(chosen, null));
    const main = mainOf(box);
    const fresh = await readied(chosen, box.querySelector("[data-tells]"));
    if (input !== main) input.value = "";
    const before = "one" in box.dataset ? [] : (kept.get(main) ?? []);
    put(main, "one" in box.dataset ? fresh.slice(-1) : [...before, ...fresh]);
  },
  true,
);

document.addEventListener("change", (event) => {
  const box = event.target.matches?.("input[type=file]") ? event.target.closest("[data-photos]") : null;
  if (box?.querySelector(".taken") && event.target === mainOf(box)) draw(box);
});

// Thumbnails follow the files; what was typed beside one stays with it.
function draw(box) {
  const main = mainOf(box);
  const list = box.querySelector(".taken");
  const files = [...main.files];
  const old = new Map([...list.children].map((row) => [row.file, row]));
  const rows = files.map((file) => old.get(file) ?? thumbnail(box, file));
  list.replaceChildren(...rows);
  for (const [nth, row] of rows.entries()) number(row, nth);
  list.hidden = !rows.length;
  kept.set(main, files);
}

function thumbnail(box, file) {
  const row = box.querySelector("template").content.firstElementChild.cloneNode(true);
  row.file = file;
  const image = row.querySelector("img");
  image.alt = file.name;
  image.src = URL.createObjectURL(file);
  row.querySelector("small").textContent = size(file.size);
  return row;
}

function number(row, nth) {
  for (const field of row.querySelectorAll("[name]")) field.name = field.name.replace(/\.(__n__|\d+)\.(\w+)$/, `.${nth}.$2`);
}

document.addEventListener("click", (event) => {
  const press = event.target.closest("[data-takes-away]");
  if (!press) return;
  const [row, box] = [press.closest("li"), press.closest("[data-photos]")];
  URL.revokeObjectURL(row.querySelector("img").src);
  put(mainOf(box), [...mainOf(box).files].filter((file) => file !== row.file));
});

function fit() {
  for (const box of document.querySelectorAll("[data-photos]")) {
    if (box.querySelector(".taken") && mainOf(box).files.length && !box.querySelector(".taken").children.length) draw(box);
  }
}
fit();
document.addEventListener("htmx:load", fit);
document.addEventListener("form-refilled", fit);
