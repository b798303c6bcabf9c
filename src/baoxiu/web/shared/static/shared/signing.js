// A signature is drawn with finger, pen or mouse, and travels as a PNG in the form.
function ready(canvas) {
  if (canvas.dataset.ready) return;
  canvas.dataset.ready = "1";
  const box = canvas.closest(".sign-box");
  const into = box.querySelector("input[type=hidden]");
  const ratio = Math.max(1, window.devicePixelRatio || 1);
  canvas.width = canvas.clientWidth * ratio;
  canvas.height = canvas.clientHeight * ratio;
  const pen = canvas.getContext("2d");
  pen.scale(ratio, ratio);
  Object.assign(pen, { lineWidth: 2.4, lineCap: "round", lineJoin: "round", strokeStyle: "#10222c" });
  let drawing = false;

  canvas.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    canvas.setPointerCapture(event.pointerId);
    drawing = true;
    box.querySelector(".hint").hidden = true;
    pen.beginPath();
    pen.moveTo(event.offsetX, event.offsetY);
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!drawing) return;
    pen.lineTo(event.offsetX, event.offsetY);
    pen.stroke();
  });
  canvas.addEventListener("pointerup", () => {
    drawing = false;
    into.value = canvas.toDataURL("image/png");
    into.dispatchEvent(new Event("change", { bubbles: true }));
  });
  box.querySelector("[data-clears]").addEventListener("click", () => {
    pen.clearRect(0, 0, canvas.width, canvas.height);
    into.value = "";
    box.querySelector(".hint").hidden = false;
  });
}

const all = () => document.querySelectorAll("canvas.sign").forEach((canvas) => canvas.clientWidth && ready(canvas));
all();
document.addEventListener("htmx:load", all);
document.addEventListener("toggle", all, true);
