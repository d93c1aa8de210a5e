const weekday = new Intl.DateTimeFormat("en-GB", { weekday: "long", day: "numeric", month: "long" });
const withYear = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "long", year: "numeric" });
const hours = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", hour12: false });
const seconds = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit", hour12: false });
const shortDay = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short" });
const shortDate = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric" });
const full = new Intl.DateTimeFormat("en-GB", { dateStyle: "full", timeStyle: "medium" });

export const dayOf = (time: number): string => new Date(time).toDateString();

export function dayName(time: number, now: number): string {
  const day = dayOf(time);
  if (day === dayOf(now)) return "Today";
  const yesterday = new Date(now);
  yesterday.setDate(yesterday.getDate() - 1);
  if (day === yesterday.toDateString()) return "Yesterday";
  return (new Date(time).getFullYear() === new Date(now).getFullYear() ? weekday : withYear).format(time);
}

export const clock = (time: number): string => hours.format(time);
export const fullTime = (time: number): string => full.format(time);

/** A moment of the past in few letters: to the second today, to the minute this year. */
export function momentName(time: number, now: number): string {
  if (dayOf(time) === dayOf(now)) return seconds.format(time);
  return new Date(time).getFullYear() === new Date(now).getFullYear() ? `${shortDay.format(time)}, ${clock(time)}` : shortDate.format(time);
}

/** A time to come: the clock, and the day where it isn't today. */
export function timeName(time: number, now: number): string {
  const day = dayName(time, now);
  return day === "Today" ? clock(time) : `${clock(time)} on ${day}`;
}

/** A duration, in seconds, minutes or hours. */
export function spanName(ms: number): string {
  const seconds = Math.ceil(ms / 1_000);
  if (seconds < 120) return `${seconds} s`;
  const minutes = Math.ceil(seconds / 60);
  return minutes < 120 ? `${minutes} min` : `${Math.ceil(minutes / 60)} h`;
}
