// The page's words for scripts, in the reader's language.
const words = JSON.parse(document.getElementById("said")?.textContent ?? "{}");

export function said(name, blanks = {}) {
  return (words[name] ?? name).replace(/\{(\w+)\}/g, (_, blank) => blanks[blank] ?? "");
}
