// The pane beside the conversation: a document in its place, by windows that grow, or the library's list.

import { find, made, phrase, take, warn } from "./page.js";

const pane = find("q-pane"), source = find("q-source"), edge = find("q-edge"), body = document.body;
const narrow = matchMedia("(max-width: 62rem)");
let opener = null, view = "sheets", turned = 0, elsewhere = false;

/** Whether there is room for the pane beside the conversation, and nobody closed it. */
export const beside = () => !narrow.matches && !body.classList.contains("q-shut");

/** Opens a piece of the page. `quietly`: it comes by itself, and takes neither the focus nor the screen. */
export function open(from, address, quietly = false, options = {}) {
  const draw = (quiet) => fetched(address, quiet, options);
  remember(from, address, draw, quietly);
  return draw(quietly);
}

/** Opens a piece that `make` gives, also when one comes back to it. */
export function place(from, make) {
  const draw = () => laid(make());
  remember(from, make, draw);
  draw();
}

async function fetched(address, quietly, options) {
  const turn = ++turned;
  if (!quietly) reveal();
  // What is there already is only gone back to, unless pages have been turned since.
  if (pane.dataset.shown === address && address.startsWith("source/") && !elsewhere) return reached(quietly);
  pane.setAttribute("aria-busy", "true");
  let piece;
  try {
    piece = await take(address, options);
  } catch (error) {
    piece = made("div", {},
      made("div", { className: "head" }, made("h2", { id: "source-title", tabIndex: -1, textContent: phrase("script.source.unshown") })),
      made("p", { className: "note", role: "alert", textContent: phrase("script.source.trouble", { why: error.message }) })).innerHTML;
  }
  if (turn !== turned) return;
  source.innerHTML = piece;
  pane.dataset.shown = address;
  elsewhere = false;
  if (!options.method) sessionStorage.source = address;
  pane.scrollTop = 0;
  point();
  await reached(quietly);
}

function laid(piece) {
  turned++;
  reveal();
  source.replaceChildren(piece);
  delete pane.dataset.shown;
  delete sessionStorage.source;
  nearing.disconnect();
  pane.removeAttribute("aria-busy");
  pane.scrollTop = 0;
  point();
  find("source-title")?.focus({ preventScroll: true });
}

async function reached(quietly) {
  pane.removeAttribute("aria-busy");
  if (!quietly) find("source-title")?.focus({ preventScroll: true });
  if (source.querySelector(".sheets")) await show(view);
  else await settled();
}

/** Scrolls to what is marked, once a page's picture has its height, and lets the text grow from there. */
async function settled() {
  const turn = turned;
  await Promise.all([...source.querySelectorAll(".sheet img")].map((image) => image.decode().catch(() => {})));
  if (turn !== turned) return;
  const marks = "rect.answer, rect.near, mark.answer, mark.near, rect.quote, mark.quote";
  [...source.querySelectorAll(marks)].find((each) => each.getClientRects().length)?.scrollIntoView({ block: "center", inline: "nearest" });
  watch();
}

// A page as printed, or its text

export function show(which) {
  view = which;
  source.classList.toggle("by-text", which === "text");
  for (const each of source.querySelectorAll("button.view")) each.setAttribute("aria-pressed", String(each.value === which));
  return settled();
}

export async function turn(link) {
  const name = link.getAttribute("aria-label"), sheets = link.closest(".sheets"), zoom = sheets.style.getPropertyValue("--zoom");
  const piece = document.createElement("template");
  try {
    piece.innerHTML = await take(`${link.href}&part=sheet`);
  } catch (error) {
    return warn(phrase("script.source.trouble", { why: error.message }));
  }
  if (!link.isConnected) return;
  const fresh = piece.content.firstElementChild;
  if (zoom) fresh.style.setProperty("--zoom", zoom);
  sheets.replaceWith(fresh);
  elsewhere = true;
  (fresh.querySelector(`a[aria-label="${name}"]`) ?? fresh.querySelector("a.turn"))?.focus({ preventScroll: true });
  pane.scrollTop = 0;
  await settled();
}

export function zoom(button) {
  const sheets = button.closest(".sheets"), now = Number(sheets.style.getPropertyValue("--zoom") || 1), by = Number(button.value);
  const then = by ? Math.min(3, Math.max(0.5, now * (by > 0 ? 1.25 : 0.8))) : 1;
  sheets.style.setProperty("--zoom", then.toFixed(3));
  const image = sheets.querySelector("img");
  if (then > 1.2 && !image.src.includes("width=")) image.src += "&width=2400";
  return settled();
}

// Which quote is open

