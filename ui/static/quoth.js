// What the page does beside the chat: sources, the library, copies, verdicts, suggested questions, the state of things.
// No library, no eval; text from documents arrives as the server escaped it.

const find = (id) => document.getElementById(id);
const pane = find("q-pane"), source = find("q-source"), said = find("q-said"), library = find("q-library");
let opener = null;

const say = (words) => { said.textContent = ""; requestAnimationFrame(() => { said.textContent = words; }); };

async function take(address, options = {}) {
  const response = await fetch(address, { headers: { accept: "*/*", ...options.headers }, ...options });
  const body = await response.text();
  if (!response.ok) throw new Error(body.startsWith("{") ? JSON.parse(body).detail : body || response.statusText);
  return body;
}

// The source pane

async function openSource(link, address) {
  opener = link;
  pane.classList.add("open");
  pane.setAttribute("aria-busy", "true");
  try {
    source.innerHTML = await take(address);
  } catch (error) {
    const note = document.createElement("p");
    note.className = "note";
    note.textContent = `This source cannot be shown: ${error.message}`;
    source.replaceChildren(note);
  }
  pane.removeAttribute("aria-busy");
  pane.scrollTop = 0;
  // A page's picture has its height once it is there.
  await Promise.all([...source.querySelectorAll(".sheet img")].map((image) => image.decode().catch(() => {})));
  source.querySelector("rect.answer, mark.answer, mark.quote")?.scrollIntoView({ block: "center" });
  find("source-title")?.focus({ preventScroll: true });
  watchMore();
}

function closeSource() {
  pane.classList.remove("open");
  opener?.focus();
}

const nearing = new IntersectionObserver((seen) => {
  for (const each of seen) if (each.isIntersecting) loadMore(each.target);
}, { root: pane, rootMargin: "600px" });

function watchMore() {
  nearing.disconnect();
  for (const link of source.querySelectorAll("a.more")) nearing.observe(link);
}

async function loadMore(link) {
  if (link.dataset.loading) return;
  link.dataset.loading = "yes";
  nearing.unobserve(link);
  const piece = document.createElement("template");
  try {
    piece.innerHTML = await take(link.href);
  } catch {
    delete link.dataset.loading;
    return;
  }
  const below = pane.scrollHeight - pane.scrollTop;
  const earlier = link.classList.contains("earlier");
  link.replaceWith(piece.content);
  if (earlier) pane.scrollTop = pane.scrollHeight - below;
  watchMore();
}

// Copying, and asking what is suggested

async function copy(link) {
  try {
    const words = await take(link.href);
    if (navigator.clipboard) await navigator.clipboard.writeText(words);
    else window.prompt("Copy:", words);
    say("Copied");
    link.textContent = `${link.textContent} ✓`;
    setTimeout(() => { link.textContent = link.textContent.replace(" ✓", ""); }, 1500);
  } catch (error) {
    say(`Not copied: ${error.message}`);
  }
}

function ask(words) {
  const box = document.querySelector("#question textarea");
  box.value = words;
  box.dispatchEvent(new Event("input", { bubbles: true }));
  requestAnimationFrame(() => document.querySelector("#question .submit-button").click());
}

document.addEventListener("click", (event) => {
  const target = event.target.closest("a.open, a.copy, a.more, button.ask, .thumbs > button, button.remove");
  if (!target || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  event.stopPropagation();
  if (target.matches(".open")) openSource(target, `${target.href}&part=true`);
  else if (target.matches(".copy")) copy(target);
  else if (target.matches(".more")) loadMore(target);
  else if (target.matches(".remove")) remove(target);
  else if (target.matches(".thumbs > button")) judge(target);
  else ask(target.textContent);
}, true);

// The library: listed, searched, added to

library.addEventListener("click", () => openSource(library, "library"));

let typing = 0;
source.addEventListener("input", (event) => {
  if (event.target.id !== "q-find") return;
  clearTimeout(typing);
  typing = setTimeout(() => list(event.target.value), 150);
});

async function list(words = find("q-find")?.value ?? "") {
  const rows = await take(`library?query=${encodeURIComponent(words)}`);
  if (find("q-shelf")) find("q-shelf").innerHTML = rows;
}

source.addEventListener("change", async (event) => {
  if (event.target.id !== "q-files") return;
  const told = find("q-added"), failed = [];
  for (const file of event.target.files) {
    told.textContent = `Taking in ${file.name}`;
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

async function remove(button) {
  if (!button.classList.contains("sure")) {
    button.classList.add("sure");
    button.textContent = "Remove for good?";
    return;
  }
  try {
    await take(`api/v1/documents/${button.value}`, { method: "DELETE" });
    say("Removed");
    list();
    tell();
  } catch (error) {
    button.textContent = error.message;
  }
}

// Verdicts on replies

async function judge(button) {
  const place = button.closest(".thumbs"), reply = place.closest(".reply").id, right = button.matches(".right");
  const send = (more) => take("conversation/verdict", {
    method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ reply, right, ...more }),
  });
  try {
    await send({});
  } catch (error) {
    place.textContent = `Not kept: ${error.message}`;
    return;
  }
  const form = document.createElement("form");
  const input = (name, label) => {
    const made = document.createElement("input");
    Object.assign(made, { name, placeholder: label, ariaLabel: label, maxLength: 1000 });
    return made;
  };
  const save = document.createElement("button");
  save.textContent = "Save";
  form.append(...(right ? [] : [input("words", "The right words")]), input("note", "A note"), save);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    await send(Object.fromEntries(new FormData(form)));
    place.textContent = "Kept, thank you.";
  });
  place.replaceChildren("Kept. ", form);
  form.elements[0].focus();
}

