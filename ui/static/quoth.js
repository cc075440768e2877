// What the page does beside Gradio. No library, no eval; text from documents arrives as the server escaped it.

import { choose } from "./adding.js";
import { pressed, widen, within } from "./scope.js";
import { arrived, ask, asked, settle } from "./asking.js";
import { edit } from "./box.js";
import { forget, recall } from "./conversations.js";
import { invite, remove, placed, tell } from "./library.js";
import { back, every, explain, offered } from "./looking.js";
import { leaving, phrase } from "./page.js";
import { accept, address, cite, copied, copy, exportable, judge, sighted } from "./replies.js";
import { more, open, part, point, show, turn, zoom } from "./source.js";
import { keep, marked } from "./tray.js";

const DOES = {
  "a.open": (link) => open(link, part(link)),
  "a.copy": copy,
  "a.cite": cite,
  "a.link": address,
  "button.keep": keep,
  "a.past": recall,
  "button.forget": forget,
  "button.edit": (button) => edit(editable(button)),
  "a.more": more,
  "a.turn": turn,
  "button.view": (button) => show(button.value),
  "button.zoom": zoom,
  "button.ask": (button) => { ask(button.textContent); document.querySelector("#question textarea").focus(); },
  "button.everywhere": (button) => { widen(); ask(asked(button)); },
  "button.answers": accept,
  ".thumbs > button": judge,
  "button.remove": remove,
  "button.choose": choose,
  "button.anew": (button) => ask(asked(button)),
  "a.q-skip": skip,
  "button.within": within,
  "button.every": every,
  "button.explain": explain,
  // All of a quote opens its place, but for words that are being selected.
  "#conversation blockquote": (quote) => { if (getSelection().isCollapsed) quote.closest("li").querySelector("a.open").click(); },
};

document.addEventListener("click", (event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  const found = Object.keys(DOES).map((each) => [event.target.closest(each), DOES[each]]).find(([target]) => target);
  if (!found) return;
  event.preventDefault();
  event.stopPropagation();
  found[1](found[0]);
}, true);

function skip() {
  const reply = [...document.querySelectorAll("#conversation .reply[id]")].at(-1);
  if (reply) reply.tabIndex = -1;
  (reply ?? document.querySelector("#question textarea"))?.focus();
}

/** The question beside which a button to edit it stands. */
const editable = (button) => button.parentElement.querySelector(".question, bdi").textContent;

// A new conversation begins with the library beside it.
for (const each of document.querySelectorAll(".q-name, #q-new")) each.addEventListener("click", () => { delete sessionStorage.source; });

new MutationObserver(() => {
  // Gradio labels each message with its own markup; a screen reader should read the message instead,
  // and only what asking.js says of a reply, not all that is drawn anew.
  for (const each of document.querySelectorAll("#conversation [aria-label*='<']")) each.removeAttribute("aria-label");
  const log = document.querySelector("#conversation [role=log]:not([aria-live=off])");
  log?.setAttribute("aria-live", "off");
  if (log) log.ariaLabel = phrase("script.asking.conversation");
  invite();
  exportable();
  copied();
  sighted();
  marked();
  placed();
  leaving();
  pressed();
  back();
  offered();
  point();
  arrived();
}).observe(document.body, { childList: true, subtree: true });
tell().then(settle);
