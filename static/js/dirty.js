// <form data-guard>: leaving with something typed and not saved asks first.
function isChanged(form) {
  return form.dataset.changed === "yes";
}

document.addEventListener("input", (event) => {
  const form = event.target.form;
  if (form?.hasAttribute("data-guard")) form.dataset.changed = "yes";
});

document.addEventListener("submit", (event) => {
  if (!event.defaultPrevented) delete event.target.dataset.changed;
});

window.addEventListener("beforeunload", (event) => {
  if ([...document.querySelectorAll("form[data-guard]")].some(isChanged)) event.preventDefault();
});
