// Photos are made small on the phone before they travel: 1600 pixels are enough to see a leak, and a basement has little signal.
const LONGEST = 1600;
const SMALL = 300_000;

async function smaller(file) {
  if (!file.type.startsWith("image/") || file.size < SMALL) return file;
  const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
  const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
  const sheet = new OffscreenCanvas(Math.round(picture.width * scale), Math.round(picture.height * scale));
  sheet.getContext("2d").drawImage(picture, 0, 0, sheet.width, sheet.height);
  const made = await sheet.convertToBlob({ type: "image/jpeg", quality: 0.82 });
  return made.size < file.size ? new File([made], file.name.replace(/\.\w+$/, ".jpg"), { type: "image/jpeg" }) : file;
}

document.addEventListener(
  "change",
  async (event) => {
    const input = event.target;
    if (!input.matches?.("input[type=file]") || input.dataset.small === "1") return;
    const files = [...input.files];
    if (!files.some((file) => file.type.startsWith("image/") && file.size >= SMALL)) return;
    event.stopImmediatePropagation();
    const taken = new DataTransfer();
    for (const file of files) taken.items.add(await smaller(file).catch(() => file));
    input.files = taken.files;
    input.dataset.small = "1";
    input.dispatchEvent(new Event("change", { bubbles: true }));
    delete input.dataset.small;
  },
  true,
);
