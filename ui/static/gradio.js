// Gradio draws the conversation: its page is fetched late, asked to draw, and given the turns that are here already.

import { find, take } from "./page.js";

/** Milliseconds after which Gradio is told again to draw. */
const SOON = 1000;
/** The turns that it shall show: messages, of which every second one is a reply. */
let turns = [], timer = 0;

/** What comes of one of the functions that it has of ours. Throws an Error that says for people what went wrong. */
export async function call(name, ...data) {
  const { id } = window.gradio_config.dependencies.find((each) => each.api_name === name);
  const body = JSON.stringify({ fn_index: id, data });
  return JSON.parse(await take("gradio_api/run/predict", { method: "POST", headers: { "content-type": "application/json" }, body })).data[0];
}

/** A message's markup. */
export const said = ({ content }) => (typeof content === "string" ? content : content.map((each) => each.text).join(""));
/** The id of the reply that a message is. */
export const replyId = (message) => /<article class="reply \w+" id="([\w-]*)"/.exec(said(message))?.[1];

/** How many of these turns it shows; -1 where it shows others. */
export function drawn(wanted) {
  const there = [...document.querySelectorAll("gradio-app .reply[id]")], own = wanted.filter(({ role }) => role === "assistant");
  return there.every((each, at) => own[at] && each.id === replyId(own[at])) ? there.length : -1;
}

/** Has it draw these turns, again and again until it does: its page is long in coming, or busy with something else. */
export function draw(wanted) {
  turns = wanted;
  clearTimeout(timer);
  if (2 * drawn(turns) === turns.length) return;
  // Not under anybody's hand.
  if (!find("q-asking")?.contains(document.activeElement)) find("q-draw")?.click();
  timer = setTimeout(draw, SOON, turns);
}

/** Fetches its page. */
export function load() {
  for (const link of document.querySelectorAll("link.q-gradio")) {
    link.className = "";
    if (link.href.endsWith(".css")) link.rel = "stylesheet";
    else import(link.href).catch(() => { link.className = "q-gradio"; });
  }
}

// What its page asks for, told to draw, is here already.
const plain = window.fetch;
window.fetch = (address, options) => {
  if (!String(address?.url ?? address).includes("/run/predict") || !own(options)) return plain(address, options);
  const body = JSON.stringify({ data: [turns], is_generating: false, duration: 0, average_duration: 0 });
  return Promise.resolve(new Response(body, { status: 200, headers: { "content-type": "application/json" } }));
};

/** Whether a request is of Gradio's own making: it names its session. */
function own(options) {
  try {
    return "session_hash" in JSON.parse(options.body);
  } catch {
    return false;
  }
}
