// Looking within a CV's text: the server marks the words while one types (htmx, includes/find.html), Enter goes to the
// next place, Shift and Enter to the one before, Escape into the text. How many there are, and which, stands beside.
let at = -1;
let isStale = false; // what is typed is not marked yet
let wanted = 0; // Enter came before the marks did
let wasOpen = false;
let isBroken = false; // nothing marks them here: the page itself asks for them

function words() {
  return document.getElementById("cv-words");
}

function marks() {
  return [...(words()?.querySelectorAll("mark") ?? [])];
}

function say(form, total) {
  const said = form.querySelector("output");
  const place = said.dataset.place.replace("{number}", at + 1).replace("{total}", total);
  if (!form.elements.find.value.trim()) said.value = "";
  else said.value = total ? place : said.dataset.none;
}

// Only the text moves within its pane; the page as far as the pane is out of sight, and not while one types.
function show(mark, isTyped) {
  const pane = mark.closest(".cv-words");
  if (pane.closest("details")) pane.closest("details").open = true;
  pane.scrollTop += mark.getBoundingClientRect().top - pane.getBoundingClientRect().top - pane.clientHeight / 3;
  if (!isTyped) pane.scrollIntoView({ block: "nearest" });
}

function step(form, by, isTyped = false) {
  const all = marks();
  all[at]?.classList.remove("is-here");
  if (all.length) {
    at = at < 0 && by < 0 ? all.length - 1 : (at + by + all.length) % all.length;
    all[at].classList.add("is-here");
    show(all[at], isTyped);
  }
  say(form, all.length);
}

document.addEventListener("input", (event) => {
  if (event.target.closest("[data-find]")) isStale = true;
});

document.addEventListener("htmx:beforeSwap", () => { wasOpen = Boolean(words()?.open); });

for (const failed of ["htmx:responseError", "htmx:sendError"]) {
  document.addEventListener(failed, (event) => { isBroken ||= event.target.matches("[data-find]"); });
}

document.addEventListener("htmx:afterSettle", (event) => {
  const form = document.querySelector("[data-find]");
  if (event.target.id !== "cv-words" || !form) return;
  at = -1;
  isStale = isBroken = false;
  if (wasOpen) words().open = true;
  step(form, wanted || 1, !wanted);
  wanted = 0;
});

function go(form, by) {
  if (isStale) wanted = by;
  else step(form, by);
}

document.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-find]") || isBroken) return;
  event.preventDefault();
  go(event.target, 1);
});

document.addEventListener("keydown", (event) => {
  const form = event.target.closest?.("input[type=search]")?.closest("[data-find]");
  if (!form || event.isComposing) return;
  if (event.key === "Enter" && event.shiftKey) go(form, -1);
  else if (event.key === "Escape") document.querySelector(".cv-words")?.focus();
  else return;
  event.preventDefault();
});
