// The library: its state in the head, its list in the pane, added to and taken from.

import { busy, may, onChange, place, working } from "./adding.js";
import { measured, offered } from "./scope.js";
import { counted, find, later, made, phrase, take, warn } from "./page.js";
import { beside, open } from "./source.js";

const library = find("q-library"), source = find("q-source");
/** Milliseconds after which it is asked again whether the server is there; so long it may take to say so. */
const SOON = 2500, LATE = 8000;
let questions = [], begin = "", held, timer = 0, typing = 0, patience = 20, looking = false;

library.addEventListener("click", () => open(library, "library"));
// Left the question, right the library.
if (beside()) open(library, sessionStorage.source || "library", true);

source.addEventListener("input", (event) => {
  if (event.target.id !== "q-find") return;
  clearTimeout(typing);
  typing = setTimeout(list, 150);
});

async function list() {
  if (!find("q-documents")) return;
  const words = find("q-find")?.value ?? "";
  try {
    const rows = await take(`library?query=${encodeURIComponent(words)}`);
    if (find("q-documents") && words === (find("q-find")?.value ?? "")) find("q-documents").innerHTML = rows;
  } catch (error) {
    warn(phrase("script.source.trouble", { why: error.message }));
  }
}

/** Called whenever the pane shows something else. */
export const placed = () => place();
onChange(() => {
  tell();
  list();
});

/** Removes a document, unless that is taken back. */
export function remove(button) {
  const stays = button.closest("li").dataset.file;
  const words = phrase(`script.library.${stays ? "stays" : "removed"}`);
  later(button, words, async () => {
    await take(`api/v1/documents/${encodeURIComponent(button.value)}`, { method: "DELETE", keepalive: true });
    tell();
  });
}

/** Fills the welcome with what the documents can answer, or places to begin at. */
export function invite() {
  const place = document.querySelector("#conversation .welcome > .offers");
  const kind = questions.length ? "questions" : begin && "starts";
  if (!place || !kind || place.dataset.kind === kind) return;
  place.dataset.kind = kind;
  if (questions.length) {
    place.replaceChildren(made("h3", { textContent: phrase("both.offers.can") }), made("ul", {}, ...questions.slice(0, 4).map(
      (each) => made("li", {}, made("button", { type: "button", className: "ask", lang: "", textContent: each })))));
  } else {
    place.innerHTML = begin;
  }
}

/** Tells how things stand, and again after a while. */
export async function tell() {
  clearTimeout(timer);
  let wait = 30_000;
  try {
    const { state, documents, passages, trouble, work, editable, settings, questions: some } = JSON.parse(await take("api/v1/library"));
    // At once: what is dropped before it is known is not taken in.
    may(editable);
    const doing = work && phrase(`script.library.${work.total > 1 ? "many" : "one"}`, { name: work.name, at: work.documents, total: work.total, n: work.passages });
    const rest = state === "ready" ? counted(passages, "passage") : phrase(`script.library.${state}`);
    library.className = `q-library ${state}${work ? " busy" : ""}`;
    library.title = trouble || "";
    find("q-state").replaceChildren(...(doing ? [doing] : [counted(documents, "document"), made("span", { className: "rest", textContent: `, ${rest}` })]));
    questions = some;
    if (!questions.length && !begin && documents && state === "ready") begin = await take("library?begin=true");
    if (held !== undefined && held !== documents) list();
    held = documents;
    if (find("q-count")) find("q-count").textContent = `${counted(documents, "document")}, ${counted(passages, "passage")}`;
    if (documents) source.querySelector(".add.first")?.classList.remove("first");
    working(work);
    invite();
    offered(documents);
    measured(settings);
    if (work || busy() || state === "loading") wait = 500;
    else if (!questions.length && patience-- > 0) wait = 3000;
  } catch (error) {
    lost(error);
    wait = SOON;
  }
  clearTimeout(timer);
  timer = setTimeout(tell, wait);
}

function lost(error) {
  library.className = "q-library failed lost";
  library.title = error.message;
  find("q-state").textContent = phrase("script.trouble.connection");
}

/** Looks whether the server is there; what it has costs more to say, and changes seldom. */
async function look() {
  if (document.hidden || looking || library.matches(".lost")) return;
  looking = true;
  try {
    await take("healthz", { signal: AbortSignal.timeout(LATE) });
  } catch (error) {
    lost(error);
    tell();
  }
  looking = false;
}
setInterval(look, SOON);
document.addEventListener("visibilitychange", () => { if (!document.hidden) tell(); });
