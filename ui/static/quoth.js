// What the page does beside the chat: opens sources, copies quotes, asks suggested questions, tells the library's state.
// No library, no eval; text from documents arrives as the server escaped it.

const find = (id) => document.getElementById(id);
const pane = find("q-pane"), source = find("q-source"), said = find("q-said"), library = find("q-library");
let opener = null;

const say = (words) => { said.textContent = ""; requestAnimationFrame(() => { said.textContent = words; }); };

async function take(address) {
  const response = await fetch(address, { headers: { accept: "*/*" } });
  const body = await response.text();
  if (!response.ok) throw new Error(body.startsWith("{") ? JSON.parse(body).detail : body || response.statusText);
  return body;
}

// The source pane

async function openSource(link) {
  opener = link;
  pane.classList.add("open");
  pane.setAttribute("aria-busy", "true");
  try {
    source.innerHTML = await take(`${link.href}${link.href.includes("?") ? "&" : "?"}part=true`);
  } catch (error) {
    const note = document.createElement("p");
    note.className = "note";
    note.textContent = `This source cannot be shown: ${error.message}`;
    source.replaceChildren(note);
  }
  pane.removeAttribute("aria-busy");
  pane.scrollTop = 0;
  source.querySelector("mark.answer, mark.quote")?.scrollIntoView({ block: "center" });
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
  const target = event.target.closest("a.open, a.copy, a.more, button.ask");
  if (!target || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  event.stopPropagation();
  if (target.matches(".open")) openSource(target);
  else if (target.matches(".copy")) copy(target);
  else if (target.matches(".more")) loadMore(target);
  else ask(target.textContent);
}, true);

find("q-close").addEventListener("click", closeSource);
document.addEventListener("keydown", (event) => { if (event.key === "Escape" && pane.classList.contains("open")) closeSource(); });

// The conversation: each new question comes to the top, so that its reply can be read from the beginning

new MutationObserver((changes) => {
  const added = changes.flatMap((change) => [...change.addedNodes]).filter((node) => node.nodeType === Node.ELEMENT_NODE);
  // Gradio labels each message with its own markup; a screen reader should read the message instead.
  for (const each of document.querySelectorAll("#talk [aria-label*='<']")) each.removeAttribute("aria-label");
  if (added.some((node) => node.matches("#talk .question") || node.querySelector("#talk .question"))) {
    const asked = [...document.querySelectorAll("#talk .question")].at(-1);
    requestAnimationFrame(() => asked.closest(".message-row")?.scrollIntoView({ block: "start" }));
  }
}).observe(document.body, { childList: true, subtree: true });

// The library's state

async function tell() {
  let wait = 30000;
  try {
    const now = JSON.parse(await take("api/v1/library"));
    const count = `${now.documents.toLocaleString()} document${now.documents === 1 ? "" : "s"}, ${now.passages.toLocaleString()} passages`;
    library.className = `q-library ${now.state}`;
    library.title = now.trouble || "";
    find("q-state").textContent = { ready: count, loading: `${count} · loading models`, failed: "The models cannot be had" }[now.state];
    if (now.state === "loading") wait = 1000;
  } catch {
    library.className = "q-library failed";
    find("q-state").textContent = "No connection";
    wait = 5000;
  }
  setTimeout(tell, wait);
}
tell();
