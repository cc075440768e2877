// Asking: a question shows at once, goes to the server when those before it are answered, and is never lost in between.
// Gradio asks on our behalf, through fields that are not seen; what becomes of its request is watched here.

import { chosen, needed } from "./among.js";
import { offer } from "./looking.js";
import { UNREACHED, find, made, say, told } from "./page.js";
import { beside, open, part } from "./source.js";

const MOST = 2000;
/** Seconds that Gradio's page may take until it asks: on a slow machine it is long in coming. */
const PATIENCE = 60;
const talk = () => find("talk");
const box = () => document.querySelector("#question textarea");
const replies = () => [...document.querySelectorAll("#talk .reply[id]")];

/** The conversation's name: the page's address has it. */
export const conversation = () => /^#([0-9a-f]{24})$/.exec(location.hash)?.[1] ?? "";

function name() {
  if (!conversation()) {
    const made = [...crypto.getRandomValues(new Uint8Array(12))].map((b) => b.toString(16).padStart(2, "0")).join("");
    history.replaceState(history.state, "", `#${made}`);
    known(made);
  }
  return conversation();
}

/** The conversations that this browser knows, the latest first; with one more. */
export function known(more) {
  const names = [...new Set([more, ...JSON.parse(localStorage.conversations || "[]")].filter(Boolean))].slice(0, 1000);
  localStorage.conversations = JSON.stringify(names);
  return names;
}

/** What Gradio shows: the server sends each turn once, and the page keeps those before it. */
let turns = [], resumed = true;
/** Whether the address names a conversation of which nothing is shown yet. */
let unread = Boolean(conversation());

/** Questions without a reply, oldest first; the first one is asked, unless `trouble` says why it failed. */
const waiting = [];
let asking = null, trouble = "", line = "";
/** Milliseconds after which a question is asked again that found too many others before it. */
const AGAIN = 2000;
const WAITS = /class=\\?"waits\\?">([^<]*)</;

/** The question that a reply, or something in it, replies to, as it was understood. */
export const asked = (within) => (within.closest(".reply").querySelector(".understood bdi")
  ?? within.closest(".message-row").previousElementSibling.querySelector(".question")).textContent;

export function ask(words) {
  const length = [...words.trim()].length;
  if (!length) return;
  if (length > MOST) {
    hint(`A question may have ${MOST.toLocaleString("en")} characters; this one has ${length.toLocaleString("en")}.`);
    return;
  }
  hint("");
  if (box().value === words) fill(box(), "");
  waiting.push(words.trim());
  trouble = "";
  show(true);
  next();
}

function next() {
  if (asking || trouble || !waiting.length || !find("q-ask")) return;
  asking = { words: waiting[0], last: replies().at(-1)?.id, sent: false, tries: 0 };
  Object.assign(asking, { among: chosen(), needed: needed() });
  put(asking);
}

/** Has Gradio ask, and once more if nothing came of it: its page may be busy with something else. */
function put(question) {
  if (question !== asking || question.sent) return;
  if (question.tries++ === PATIENCE) {
    fail("This page could not ask. Load it anew.");
    return;
  }
  // Anew each time: what is filled in before Gradio's page is ready is not heard.
  fill(field("q-named"), name());
  fill(field("q-among"), question.among);
  fill(field("q-needed"), question.needed);
  fill(field("q-asked"), question.words);
  setTimeout(() => { if (question === asking && !question.sent) find("q-ask").click(); });
  setTimeout(() => put(question), 1000);
}

function fail(why) {
  asking = null;
  trouble = why;
  show();
  say(`This went wrong. ${why}`);
}

const plain = window.fetch;
window.fetch = async (address, options) => {
  if (!String(address?.url ?? address).includes("/run/predict")) return plain(address, options);
  const words = given(options);
  if (words.length === 1) {
    if (resumed) return nothing();
    resumed = true;
    return whole(await plain(address, options), (read) => read);
  }
  const question = asking;
  if (!question || words[0] !== question.words) return plain(address, options);
  if (question.sent) return nothing();
  question.sent = true;
  setTimeout(() => { question.slow = true; if (question === asking) show(); }, 5000);
  try {
    const response = await plain(address, options);
    if (!response.ok) {
      const body = await response.clone().text();
      if (question === asking) fail(response.status === 500 ? "The server failed; its log tells more." : told(response.status, body));
      return response;
    }
    const waits = WAITS.exec(await response.clone().text())?.[1] ?? "";
    if (question === asking) line = waits;
    if (!waits) return whole(response, (turn) => [...turns, ...turn]);
    if (question === asking) {
      asking = null;
      show();
      setTimeout(next, AGAIN);
    }
    return nothing();
  } catch {
    if (question === asking) fail(UNREACHED);
    return nothing();
  }
};

