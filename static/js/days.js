// <output for="a day's input" data-day-words>: the day that is typed in words, with its ISO week; with data-warns also
// why nobody is at work then. The form's data-words-… are what is said. A day is typed as text, in one format whatever
// the browser speaks; .day-pick is its calendar.
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

// The twin of core/formats: DAYS_TYPED. 30 February is no day.
function typed(text) {
  const numbers = text.trim().match(/^(\d{4})-(\d{1,2})-(\d{1,2})$/)?.slice(1)
    ?? text.trim().match(/^(\d{1,2})([./-])(\d{1,2})\2(\d{4})$/)?.filter((_, index) => [1, 3, 4].includes(index)).reverse();
  if (!numbers) return null;
  const [year, month, date] = numbers.map(Number);
  const day = new Date(Date.UTC(year, month - 1, date));
  const is = [day.getUTCFullYear(), day.getUTCMonth() + 1, day.getUTCDate()];
  return is.join() === [year, month, date].join() ? day : null;
}

function iso(day) {
  return day?.toISOString().slice(0, 10) ?? "";
}

function say(output, input) {
  const words = input.form.dataset;
  const day = typed(input.value);
  if (!day) return output.replaceChildren();
  const off = output.hasAttribute("data-warns") ? dayOff(day, words) : "";
  output.replaceChildren(inWords(day, words));
  if (!off) return;
  const strong = document.createElement("strong");
  strong.textContent = off;
  output.append(" · ", strong);
}

function fieldOf(pick) {
  return pick.closest(".day").querySelector("input");
}

document.addEventListener("input", ({ target }) => {
  const output = target.id && document.querySelector(`output[data-day-words][for="${CSS.escape(target.id)}"]`);
  if (output && target.form?.dataset.wordsDay) say(output, target);
});

document.addEventListener("change", ({ target }) => {
  if (target.matches(".day-pick > input")) {
    const field = fieldOf(target);
    field.value = target.value;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.dispatchEvent(new Event("change", { bubbles: true }));
    field.focus();
  } else if (target.matches(".day > input")) {
    target.value = iso(typed(target.value)) || target.value;
  }
});

document.addEventListener("click", ({ target }) => {
  if (!target.matches(".day-pick > input")) return;
  target.value = iso(typed(fieldOf(target).value));
  target.showPicker();
});

for (const pick of document.querySelectorAll(".day-pick")) pick.hidden = false;
