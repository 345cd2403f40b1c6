/**
 * Rule: what citizens are to pay was told before they agreed. Not in the words of the last screen first, nor
 * in an SMS, whether it stands there as a number or as a value.
 *
 * Warnings. Only sentences that ask for money are looked at, and whatever any screen of the service tells
 * counts as told; what officers give with a move nobody can know before.
 */
import type { ServiceFile } from "../format.ts";
import { moneyBeside, numbersIn, plainly } from "./digits.ts";
import { saidIn, type Said } from "./said.ts";
import { argumentsOf, sayingsOf, sentencesOf } from "./sayings.ts";
import { NOT } from "./secrets.ts";
import type { World } from "./world.ts";

export function checkAskedAfter(world: World): void {
  const said = saidIn(world);
  for (const service of world.source.services.values()) {
    const screens = [...service.screens, ...(service.aside ?? [])];
    if (!screens.some((one) => "confirm" in one && one.send === "request")) continue;
    const told = toldOn(world, service, said);
    for (const one of said) if (isAfter(one, service)) checkText(world, one, told);
  }
}

/** What screens say of money before it is agreed to. */
interface Told {
  names: ReadonlySet<string>;
  numbers: ReadonlySet<string>;
  /** They say at all that it costs something. */
  costs: boolean;
}

function isAfter({ on, at }: Said, { service }: ServiceFile): boolean {
  if (on?.key === "done") return on.screen.service?.service === service;
  return at.file === `${service}.yaml` && at.path[0] === "life";
}

function toldOn(world: World, service: ServiceFile, all: readonly Said[]): Told {
  const names = new Set<string>();
  const numbers = new Set<string>();
  let costs = false;
  for (const { text, at, on } of all) {
    const before = on !== null && on.key !== "done" && on.key !== "sms";
    if (!before || on.screen.service !== service) continue;
    for (const { saying, language } of sayingsOf(world, text, at)) {
      for (const { name } of argumentsOf(saying, language)) names.add(name);
      for (const number of numbersIn(plainly(saying))) numbers.add(number);
      costs ||= COSTS.test(saying) || moneyIn(world, saying).length > 0;
    }
  }
  // A value that is printed tells the numbers that it is written with.
  for (const [name, { be, otherwise }] of Object.entries(service.let ?? {})) {
    const written = names.has(name) ? numbersIn(`${be} ${otherwise}`) : [];
    for (const number of written) numbers.add(number);
  }
  return { names, numbers, costs };
}

/** Words of somebody who wants to be paid. */
const PAY =
  /(?:^|[,:]\s*|\b(?:please|you|must|and|then|now)\s+)pay\b|\b(?:lipa|ulipe|lipia|ulipie|utalipa|unalipa)\b/i;
const BRING = /\b(?:send|deposit|bring|carry|come with|tuma|leta|beba|njoo na|weka)\b/i;
const COSTS =
  /\b(?:fees?|costs?|charges?|price|pay(?:s|ment|able)?|ada|gharama|bei|u?lip(?:a|e|ia|wa)|utalipa|malipo)\b/i;
/** The negative of `lipa`, which the common words of a no do not have. */
const UNPAID = /\bhu(?:ta)?lip\p{L}+/iu;

function checkText(world: World, said: Said, told: Told): void {
  const { text, at } = said;
  for (const { saying, letter } of sayingsOf(world, text, at)) {
    for (const { text: sentence, index } of sentencesOf(saying)) {
      if (NOT.test(sentence) || UNPAID.test(sentence)) continue;
      const pays = PAY.test(sentence);
      if (!pays && !BRING.test(sentence)) continue;
      const news = newIn(world, sentence, told, said);
      if (news === null && (!pays || told.costs)) continue;
      const message =
        news === null
          ? "this asks to pay, and no screen says that it costs something"
          : `${news} is asked for only once it is sent`;
      const mend = "Say on the check screen how much it is, before the citizen agrees.";
      world.report(letter(index), "charge", message, mend, "warning");
      break;
    }
  }
}

/** An amount of which no screen tells; null where there is none. */
function newIn(world: World, sentence: string, told: Told, { service, on }: Said): string | null {
  for (const money of moneyIn(world, plainly(sentence))) {
    if ([...numbersIn(money)].some((number) => !told.numbers.has(number))) return money;
  }
  const { currency } = world.source.channel;
  const unit = `(?:${currency}|KSh|Sh|shilingi|shillings?)`;
  const beside = new RegExp(
    `\\b${unit}\\.?\\s*\\{\\s*([a-z][a-z0-9_]*)|\\{\\s*([a-z][a-z0-9_]*)[^{}]*\\}\\s*(?:${unit}\\b|/[=-])`,
    "gi",
  );
  for (const [written, before, behind] of sentence.matchAll(beside)) {
    // Of these `charge` tells, wherever they stand.
    if (on?.key === "done" && written.startsWith(`${currency} {`)) continue;
    const name = before ?? behind ?? "";
    if (told.names.has(name) || service?.gives?.[name] !== undefined) continue;
    return `{${name}}`;
  }
  return null;
}

function moneyIn(world: World, words: string): string[] {
  return [...words.matchAll(moneyBeside(world.source.channel.currency))].map(([money]) => money);
}
