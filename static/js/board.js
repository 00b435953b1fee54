// Dragging a card is an addition: it posts what "Move to…" on the card posts, and says what became of it.
const board = document.querySelector("[data-board]");
const says = document.getElementById("board-says");
let dragged = null;

function tell(sentence) {
  says.textContent = sentence;
  says.className = "toast";
}

function recount(column, by) {
  const count = column.querySelector("[data-count]");
  count.textContent = Number(count.textContent) + by;
}

async function post(card, stage) {
  const body = new FormData(card.querySelector("form"));
  body.set("to", stage);
  body.set("expected", card.dataset.version);
  return fetch(card.querySelector("form").action, { method: "POST", body, headers: { "X-Requested-With": "fetch" } });
}

async function reason(response) {
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  return page.querySelector("[role=alert]")?.textContent.trim() || "It was not moved. Load the page again and try once more.";
}

async function drop(card, from, to) {
  const next = card.nextElementSibling;
  const name = card.querySelector(".row-title").textContent.trim();
  to.querySelector("ol").append(card);
  try {
    const response = await post(card, to.dataset.stage);
    if (!response.ok || response.url.includes("/accounts/")) throw new Error(await reason(response));
    card.dataset.version = Number(card.dataset.version) + 1;
    card.querySelector("[name=expected]").value = card.dataset.version;
    card.querySelector("select").innerHTML = to.querySelector("[data-options]").innerHTML;
    recount(from, -1);
    recount(to, 1);
    tell(`${name} is in ${to.dataset.stageName} now.`);
  } catch (error) {
    from.querySelector("ol").insertBefore(card, next);
    tell(error.name === "TypeError" ? "The server did not answer; the card is back where it was." : error.message);
  }
}

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
