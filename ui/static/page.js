// What every part of the page uses.

export const find = (id) => document.getElementById(id);

const LANGUAGE = document.documentElement.lang;
/** The page's words in its language, as the server's catalogue has them. */
const WORDS = JSON.parse(find("q-words").textContent);

/** A number as people write it. */
export const number = (value) => value.toLocaleString(LANGUAGE);

/** A number of bytes in units that people use. */
export function size(bytes) {
  const power = Math.min(3, Math.max(0, Math.floor(Math.log10(bytes || 1) / 3)));
  const unit = ["byte", "kilobyte", "megabyte", "gigabyte"][power];
  return new Intl.NumberFormat(LANGUAGE, { style: "unit", unit, maximumFractionDigits: 1 }).format(bytes / 1000 ** power);
}

/** A phrase with values put in; where it has two forms, the one for `n`. */
export function phrase(key, values = {}) {
  const found = WORDS[key], form = found.other ? found[values.n === 1 ? "one" : "other"] : found;
  return form.replace(/\{(\w+)\}/g, (_, name) => (typeof values[name] === "number" ? number(values[name]) : values[name]));
}

/** An element with properties and children; words become text, never markup. */
export function made(name, properties = {}, ...children) {
  const element = Object.assign(document.createElement(name), properties);
  element.append(...children);
  return element;
}

/** A number of documents or passages in words. */
export const counted = (n, thing) => phrase(`both.count.${thing}`, { n });

/** Has a screen reader say something, also when it is said twice. */
export function say(words) {
  find("q-said").textContent = "";
  setTimeout(() => { find("q-said").textContent = words; }, 50);
}

/** Shows what failed where everybody sees it, and has a screen reader say it; it stays until something else is done. */
export function warn(words) {
  find("q-trouble").textContent = words;
}
// Gradio is had draw by clicks that nobody made.
document.addEventListener("click", (event) => { if (event.isTrusted) warn(""); }, true);

/** A list that this browser keeps under a name; an empty one where what stands there is none. */
export function listed(storage, name) {
  try {
    const found = JSON.parse(storage[name]);
    return Array.isArray(found) ? found : [];
  } catch {
    return [];
  }
}

/** What a response that is no success says, as a line for people. */
export function problem(status, body) {
  const known = { 401: "token", 429: "busy", 500: "failed" }[status];
  if (known) return phrase(`script.trouble.${known}`);
  const plain = phrase("script.trouble.answered", { status: String(status) });
  try {
    return JSON.parse(body).detail || plain;
  } catch {
    return body.trim().startsWith("<") || !body ? plain : body;
  }
}

export const UNREACHED = phrase("script.trouble.unreached");

/** Fetches text. Throws an Error that says for people why there is none. */
export async function take(address, options = {}) {
  let response;
  try {
    response = await fetch(address, { ...options, headers: { accept: "*/*", ...options.headers } });
  } catch {
    throw new Error(UNREACHED);
  }
  const body = await response.text();
  if (!response.ok) throw new Error(problem(response.status, body));
  return body;
}

/** Saves what an address gives as a file; `button` asks for it, and waits meanwhile. */
export async function download(button, address, options, name) {
  button.disabled = true;
  try {
    const response = await fetch(address, options);
    if (!response.ok) throw new Error(problem(response.status, await response.text()));
    const link = made("a", { href: URL.createObjectURL(await response.blob()), download: name });
    link.click();
    URL.revokeObjectURL(link.href);
  } catch (error) {
    warn(phrase("script.trouble.saved", { why: error.message }));
  }
  button.disabled = false;
}

/** Seconds in which something can be taken back. */
const REGRET = 6;

/** What is said under rows that are about to go, by what asks for it: a list may be drawn anew meanwhile. */
const going = new Map();
const key = (button) => `${button.className} ${button.value}`;

/** Does something to a list's row, unless it is taken back within a few seconds; at the latest when the page goes. */
export function later(button, words, act) {
  const undo = made("button", { type: "button", className: "undo", textContent: phrase("script.rows.undo") });
  const note = made("p", { className: "path taken" }, `${words} `, undo), name = key(button);
  const end = () => {
    clearTimeout(timer);
    removeEventListener("pagehide", go);
  };
  const go = async () => {
    end();
    try {
      await act();
      note.closest("li")?.remove();
    } catch (error) {
      note.textContent = error.message;
    }
    going.delete(name);
  };
  const timer = setTimeout(go, 1000 * REGRET);
  addEventListener("pagehide", go);
  undo.addEventListener("click", () => {
    end();
    going.delete(name);
    const row = note.closest("li"), back = row.querySelector("button[hidden]");
    note.remove();
    row.classList.remove("going");
    back.hidden = false;
    back.focus();
  });
  going.set(name, note);
  leave(button, note);
  undo.focus();
  say(words);
}

function leave(button, note) {
  const row = button.closest("li");
  row.classList.add("going");
  button.hidden = true;
  row.append(note);
}

/** Called whenever the pane shows something else: a row that is about to go still says so. */
export function leaving() {
  if (!going.size) return;
  for (const button of document.querySelectorAll("#q-source li:not(.going) > button")) {
    const note = going.get(key(button));
    if (note) leave(button, note);
  }
}
