// Asking: a question shows at once, goes to the server when those before it are answered, and is never lost in between.
// Gradio draws what comes of it. Over a slow network its page is long in coming: what is not yet drawn is shown here.

import { chosen, needed } from "./scope.js";
import { box, edit, fill, hint } from "./box.js";
import { call, draw, drawn, load, replyId, said } from "./gradio.js";
import { tell } from "./library.js";
import { find, listed, made, phrase, say } from "./page.js";
import { beside, open, part } from "./source.js";

const MOST = 2000;
/** Milliseconds after which a question is asked again that found too many others before it. */
const AGAIN = 2000;
/** The same after which a reply is late. */
const LATE = 5000;
const column = find("conversation");

/** The conversation's name: the page's address has it. */
const conversation = () => /^#([0-9a-f]{24})$/.exec(location.hash)?.[1] ?? "";

/** The one that was begun where the address had none, and the one that is shown. */
let begun = "", held = "";

function name() {
  if (!conversation()) {
    begun = [...crypto.getRandomValues(new Uint8Array(12))].map((b) => b.toString(16).padStart(2, "0")).join("");
    history.replaceState(history.state, "", `#${begun}`);
    known(begun);
  }
  return (held = conversation());
}

/** The conversations that this browser knows, the latest first; with one more. */
export function known(more) {
  const names = [...new Set([more, ...listed(localStorage, "conversations")].filter(Boolean))].slice(0, 1000);
  localStorage.conversations = JSON.stringify(names);
  return names;
}

/** Questions without a reply, oldest first; the first one is asked, unless `trouble` says why it failed. */
const waiting = [];
let asking = null, trouble = "", line = "";
/** The conversation: the server sends each turn once. */
let turns = [], newest = "", settled = false;
/** How many of them Gradio showed when what it does not was last shown here; -1 where it shows others. */
let shown = 0;
const WAITS = /class="waits">([^<]*)</;

/** The question that a reply, or something in it, replies to, as it was understood. */
export const asked = (within) => (within.closest(".reply").querySelector(".understood bdi")
  ?? within.closest(".message-row").previousElementSibling.querySelector(".question")).textContent;

export function ask(words) {
  const length = [...words.trim()].length;
  if (!length) return;
  if (length > MOST) {
    hint(phrase("script.asking.long", { most: MOST, length }));
    return;
  }
  hint("");
  if (box.value === words) fill("");
  waiting.push(words.trim());
  trouble = "";
  show(true);
  next();
}

async function next() {
  if (asking || trouble || !waiting.length) return;
  const question = (asking = { words: waiting[0] });
  setTimeout(() => { question.slow = true; if (question === asking) show(); }, LATE);
  try {
    const turn = await call("ask", question.words, chosen(), name(), needed());
    line = turn.length ? WAITS.exec(said(turn.at(-1)))?.[1] ?? "" : "";
    if (!line) {
      waiting.shift();
      turns.push(...turn);
    }
  } catch (error) {
    trouble = error.message;
    say(phrase("script.asking.wrong", { why: trouble }));
    tell();
  }
  asking = null;
  show();
  draw(turns);
  if (line) setTimeout(next, AGAIN);
  else next();
  begin();
}

/** Has Gradio's page come once nobody waits for anything else: over a slow network a reply would come behind it. */
function begin() {
  if (settled && !asking && !box.value) load();
}
box.addEventListener("input", begin);

/** Called when the page has what it shows at first. */
export function settle() {
  settled = true;
  begin();
}

// What is not yet drawn: the same markup in the same place, so that nothing moves

function show(anew = false) {
  const old = find("q-asking"), rows = [];
  shown = drawn(turns);
  for (const message of turns.slice(2 * Math.max(shown, 0))) rows.push(row(message.role === "user" ? "user" : "bot", markup(said(message))));
  for (const [number, words] of waiting.entries()) {
    rows.push(row("user", made("h2", { className: "question", lang: "", dir: "auto", textContent: words })), row("bot", ...state(number)));
  }
  if (old) kept(old);
  if (rows.length || shown) document.querySelector(".q-first")?.remove();
  column.classList.toggle("begun", shown > 0);
  column.classList.toggle("others", shown < 0);
  if (!rows.length) {
    old?.remove();
    return;
  }
  // Gradio's page has a main part of its own.
  const fresh = made(shown > 0 ? "section" : "main", { id: "q-asking", className: "message-wrap", ariaLabel: phrase("script.asking.conversation") }, ...rows);
  if (old) old.replaceWith(fresh);
  else find("asking").before(fresh);
  if (anew) [...fresh.querySelectorAll(".user-row")].at(-1).scrollIntoView({ block: "start" });
}

