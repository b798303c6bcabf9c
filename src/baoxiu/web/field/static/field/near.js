// Choosers without signal: what belongs to the jobs taken along.
import * as kept from "./kept.js";

const MOST = 8;

document.addEventListener("offers-wanted", async (event) => {
  const { kind, text, answer } = event.detail;
  const person = Number(document.getElementById("outbox")?.dataset.person) || null;
  const owner = await kept.about("person").catch(() => null);
  if (person && owner !== person) return;
  const known = (await kept.about("near").catch(() => null))?.[kind] ?? [];
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const fits = ({ title, beside = "", below = "", initials = "" }) => words.every((word) => `${title} ${beside} ${below} ${initials}`.toLowerCase().includes(word));
  answer(known.filter(fits).slice(0, MOST));
});
