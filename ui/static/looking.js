// What is looked for beside a reply: in every document, why a reply is what it is, what else is known, what may be asked instead.

import { asked } from "./asking.js";
import { download, made, phrase, problem, say, take } from "./page.js";
import { open, place as shown, spot } from "./source.js";

const put = (question, button, more = {}) => ({
  method: "POST",
  headers: { "content-type": "application/json" },
  body: JSON.stringify({ question, scope: button.value, setting: button.name || null, ...more }),
});

/** What was searched and weighed for a question. */
export const explain = (button) => open(button, "looking/why", false, put(asked(button), button));

// In every document: rows arrive while the server goes through them, and stay until something else is looked for.

const ORDERS = ["support", "date", "document"];
let search = null;

/** Looks for a question in every document. */
export function every(button) {
  search?.leaving.abort();
  search = made("div", { className: "every-document" });
  const question = asked(button), leaving = new AbortController(), mine = Object.assign(search, { leaving });
  const tally = made("p", { className: "path tally", role: "status", textContent: phrase("script.looking.going") });
  const rows = made("ol", { className: "found" }), nearly = made("ol", { className: "found" });
  const differing = made("section", { className: "differing", hidden: true });
  const rest = made("details", { className: "nearly", hidden: true }, made("summary", { textContent: phrase("script.looking.nearly") }), nearly);
  const order = made("select", { ariaLabel: phrase("script.looking.sorted") },
    ...ORDERS.map((each) => made("option", { value: each, textContent: phrase(`script.looking.${each}`) })));
  const only = phrase("script.looking.only"), words = made("input", { type: "search", placeholder: only, ariaLabel: only });
  const settle = () => { for (const each of [rows, nearly]) arrange(each, order.value, words.value); };
  order.addEventListener("change", settle);
  words.addEventListener("input", settle);
  const files = ["csv", "xlsx", "docx"].map((form) => {
    const save = made("button", { type: "button", className: "save", textContent: form.toUpperCase() });
    save.addEventListener("click", () => download(save, "looking/table", put(question, button, { form, sort: order.value }), `findings.${form}`));
    return save;
  });
  search.append(
    made("div", { className: "head" }, made("h2", { id: "source-title", tabIndex: -1, textContent: phrase("script.looking.every") }),
      made("p", { className: "path" }, made("bdi", { textContent: question })), tally,
      made("p", { className: "tools" }, made("label", {}, `${phrase("script.looking.by")} `, order), words,
        made("span", { className: "saves" }, `${phrase("script.looking.save")} `, ...files))),
    differing, rows, rest);
  shown(button, () => mine);
  listen("looking/find", put(question, button), leaving.signal, (line) => {
    if (line.counts) tally.textContent = line.counts;
    if (line.row) {
      (line.level === "answers" ? rows : nearly).insertAdjacentHTML("beforeend", line.row);
      rest.hidden = !nearly.childElementCount;
      rest.firstChild.textContent = phrase("script.looking.some", { n: nearly.childElementCount });
      settle();
    }
    if (line.differing) {
      differing.innerHTML = line.differing;
      differing.hidden = false;
    }
  }).then(() => say(tally.textContent), (error) => {
    if (mine !== search) return;
    const again = made("button", { type: "button", className: "save", textContent: phrase("both.failure.again") });
    again.addEventListener("click", () => every(button));
    tally.replaceChildren(`${phrase("script.looking.wrong", { why: error.message })} `, again);
  });
}

/** Lines of JSON as they arrive. Throws an Error that says for people what went wrong. */
async function listen(address, options, signal, heard) {
  const response = await fetch(address, { ...options, signal });
  if (!response.ok) throw new Error(problem(response.status, await response.text()));
  let rest = "";
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  for (let { done, value } = await reader.read(); !done; { done, value } = await reader.read()) {
    const lines = (rest + value).split("\n");
    rest = lines.pop();
    for (const each of lines) {
      const line = JSON.parse(each);
      if (line.error) throw new Error(line.error);
      heard(line);
    }
  }
}

function arrange(list, by, words) {
  const wanted = words.toLowerCase().split(/\s+/);
  const before = (one, other) => ({
    support: other.dataset.support - one.dataset.support,
    date: other.dataset.date.localeCompare(one.dataset.date),
    document: one.dataset.document.localeCompare(other.dataset.document),
  })[by];
  const rows = [...list.children].sort(before);
  // What support is says every row.
  const legible = (row) => [...row.children].map((each) => (each.matches(".why") ? "" : each.textContent)).join(" ").toLowerCase();
  for (const each of rows) each.hidden = !wanted.every((word) => legible(each).includes(word));
  if (rows.some((each, at) => each !== list.children[at])) list.append(...rows);
}

/** Called whenever the pane shows something else: the way back from a source to where it was found. */
export function back() {
  const tools = search && !search.isConnected && document.querySelector("#q-source .head .tools");
  if (!tools || tools.querySelector(".back")) return;
  const button = made("button", { type: "button", className: "back", textContent: phrase("script.looking.back") });
  button.addEventListener("click", () => shown(button, () => search));
  tools.prepend(button);
}

// What is known beside a reply: of its quotes, of documents that differ, of a question that is answered in place of a refused one.

const known = new Map();
let before = Promise.resolve();

// Looked for once a reply comes into sight, be it a new one or of a conversation gone on with; one after the other.
const sight = new IntersectionObserver((seen) => {
  for (const { isIntersecting, target } of seen) {
    if (!isIntersecting || known.has(target.id)) continue;
    known.set(target.id, {});
    before = before.then(() => look(target.id));
  }
});

async function look(id) {
  const reply = replies(id)[0], button = reply?.querySelector("button.every");
  if (!button) return;
  const learn = (more) => { Object.assign(known.get(id), more); offered(); };
  try {
    if (reply.matches(".refusal")) learn({ instead: await take("looking/instead", put(asked(button), button)) });
    else await listen("looking/beside", put(asked(button), button, { quotes: quotes(reply).map((each) => spot(each.querySelector("a.open").href)) }), null, learn);
  } catch {
    return;  // a note less is no reason to trouble anybody
  }
  const latest = [...document.querySelectorAll("#conversation .reply[id]")].at(-1), head = latest?.querySelector(".differing h3");
  if (head && latest.id === id) say(head.textContent);
}

const replies = (id) => document.querySelectorAll(`#conversation .reply[id="${id}"]`);
const quotes = (reply) => [...reply.querySelectorAll(".quotes > li")];

/** Called whenever the conversation changed: what is known stays, also when Gradio draws a reply anew. */
export function offered() {
  for (const reply of document.querySelectorAll("#conversation .reply[id]")) {
    if (known.has(reply.id)) note(reply, known.get(reply.id));
    else sight.observe(reply);
  }
}

function note(reply, { instead, notes = [], differing }) {
  const add = (piece, there, by, where, within = reply) => {
    if (piece && !within.querySelector(there)) within.querySelector(by).insertAdjacentHTML(where, piece);
  };
  add(instead && `<div class="instead">${instead}</div>`, ".instead", ".nearest, .offers, .further", "beforebegin");
  for (const [at, item] of notes.length ? quotes(reply).entries() : []) {
    add(notes[at]?.source, ".source > .about", ".source", "beforeend", item);
    // Below all that can be clicked: nothing of the quote moves.
    add(notes[at]?.below, ".beside", ".below", "afterend", item);
  }
  add(differing && `<section class="differing">${differing}</section>`, ".differing", ".quotes", "afterend");
}