const row = (kind, ...parts) => made("div", { className: `message-row ${kind}-row` }, made("div", { className: "prose" }, ...parts));

/** Markup as the server escaped it. */
function markup(words) {
  const piece = document.createElement("template");
  piece.innerHTML = words;
  return piece.content;
}

/** What was opened in a reply is open when Gradio has drawn it. */
function kept(old) {
  for (const each of old.querySelectorAll(".reply[id]")) {
    const twin = document.querySelector(`gradio-app .reply[id="${each.id}"]`), parts = twin?.querySelectorAll("details") ?? [];
    [...each.querySelectorAll("details")].forEach((part, at) => { if (parts[at]) parts[at].open = part.open; });
  }
}

function state(number) {
  const pending = (words, values) => [made("p", { className: "pending", textContent: phrase(`script.asking.${words}`, values) })];
  if (number) return trouble ? [] : pending("turn");
  if (!trouble && line) return pending("waits", { before: line });
  if (!trouble) return pending(find("q-library").classList.contains("loading") ? "loading" : asking?.slow ? "still" : "reading");
  const again = made("button", { type: "button", className: "again", textContent: phrase("both.failure.again") });
  again.addEventListener("click", () => {
    trouble = "";
    show();
    next();
    box.focus();
  });
  const head = made("p", { className: "verdict" }, made("strong", { textContent: phrase("both.failure.head") }), ` ${phrase("both.failure.neither")}`);
  return [made("article", { className: "reply failure" }, head, made("p", { textContent: trouble }), again)];
}

/** Called whenever the conversation changed: what is drawn need not be shown here, and a reply that is new is told. */
export function arrived() {
  if (shown !== drawn(turns)) show();
  const last = [...document.querySelectorAll("#conversation .reply[id]")].at(-1);
  if (!last || last.id === newest) return;
  newest = last.id;
  last.closest(".message-row").previousElementSibling?.scrollIntoView({ block: "start" });
  hint("");
  say(summary(last));
  const best = last.querySelector(".quotes a.open");
  if (best && beside()) open(best, part(best), true);
}

function summary(reply) {
  if (!reply.matches(".answer")) return reply.querySelector(".verdict").textContent;
  const quotes = reply.querySelectorAll("blockquote");
  const from = reply.querySelector(".open").textContent;
  return phrase("script.asking.answered", { n: quotes.length, source: from, words: quotes[0].textContent });
}

/** Brings back the conversation that the address names. */
async function resume() {
  asking = {};
  known(conversation());
  try {
    turns = await call("resume", name());
    newest = turns.length ? replyId(turns.at(-1)) : "";
    if (!turns.length) hint(phrase("script.asking.gone"));
  } catch (error) {
    hint(phrase("script.asking.resumed", { why: error.message }));
  }
  asking = null;
  show();
  draw(turns);
  next();
  begin();
}

/** Called when the address is another: one from before the conversation had a name has it now. */
export function moved() {
  if (!conversation() && begun) history.replaceState(history.state, "", `#${begun}`);
  if (conversation() === held) return;
  if (conversation() && !asking && !waiting.length) resume();
  else location.reload();
}
addEventListener("hashchange", moved);

// By key and by button. While an input method composes, Enter is its own.

box.addEventListener("keydown", (event) => {
  const last = [...document.querySelectorAll("#conversation .question")].at(-1);
  if (event.key === "ArrowUp" && !box.value && last) {
    event.preventDefault();
    edit(last.textContent);
  } else if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    ask(box.value);
  }
});

document.querySelector("#question .submit-button").addEventListener("click", () => {
  ask(box.value);
  box.focus();
});

if (conversation()) resume();
// Enter came before this script did.
if (box.value.endsWith("\n")) ask(box.value);
