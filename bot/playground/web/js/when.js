// Times as a person reads them.

const TIME = new Intl.DateTimeFormat(undefined, { hour: "numeric", minute: "2-digit" });
const DAY = new Intl.DateTimeFormat(undefined, { weekday: "long", month: "long", day: "numeric" });
const LONG = new Intl.DateTimeFormat(undefined, { year: "numeric", month: "long", day: "numeric" });
const SHORT = new Intl.DateTimeFormat(undefined, { year: "numeric", month: "short", day: "numeric" });
const NUMBERS = new Intl.DateTimeFormat("en-CA", { year: "numeric", month: "2-digit", day: "2-digit" });
const SECONDS = new Intl.DateTimeFormat(undefined, { timeStyle: "medium" });
const DAY_LONG = new Intl.DateTimeFormat(undefined, { dateStyle: "full" });

export function dateOf(ts) {
  return new Date(Number(ts) * 1000);
}

export function time(date) {
  return TIME.format(date);
}

/** The time in few letters, without AM or PM. */
export function shortTime(date) {
  return TIME.formatToParts(date).filter(({ type }) => type !== "dayPeriod").map(({ value }) => value).join("").trim();
}

/** Today, Yesterday, or the day. */
export function day(date) {
  return near(date) ?? DAY.format(date);
}

function near(date) {
  const midnight = (each) => new Date(each).setHours(0, 0, 0, 0);
  const days = Math.round((midnight(Date.now()) - midnight(date)) / 86_400_000);
  return ["Today", "Yesterday"][days];
}

const FORMS = {
  date: (date) => LONG.format(date),
  date_num: (date) => NUMBERS.format(date),
  date_slash: (date) => NUMBERS.format(date).replaceAll("-", "/"),
  date_short: (date) => SHORT.format(date),
  date_long: (date) => DAY_LONG.format(date),
  date_pretty: (date) => near(date)?.toLowerCase() ?? LONG.format(date),
  date_short_pretty: (date) => near(date)?.toLowerCase() ?? SHORT.format(date),
  date_long_pretty: (date) => near(date)?.toLowerCase() ?? DAY_LONG.format(date),
  time: (date) => TIME.format(date),
  time_secs: (date) => SECONDS.format(date),
  ago: (date) => near(date)?.toLowerCase() ?? LONG.format(date),
};

/** A moment in Slack's form, such as {date_short_pretty} {time}. */
export function inForm(form, seconds) {
  const date = new Date(seconds * 1000);
  return form.replace(/\{(\w+)\}/g, (whole, name) => FORMS[name]?.(date) ?? whole);
}
