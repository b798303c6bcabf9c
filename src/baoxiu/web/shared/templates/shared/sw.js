{% load static %}// Shows the offline page when we cannot be reached. Nothing else is kept.
const KEPT = "offline-1";
const FILES = ["{% url 'offline' %}", "{% static 'shared/tokens.css' %}", "{% static 'shared/base.css' %}", "{% static 'shared/parts.css' %}", "{% static 'shared/offline.js' %}", "{% static 'vendor/tabler-icons/icons.svg' %}"];

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(KEPT).then((kept) => kept.addAll(FILES)).then(() => self.skipWaiting()));
});
self.addEventListener("activate", (event) => {
  const old = (names) => Promise.all(names.filter((name) => name !== KEPT).map((name) => caches.delete(name)));
  event.waitUntil(caches.keys().then(old).then(() => self.clients.claim()));
});
self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.mode === "navigate") {
    event.respondWith(fetch(request).catch(() => caches.match("{% url 'offline' %}")));
  } else if (FILES.includes(new URL(request.url).pathname)) {
    event.respondWith(fetch(request).catch(() => caches.match(request)));
  }
});
