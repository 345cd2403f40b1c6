/**
 * Rule: a text says the same amounts and numbers in every language. A digit lost in one of them is read by
 * nobody who knows the other.
 *
 * A warning. Numbers below 100 are compared only beside a currency: hours of the Swahili clock (saa 2 is
 * 8 o'clock) and counts that one language writes as a word differ by right.
 */
import { saidIn } from "./said.ts";
import { sayingsOf, type Saying } from "./sayings.ts";
import type { World } from "./world.ts";

export function checkDigits(world: World): void {
  const money = moneyBeside(world.source.channel.currency);
  for (const { text, at } of saidIn(world)) {
    if (typeof text === "string" || "word" in text) continue;
    checkText(world, sayingsOf(world, text, at), money);
  }
}

/** Told once, at the first language that lacks what another one says: which of them is right, nobody can know. */
function checkText(world: World, sayings: readonly Saying[], money: RegExp): void {
  for (const one of sayings) {
    const said = numbersIn(plainly(one.saying));
    for (const other of sayings) {
      const weighty = weightyIn(plainly(other.saying), money);
      const lost = [...weighty].filter((number) => !said.has(number));
      if (lost.length === 0) continue;
      const message = `${other.language} says ${lost.join(", ")}, and ${one.language} does not`;
      const mend = "Say the same number in every language.";
      world.report(one.at, "number-differs", message, mend, "warning");
      return;
    }
  }
}

/** Without what prints a value, what chooses a branch, and codes to dial: those are no numbers of the text. */
export function plainly(saying: string): string {
  return saying
    .replace(/\{\s*[a-z][a-z0-9_.]*(?::[0-9]+)?\s*\}/g, " ")
    .replace(/=[0-9]+(?=\s*\{)/g, " ")
    .replace(/\*[0-9*]+#/g, " ");
}

/** With commas or points between thousands: 2,500 is 2500. */
const NUMBER = /[0-9]{1,3}(?:[,.][0-9]{3})+(?![0-9])|[0-9]+/g;

export function numbersIn(saying: string): Set<string> {
  return new Set([...saying.matchAll(NUMBER)].map(([number]) => number.replace(/[,.]/g, "")));
}

/** Those of three digits or more, and all beside a currency. */
function weightyIn(saying: string, money: RegExp): Set<string> {
  const long = [...numbersIn(saying)].filter((number) => number.length >= 3);
  const paid = [...saying.matchAll(money)].flatMap(([beside]) => [...numbersIn(beside)]);
  return new Set([...long, ...paid]);
}

/** `KES 50`, `Sh. 50`, `shilingi 50`, `50 shillings`, `50/=`. */
export function moneyBeside(currency: string): RegExp {
  const unit = `(?:${currency}|KSh|Sh|shilingi|shillings?|bob)`;
  const amount = "[0-9]+(?:[,.][0-9]{3})*";
  return new RegExp(`\\b${unit}\\.?\\s*${amount}|\\b${amount}\\s*(?:${unit}\\b|/[=-])`, "gi");
}
