// <form data-dirty>: leaving with something typed and not saved asks first.
function isChanged(form) {
  return form.dataset.changed === "yes";
}

document.addEventListener("input", (event) => {
  const form = event.target.form;
  if (form?.hasAttribute("data-dirty")) form.dataset.changed = "yes";
});

document.addEventListener("submit", (event) => {
  if (!event.defaultPrevented) delete event.target.dataset.changed;
});

window.addEventListener("beforeunload", (event) => {
  if ([...document.querySelectorAll("form[data-dirty]")].some(isChanged)) event.preventDefault();
});
