{% load static %}// What a phone shows without signal: the worker's page drawn from what he took along, else a page that waits for signal.
const KEPT = "baoxiu-3";
const AWAY = "{% url 'field:away' %}";
const WAITING = "{% url 'offline' %}";
const FILES = [
  WAITING,
  "{% static 'vendor/tabler-icons/icons.svg' %}",
  "{% static 'vendor/htmx/htmx.min.js' %}",
  "{% static 'shared/mark.svg' %}",
  "{% static 'shared/icons/192.png' %}",
  "{% static 'shared/offline.js' %}",
  "{% static 'shared/tokens.css' %}",
  "{% static 'shared/base.css' %}",
  "{% static 'shared/parts.css' %}",
  "{% static 'shared/page.js' %}",
  "{% static 'shared/clocks.js' %}",
  "{% static 'shared/keys.js' %}",
  "{% static 'shared/live.js' %}",
  "{% static 'shared/large.js' %}",
  "{% static 'shared/forms.js' %}",
  "{% static 'shared/again.js' %}",
  "{% static 'shared/limits.js' %}",
  "{% static 'shared/choosing.js' %}",
  "{% static 'shared/signing.js' %}",
  "{% static 'shared/locating.js' %}",
  "{% static 'shared/widgets.js' %}",
  "{% static 'shared/widgets.css' %}",
  "{% static 'shared/widgets/photos.js' %}",
  "{% static 'shared/widgets/scanning.js' %}",
  "{% static 'shared/widgets/ticking.js' %}",
  "{% static 'shared/widgets/picking.js' %}",
  "{% static 'shared/widgets/stepping.js' %}",
  "{% static 'shared/widgets/pricing.js' %}",
  "{% static 'shared/widgets/labour.js' %}",
  "{% static 'shared/widgets/ahead.js' %}",
  "{% static 'shared/said.js' %}",
  "{% static 'field/field.css' %}",
  "{% static 'field/kept.js' %}",
  "{% static 'field/outbox.js' %}",
  "{% static 'field/way.js' %}",
  "{% static 'field/drafts.js' %}",
  "{% static 'field/near.js' %}",
  "{% static 'field/job.js' %}",
  "{% static 'field/said_back.js' %}",
  "{% static 'field/away.js' %}",
];

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(KEPT).then((kept) => kept.addAll(FILES)).then(() => self.skipWaiting()));
});
self.addEventListener("activate", (event) => {
  const old = (names) => Promise.all(names.filter((name) => name !== KEPT).map((name) => caches.delete(name)));
  event.waitUntil(caches.keys().then(old).then(() => self.clients.claim()));
});

// The worker's page is taken along once he is logged in, with every file it names.
self.addEventListener("message", (event) => {
  if (event.data === "take-along") event.waitUntil(take(AWAY));
  if (event.data === "leave-behind") event.waitUntil(caches.open(KEPT).then((kept) => kept.delete(AWAY)));
});
async function take(address) {
  const answer = await fetch(address);
  if (answer.ok && !answer.redirected) await (await caches.open(KEPT)).put(address, answer);
}

const isFile = (url) => url.origin === location.origin && url.pathname.startsWith("{% get_static_prefix %}");

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET") return;
  if (request.mode === "navigate") event.respondWith(fetch(request).catch(() => away(url)));
  else if (isFile(url)) event.respondWith(fetched(request));
});
async function away(url) {
  const isWorkers = url.pathname === "/" || url.pathname.startsWith("{% url 'field:today' %}");
  const page = isWorkers ? await caches.match(AWAY, { ignoreVary: true }) : undefined;
  return page ?? caches.match(WAITING, { ignoreVary: true });
}
async function fetched(request) {
  try {
    const answer = await fetch(request);
    if (answer.ok) (await caches.open(KEPT)).put(request, answer.clone());
    return answer;
  } catch (gone) {
    const kept = await caches.match(request, { ignoreVary: true });
    if (kept) return kept;
    throw gone;
  }
}
