/** Rules about what a text prints: there is such a value, and it can be printed so. Called by `texts`. */
import type { ServiceFile } from "../format.ts";
import { meant } from "../nearest.ts";
import type { ScreenSource } from "../screen-format.ts";
import type { Argument } from "../text.ts";
import { nameOf } from "../written.ts";
import { answersOf } from "./answers.ts";
import { isAsking, questionsOf } from "./named.ts";
import type { Said } from "./said.ts";
import { isPartial, type At, type World } from "./world.ts";

/** True where a placeholder names a look-up: it prints one of the fields. */
function checkField(
  world: World,
  said: Said,
  name: string,
  column: string | undefined,
  at: At,
): boolean {
  const looked = askingIn(said, name);
  if (looked === undefined || !("look_up" in looked)) return false;
  const connector = world.source.channel.connectors?.[looked.in];
  const fields = Object.keys(connector?.fields ?? {});
  // Of a connector that is not there its own finding tells.
  if (connector === undefined || (column !== undefined && fields.includes(column))) return true;
  const shown = fields.map((field) => `{${name}.${field}}`).join(", ");
  const message =
    column === undefined
      ? `{${name}} is no text: say which field`
      : `\`${name}\` has no field \`${column}\``;
  const mend = (column === undefined ? "" : meant(column, fields)) || `Known: ${shown}.`;
  world.report(at, "unknown-placeholder", message, mend);
  return true;
}

/** The question or look-up whose answer a text may print by this name. */
function askingIn({ service, answers }: Said, name: string): ScreenSource | undefined {
  if (service === null || !answers) return undefined;
  let known = asking.get(service);
  if (known === undefined) asking.set(service, (known = askingByName(service)));
  return known.get(name);
}

/** Each text has it looked for: 500 screens, each with three values in two languages, took a tenth of the checker's time. */
const asking = new WeakMap<ServiceFile, ReadonlyMap<string, ScreenSource>>();

function askingByName({ screens, aside = [] }: ServiceFile): ReadonlyMap<string, ScreenSource> {
  const asks = [...screens, ...aside].filter(isAsking);
  // Of two of one name, an error, the first.
  return new Map(asks.reverse().map((screen) => [nameOf(screen).name, screen]));
}

/** All that a text may print, by name. */
export function namesFor({ service, extra, answers }: Said): string[] {
  if (service === null || !answers) return [...extra];
  return [...questionsOf(service), ...Object.keys(service.let ?? {}), ...extra];
}

export function checkPlaceholder(world: World, said: Said, argument: Argument, at: At): void {
  const { name, column } = argument;
  checkForm(world, argument, at);
  const { service, extra, answers } = said;
  if (checkField(world, said, name, column, at)) return;
  const asked = askingIn(said, name);
  if (asked === undefined) {
    const lets = answers ? Object.keys(service?.let ?? {}) : [];
    const filled = extra.includes(name) || lets.includes(name);
    const otherwise = answers ? service?.let?.[name]?.otherwise : undefined;
    if (argument.counted && otherwise !== undefined && typeof otherwise !== "number") {
      world.report(at, "icu-syntax", `\`${name}\` is no number`, `Write {${name}}.`);
    }
    if (column === undefined && filled) return;
    if (service !== null && isPartial(world, service.service)) return;
    const known = namesFor(said);
    const list = known.length === 0 ? "None can stand here." : `Known: ${known.join(", ")}.`;
    const shown = column === undefined ? name : `${name}.${column}`;
    const mend = meant(name, known) || meant(name.toLowerCase(), known) || list;
    return world.report(at, "unknown-placeholder", `nothing is called {${shown}} here`, mend);
  }
  checkBranches(world, said, argument, asked, at);
  checkCounted(world, said, argument, asked, at);
  if (column === undefined || column === "id") return;
  const table = "choose" in asked ? world.source.data.get(asked.from ?? "") : undefined;
  if (table?.headings.includes(column)) return;
  // Of a list that is not there, or could not be read, its own finding tells.
  if (table === undefined && "from" in asked && asked.from !== undefined) return;
  const mend =
    table === undefined
      ? "Only lists from a file have columns."
      : `Known: ${table.headings.join(", ")}.`;
  world.report(at, "unknown-placeholder", `\`${name}\` has no column \`${column}\``, mend);
}

/** Answers of these types are stored as they print; all others print as words, or as an amount. */
const AS_STORED: ReadonlySet<string> = new Set(["text", "letters", "code", "number", "phone"]);

/** `{fee, number, percent}` prints 3000 as 300,000%, and `{place:0}` nothing. */
function checkForm({ report }: World, { name, max, styled }: Argument, at: At): void {
  if (styled !== undefined) {
    const message = `{${name}, number, …} prints something else than the number`;
    const mend = `Write {${name}, number}; a sign or a currency stands beside it, in letters.`;
    report(at, "icu-syntax", message, mend);
  }
  if (max !== 0) return;
  const mend = `Write how many letters of it, as in {${name}:20}.`;
  report(at, "icu-syntax", `{${name}:0} prints nothing`, mend);
}

/** What is counted, or printed with its thousands apart, prints `NaN` where it is no number. */
function checkCounted(
  world: World,
  { service }: Said,
  { name, column, counted }: Argument,
  asked: ScreenSource,
  at: At,
): void {
  if (counted === undefined || ("as" in asked && asked.as === "number")) return;
  const money = "as" in asked && asked.as === "money";
  if (column !== undefined) {
    const answers = answersOf(world, service, name);
    const numbers = money || (answers?.every((one) => /^[0-9]+$/.test(one)) ?? false);
    if (column !== "id" || numbers) return;
  }
  const message = money
    ? `{${name}} is printed with its currency and its thousands apart`
    : `\`${name}\` is no number`;
  world.report(
    at,
    "icu-syntax",
    message,
    money ? `Write {${name}}, or count {${name}.id}.` : `Write {${name}}.`,
  );
}

/** What a `select` compares with: the words that citizens read, unless it is told by `.id`. */
function checkBranches(
  world: World,
  { service }: Said,
  { name, column, branches = [] }: Argument,
  asked: ScreenSource,
  at: At,
): void {
  const [first] = branches;
  if (first === undefined) return;
  if (column === undefined && !("as" in asked && AS_STORED.has(asked.as))) {
    const message = `{${name}} compares \`${first}\` with the words that citizens read`;
    return world.report(at, "never-true", message, `Write {${name}.id, select, …`);
  }
  const values = column === "id" ? answersOf(world, service, name) : cellsOf(world, asked, column);
  const what = column === "id" ? name : `${name}.${column}`;
  for (const branch of branches) {
    if (values === null || values.includes(branch)) continue;
    const known = `Its ${column === "id" ? "answers" : "values"}: ${values.slice(0, 10).join(", ")}.`;
    const mend = meant(branch, values) || known;
    // Rows come and go: a branch may wait for one.
    const severity = column === "id" ? "error" : "warning";
    world.report(at, "never-true", `\`${what}\` is never \`${branch}\``, mend, severity);
  }
}

/** What a column of its list holds, as a text compares it; null of all else. */
function cellsOf(
  { source: { data } }: World,
  asked: ScreenSource,
  column: string | undefined,
): string[] | null {
  const table = "choose" in asked ? data.get(asked.from ?? "") : undefined;
  if (column === undefined || table?.headings.includes(column) !== true) return null;
  return [...new Set(table.rows.map(({ columns }) => columns[column] ?? ""))];
}
