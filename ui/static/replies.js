// What can be done with a reply: copy its quotes, judge it, take the conversation along.

import { find, made, say, take } from "./page.js";

export async function copy(link) {
  try {
    const words = await take(link.href);
    if (navigator.clipboard) await navigator.clipboard.writeText(words);
    else window.prompt("Copy:", words);
    say("Copied");
    link.classList.add("done");
    setTimeout(() => link.classList.remove("done"), 1500);
  } catch (error) {
    say(`Not copied: ${error.message}`);
  }
}

export async function judge(button) {
  const place = button.closest(".thumbs"), reply = place.closest(".reply").id, right = button.matches(".right");
  const send = (more) => take("conversation/verdict", {
    method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ reply, right, ...more }),
  });
  const end = (words) => {
    place.textContent = words;
    place.tabIndex = -1;
    place.focus();
    say(words);
  };
  try {
    await send({});
  } catch (error) {
    end(`Not kept: ${error.message}`);
    return;
  }
  const input = (name, label) => made("input", { name, placeholder: label, ariaLabel: label, maxLength: 1000 });
  const inputs = [...(right ? [] : [input("words", "The right words")]), input("note", "A note")];
  const form = made("form", {}, ...inputs, made("button", { textContent: "Save" }));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    try {
      await send(Object.fromEntries(new FormData(form)));
      end("Kept, thank you.");
    } catch (error) {
      end(`Not kept: ${error.message}`);
    }
  });
  place.replaceChildren("Kept. ", form);
  inputs[0].focus();
}

/** Lets the conversation be taken along once there is one. */
export function exportable() {
  const reply = document.querySelector("#talk .reply[id]");
  find("q-export").hidden = !reply;
  if (!reply) return;
  const name = reply.id.split("-")[0];
  find("q-markdown").href = `conversation/${name}?form=markdown`;
  find("q-json").href = `conversation/${name}?form=json`;
}
