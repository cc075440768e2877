// The library: its state in the head, its list in the pane, added to and taken from.

import { offered } from "./among.js";
import { find, made, say, take } from "./page.js";
import { open } from "./source.js";

const library = find("q-library"), source = find("q-source");
let questions = [], timer = 0, typing = 0, patience = 20;

library.addEventListener("click", () => open(library, "library"));

source.addEventListener("input", (event) => {
  if (event.target.id !== "q-find") return;
  clearTimeout(typing);
  typing = setTimeout(list, 150);
});

async function list() {
  const words = find("q-find")?.value ?? "", rows = await take(`library?query=${encodeURIComponent(words)}`);
  if (find("q-shelf") && words === (find("q-find")?.value ?? "")) find("q-shelf").innerHTML = rows;
}

source.addEventListener("change", async (event) => {
  if (event.target.id !== "q-files") return;
  const told = find("q-added"), failed = [], files = [...event.target.files];
  for (const [number, file] of files.entries()) {
    told.textContent = `Taking in ${file.name}${files.length > 1 ? `, ${number + 1} of ${files.length}` : ""}`;
    tell();
    try {
      await take(`api/v1/documents?name=${encodeURIComponent(file.name)}`, { method: "POST", body: file });
    } catch (error) {
      failed.push(error.message);
    }
  }
  told.textContent = failed.length ? `Not taken in: ${failed.join("; ")}` : "Added";
  event.target.value = "";
  list();
  tell();
});

/** Removes a document when it is asked for twice: one in use is not lost by a slip. */
export async function remove(button) {
  if (!button.classList.contains("sure")) {
    button.classList.add("sure");
    button.textContent = "Remove for good?";
    return;
  }
  button.textContent = "Removing";
  try {
    await take(`api/v1/documents/${encodeURIComponent(button.value)}`, { method: "DELETE" });
    say("Removed");
    await list();
    find("source-title")?.focus({ preventScroll: true });
    tell();
  } catch (error) {
    button.textContent = error.message;
  }
}

/** Fills the welcome with what the documents can answer. */
export function invite() {
  const place = document.querySelector("#talk .welcome .offers");
  if (!place || place.childElementCount || !questions.length) return;
  place.append(made("h3", { textContent: "The documents can answer" }), made("ul", {}, ...questions.slice(0, 4).map(
    (each) => made("li", {}, made("button", { type: "button", className: "ask", textContent: each })))));
}

const counted = (number, thing) => `${number.toLocaleString("en")} ${thing}${number === 1 ? "" : "s"}`;

/** Tells how things stand, and again after a while. */
export async function tell() {
  clearTimeout(timer);
  let wait = 30_000;
  try {
    const { state, documents, passages, trouble, work, questions: some } = JSON.parse(await take("api/v1/library"));
    const doing = work && `Indexing ${work.total > 1 ? `${work.documents} of ${work.total}` : work.name}, ${counted(work.passages, "passage")}`;
    const rest = { ready: counted(passages, "passage"), loading: "loading the models", failed: "the models cannot be had" }[state];
    library.className = `q-library ${state}${work ? " busy" : ""}`;
    library.title = trouble || "";
    find("q-state").replaceChildren(...(doing ? [doing] : [counted(documents, "document"), made("span", { className: "rest", textContent: `, ${rest}` })]));
    questions = some;
    invite();
    offered(documents);
    if (work || state === "loading") wait = 500;
    else if (!questions.length && patience-- > 0) wait = 3000;
  } catch (error) {
    library.className = "q-library failed";
    library.title = error.message;
    find("q-state").textContent = "No connection";
    wait = 5000;
  }
  timer = setTimeout(tell, wait);
}
