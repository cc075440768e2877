// What the page does beside Gradio. No library, no eval; text from documents arrives as the server escaped it.

import { settle } from "./among.js";
import { arrived, ask, begin } from "./asking.js";
import { invite, remove, tell } from "./library.js";
import { find } from "./page.js";
import { copy, exportable, judge } from "./replies.js";
import { more, open } from "./source.js";

const DOES = {
  "a.open": (link) => open(link, `${link.href}&part=true`),
  "a.copy": copy,
  "a.more": more,
  "button.ask": (button) => { ask(button.textContent); document.querySelector("#question textarea").focus(); },
  ".thumbs > button": judge,
  "button.remove": remove,
};

document.addEventListener("click", (event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  const found = Object.keys(DOES).map((each) => [event.target.closest(each), DOES[each]]).find(([target]) => target);
  if (!found) return;
  event.preventDefault();
  event.stopPropagation();
  found[1](found[0]);
}, true);

// Begun anew, this tab forgets its conversation.
document.querySelector(".q-name").addEventListener("click", () => { delete sessionStorage.conversation; });

let ready = false;
new MutationObserver(() => {
  // Gradio labels each message with its own markup; a screen reader should read the message instead,
  // and only what asking.js says of a reply, not all that is drawn anew.
  for (const each of document.querySelectorAll("#talk [aria-label*='<']")) each.removeAttribute("aria-label");
  document.querySelector("#talk [role=log]:not([aria-live=off])")?.setAttribute("aria-live", "off");
  settle();
  invite();
  exportable();
  arrived();
  if (!ready && find("q-ask") && find("q-resume") && find("talk")) {
    ready = true;
    begin();
  }
}).observe(document.body, { childList: true, subtree: true });
// Nobody types before what was typed can be asked.
document.documentElement.classList.add("q-ready");
tell();
