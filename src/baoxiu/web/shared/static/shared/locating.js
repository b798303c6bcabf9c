// The telephone says where it is, when it is asked to: nothing is found without a press.
import { said } from "./said.js";

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-locates]");
  if (!button) return;
  const box = button.parentElement;
  const tells = box.querySelector("[data-located]");
  if (!navigator.geolocation) {
    tells.textContent = said("no_place");
    return;
  }
  tells.textContent = said("locating");
  button.disabled = true;
  const done = (words) => {
    tells.textContent = words;
    button.disabled = false;
  };
  navigator.geolocation.getCurrentPosition(
    ({ coords }) => {
      const fill = (name, value) => (box.querySelector(`[name$=".${name}"]`).value = String(value));
      fill("lat", coords.latitude);
      fill("lon", coords.longitude);
      fill("accuracy", Math.round(coords.accuracy));
      done(said("located", { metres: Math.round(coords.accuracy) }));
    },
    () => done(said("no_place")),
    { enableHighAccuracy: true, timeout: 15000, maximumAge: 30000 },
  );
});