find("q-close").addEventListener("click", closeSource);
document.addEventListener("keydown", (event) => { if (event.key === "Escape" && pane.classList.contains("open")) closeSource(); });

// Something happens at once, however long the way to the server is.
document.addEventListener("keydown", (event) => {
  const box = event.target.closest?.("#question textarea");
  if (box && event.key === "Enter" && !event.shiftKey && box.value.trim()) find("asking").setAttribute("aria-busy", "true");
}, true);
document.addEventListener("click", (event) => {
  if (event.target.closest("#question .submit-button")) find("asking").setAttribute("aria-busy", "true");
}, true);

// The conversation: each new question comes to the top, so that its reply can be read from the beginning

new MutationObserver((changes) => {
  const added = changes.flatMap((change) => [...change.addedNodes]).filter((node) => node.nodeType === Node.ELEMENT_NODE);
  // Gradio labels each message with its own markup; a screen reader should read the message instead.
  for (const each of document.querySelectorAll("#talk [aria-label*='<']")) each.removeAttribute("aria-label");
  if (added.some((node) => node.matches("#talk .question") || node.querySelector("#talk .question"))) {
    const asked = [...document.querySelectorAll("#talk .question")].at(-1);
    requestAnimationFrame(() => asked.closest(".message-row")?.scrollIntoView({ block: "start" }));
    find("asking")?.removeAttribute("aria-busy");
  }
  const reply = document.querySelector("#talk .reply[id]");
  find("q-export").hidden = !reply;
  if (reply) {
    const name = reply.id.split("-")[0];
    find("q-markdown").href = `conversation/${name}?form=markdown`;
    find("q-json").href = `conversation/${name}?form=json`;
  }
  invite();
  document.querySelector("#chosen input:not([placeholder])")?.setAttribute("placeholder", "In all documents");
}).observe(document.body, { childList: true, subtree: true });

// The state of things

let questions = [], next = 0, patience = 20;

function invite() {
  const place = document.querySelector("#talk .welcome .offers");
  if (!place || place.childElementCount || !questions.length) return;
  const head = document.createElement("h3"), items = document.createElement("ul");
  head.textContent = "The documents can answer";
  for (const each of questions.slice(0, 4)) {
    const item = document.createElement("li"), button = document.createElement("button");
    Object.assign(button, { type: "button", className: "ask", textContent: each });
    item.append(button);
    items.append(item);
  }
  place.append(head, items);
}

async function tell() {
  clearTimeout(next);
  let wait = 30000;
  try {
    const now = JSON.parse(await take("api/v1/library"));
    const count = `${now.documents.toLocaleString()} document${now.documents === 1 ? "" : "s"}, ${now.passages.toLocaleString()} passages`;
    library.className = `q-library ${now.state}`;
    library.title = now.trouble || "";
    const work = now.work && `Indexing ${now.work.total > 1 ? `${now.work.documents} of ${now.work.total}` : now.work.name}, ${now.work.passages} passages`;
    const state = { ready: count, loading: `${count} · loading models`, failed: "The models cannot be had" }[now.state];
    find("q-state").textContent = work || state;
    library.classList.toggle("busy", Boolean(work));
    questions = now.questions;
    invite();
    if (work || now.state === "loading") wait = 500;
    else if (!questions.length && patience-- > 0) wait = 3000;
  } catch {
    library.className = "q-library failed";
    find("q-state").textContent = "No connection";
    wait = 5000;
  }
  next = setTimeout(tell, wait);
}
tell();
