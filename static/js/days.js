// <output for="a day's input" data-day-words>: the day that is typed in words, with its ISO week, whatever format the
// browser shows it in; with data-warns also why nobody is at work then. The form's data-words-… are what is said.
const DAY = 86_400_000;

// Monday is 0. Days are counted in UTC, where each has 24 hours.
function weekday(day) {
  return (day.getUTCDay() + 6) % 7;
}

// A week belongs to the year of its Thursday (ISO 8601).
function isoWeek(day) {
  const thursday = new Date(day.getTime() + (3 - weekday(day)) * DAY);
  return 1 + Math.floor((thursday - Date.UTC(thursday.getUTCFullYear(), 0, 1)) / (7 * DAY));
}

function fill(pattern, values) {
  return pattern.replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

// The twin of core/days.py: with_week.
function inWords(day, words) {
  return fill(words.wordsDay, {
    weekday: JSON.parse(words.wordsWeekdays)[weekday(day)],
    day: day.getUTCDate(),
    month: JSON.parse(words.wordsMonths)[day.getUTCMonth()],
    year: day.getUTCFullYear(),
    week: isoWeek(day),
  });
}

// The twin of core/days.py: day_off.
function dayOff(day, words) {
  const name = JSON.parse(words.wordsHolidays)[day.toISOString().slice(0, 10)];
  if (name) return fill(words.wordsHoliday, { name });
  return weekday(day) < 5 ? "" : words.wordsWeekend;
}

function say(output, input) {
  const words = input.form.dataset;
  const day = new Date(`${input.value}T00:00:00Z`);
  if (Number.isNaN(day.getTime())) return output.replaceChildren();
  const off = output.hasAttribute("data-warns") ? dayOff(day, words) : "";
  output.replaceChildren(inWords(day, words));
  if (!off) return;
  const strong = document.createElement("strong");
  strong.textContent = off;
  output.append(" · ", strong);
}

document.addEventListener("input", ({ target }) => {
  const output = target.id && document.querySelector(`output[data-day-words][for="${CSS.escape(target.id)}"]`);
  if (output && target.form?.dataset.wordsDay) say(output, target);
});
