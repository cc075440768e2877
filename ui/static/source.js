// The pane beside the conversation: a document in its place, by windows that grow, or the library's list.

import { find, made, take } from "./page.js";

const pane = find("q-pane"), source = find("q-source");
let opener = null;

export async function open(from, address) {
  opener = from;
  pane.classList.add("open");
  pane.setAttribute("aria-busy", "true");
  try {
    source.innerHTML = await take(address);
  } catch (error) {
    source.replaceChildren(
      made("header", {}, made("h2", { id: "source-title", tabIndex: -1, textContent: "Not shown" })),
      made("p", { className: "note", role: "alert", textContent: `This cannot be shown: ${error.message}` }));
  }
  pane.removeAttribute("aria-busy");
  pane.scrollTop = 0;
  // A page's picture has its height once it is there.
  await Promise.all([...source.querySelectorAll(".sheet img")].map((image) => image.decode().catch(() => {})));
  source.querySelector("rect.answer, mark.answer, mark.quote")?.scrollIntoView({ block: "center" });
  find("source-title")?.focus({ preventScroll: true });
  watch();
}

export function close() {
  pane.classList.remove("open");
  (opener?.isConnected ? opener : document.querySelector("#question textarea"))?.focus();
}

const nearing = new IntersectionObserver((seen) => {
  for (const each of seen) if (each.isIntersecting) more(each.target);
}, { root: pane, rootMargin: "600px" });

function watch() {
  nearing.disconnect();
  for (const link of source.querySelectorAll("a.more")) nearing.observe(link);
}

export async function more(link) {
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
  const below = pane.scrollHeight - pane.scrollTop, earlier = link.classList.contains("earlier");
  link.replaceWith(piece.content);
  if (earlier) pane.scrollTop = pane.scrollHeight - below;
  watch();
}

find("q-close").addEventListener("click", close);
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && pane.classList.contains("open")) close();
});
