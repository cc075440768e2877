// Conversations that were held before: listed, found by their words, gone on with, deleted.

import { known, moved } from "./asking.js";
import { find, later, phrase, take, warn } from "./page.js";
import { leave, open } from "./source.js";

const wanted = (more) => ({
  method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ names: known(), ...more }),
});

find("q-past").addEventListener("click", () => open(find("q-past"), "conversation/list", false, wanted({})));

let typing = 0;
find("q-source").addEventListener("input", (event) => {
  if (event.target.id !== "q-recall") return;
  clearTimeout(typing);
  typing = setTimeout(list, 150);
});

async function list() {
  const query = find("q-recall")?.value ?? "";
  try {
    const rows = await take("conversation/list", wanted({ query, rows: true }));
    if (find("q-conversations") && query === find("q-recall").value) find("q-conversations").innerHTML = rows;
  } catch (error) {
    warn(phrase("script.source.trouble", { why: error.message }));
  }
}

/** Goes on with a conversation. */
export function recall(link) {
  leave(link.getAttribute("href"));
  moved();
}

export function forget(button) {
  const name = button.value;
  later(button, phrase("script.conversations.deleted"), async () => {
    await take(`conversation/${name}`, { method: "DELETE", keepalive: true });
    localStorage.conversations = JSON.stringify(known().filter((each) => each !== name));
    if (location.hash === `#${name}`) location.assign("./");
  });
}
