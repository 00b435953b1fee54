// A page that the browser fetched before it was asked for says that it is read now. Whoever may not read it any more
// (signed out elsewhere, a right withdrawn meanwhile) is not left with it: the page is asked for anew.
const url = document.querySelector("[data-shown]")?.dataset.shown;

async function say() {
  const answer = await fetch(url, { redirect: "manual" });
  if (!answer.ok) location.reload();
}

if (url && document.prerendering) document.addEventListener("prerenderingchange", say, { once: true });
else if (url) say();
