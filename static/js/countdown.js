// <time data-closes="2027-03-12T23:00:00Z">9 days 4 hours left</time>: kept true each minute, and at its end.
// It counts between instants, so a clock change on the way makes no hour more or less.
const MINUTE = 60_000;
const AFTER = 1000; // two clocks are never quite the same

function plural(count, word) {
  return `${count} ${word}${count === 1 ? "" : "s"}`;
}

// The twin of core/templatetags/words.py: time_left.
export function timeLeft(milliseconds) {
  if (milliseconds <= 0) return "closed";
  const minutes = Math.floor(milliseconds / MINUTE);
  const days = Math.floor(minutes / 1440);
  const hours = Math.floor((minutes % 1440) / 60);
  const parts = [];
  if (days) parts.push(plural(days, "day"));
  if (hours && days < 30) parts.push(plural(hours, "hour"));
  if (!days && minutes % 60) parts.push(plural(minutes % 60, "minute"));
  return parts.length ? `${parts.join(" ")} left` : "less than a minute left";
}

// By the visitor's clock it is over. The server's decides: it has closed, or its text says what is left.
async function askServer(time) {
  time.textContent = timeLeft(0);
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
    if (left > 0) time.textContent = timeLeft(left);
    else askServer(time).catch(() => {});  // no network: "closed" stands until the next minute
    if (left > 0) next = Math.min(next, left + AFTER);
  }
  setTimeout(tick, next);
}

// The visitor's clock may be wrong; the server's text stands until the first whole minute has passed.
if (typeof document !== "undefined") setTimeout(tick, MINUTE);
