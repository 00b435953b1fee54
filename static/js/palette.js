// The palette: what can be done on the page, then what the server finds for the same words, in one list under one field.
const PAUSE = 120; // ms of quiet before the server is asked
const PATIENCE = 5000; // ms until it counts as silent
const OPTIONS = "[role=option]";
const dialog = document.getElementById("palette");
const field = dialog.querySelector("input");
const list = dialog.querySelector("[role=listbox]");
const says = dialog.querySelector("[role=status]");
const found = document.createElement("div"); // the server's part of the list
let pause = 0;
let under_way = null; // the request whose answer counts
let answered = null; // the words that the list is an answer to
let card = null; // had the focus when the palette was opened

found.role = "presentation";

// As the server does it: lower case without accents, `oe` and `aa` as `o` and `a`.
function folded(text) {
  const plain = text.toLowerCase().replaceAll("ø", "o").replaceAll("æ", "ae").replaceAll("ß", "ss").normalize("NFKD");
  return plain.replace(/[\u0300-\u036f]/g, "").replaceAll("oe", "o").replaceAll("aa", "a");
}

function labelOf(own) {
  const said = own.getAttribute("aria-label") || [...(own.labels ?? [])].map((label) => label.textContent).join(" ");
  if (said) return said;
  const words = own.cloneNode(true);
  for (const cap of words.querySelectorAll("kbd")) cap.remove();
  return words.textContent;
}

// What shortcuts.js would press: of the card first, one of each key.
function verbs() {
  const marked = [...(card?.querySelectorAll("[data-key]") ?? []), ...document.querySelectorAll("[data-key]:not([data-card] *)")];
  const keys = new Set();
  return marked.filter((own) => {
    if (own.disabled || own.closest("[hidden]") || keys.has(own.dataset.key)) return false;
    return keys.add(own.dataset.key);
  });
}

function option(own) {
  const made = document.createElement("button");
  made.type = "button";
  made.append(labelOf(own).trim().replace(/\s+/g, " "));
  const cap = document.createElement("kbd");
  cap.textContent = own.dataset.key;
  cap.ariaHidden = "true";
  made.append(cap);
  made.addEventListener("click", () => {
    dialog.close();
    own.dispatchEvent(new CustomEvent("desk:press", { bubbles: true }));
  });
  return made;
}

function verbGroup() {
  const words = folded(field.value).split(/\s+/);
  const fit = verbs().filter((own) => words.every((word) => folded(labelOf(own)).includes(word)));
  if (!fit.length) return [];
  const group = document.createElement("section");
  group.className = "found";
  group.ariaLabel = dialog.dataset.verbs;
  const title = document.createElement("h2");
  title.textContent = dialog.dataset.verbs;
  const rows = document.createElement("ul");
  for (const own of fit) rows.appendChild(document.createElement("li")).append(option(own));
  group.append(title, rows);
  return [group];
}

function options() {
  return [...list.querySelectorAll(OPTIONS)];
}

function choose(chosen) {
  list.querySelector("[aria-selected=true]")?.setAttribute("aria-selected", "false");
  chosen?.setAttribute("aria-selected", "true");
  chosen?.scrollIntoView({ block: "nearest" });
  if (chosen) field.setAttribute("aria-activedescendant", chosen.id);
  else field.removeAttribute("aria-activedescendant");
}

// Lists of links become one list box; the first line of it is chosen, so that Enter goes on.
function show() {
  list.replaceChildren(...verbGroup(), found);
  for (const group of list.querySelectorAll("section")) group.role = "group";
  for (const row of list.querySelectorAll("h2, ul, li")) row.role = "presentation";
  list.querySelectorAll("a, button").forEach((own, number) => {
    own.role = "option";
    own.tabIndex = -1;
    own.id = `palette-option-${number}`;
    own.ariaSelected = "false";
  });
  field.ariaExpanded = String(options().length > 0);
  choose(options()[0]);
}

function say(sentence) {
  if (says.textContent !== sentence) says.textContent = sentence;
}

async function ask() {
  under_way?.abort();
  const mine = under_way = new AbortController();
  const words = field.value.trim();
  const form = dialog.querySelector("form");
  const silence = setTimeout(() => mine.abort(), PATIENCE);
  try {
    const address = `${form.action}?${new URLSearchParams({ q: words })}`;
    const answer = await fetch(address, { headers: { "X-Requested-With": "fetch" }, signal: mine.signal });
    if (!answer.ok || answer.redirected) throw new Error(answer.status);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (mine !== under_way) return;
    answered = words;
    found.replaceChildren(...page.querySelectorAll("section.found"));
    show();
    const isNothing = !page.querySelector("[data-total]") && list.querySelector("button");
    say(isNothing ? "" : page.querySelector("[data-said]").textContent.trim().replace(/\s+/g, " "));
  } catch {
    if (mine !== under_way) return;
    found.replaceChildren();
    show();
    say(dialog.dataset.silent);
  } finally {
    clearTimeout(silence);
  }
}

function askSoon() {
  clearTimeout(pause);
  pause = setTimeout(ask, PAUSE);
}

function open(event) {
  event.preventDefault();
  if (dialog.open) return;
  card = document.activeElement?.closest?.("[data-card]");
  dialog.showModal();
  field.select();
  show();
  ask();
}

const STEPS = {
  ArrowDown: (at, last) => (at < last ? at + 1 : 0),
  ArrowUp: (at, last) => (at > 0 ? at - 1 : last),
  Home: () => 0,
  End: (at, last) => last,
};

function step(event) {
  if (event.isComposing || event.shiftKey || event.ctrlKey || event.metaKey || event.altKey) return;
  const all = options();
  const at = all.findIndex((one) => one.ariaSelected === "true");
  if (event.key === "Enter") {
    // A line of the server's that answers other words is not followed: then the form is sent, and a page answers.
    const chosen = all[at];
    if (!chosen || (found.contains(chosen) && answered !== field.value.trim())) return;
    event.preventDefault();
    if (chosen.href) dialog.close();
    chosen.click();
  } else if (STEPS[event.key] && all.length) {
    event.preventDefault();
    choose(all[STEPS[event.key](at, all.length - 1)]);
  }
}

for (const button of document.querySelectorAll("[data-palette-open]")) {
  button.role = "button";
  button.ariaHasPopup = "dialog";
  button.addEventListener("click", (event) => {
    if (!event.ctrlKey && !event.metaKey && !event.shiftKey) open(event);
  });
  button.addEventListener("keydown", (event) => {
    if (event.key === " ") open(event);
  });
}

field.addEventListener("keydown", step);
field.addEventListener("input", () => {
  show();
  askSoon();
});
list.addEventListener("mousedown", (event) => event.preventDefault()); // the field keeps the focus
list.addEventListener("click", (event) => {
  if (event.target.closest("a") && !event.ctrlKey && !event.metaKey && !event.shiftKey) dialog.close();
});
dialog.querySelector("[data-palette-close]").addEventListener("click", () => dialog.close());
dialog.addEventListener("click", (event) => {
  if (event.target === dialog) dialog.close(); // beside it
});
dialog.addEventListener("close", () => {
  clearTimeout(pause);
  under_way?.abort();
  under_way = null;
});
