// What is kept on this phone until it has arrived: words and photos under the address of their form.
const DAYS = 7;

function opened() {
  return new Promise((resolve, reject) => {
    const asked = indexedDB.open("baoxiu-reports", 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore("drafts");
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
}

async function inStore(mode, does) {
  const base = await opened();
  return new Promise((resolve, reject) => {
    const turn = base.transaction("drafts", mode);
    const asked = does(turn.objectStore("drafts"));
    turn.oncomplete = () => resolve(asked?.result);
    turn.onerror = turn.onabort = () => reject(turn.error);
  }).finally(() => base.close());
}

export async function save(name, draft) {
  const at = Date.now();
  try {
    await inStore("readwrite", (drafts) => drafts.put({ ...draft, at }, name));
  } catch {
    // a full disk keeps at least the words
    await inStore("readwrite", (drafts) => drafts.put({ ...draft, files: [], at }, name)).catch(() => {});
  }
}

export async function load(name) {
  const kept = await inStore("readonly", (drafts) => drafts.get(name));
  return kept && Date.now() - kept.at < DAYS * 86_400_000 ? kept : null;
}

export const clear = (name) => inStore("readwrite", (drafts) => drafts.delete(name)).catch(() => {});
