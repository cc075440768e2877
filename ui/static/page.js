// What every part of the page uses.

export const find = (id) => document.getElementById(id);

/** An element with properties and children; words become text, never markup. */
export function made(name, properties = {}, ...children) {
  const element = Object.assign(document.createElement(name), properties);
  element.append(...children);
  return element;
}

/** Has a screen reader say something, also when it is said twice. */
export function say(words) {
  find("q-said").textContent = "";
  setTimeout(() => { find("q-said").textContent = words; }, 50);
}

/** What a response that is no success says, as a line for people. */
export function told(status, body) {
  if (status === 401) return "The token is no longer known here. Load the page anew to enter it.";
  try {
    return JSON.parse(body).detail || `The server answered ${status}.`;
  } catch {
    return body.trim().startsWith("<") || !body ? `The server answered ${status}.` : body;
  }
}

export const UNREACHED = "The server cannot be reached.";

/** Fetches text. Throws an Error that says for people why there is none. */
export async function take(address, options = {}) {
  let response;
  try {
    response = await fetch(address, { ...options, headers: { accept: "*/*", ...options.headers } });
  } catch {
    throw new Error(UNREACHED);
  }
  const body = await response.text();
  if (!response.ok) throw new Error(told(response.status, body));
  return body;
}
