// [data-rows]: the rows of one part of a form. Without this script they have a number for their order and empty rows
// to write in; with it "Add" copies the template, and arrows move. What counts is sent all the same: the numbers.
function rowsOf(part) {
  return [...part.querySelectorAll("[data-rows-list] > [data-row]")];
}

function number(part) {
  const rows = rowsOf(part);
  rows.forEach((row, index) => {
    row.querySelector("[name$='-place']").value = index + 1;
    row.querySelector("[data-row-move=up]").disabled = index === 0;
    row.querySelector("[data-row-move=down]").disabled = index === rows.length - 1;
  });
}

function show(row) {
  row.querySelector("[data-row-moves]").hidden = false;
  row.querySelector(".edit-row-place").hidden = true;
}

function freeKey(part) {
  const used = rowsOf(part).map((row) => Number(row.querySelector("[name]").name.match(/-new-(\d+)-/)?.[1] ?? 0));
  return `-new-${Math.max(0, ...used) + 1}-`;
}

function add(part) {
  const row = part.querySelector("template").content.firstElementChild.cloneNode(true);
  const key = freeKey(part);
  for (const element of row.querySelectorAll("*")) {
    for (const { name, value } of [...element.attributes]) {
      if (value.includes("-new-0-")) element.setAttribute(name, value.replaceAll("-new-0-", key));
    }
  }
  part.querySelector("[data-rows-list]").append(row);
  show(row);
  number(part);
  row.querySelector("input:not([type=hidden]), select, textarea").focus();
}

function move(button) {
  const row = button.closest("[data-row]");
  const part = row.closest("[data-rows]");
  const isUp = button.dataset.rowMove === "up";
  const other = isUp ? row.previousElementSibling : row.nextElementSibling;
  if (isUp) other.before(row);
  else other.after(row);
  number(part);
  (button.disabled ? row.querySelector("[data-row-move]:not(:disabled)") : button)?.focus();
  row.dispatchEvent(new Event("input", { bubbles: true }));
}

for (const part of document.querySelectorAll("[data-rows]")) {
  rowsOf(part).forEach(show);
  number(part);
  part.querySelector("[data-rows-add]").hidden = false;
}

document.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-rows-add], [data-row-move]");
  if (button?.matches("[data-rows-add]")) add(button.closest("[data-rows]"));
  else if (button) move(button);
});
