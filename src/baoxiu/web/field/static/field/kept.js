// What the phone keeps: jobs taken along, forms half filled in, commands that wait to be sent, what was taken lately. In the browser's own
// database, so that a dead battery loses nothing.
const NAME = "baoxiu";
const VERSION = 2;
const STORES = { kits: { keyPath: "number" }, outbox: { keyPath: "id", autoIncrement: true }, about: { keyPath: "name" }, drafts: { keyPath: "key" }, taken: { keyPath: "id", autoIncrement: true } };
const REMEMBERED = 40;
let opened;

function open() {
  opened ??= new Promise((resolve, reject) => {
    const asked = indexedDB.open(NAME, VERSION);
    asked.onupgradeneeded = () => {
      const known = asked.result.objectStoreNames;
      for (const [name, how] of Object.entries(STORES)) if (!known.contains(name)) asked.result.createObjectStore(name, how);
    };
    asked.onsuccess = () => {
      asked.result.onversionchange = () => asked.result.close();
      resolve(asked.result);
    };
    asked.onerror = () => reject(asked.error);
  });
  return opened;
}

async function within(store, mode, work) {
  const base = await open();
  return new Promise((resolve, reject) => {
    const writing = base.transaction(store, mode, { durability: "strict" });
    const asked = work(writing.objectStore(store));
    writing.oncomplete = () => resolve(asked?.result);
    writing.onerror = () => reject(writing.error);
    writing.onabort = () => reject(writing.error);
  });
}

const all = (store) => within(store, "readonly", (rows) => rows.getAll());

export const kits = () => all("kits");
export const kit = (number) => within("kits", "readonly", (rows) => rows.get(number));
export const outbox = () => all("outbox");
export const keep = (entry) => within("outbox", "readwrite", (rows) => rows.add(entry));
export const change = (entry) => within("outbox", "readwrite", (rows) => rows.put(entry));
export const drop = (id) => within("outbox", "readwrite", (rows) => rows.delete(id));
export const about = async (name) => (await within("about", "readonly", (rows) => rows.get(name)))?.value;
export const note = (name, value) => within("about", "readwrite", (rows) => rows.put({ name, value }));
export const drafts = () => all("drafts");
export const draft = (key) => within("drafts", "readonly", (rows) => rows.get(key));
export const putDraft = (one) => within("drafts", "readwrite", (rows) => rows.put(one));
export const dropDraft = (key) => within("drafts", "readwrite", (rows) => rows.delete(key));
export const taken = () => all("taken");

// What arrived, with what was done; the oldest go.
export async function took(entry) {
  await within("taken", "readwrite", (rows) => rows.add({ ...entry, at: Date.now() }));
  const known = await taken();
  for (const old of known.slice(0, -REMEMBERED)) await within("taken", "readwrite", (rows) => rows.delete(old.id));
}

// The jobs as they are now, in their order: new ones and changed ones come in, those no longer his go.
export async function takeAlong(numbers, changed) {
  const had = new Map((await kits()).map((one) => [one.number, one]));
  for (const one of changed) had.set(one.number, one);
  const now = numbers.map((number, nth) => ({ ...had.get(number), number, nth }));
  await within("kits", "readwrite", (rows) => {
    rows.clear();
    for (const one of now) rows.put(one);
  });
}
