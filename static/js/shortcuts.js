// The desk's keys: "?" shows them, "g" and a letter goes, "/" searches, "j" and "k" walk a list.
// What a page marks with data-key is pressed by that key; a field is only stepped into. "g" and x follows [data-go="x"].
// Ctrl K, or ⌘K on a Mac, opens the palette (palette.js), in a field too.
const PATIENCE = 1200;
const OFF = "keys-are-off"; // kept by this browser: whoever dictates speaks in single letters (WCAG 2.1.4)
const MAC = /Mac|iPhone|iPad/.test(navigator.platform);
let gone = 0;

function isTyping(target) {
  return target.isContentEditable || target.matches?.("input:not([type=checkbox], [type=radio]), textarea, select") || document.querySelector("dialog[open]");
}

function go(key) {
  const link = key.length === 1 && document.querySelector(`.desk-nav a[data-go="${CSS.escape(key)}"]`);
  if (link) location.assign(link.href);
}

// A page may say where "j" and "k" lead (rel=next, rel=prev with data-key); else they walk the rows.
function walk(step) {
  const link = document.querySelector(step > 0 ? 'a[data-key="j"]' : 'a[data-key="k"]');
  if (link) return link.click();
  const titles = [...document.querySelectorAll("main :is(a.row-title, .row-title a, tbody th a)")];
  const at = titles.indexOf(document.activeElement);
  const next = titles[at < 0 ? (step > 0 ? 0 : titles.length - 1) : at + step];
  next?.focus();
}

// Of the card that has the focus, if one has it; else of the page.
function marked(key) {
  const mark = `[data-key="${CSS.escape(key)}"]`;
  const card = document.activeElement?.closest?.("[data-card]");
  return card?.querySelector(mark) ?? document.querySelector(`${mark}:not([data-card] *)`);
}

function press(own) {
  if (own.matches("select, textarea, input")) own.focus();
  else own.click();
}

const ACTIONS = {
  "?": () => document.getElementById("keys")?.showModal(),
  "/": () => document.querySelector("main input[type=search], .toolbar input[type=text]")?.focus(),
  j: () => walk(1),
  k: () => walk(-1),
  g: () => { gone = Date.now(); },
};

function opensPalette(event) {
  const held = MAC ? event.metaKey && !event.ctrlKey : event.ctrlKey && !event.metaKey;
  return held && !event.altKey && !event.shiftKey && event.key.toLowerCase() === "k";
}

document.addEventListener("keydown", (event) => {
  const button = document.querySelector("[data-palette-open]");
  if (!button || localStorage.getItem(OFF) || event.defaultPrevented || !opensPalette(event)) return;
  event.preventDefault();
  if (!document.querySelector("dialog[open]")) button.click();
});

// The palette has chosen one of them.
document.addEventListener("desk:press", (event) => press(event.target));

document.addEventListener("keydown", (event) => {
  if (localStorage.getItem(OFF) || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || isTyping(event.target)) return;
  if (Date.now() - gone < PATIENCE) {
    gone = 0;
    go(event.key);
    return;
  }
  const own = event.key.length === 1 && marked(event.key);
  const action = ACTIONS[event.key] ?? (own && (() => press(own)));
  if (!action) return;
  event.preventDefault();
  action();
});

if (MAC) for (const cap of document.querySelectorAll("kbd[data-mac]")) cap.textContent = cap.dataset.mac;

for (const button of document.querySelectorAll("[data-keys-open]")) {
  button.hidden = false;
  button.addEventListener("click", ACTIONS["?"]);
}

const toggle = document.querySelector("[data-keys-toggle]");

function sayWhichWay() {
  for (const cap of document.querySelectorAll("[data-palette-open] kbd")) cap.hidden = Boolean(localStorage.getItem(OFF));
  toggle.textContent = localStorage.getItem(OFF) ? toggle.dataset.on : toggle.dataset.off;
}

toggle?.addEventListener("click", () => {
  if (localStorage.getItem(OFF)) localStorage.removeItem(OFF);
  else localStorage.setItem(OFF, "1");
  sayWhichWay();
});
if (toggle) sayWhichWay();
