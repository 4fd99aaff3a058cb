// Times as people read them.

const FORMATS = {
  time: { hour: "numeric", minute: "2-digit" },
  time_secs: { timeStyle: "medium" },
  day: { weekday: "long", month: "long", day: "numeric" },
  date: { year: "numeric", month: "long", day: "numeric" },
  date_short: { year: "numeric", month: "short", day: "numeric" },
  date_long: { dateStyle: "full" },
};

function format(name, date) {
  return new Intl.DateTimeFormat(undefined, FORMATS[name]).format(date);
}

export function dateOf(ts) {
  return new Date(Number(ts) * 1000);
}

export function time(date) {
  return format("time", date);
}

/** The time without AM or PM. */
export function shortTime(date) {
  const parts = new Intl.DateTimeFormat(undefined, FORMATS.time).formatToParts(date);
  return parts.filter(({ type }) => type !== "dayPeriod").map(({ value }) => value).join("").trim();
}

/** Today, Yesterday, or the day. */
export function day(date) {
  return near(date) ?? format("day", date);
}

function near(date) {
  const midnight = (each) => new Date(each).setHours(0, 0, 0, 0);
  const days = Math.round((midnight(Date.now()) - midnight(date)) / 86_400_000);
  return ["Today", "Yesterday"][days];
}

function numbers(date) {
  return new Intl.DateTimeFormat("en-CA", { year: "numeric", month: "2-digit", day: "2-digit" }).format(date);
}

/** A moment in Slack's format, such as {date_short_pretty} {time}. */
export function formatDate(template, seconds) {
  const date = new Date(seconds * 1000);
  return template.replace(/\{(\w+)\}/g, (whole, name) => {
    const plain = name === "ago" ? "date" : name.replace(/_pretty$/, "");
    if (name === "date_num") return numbers(date);
    if (name === "date_slash") return numbers(date).replaceAll("-", "/");
    if (!(plain in FORMATS)) return whole;
    return (plain !== name && near(date)?.toLowerCase()) || format(plain, date);
  });
}
