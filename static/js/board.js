// "Move to…" on a card leads to its page; here it opens on the card. Dragging posts the same, and says what came of it.
const board = document.querySelector("[data-board]");
const says = document.getElementById("board-says");
let dragged = null;

function tell(sentence) {
  says.textContent = sentence;
  says.className = "toast";
}

function nameOf(card) {
  return card.querySelector(".row-title").textContent.trim();
}

function recount(column, by) {
  for (const count of document.querySelectorAll(`[data-count="${column.dataset.stage}"]`)) {
    count.textContent = Number(count.textContent) + by;
  }
}

function menuOf(column) {
  return column.querySelector("[data-menu]").content.firstElementChild;
}

function movesOf(card) {
  return `${card.querySelector(".row-title").href}moves/`;
}

// A form on every card would make a long board slow to load, so the one of its column is copied when asked for.
function openMenu(card, link) {
  const menu = menuOf(card.closest("[data-stage]")).cloneNode(true);
  menu.querySelector("summary span").textContent = ` (${nameOf(card)})`;
  menu.querySelector("form").action = movesOf(card);
  menu.querySelector("[name=version]").value = card.dataset.version;
  link.hidden = true;
  link.after(menu);
  setTimeout(() => {  // after the click that asked has closed every open menu
    menu.open = true;
    menu.querySelector("select").focus();
  });
}

function dropMenu(card) {
  card.querySelector("details.menu")?.remove();
  card.querySelector("[data-move-to]").hidden = false;
}

async function post(card, from, stage) {
  const body = new FormData(menuOf(from).querySelector("form"));
  body.set("to", stage);
  body.set("version", card.dataset.version);
  return fetch(movesOf(card), { method: "POST", body, headers: { "X-Requested-With": "fetch" } });
}

async function reason(response) {
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  return page.querySelector("[role=alert]")?.textContent.trim() || board.dataset.unmoved;
}

async function drop(card, from, to) {
  const next = card.nextElementSibling;
  to.querySelector("ol").append(card);
  try {
    const response = await post(card, from, to.dataset.stage);
    if (response.status !== 204) throw new Error(await reason(response));
    card.dataset.version = Number(card.dataset.version) + 1;
    dropMenu(card);
    recount(from, -1);
    recount(to, 1);
    card.querySelector("[data-waited]").textContent = board.dataset.today;
    tell(board.dataset.moved.replace("{name}", nameOf(card)).replace("{stage}", to.dataset.stageName));
  } catch (error) {
    from.querySelector("ol").insertBefore(card, next);
    tell(error.name === "TypeError" ? board.dataset.silent : error.message);
  }
}

board?.addEventListener("click", (event) => {
  const link = event.target.closest("[data-move-to]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  openMenu(link.closest("[data-card]"), link);
});

board?.addEventListener("dragstart", (event) => {
  dragged = event.target.closest?.("[data-card][draggable]");
  if (!dragged) return;
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", dragged.querySelector(".row-title").href);
  dragged.classList.add("is-dragged");
});

board?.addEventListener("dragend", () => {
  dragged?.classList.remove("is-dragged");
  for (const column of board.querySelectorAll(".is-target")) column.classList.remove("is-target");
  dragged = null;
});

for (const column of board?.querySelectorAll("[data-stage]") ?? []) {
  column.addEventListener("dragover", (event) => {
    if (!dragged || column.contains(dragged)) return;
    event.preventDefault();
    column.classList.add("is-target");
  });
  column.addEventListener("dragleave", (event) => {
    if (!column.contains(event.relatedTarget)) column.classList.remove("is-target");
  });
  column.addEventListener("drop", (event) => {
    if (!dragged || column.contains(dragged)) return;
    event.preventDefault();
    drop(dragged, dragged.closest("[data-stage]"), column);
  });
}
