// The day on a map: a sign for each job, a line for each technician's way. Without tiles the ground stays plain; the list says the same.
const SIGNS = { waiting: "●", late: "▲", appointment: "◆", running: "■", planned: "■", meant: "□", done: "✓" };
const read = (id) => JSON.parse(document.getElementById(id).textContent);

let map = null;
let drawn = null;
let marks = new Map();

function sign(point) {
  const face = document.createElement("span");
  face.textContent = SIGNS[point.kind] ?? "●";
  return globalThis.L.divIcon({ html: face, className: `pin ${point.kind}`, iconSize: [26, 26] });
}

function words(point) {
  const box = document.createElement("div");
  const link = document.createElement("a");
  link.href = point.href;
  link.textContent = [point.at, point.title].filter(Boolean).join(" ");
  const rest = document.createElement("div");
  rest.textContent = [point.who, point.site, point.number].filter(Boolean).join(" · ");
  box.append(link, rest);
  return box;
}

function draw() {
  const L = globalThis.L;
  drawn?.remove();
  drawn = L.layerGroup().addTo(map);
  marks = new Map();
  for (const way of read("map-ways")) L.polyline(way.points, { className: "way", weight: 2, dashArray: "4 5" }).bindTooltip(way.name).addTo(drawn);
  for (const point of read("map-points")) {
    const said = [point.at, point.title, point.who].filter(Boolean).join(" ");
    const mark = L.marker(point.where, { icon: sign(point), title: said, alt: said }).bindPopup(words(point)).addTo(drawn);
    marks.set(point.number, mark);
  }
}

function begin() {
  const L = globalThis.L;
  const { tiles, credit } = read("map-tiles");
  map = L.map("map", { zoomAnimation: false, fadeAnimation: false, markerZoomAnimation: false, attributionControl: Boolean(tiles), maxZoom: 19 });
  if (tiles) L.tileLayer(tiles, { maxZoom: 19, attribution: credit }).addTo(map);
  L.control.scale({ imperial: false }).addTo(map);
  draw();
  const places = [...marks.values()].map((mark) => mark.getLatLng());
  if (places.length) map.fitBounds(L.latLngBounds(places).pad(0.15), { maxZoom: 16 });
  else map.setView([30, 112], 4);
}

// Who is chosen in the list is shown on the map.
document.addEventListener("click", (event) => {
  const job = event.target.closest("#map-list [data-job]");
  if (!job || event.target.closest("a, button")) return;
  const mark = marks.get(job.dataset.job);
  if (!mark) return;
  map.panTo(mark.getLatLng());
  mark.openPopup();
});

document.addEventListener("htmx:afterSettle", (event) => {
  if (event.detail.elt?.id === "map-list" && map) draw();
});

if (globalThis.L) begin();
else addEventListener("DOMContentLoaded", begin);