export function point() {
  const shown = pane.dataset.shown;
  for (const each of document.querySelectorAll("#conversation a.open")) {
    const here = part(each) === shown;
    each.closest("li").classList.toggle("opened", here);
    if (here) each.setAttribute("aria-current", "true");
    else each.removeAttribute("aria-current");
  }
}

/** Where the piece is that a link to a source leads to. */
export const part = (link) => `${link.getAttribute("href").replace("#quote", "")}&part=pane`;

/** The place that a link to a source leads to. */
export function spot(href) {
  const { pathname, searchParams } = new URL(href, document.baseURI), at = (name) => Number(searchParams.get(name));
  const id = decodeURIComponent(pathname.split("/source/").at(-1));
  return { document: id, start: at("start"), end: at("end"), first: at("from"), last: at("to"), digest: searchParams.get("digest") };
}

// What was opened is a place in the page's history: Back leads to what was shown before it, at last to what came by itself.

/** What was shown and how to draw it again, by the number that a place in the history has; 0 for those without one. */
const shows = [];
const here = () => ({ number: 0, depth: 0, ...history.state });
const visible = () => (narrow.matches ? pane.classList.contains("open") : !body.classList.contains("q-shut"));
let closing = false;

function remember(from, what, draw, quietly = false) {
  const { number, depth } = here(), stays = quietly || (visible() && shows[number]?.what === what);
  if (!quietly && !source.contains(from)) opener = from;
  const next = stays ? number : Math.max(shows.length, number + 1);
  shows[next] = { what, draw };
  if (!stays) history.pushState({ number: next, depth: depth + 1 }, "");
}

addEventListener("popstate", () => {
  const { number, depth } = here(), show = shows[number];
  if (closing) {
    closing = false;
    return;
  }
  if (show && (depth || !narrow.matches)) show.draw(!depth);
  else hide();
  if (!depth) home();
});

/** Goes on at another address of the page; beside it stays what is shown there. */
export function leave(address) {
  shows[0] = shows[here().number];
  history.pushState(null, "", address);
  if (narrow.matches) hide();
}

export function close() {
  const { depth } = here();
  delete shows[0];
  delete sessionStorage.source;
  hide();
  home();
  closing = depth > 0;
  if (closing) history.go(-depth);
}

function reveal() {
  body.classList.remove("q-shut");
  if (narrow.matches) cover(true);
}

function hide() {
  if (narrow.matches) cover(false);
  else body.classList.add("q-shut");
}

const home = () => (opener?.isConnected ? opener : document.querySelector("#question textarea"))?.focus();

// On a narrow screen it covers the conversation, which nobody reaches meanwhile.

function cover(covered) {
  pane.classList.toggle("open", covered);
  for (const each of document.querySelectorAll(".q-skip, .q-head, #conversation")) each.inert = covered;
  if (covered) {
    pane.setAttribute("role", "dialog");
    pane.ariaModal = "true";
  } else {
    pane.setAttribute("role", "complementary");
    pane.ariaModal = null;
  }
}
narrow.addEventListener("change", () => cover(false));
find("q-close").addEventListener("click", close);
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && (pane.classList.contains("open") || pane.contains(document.activeElement))) close();
});

// Text before and after

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
  } catch (error) {
    delete link.dataset.loading;
    return warn(phrase("script.source.trouble", { why: error.message }));
  }
  if (!link.isConnected) return;
  // What is read stays where it is: what comes before it pushes it down, unless it lies below the pane anyway.
  const after = link.classList.contains("earlier") ? link.nextElementSibling : null, place = after?.getBoundingClientRect().top;
  link.replaceWith(piece.content);
  if (after && place < pane.getBoundingClientRect().bottom) pane.scrollTop += after.getBoundingClientRect().top - place;
  watch();
}

// How wide it is

const wide = (share) => {
  const within = Math.min(70, Math.max(25, share));
  body.style.setProperty("--pane", `${within}%`);
  edge.setAttribute("aria-valuenow", String(Math.round(within)));
  localStorage.pane = String(within);
};
wide(Number(localStorage.pane) || 46);
edge.addEventListener("pointerdown", (event) => edge.setPointerCapture(event.pointerId));
edge.addEventListener("pointermove", (event) => {
  const at = (100 * event.clientX) / innerWidth;
  if (edge.hasPointerCapture(event.pointerId)) wide(getComputedStyle(body).direction === "rtl" ? at : 100 - at);
});
edge.addEventListener("keydown", (event) => {
  const by = { ArrowLeft: 2, ArrowRight: -2 }[event.key];
  if (!by) return;
  event.preventDefault();
  wide(Number(edge.getAttribute("aria-valuenow")) + by);
});
