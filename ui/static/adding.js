// Documents taken in: chosen, dropped or pasted; a row for each file, until it is in or is known not to be.

import { beside, open } from "./source.js";
import { UNREACHED, find, made, phrase, problem, say, size } from "./page.js";

const list = made("ul", { className: "listing adding" });
const waiting = [];
let at = null, allowed = false, most = Infinity, limit = "", changed = () => {};

/** Whether documents may be added here. */
export const may = (editable) => { allowed = editable; };
/** Whether a file is under way. */
export const busy = () => at !== null;
/** Is told whenever the library may have changed. */
export const onChange = (act) => { changed = act; };

/** Takes in files, one after the other. */
export async function add(files) {
  for (const file of files) wait(row(file));
  if (!find("q-documents")) await open(find("q-library"), "library", beside());
  place();
  next();
}

/** Puts the rows where the library shows them. */
export function place() {
  const shown = document.querySelector("button.choose")?.dataset;
  if (shown) [most, limit] = [Number(shown.most), shown.limit];
  if (list.childElementCount && find("q-added") && !find("q-added").contains(list)) find("q-added").replaceChildren(list);
}

function row(file) {
  const state = made("p", { className: "path" }), button = made("button", { type: "button", className: "undo" });
  const item = made("li", {}, made("bdi", { textContent: file.name }), button, state);
  list.append(item);
  return { file, item, state, button, request: null };
}

function wait(each) {
  waiting.push(each);
  each.request = null;
  each.state.textContent = phrase("script.adding.waits");
  offer(each, phrase("script.adding.cancel"), () => { each.request ? each.request.abort() : end(each, phrase("script.adding.cancelled"), true); });
}

function offer(each, words, act) {
  each.button.textContent = words;
  each.button.ariaLabel = phrase("script.adding.named", { what: words, file: each.file.name });
  each.button.hidden = !words;
  each.button.onclick = act;
}

function next() {
  if (at || !waiting.length) return;
  at = waiting.shift();
  const each = at;
  if (each.file.size > most) return end(each, phrase("script.adding.large", { size: size(each.file.size), most: limit }), true);
  const request = (each.request = new XMLHttpRequest());
  request.open("POST", `api/v1/documents?name=${encodeURIComponent(each.file.name)}`);
  request.upload.onprogress = (event) => { if (event.total) each.state.textContent = phrase("script.adding.sending", { share: Math.round((100 * event.loaded) / event.total) }); };
  request.upload.onload = () => {
    each.state.textContent = phrase("script.adding.reading");
    offer(each, "");
    changed();
  };
  const failed = (why) => end(each, phrase("script.adding.failed", { why }), true);
  request.onabort = () => end(each, phrase("script.adding.cancelled"), true);
  request.onerror = () => failed(UNREACHED);
  request.onload = () => {
    if (request.status === 201) end(each, phrase("script.adding.added", { n: JSON.parse(request.responseText).passages }));
    else failed(problem(request.status, request.responseText));
  };
  request.send(each.file);
}

function end(each, words, again = false) {
  each.state.textContent = words;
  each.item.classList.toggle("failed", again);
  offer(each, again ? phrase("script.adding.again") : "", () => {
    wait(each);
    next();
  });
  say(`${each.file.name}: ${words}`);
  const queued = waiting.indexOf(each);
  if (queued >= 0) waiting.splice(queued, 1);
  if (at === each) at = null;
  changed();
  next();
}

/** Tells how far the file at work is. */
export function working(work) {
  if (at?.request?.readyState < 4 && work && at.button.hidden) at.state.textContent = phrase("script.adding.far", { n: work.passages });
}

// Dropped or pasted anywhere

const files = (event) => [...(event.dataTransfer ?? event.clipboardData)?.files ?? []];
const dragged = (event) => allowed && [...event.dataTransfer.types].includes("Files");
document.addEventListener("dragover", (event) => {
  if (!dragged(event)) return;
  event.preventDefault();
  document.body.classList.add("q-dropping");
});
document.addEventListener("dragleave", (event) => { if (!event.relatedTarget) document.body.classList.remove("q-dropping"); });
document.addEventListener("drop", (event) => {
  document.body.classList.remove("q-dropping");
  if (!dragged(event)) return;
  event.preventDefault();
  event.stopPropagation();
  add(files(event));
}, true);
document.addEventListener("paste", (event) => {
  if (!allowed || !files(event).length) return;
  event.preventDefault();
  add(files(event));
});

/** Has files chosen. The field stands outside the pane, which may show something else by the time they are. */
export function choose(button) {
  find("q-files").accept = button.dataset.kinds;
  find("q-files").click();
}
find("q-files").addEventListener("change", ({ target }) => {
  add([...target.files]);
  target.value = "";
});
