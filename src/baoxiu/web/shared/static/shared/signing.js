// A signature is drawn with finger, pen or mouse, and travels as a PNG in the form. It survives a turned phone; an empty one is not sent.
const sheets = new WeakMap();

function pen(canvas) {
  const ratio = Math.max(1, window.devicePixelRatio || 1);
  canvas.width = canvas.clientWidth * ratio;
  canvas.height = canvas.clientHeight * ratio;
  const found = canvas.getContext("2d");
  found.scale(ratio, ratio);
  Object.assign(found, { lineWidth: 2.4, lineCap: "round", lineJoin: "round", strokeStyle: "#10222c" });
  return found;
}

function ready(canvas) {
  if (sheets.has(canvas)) return;
  const box = canvas.closest(".sign-box");
  const sheet = { box, into: box.querySelector("input[type=hidden]"), pen: pen(canvas), strokes: [], width: canvas.clientWidth };
  sheets.set(canvas, sheet);
  canvas.addEventListener("pointerdown", (event) => begin(canvas, sheet, event));
  canvas.addEventListener("pointermove", (event) => go(canvas, sheet, event));
  for (const over of ["pointerup", "pointercancel"]) canvas.addEventListener(over, () => end(canvas, sheet));
  box.querySelector("[data-clears]").addEventListener("click", () => clear(canvas, sheet));
  if (sheet.into.value) redraw(canvas, sheet);
}

function begin(canvas, sheet, event) {
  event.preventDefault();
  canvas.setPointerCapture(event.pointerId);
  sheet.stroke = [[event.offsetX, event.offsetY]];
  show(sheet, true);
  sheet.pen.beginPath();
  sheet.pen.moveTo(event.offsetX, event.offsetY);
}

function go(_canvas, sheet, event) {
  if (!sheet.stroke) return;
  for (const point of event.getCoalescedEvents?.().length ? event.getCoalescedEvents() : [event]) {
    sheet.stroke.push([point.offsetX, point.offsetY]);
    sheet.pen.lineTo(point.offsetX, point.offsetY);
  }
  sheet.pen.stroke();
}

function end(canvas, sheet) {
  if (!sheet.stroke) return;
  sheet.strokes.push(sheet.stroke);
  sheet.stroke = null;
  keep(sheet, canvas.toDataURL("image/png"));
}

function clear(canvas, sheet) {
  sheet.strokes = [];
  sheet.pen = pen(canvas);
  show(sheet, false);
  keep(sheet, "");
}

function keep(sheet, drawn) {
  sheet.into.value = drawn;
  sheet.into.dispatchEvent(new Event("change", { bubbles: true }));
}

function show(sheet, drawn) {
  sheet.box.querySelector(".hint").hidden = drawn;
  const tells = sheet.box.querySelector("[data-tells]");
  if (tells && drawn) tells.hidden = true;
}

// A form filled in before: its drawing comes back.
function redraw(canvas, sheet) {
  const image = new Image();
  image.onload = () => sheet.pen.drawImage(image, 0, 0, canvas.clientWidth, canvas.clientHeight);
  image.src = sheet.into.value;
  show(sheet, true);
}

// The phone was turned: the same strokes, as wide as there is room.
function turned() {
  for (const canvas of document.querySelectorAll("canvas.sign")) {
    const sheet = sheets.get(canvas);
    if (!sheet || !canvas.clientWidth || canvas.clientWidth === sheet.width) continue;
    const scale = canvas.clientWidth / sheet.width;
    sheet.width = canvas.clientWidth;
    sheet.pen = pen(canvas);
    sheet.strokes = sheet.strokes.map((stroke) => stroke.map(([x, y]) => [x * scale, y]));
    if (!sheet.strokes.length && sheet.into.value) redraw(canvas, sheet);
    for (const stroke of sheet.strokes) trace(sheet.pen, stroke);
  }
}

function trace(into, stroke) {
  into.beginPath();
  into.moveTo(...stroke[0]);
  for (const point of stroke) into.lineTo(...point);
  into.stroke();
}

const open = (box) => box.offsetParent && !box.querySelector("input[type=hidden]").disabled;
const unsigned = (form) => [...form.querySelectorAll(".sign-box[data-needed]")].find((box) => open(box) && !box.querySelector("input").value);

document.addEventListener(
  "submit",
  (event) => {
    const box = event.submitter?.formNoValidate ? null : unsigned(event.target);
    if (!box) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const tells = box.querySelector("[data-tells]");
    if (tells) tells.hidden = false;
    box.scrollIntoView({ block: "center" });
    box.querySelector("canvas").focus({ preventScroll: true });
  },
  true,
);

function all() {
  for (const canvas of document.querySelectorAll("canvas.sign")) {
    const sheet = sheets.get(canvas);
    if (!canvas.clientWidth) continue;
    if (!sheet) ready(canvas);
    else if (sheet.into.value && !sheet.strokes.length) redraw(canvas, sheet);
  }
}
all();
document.addEventListener("htmx:load", all);
document.addEventListener("form-refilled", all);
document.addEventListener("change", all);
document.addEventListener("toggle", all, true);
addEventListener("resize", turned);
