// <form data-upload> with one file: what becomes of the file is said while it is chosen, sent and checked (A9).
// Its data-words-… are what is said, in the page's language (applications/templatetags/uploads.py).
// Without this module the form posts as forms do; with it the same request is sent, and its answer shown the same.
import { focusNews } from "./focus.js";

const STEP = 10;  // percent: a live region that speaks more often talks over itself
let request = null;

function fill(pattern, values) {
  return pattern.replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

function inMegabytes(count) {
  return count.toLocaleString(document.documentElement.lang, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
}

// The twin of core/words.py: size_in_words.
function sizeInWords(size, words) {
  if (size < 1000) return fill(JSON.parse(words.wordsBytes)[size === 1 ? 0 : 1], { count: size });
  return size < 999_500 ? `${Math.round(size / 1000)} kB` : `${inMegabytes(size / 1_000_000)} MB`;
}

// The twin of files/verdicts.py: too_big.
function tooBig(file, limit, words) {
  return fill(words.wordsTooBig, { size: inMegabytes(file.size / 1024 / 1024), limit: Math.floor(limit / 1024 / 1024) });
}

function chosen(file, words) {
  return fill(words.wordsChosen, { name: file.name, size: sizeInWords(file.size, words) });
}

function parts() {
  const form = document.querySelector("form[data-upload]");
  const input = form?.querySelector("input[type=file]");
  return { form, input, file: input?.files[0], says: form?.querySelector("[data-says]"), bar: form?.querySelector("progress") };
}

function say(sentence, { percent = null } = {}) {
  const { says, bar } = parts();
  if (says && says.textContent !== sentence) says.textContent = sentence;
  if (!bar) return;
  bar.hidden = percent === null;
  if (percent !== null) bar.value = percent;
}

function isTooBig({ input, file }) {
  return file && file.size > Number(input.dataset.limit || Infinity);
}

function sayChosen() {
  const { form, input, file } = parts();
  if (!file) return say("");
  say(isTooBig({ input, file }) ? tooBig(file, input.dataset.limit, form.dataset) : chosen(file, form.dataset));
}

function sayProgress(event, form, name) {
  if (!event.lengthComputable) return;
  const percent = Math.floor((100 * event.loaded) / event.total);
  const spoken = Math.floor(percent / STEP) * STEP;
  if (event.loaded < event.total) say(fill(form.dataset.wordsSending, { name, percent: spoken }), { percent });
}

// A step that is done led on to another page: go there. Else the answer is this page again, with what is wrong.
function show(answer, { form, file }) {
  const here = form.action.split("#")[0];
  if (answer.responseURL && answer.responseURL !== here) return location.assign(answer.responseURL);
  if (answer.status === 200) return location.assign(here);
  if (!answer.responseText.trim()) return say(form.dataset.wordsBrokenOff);
  const page = new DOMParser().parseFromString(answer.responseText, "text/html");
  document.documentElement.className = page.documentElement.className;
  document.title = page.title;
  document.body.replaceWith(page.body);
  scrollTo(0, 0);
  focusNews(document);
  sayRefused(file);
}

function sayRefused(file) {
  const { form, input, says } = parts();
  if (!says) return;
  const why = document.getElementById(`${input.id}_error`)?.textContent.trim() ?? "";
  says.textContent = fill(form.dataset.wordsRefused, { name: file.name });
  if (why) says.insertAdjacentHTML("beforeend", '<span class="visually-hidden"></span>');
  if (why) says.lastElementChild.textContent = ` ${why}`;
}

function send(form, submitter, file) {
  const body = new FormData(form);
  if (submitter?.name) body.append(submitter.name, submitter.value);
  request = new XMLHttpRequest();
  request.upload.onprogress = (event) => sayProgress(event, form, file.name);
  request.upload.onload = () => say(fill(form.dataset.wordsArrived, { name: file.name }), { percent: 100 });
  request.onload = () => { const answer = request; request = null; show(answer, { form, file }); };
  request.onerror = () => { request = null; say(form.dataset.wordsBrokenOff); };
  say(fill(form.dataset.wordsSending, { name: file.name, percent: 0 }), { percent: 0 });
  request.open("POST", form.action.split("#")[0]);
  request.send(body);
}

document.addEventListener("change", (event) => {
  if (event.target.matches("form[data-upload] input[type=file]")) sayChosen();
});

document.addEventListener("submit", (event) => {
  const { form, input, file } = parts();
  if (event.target !== form || !file) return;
  event.preventDefault();
  if (request) return;
  if (!isTooBig({ input, file })) return send(form, event.submitter, file);
  sayChosen();
  input.focus();
});

// A page that is kept for "back" comes back as it was before the press.
addEventListener("pagehide", () => { request?.abort(); request = null; say(""); });
addEventListener("pageshow", sayChosen);
