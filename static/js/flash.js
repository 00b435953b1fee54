// What was just done floats below the work and leaves after a while, at a press, or with Escape; never while somebody
// is on it with the mouse or the keyboard. Without scripts it stands above the page. Bad news stay until pressed away.
const STAYS = 6000;

function leave(message) {
  const hadFocus = message.contains(document.activeElement);
  message.remove();
  if (hadFocus) document.getElementById("main")?.focus();
}

function isInUse(message) {
  return message.matches(":hover") || message.contains(document.activeElement);
}

function wait(message) {
  setTimeout(() => (isInUse(message) ? wait(message) : leave(message)), STAYS);
}

function close(message, words) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "link-button";
  button.textContent = words;
  button.addEventListener("click", () => leave(message));
  message.append(button);
}

for (const region of document.querySelectorAll(".messages[data-close]")) {
  region.classList.add("is-floating");
  for (const message of region.children) {
    close(message, region.dataset.close);
    if (!message.matches(".notice-bad")) wait(message);
  }
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") document.querySelectorAll(".messages.is-floating > *").forEach(leave);
});
