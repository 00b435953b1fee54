// Focus goes where the news is: the error summary, or what the page marks with data-focus; after an htmx swap too.
export function focusNews(root) {
  const news = root.querySelector?.(".error-summary, [data-focus]");
  if (!news) return;
  if (!news.hasAttribute("tabindex") && news.tabIndex < 0) news.tabIndex = -1;
  news.focus();
}

// A link of the summary lands in the field itself, with its label in sight.
function land(event) {
  const link = event.target.closest?.(".error-summary a[href^='#']");
  const field = link && document.getElementById(link.hash.slice(1));
  if (!field) return;
  event.preventDefault();
  (field.closest(".field, fieldset") ?? field).scrollIntoView({ block: "start" });
  field.focus({ preventScroll: true });
}

// After a verb the address names what changed; a list scrolls to it, and work goes on there.
function focusTarget() {
  const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!target || !document.getElementById("main")?.contains(target)) return;
  const own = target.matches("[data-card], .row") ? target.querySelector("a") : target;
  if (!own.hasAttribute("tabindex") && own.tabIndex < 0) own.tabIndex = -1;
  own.focus();
}

document.addEventListener("click", land);
document.addEventListener("htmx:afterSettle", (event) => focusNews(event.target));
focusTarget();
focusNews(document);
// The browser itself goes to the target once more, and takes the focus away where that cannot have it.
addEventListener("load", () => document.activeElement === document.body && focusTarget());
