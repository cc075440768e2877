// Asking: a question shows at once, goes to the server when those before it are answered, and is never lost in between.
// Gradio asks on our behalf, through fields that are not seen; what becomes of its request is watched here.

import { chosen } from "./among.js";
import { UNREACHED, find, made, say, told } from "./page.js";

const MOST = 2000;
/** Seconds that Gradio's page may take until it asks: on a slow machine it is long in coming. */
const PATIENCE = 60;
const talk = () => find("talk");
const box = () => document.querySelector("#question textarea");
const replies = () => [...document.querySelectorAll("#talk .reply[id]")];
const name = () => (sessionStorage.conversation ||= [...crypto.getRandomValues(new Uint8Array(12))].map((b) => b.toString(16).padStart(2, "0")).join(""));

/** Questions without a reply, oldest first; the first one is asked, unless `trouble` says why it failed. */
const waiting = [];
let asking = null, trouble = "";

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
  asking = { words: waiting[0], before: replies().length, last: replies().at(-1)?.id, sent: false, tries: 0 };
  asking.among = chosen();
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
  const ours = String(address?.url ?? address).includes("/run/predict") && asking && given(options)[0] === asking.words;
  if (!ours) return plain(address, options);
  const question = asking;
  if (question.sent) return nothing();
  question.sent = true;
  setTimeout(() => { question.slow = true; if (question === asking) show(); }, 5000);
  try {
    const response = await plain(address, options);
    if (!response.ok) {
      const body = await response.clone().text();
      if (question === asking) fail(response.status === 500 ? "The server failed; its log tells more." : told(response.status, body));
    }
    return response;
  } catch {
    if (question === asking) fail(UNREACHED);
    return nothing();
  }
};

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
  if (!trouble) return pending(find("q-library").classList.contains("loading") ? "Loading the models" : asking?.slow ? "Still reading" : "Reading");
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
  const { before } = asking;
  asking = null;
  waiting.shift();
  show();
  newest.closest(".message-row")?.previousElementSibling?.scrollIntoView({ block: "start" });
  hint(before && shown.length === 1 ? "The server no longer keeps what was asked before." : "");
  say(summary(newest));
  setTimeout(next);
}

function summary(reply) {
  if (!reply.matches(".answer")) return reply.querySelector(".verdict").textContent;
  const quotes = reply.querySelectorAll("blockquote");
  const from = reply.querySelector(".open").textContent;
  return `Answered in ${quotes.length === 1 ? "a quote" : `${quotes.length} quotes`}. From ${from}: ${quotes[0].textContent}`;
}

/** Asks what was typed before Gradio's fields were there, or brings back the conversation of before this tab was loaded anew. */
export function begin() {
  next();
  resume(5);
}

/** As soon as Gradio's page hears. */
function resume(tries) {
  if (!sessionStorage.conversation || replies().length || waiting.length || !tries) return;
  fill(field("q-named"), name());
  setTimeout(() => find("q-resume").click());
  setTimeout(() => resume(tries - 1), 1000);
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
