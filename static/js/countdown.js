// <time data-closes="2027-03-12T23:00:00Z" data-words="{…}">9 days 4 hours left</time>: kept true each minute, and at its end.
// It counts between instants, so a clock change on the way makes no hour more or less.
const MINUTE = 60_000;
const AFTER = 1000; // two clocks are never quite the same

function counted(count, [one, more]) {
  return (count === 1 ? one : more).replace("{count}", count);
}

// The twin of core/words.py: time_left. The words are those that it put into data-words, in the page's language.
export function timeLeft(milliseconds, words) {
  if (milliseconds <= 0) return words.closed;
  const minutes = Math.floor(milliseconds / MINUTE);
  const days = Math.floor(minutes / 1440);
  const hours = Math.floor((minutes % 1440) / 60);
  const parts = [];
  if (days) parts.push(counted(days, words.day));
  if (hours && days < 30) parts.push(counted(hours, words.hour));
  if (!days && minutes % 60) parts.push(counted(minutes % 60, words.minute));
  return parts.length ? words.left.replace("{time}", parts.join(" ")) : words.moment;
}

// By the visitor's clock it is over. The server's decides: it has closed, or its text says what is left.
async function askServer(time) {
  time.textContent = timeLeft(0, JSON.parse(time.dataset.words));
  const answer = await fetch(location.href, { cache: "no-cache" });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const theirs = page.querySelector(`time[data-closes="${time.dataset.closes}"]`);
  if (!theirs) return location.reload();
  time.textContent = theirs.textContent;
}

function tick() {
  let next = MINUTE;
  for (const time of document.querySelectorAll("time[data-closes]")) {
    const left = Date.parse(time.dataset.closes) - Date.now();
    if (Number.isNaN(left)) continue;
    if (left > 0) time.textContent = timeLeft(left, JSON.parse(time.dataset.words));
    else askServer(time).catch(() => {});  // no network: "closed" stands until the next minute
    if (left > 0) next = Math.min(next, left + AFTER);
  }
  setTimeout(tick, next);
}

// The visitor's clock may be wrong; the server's text stands until the first whole minute has passed.
if (typeof document !== "undefined") setTimeout(tick, MINUTE);
