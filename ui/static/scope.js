// What is asked in: a list that the server searches as one types, and the choices made from it.
// The pattern: https://www.w3.org/WAI/ARIA/apg/patterns/combobox/

import { find, listed, made, phrase, say, take } from "./page.js";

/** Choices by "kind value", each with the label it was offered under. */
const choices = new Map();
const options = () => [...find("q-choices").querySelectorAll("[role=option]")];
const key = (option) => `${option.dataset.kind} ${option.dataset.value}`;
let typing = 0, asked = 0;

/** How much support an answer needs; "" for as much as ever. */
export const needed = () => find("q-needs")?.value ?? "";

/** Shows the settings that there are. */
export function measured(known) {
  find("q-setting").hidden = !known.length;
}

/** The choices as the chat takes them. */
export const chosen = () => JSON.stringify([...choices.values()].map(({ kind, value }) => [kind, value]));

/** Asks in everything again. */
export function widen() {
  choices.clear();
  draw();
  say(phrase("script.scope.everywhere"));
}

/** Shows the control where there is something to choose from. */
export function offered(documents) {
  find("q-scope").hidden = documents < 2;
}

for (const [name, choice] of listed(sessionStorage, "scope")) choices.set(name, choice);
draw();
find("q-needs").value = sessionStorage.needed || "";
find("q-needs").addEventListener("change", (event) => { sessionStorage.needed = event.target.value; });
find("q-in").addEventListener("focus", () => offer());
find("q-in").addEventListener("click", () => offer());
find("q-in").addEventListener("input", () => { clearTimeout(typing); typing = setTimeout(offer, 120); });
find("q-in").addEventListener("keydown", keyed);
// The pointer must not take the focus away before the click comes.
find("q-choices").addEventListener("pointerdown", (event) => event.preventDefault());
find("q-choices").addEventListener("click", (event) => choose(event.target.closest("[role=option]")));
find("q-scope").addEventListener("focusout", (event) => { if (!find("q-scope").contains(event.relatedTarget)) close(); });
find("q-chosen").addEventListener("click", (event) => drop(event.target.closest("button")?.value));

async function offer() {
  const turn = ++asked, words = find("q-in").value;
  let rows;
  try {
    rows = await take(`scope?query=${encodeURIComponent(words)}`);
  } catch (error) {
    rows = made("li", { className: "note", textContent: error.message }).outerHTML;
  }
  if (turn !== asked || document.activeElement !== find("q-in")) return;
  find("q-choices").innerHTML = rows;
  find("q-choices").hidden = false;
  find("q-in").setAttribute("aria-expanded", "true");
  find("q-in").removeAttribute("aria-activedescendant");
  for (const each of options()) each.setAttribute("aria-selected", String(choices.has(key(each))));
  find("q-choices").scrollTop = 0;
  if (words) say(phrase("script.scope.options", { n: options().length }));
}

function close() {
  asked++;
  find("q-choices").hidden = true;
  find("q-in").setAttribute("aria-expanded", "false");
  find("q-in").removeAttribute("aria-activedescendant");
}

function keyed(event) {
  const open = !find("q-choices").hidden, all = options();
  const at = all.findIndex((each) => each.id === find("q-in").getAttribute("aria-activedescendant"));
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step) {
    event.preventDefault();
    if (!open) offer();
    else if (all.length) point(all, at < 0 && step < 0 ? all.length - 1 : (at + step + all.length) % all.length);
  } else if (event.key === "Enter") {
    event.preventDefault();
    clearTimeout(typing);
    // What was typed to the end need not be pointed at.
    if (open) choose(all[at] ?? (find("q-in").value ? all[0] : null));
  } else if (event.key === "Escape" && open) {
    event.stopPropagation();
    close();
  } else if (event.key === "Backspace" && !find("q-in").value) {
    drop([...choices.keys()].at(-1));
  }
}

function point(all, at) {
  for (const each of all) each.classList.toggle("active", each === all[at]);
  find("q-in").setAttribute("aria-activedescendant", all[at].id);
  all[at].scrollIntoView({ block: "nearest" });
}

function choose(option) {
  if (!option) return;
  within(option);
  find("q-in").value = "";
  close();
}

/** Asks in a place, or no longer. */
export function within(place) {
  const label = place.querySelector(".label").textContent, { kind, value } = place.dataset;
  if (choices.has(key(place))) choices.delete(key(place));
  else choices.set(key(place), { kind, value, label });
  draw();
  say(phrase(`script.scope.${choices.has(key(place)) ? "chosen" : "dropped"}`, { kind: phrase(`both.kind.${kind}`), label }));
}

/** Called whenever the pane shows something else: places that are asked in say so. */
export function pressed() {
  for (const each of document.querySelectorAll("#q-source button.within")) each.setAttribute("aria-pressed", String(choices.has(key(each))));
}

function drop(name) {
  if (!choices.has(name)) return;
  say(phrase("script.scope.dropped", choices.get(name)));
  choices.delete(name);
  draw();
  find("q-in").focus();
  close();
}

function draw() {
  sessionStorage.scope = JSON.stringify([...choices]);
  find("q-chosen").replaceChildren(...[...choices].map(([name, { kind, label }]) => made("li", {},
    made("span", { className: "kind", textContent: phrase(`both.kind.${kind}`) }), made("bdi", { className: "label", textContent: label }),
    made("button", { type: "button", value: name, textContent: "×", ariaLabel: phrase("script.scope.drop", { label }) }))));
  find("q-chosen").hidden = !choices.size;
  pressed();
  find("q-in").placeholder = phrase(`script.scope.${choices.size ? "more" : "all"}`);
}
