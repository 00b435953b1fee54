// A list follows its filter as it is chosen; the button is for whoever has no scripts, and for what is typed.
const KEPT = "filter-in-hand"; // the field that was changed has the focus again on the page that comes
const form = document.querySelector("form[data-apply]");

function follow(event) {
  if (!event.target.matches("select, input[type=checkbox], input[type=radio]")) return;
  sessionStorage.setItem(KEPT, event.target.name);
  form.requestSubmit();
}

form?.addEventListener("change", follow);

// An empty field says nothing, so it does not stand in the address.
form?.addEventListener("formdata", (event) => {
  for (const [name, value] of [...event.formData]) if (value === "") event.formData.delete(name);
});

form?.elements[sessionStorage.getItem(KEPT)]?.focus();
sessionStorage.removeItem(KEPT);
