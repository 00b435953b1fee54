// <form data-passkey="get"> or "create", with data-options: the browser is asked for a passkey as the form is sent,
// and its answer goes along in the field `answer`. Where nothing is to be typed first, it is asked at once.
const FIELDS = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"];

function bytes(text) {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}

function text(buffer) {
  const plain = btoa(String.fromCharCode(...new Uint8Array(buffer)));
  return plain.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

function known(list = []) {
  return list.map((one) => ({ ...one, id: bytes(one.id) }));
}

function readable({ publicKey: asked }) {
  const options = { ...asked, challenge: bytes(asked.challenge) };
  if (asked.user) options.user = { ...asked.user, id: bytes(asked.user.id) };
  if (asked.allowCredentials) options.allowCredentials = known(asked.allowCredentials);
  if (asked.excludeCredentials) options.excludeCredentials = known(asked.excludeCredentials);
  return { publicKey: options };
}

function sendable(credential) {
  const response = {};
  for (const name of FIELDS) if (credential.response[name]) response[name] = text(credential.response[name]);
  const { id, type, rawId } = credential;
  return { id, type, rawId: text(rawId), response, clientExtensionResults: credential.getClientExtensionResults() };
}

async function ask(form) {
  const failed = form.querySelector("[data-passkey-failed]");
  failed.hidden = true;
  try {
    const options = readable(JSON.parse(form.dataset.options));
    const credential = await navigator.credentials[form.dataset.passkey](options);
    form.elements.answer.value = JSON.stringify(sendable(credential));
  } catch {
    failed.hidden = false;
    return;
  }
  form.submit();
}

const form = document.querySelector("form[data-passkey]");
if (form && window.PublicKeyCredential) {
  form.querySelector("[data-passkey-none]").hidden = true;
  form.querySelector("button[type=submit]").hidden = false;
  form.addEventListener("submit", (event) => {
    if (form.elements.name && !form.elements.name.value.trim()) return;  // the server says what is missing
    event.preventDefault();
    ask(form);
  });
  if (form.dataset.passkey === "get" && !document.querySelector(".error-summary")) ask(form);
}
