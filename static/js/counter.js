// <textarea maxlength="600">: says how much room is left once it gets short. The server's limit stands without it.
const SHORT = 0.75;

function attach(area) {
  const note = document.createElement("p");
  note.className = "character-count";
  note.setAttribute("aria-live", "polite");
  area.after(note);
  const say = () => {
    const left = area.maxLength - area.value.length;
    note.textContent = area.value.length < area.maxLength * SHORT ? "" : `${left} characters left`;
  };
  area.addEventListener("input", say);
  say();
}

document.querySelectorAll("textarea[maxlength]").forEach(attach);
