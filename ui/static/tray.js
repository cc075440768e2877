// Quotes put aside: in an order of one's own, with a word on each, taken along as an evidence sheet.

import { asked } from "./asking.js";
import { download, find, listed, made, phrase, say, warn } from "./page.js";
import { place, spot } from "./source.js";

const opener = find("q-tray");
/** As many as the server takes on one sheet. */
const MOST = 100;

/** What was put aside in this browser: where each quote stands, and what is shown of it. */
const held = () => listed(localStorage, "tray");

function hold(kept) {
  localStorage.tray = JSON.stringify(kept);
  marked();
}

const of = (button) => ({ reply: button.closest(".reply").id, href: button.closest("li").querySelector("a.open").getAttribute("href") });
const same = (one) => (other) => one.reply === other.reply && one.href === other.href;

/** Puts a quote aside, or back. */
export function keep(button) {
  const quote = of(button), kept = held();
  if (kept.some(same(quote))) {
    hold(kept.filter((each) => !same(quote)(each)));
    return say(phrase("script.tray.dropped"));
  }
  if (kept.length >= MOST) return warn(phrase("script.tray.full", { most: MOST }));
  const item = button.closest("li"), source = [...item.querySelectorAll(":scope > .source > *")].map((each) => each.textContent).join(" · ");
  hold([...kept, { ...quote, question: asked(button), words: item.querySelector("blockquote").innerText.trim(), source, note: "" }]);
  return say(phrase("script.tray.kept"));
}

/** Called whenever the conversation changed: what is kept says so, also when Gradio draws it anew. */
export function marked() {
  const kept = held(), words = String(kept.length);
  for (const each of document.querySelectorAll("#conversation button.keep")) each.ariaPressed = String(kept.some(same(of(each))));
  opener.hidden = !kept.length;
  if (find("q-kept").textContent !== words) find("q-kept").textContent = words;
}

opener.addEventListener("click", () => place(opener, tray));

function tray() {
  const rows = made("ol", { className: "found kept-quotes" }), named = phrase("script.tray.title");
  const title = made("input", { placeholder: named, ariaLabel: named, maxLength: 200 });
  const empty = made("p", { className: "note", textContent: phrase("script.tray.empty") });
  const draw = () => {
    const kept = held();
    rows.replaceChildren(...kept.map((each, at) => row(each, at, kept.length, draw)));
    empty.hidden = kept.length > 0;
  };
  const sheet = (form) => {
    const button = made("button", { type: "button", className: "save", textContent: form === "html" ? phrase("script.tray.page") : "JSON" });
    button.addEventListener("click", () => download(button, "tray", wanted(title.value, form), `quotes.${form}`));
    return button;
  };
  const clear = made("button", { type: "button", className: "save", textContent: phrase("script.tray.clear") });
  clear.addEventListener("click", () => { hold([]); draw(); find("source-title").focus(); });
  draw();
  return made("div", { className: "tray" },
    made("div", { className: "head" }, made("h2", { id: "source-title", tabIndex: -1, textContent: phrase("script.tray.head") }),
      made("p", { className: "path", textContent: phrase("script.tray.about") }),
      made("p", { className: "tools" }, title, made("span", { className: "saves" }, `${phrase("script.tray.sheet")} `, sheet("html"), sheet("json")), clear)),
    empty, rows);
}

function row(each, at, many, draw) {
  // From what is held by then: a note may have been written meanwhile.
  const put = (by) => {
    const kept = held(), from = kept.findIndex(same(each)), [moved] = kept.splice(from, 1);
    if (by) kept.splice(from + by, 0, moved);
    hold(kept);
    draw();
    const next = document.querySelectorAll(".kept-quotes > li")[Math.min(from + by, kept.length - 1)];
    (next?.querySelector("a") ?? find("source-title")).focus();
  };
  const button = (words, by, disabled = false) => {
    const element = made("button", { type: "button", className: "move", textContent: words, disabled });
    element.addEventListener("click", () => put(by));
    return element;
  };
  const note = made("input", { value: each.note, placeholder: phrase("script.tray.note"), ariaLabel: phrase("script.tray.noted"), maxLength: 1000 });
  note.addEventListener("change", () => hold(held().map((other) => (same(each)(other) ? { ...other, note: note.value } : other))));
  return made("li", {},
    made("p", { className: "path", dir: "auto", textContent: each.question }),
    made("blockquote", { lang: "", dir: "auto", textContent: each.words }),
    made("p", { className: "path" }, made("a", { className: "open", href: each.href, textContent: each.source })),
    note,
    made("p", { className: "moves" }, button(phrase("script.tray.up"), -1, at === 0), button(phrase("script.tray.down"), 1, at === many - 1), button(phrase("script.tray.remove"), 0)));
}

function wanted(title, form) {
  const quotes = held().map(({ reply, href, note }) => ({ reply, ...spot(href), note }));
  return { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ title, form, quotes }) };
}
