// The box for a question: as high as what is typed into it, up to a limit that its style sets.

import { find } from "./page.js";

export const box = document.querySelector("#question textarea");

/** Puts words into the box in place of what stood there. */
export function fill(words) {
  box.value = words;
  fit();
}

/** Puts a question into the box, to be edited and asked again. */
export function edit(words) {
  fill(words);
  box.focus();
  box.setSelectionRange(words.length, words.length);
}

/** Says something of what was asked, or nothing. */
export function hint(words) {
  const place = find("q-note");
  if (place && place.textContent !== words) place.textContent = words;
}

function fit() {
  box.style.height = "auto";
  box.style.height = `${box.scrollHeight}px`;
}
box.addEventListener("input", fit);
