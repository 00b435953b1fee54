// <form data-live-preview="address">: after a pause in typing the frame beside it shows the public page with what is
// typed, as the server makes it of the same templates. Nothing is saved, and where the frame is not shown, nothing asked.
const PAUSE = 400;
const form = document.querySelector("form[data-live-preview]");
const frame = document.querySelector(".editor-preview iframe");
let timer = 0;
let asked = new AbortController();

function put(page) {
  const shown = frame.contentDocument;
  shown.documentElement.lang = page.documentElement.lang;
  shown.body.replaceChildren(...page.body.childNodes);
}

async function show() {
  if (!frame.checkVisibility()) return;
  asked.abort();
  asked = new AbortController();
  try {
    const answer = await fetch(form.dataset.livePreview, { method: "POST", body: new FormData(form), signal: asked.signal });
    if (answer.ok) put(new DOMParser().parseFromString(await answer.text(), "text/html"));
  } catch (error) {
    if (!["AbortError", "TypeError"].includes(error.name)) throw error;  // overtaken, or no network: it stays as it is
  }
}

// To where what this page changes stands; scrollIntoView would move the desk, too.
function scroll() {
  const part = frame.contentDocument.querySelector(form.dataset.livePreviewAt || "body");
  frame.contentWindow.scrollTo(0, part?.getBoundingClientRect().top ?? 0);
}

form?.addEventListener("input", () => {
  clearTimeout(timer);
  timer = setTimeout(show, PAUSE);
});
frame?.addEventListener("load", () => {
  scroll();
  if (form.querySelector(".error-summary")) show();  // the fields hold what nobody has saved
}, { once: true });