/** The response as Gradio shall see it: with every turn of the conversation. */
async function whole(response, join) {
  if (!response.ok) return response;
  const body = await response.json();
  turns = join(body.data[0]);
  return new Response(JSON.stringify({ ...body, data: [turns] }), { status: 200, headers: { "content-type": "application/json" } });
}

/** An answer without content. Gradio's page would take a lost connection for the end and never ask again. */
const nothing = () => new Response("{}", { status: 503, headers: { "content-type": "application/json" } });

function given(options) {
  try {
    return JSON.parse(options.body).data;
  } catch {
    return [];
  }
}

// What is shown of a question before its reply is there: the same markup in the same place, so that nothing moves

function show(anew = false) {
  const old = find("q-asking"), rows = waiting.flatMap((words, number) => turn(words, number));
  if (!rows.length) {
    old?.remove();
    return;
  }
  const fresh = made("div", { id: "q-asking", className: "message-wrap" }, ...rows);
  if (old) old.replaceWith(fresh);
  else talk().append(fresh);
  talk().classList.toggle("begun", replies().length > 0);
  if (anew) fresh.querySelector(".user-row:last-of-type, .user-row")?.scrollIntoView({ block: "start" });
}

function turn(words, number) {
  const question = made("h2", { className: "question", dir: "auto", textContent: words });
  return [
    made("div", { className: "message-row user-row" }, made("div", { className: "prose" }, question)),
    made("div", { className: "message-row bot-row" }, made("div", { className: "prose" }, ...state(number))),
  ];
}

function state(number) {
  const pending = (words) => [made("p", { className: "pending", textContent: words })];
  if (number) return trouble ? [] : pending("Waits for its turn");
  if (!trouble) return pending(line ? `Waits, ${line}` : find("q-library").classList.contains("loading") ? "Loading the models" : asking?.slow ? "Still reading" : "Reading");
  const again = made("button", { type: "button", className: "again", textContent: "Ask again" });
  again.addEventListener("click", () => {
    trouble = "";
    show();
    next();
    box().focus();
  });
  const head = made("p", { className: "verdict" }, made("strong", { textContent: "This went wrong." }), " The question was neither answered nor refused.");
  return [made("article", { className: "reply failure" }, head, made("p", { textContent: trouble }), again)];
}

/** Called whenever the conversation changed: whether the reply that was waited for is there. */
export function arrived() {
  const shown = replies(), newest = shown.at(-1);
  if (!asking || !asking.sent || !newest || newest.id === asking.last) return;
  asking = null;
  waiting.shift();
  show();
  newest.closest(".message-row")?.previousElementSibling?.scrollIntoView({ block: "start" });
  hint("");
  say(summary(newest));
  offer(newest);
  const best = newest.querySelector(".quotes a.open");
  if (best && beside()) open(best, part(best), true);
  setTimeout(() => (unread && !waiting.length ? resume() : next()));
}

function summary(reply) {
  if (!reply.matches(".answer")) return reply.querySelector(".verdict").textContent;
  const quotes = reply.querySelectorAll("blockquote");
  const from = reply.querySelector(".open").textContent;
  return `Answered in ${quotes.length === 1 ? "a quote" : `${quotes.length} quotes`}. From ${from}: ${quotes[0].textContent}`;
}

/** Asks what was typed before Gradio's fields were there, or brings back the conversation that the address names. */
export function begin() {
  next();
  if (unread && !waiting.length) resume();
}

addEventListener("hashchange", () => {
  if (conversation() && !waiting.length) resume();
  else location.reload();
});

/** As soon as Gradio's page hears. */
function resume(tries = 5) {
  if (tries === 5) resumed = unread = false;
  known(conversation());
  if (resumed || waiting.length || !tries) return;
  fill(field("q-named"), name());
  setTimeout(() => find("q-resume").click());
  setTimeout(() => resume(tries - 1), 1000);
}

/** Puts a question into the box, to be edited and asked again. */
export function edit(words) {
  fill(box(), words);
  box().focus();
  box().setSelectionRange(words.length, words.length);
}

function hint(words) {
  const place = find("q-note");
  if (place && place.textContent !== words) place.textContent = words;
}

const field = (id) => document.querySelector(`#${id} textarea, #${id} input`);

function fill(place, words) {
  place.value = words;
  place.dispatchEvent(new Event("input", { bubbles: true }));
}

// By key and by button. While an input method composes, Enter is its own.

document.addEventListener("keydown", (event) => {
  const last = [...document.querySelectorAll("#talk .question")].at(-1);
  if (event.key !== "ArrowUp" || event.target !== box() || box().value || !last) return;
  event.preventDefault();
  edit(last.textContent);
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.target !== box()) return;
  event.preventDefault();
  event.stopPropagation();
  ask(box().value);
}, true);

document.addEventListener("click", (event) => {
  if (!event.target.closest("#question .submit-button")) return;
  event.preventDefault();
  event.stopPropagation();
  ask(box().value);
  box().focus();
}, true);
