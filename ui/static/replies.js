// What can be done with a reply: copy its quotes, judge it, take the conversation along.

import { find, made, phrase, say, take, warn } from "./page.js";

/** What was copied last, by its address. */
let done = "";

/** Called whenever the conversation changed: what was copied last has its mark, also when Gradio draws it anew. */
export function copied() {
  for (const each of done ? document.querySelectorAll("#conversation .does a") : []) each.classList.toggle("done", each.getAttribute("href") === done);
}

/** Tables whose mark was brought into sight, once each: what somebody scrolled stays where it is. */
const seen = new WeakSet();

/** Called whenever the conversation changed: the marked cell of a row that is wider than the screen is in sight. */
export function sighted() {
  for (const table of document.querySelectorAll("#conversation .table")) {
    const mark = table.querySelector("mark");
    // What is not laid out yet has no width.
    if (!mark || seen.has(table) || !table.clientWidth) continue;
    seen.add(table);
    const hidden = mark.getBoundingClientRect().right - table.getBoundingClientRect().right;
    if (hidden > 0) table.scrollLeft += hidden;
  }
}

async function written(link, items) {
  try {
    await items();
    say(phrase("script.quotes.copied"));
    done = link.getAttribute("href");
    copied();
  } catch (error) {
    warn(phrase("script.quotes.failed", { why: error.message }));
  }
}

function put(words) {
  // Only pages from this machine or over TLS may write to the clipboard.
  if (navigator.clipboard) return navigator.clipboard.writeText(words);
  window.prompt(phrase("script.quotes.copy"), words);
  return null;
}

/** A quote in one of the forms that other programs read. */
export const copy = (link) => written(link, async () => put(await take(link.href)));

/** The address of a quote's place. */
export const address = (link) => written(link, () => put(link.href));

/** A quote with its title and page: as markup where that is wanted, and as plain text. */
export const cite = (link) => written(link, async () => {
  const { plain, rich } = JSON.parse(await take(link.href));
  if (!navigator.clipboard?.write) return put(plain);
  const of = (words, type) => new Blob([words], { type });
  return navigator.clipboard.write([new ClipboardItem({ "text/plain": of(plain, "text/plain"), "text/html": of(rich, "text/html") })]);
});

const send = (verdict) => take("conversation/verdict", {
  method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(verdict),
});

/** A refusal was wrong: this passage answers. */
export async function accept(button) {
  try {
    await send({ reply: button.name, kind: "answer", words: button.value });
    const kept = phrase("script.quotes.answer");
    button.replaceWith(made("span", { className: "kept", textContent: `${kept} ` }));
    say(kept);
  } catch (error) {
    warn(phrase("script.quotes.unkept", { why: error.message }));
  }
}

export async function judge(button) {
  const place = button.closest(".thumbs"), reply = place.closest(".reply").id, right = button.matches(".right"), kind = right ? "right" : "wrong";
  const end = (words) => {
    place.textContent = words;
    place.tabIndex = -1;
    place.focus();
    say(words);
  };
  try {
    await send({ reply, kind });
  } catch (error) {
    end(phrase("script.quotes.unkept", { why: error.message }));
    return;
  }
  const input = (name, label) => made("input", { name, placeholder: label, ariaLabel: label, maxLength: 1000 });
  const inputs = [...(right ? [] : [input("words", phrase("script.quotes.right"))]), input("note", phrase("script.quotes.note"))];
  const form = made("form", {}, ...inputs, made("button", { textContent: phrase("script.quotes.save") }));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    try {
      await send({ reply, kind, ...Object.fromEntries(new FormData(form)) });
      end(phrase("script.quotes.thanks"));
    } catch (error) {
      end(phrase("script.quotes.unkept", { why: error.message }));
    }
  });
  place.replaceChildren(`${phrase("script.quotes.kept")} `, form);
  inputs[0].focus();
}

/** Lets the conversation be taken along once there is one. */
export function exportable() {
  const reply = document.querySelector("#conversation .reply[id]");
  find("q-export").hidden = find("q-new").hidden = !reply;
  if (!reply) return;
  const name = reply.id.split("-")[0];
  find("q-markdown").href = `conversation/${name}?form=markdown`;
  find("q-json").href = `conversation/${name}?form=json`;
}
