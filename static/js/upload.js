// <form data-upload> with one file: what becomes of the file is said while it is chosen, sent and checked (A9).
// Without this module the form posts as forms do; with it the same request is sent, and its answer shown the same.
import { focusNews } from "./focus.js";

const STEP = 10;  // percent: a live region that speaks more often talks over itself
const BROKEN_OFF = "The connection broke off, so your file did not arrive. Nothing else is lost: press the button once more.";
let request = null;

// The twin of core/templatetags/words.py: size_in_words.
function sizeInWords(size) {
  if (size < 1000) return `${size} byte${size === 1 ? "" : "s"}`;
  return size < 999_500 ? `${Math.round(size / 1000)} kB` : `${(size / 1_000_000).toFixed(1)} MB`;
}

// The twin of files/verdicts.py: too_big.
function tooBig(file, limit) {
  const [size, most] = [(file.size / 1024 / 1024).toFixed(1), Math.floor(limit / 1024 / 1024)];
  return `This file is ${size} MB; the limit is ${most} MB. Save a smaller copy, for example with smaller pictures, and choose that.`;
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
  const { input, file } = parts();
  if (!file) return say("");
  say(isTooBig({ input, file }) ? tooBig(file, input.dataset.limit) : `${file.name} (${sizeInWords(file.size)}) is chosen. It is sent when you go on.`);
}

function sayProgress(event, name) {
  if (!event.lengthComputable) return;
  const percent = Math.floor((100 * event.loaded) / event.total);
  const spoken = Math.floor(percent / STEP) * STEP;
  if (event.loaded < event.total) say(`Sending ${name}: ${spoken} %`, { percent });
}

// A step that is done led on to another page: go there. Else the answer is this page again, with what is wrong.
function show(answer, { form, file }) {
  const here = form.action.split("#")[0];
  if (answer.responseURL && answer.responseURL !== here) return location.assign(answer.responseURL);
  if (answer.status === 200) return location.assign(here);
  if (!answer.responseText.trim()) return say(BROKEN_OFF);
  const page = new DOMParser().parseFromString(answer.responseText, "text/html");
  document.documentElement.className = page.documentElement.className;
  document.title = page.title;
  document.body.replaceWith(page.body);
  scrollTo(0, 0);
  focusNews(document);
  sayRefused(file);
}

function sayRefused(file) {
  const { input, says } = parts();
  if (!says) return;
  const why = document.getElementById(`${input.id}_error`)?.textContent.trim() ?? "";
  says.textContent = `${file.name} was not taken.`;
  if (why) says.insertAdjacentHTML("beforeend", '<span class="visually-hidden"></span>');
  if (why) says.lastElementChild.textContent = ` ${why}`;
}

function send(form, submitter, file) {
  const body = new FormData(form);
  if (submitter?.name) body.append(submitter.name, submitter.value);
  request = new XMLHttpRequest();
  request.upload.onprogress = (event) => sayProgress(event, file.name);
  request.upload.onload = () => say(`${file.name} has arrived and is being checked.`, { percent: 100 });
  request.onload = () => { const answer = request; request = null; show(answer, { form, file }); };
  request.onerror = () => { request = null; say(BROKEN_OFF); };
  say(`Sending ${file.name}: 0 %`, { percent: 0 });
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
