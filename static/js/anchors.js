// Marks in the bar of a page's parts the one that is read. The last parts of a page never reach its top: so the line
// that a part must have passed comes down as the page goes on, and a part that was chosen is marked until one scrolls.
const bar = document.querySelector(".anchors");
const links = bar ? [...bar.querySelectorAll("a")] : [];
const parts = links.map((link) => document.getElementById(link.hash.slice(1)));
const SLACK = 8;
let chosen = null;
let chosenAt = 0;
let isDue = false;

function passed() {
  const top = Math.max(bar.getBoundingClientRect().bottom, 0) + SLACK * 4;
  const all = document.documentElement.scrollHeight - innerHeight;
  const line = top + (innerHeight - top) * (all > 0 ? Math.max(scrollY / all, 0) ** 3 : 0);
  const at = parts.findLastIndex((part) => part && part.getBoundingClientRect().top <= line);
  return links[Math.max(at, 0)];
}

function mark() {
  isDue = false;
  if (chosen && Math.abs(scrollY - chosenAt) > SLACK) chosen = null;
  const here = chosen ?? passed();
  for (const link of links) {
    if (link !== here) link.removeAttribute("aria-current");
    else if (!link.hasAttribute("aria-current")) {
      link.setAttribute("aria-current", "location");
      bar.scrollTo({ left: link.offsetLeft - bar.offsetLeft - (bar.clientWidth - link.offsetWidth) / 2 });
    }
  }
}

function markSoon() {
  if (!isDue) requestAnimationFrame(mark);
  isDue = true;
}

// After the browser has gone there.
function choose(hash) {
  setTimeout(() => {
    chosen = links.find((link) => link.hash === hash) ?? null;
    chosenAt = scrollY;
    mark();
  });
}

if (bar) {
  bar.addEventListener("click", (event) => event.target.closest("a") && choose(event.target.closest("a").hash));
  addEventListener("hashchange", () => choose(location.hash));
  addEventListener("load", () => choose(location.hash));
  addEventListener("scroll", markSoon, { passive: true });
  addEventListener("resize", markSoon);
  mark();
}
