/**
 * Days of the week as people write them: `Wednesday`, `Tues`, `Jumatatu`, `Monday-Friday`.
 *
 * Called by `words`, for the mend. Pure.
 */

const DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
const KISWAHILI = ["jumatatu", "jumanne", "jumatano", "alhamisi", "ijumaa", "jumamosi", "jumapili"];

/** As files have them; null of all else. A week that ends before it begins goes over its end. */
export function daysIn(written: string): string[] | null {
  const [from = -1, to = from, ...more] = written.split(/ *(?:-|–| to | hadi ) */).map(dayOf);
  if (from < 0 || to < 0 || more.length > 0) return null;
  const many = ((to - from + DAYS.length) % DAYS.length) + 1;
  return Array.from({ length: many }, (_, day) => DAYS[(from + day) % DAYS.length] ?? "");
}

function dayOf(word: string): number {
  const day = word.trim().toLowerCase().replace(/\.$/, "");
  const english = /^(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?$/.test(day);
  return english ? DAYS.indexOf(day.slice(0, 3)) : KISWAHILI.indexOf(day);
}
