/**
 * A first service as text, from a few answers: it passes the checker, and its notes say what to change.
 *
 * Owns the words of a beginning in the languages it knows; another language begins with the English ones.
 * Pure. Called by `begin`.
 */
import { stringify } from "yaml";

/** By language. */
export type Words = Readonly<Record<string, string>>;

export interface Question {
  name: string;
  /** A `choose` or an `ask` as service files write it. */
  screen: Readonly<Record<string, unknown>>;
}

export interface Beginning {
  name: string;
  title: Words;
  star: number;
  /** What it tells; null where it takes requests. */
  text: Words | null;
  /** What requests are for; null where it takes none. */
  purpose: Words | null;
  keep: string;
  questions: readonly Question[];
}

/** The file, for a channel that speaks these languages. @param schema its first line, for editors */
export function serviceText(
  begun: Beginning,
  languages: readonly string[],
  code: string,
  schema: string,
): string {
  const { name, title, star } = begun;
  const say = (words: Words) => flow(words, languages);
  const head = [
    schema,
    `# ${languages
      .map((language) => title[language])
      .filter(Boolean)
      .join(" / ")}`,
    "#",
    `# Change the texts as you like; after every change: npm run check, and npm run njia -- test ${name}`,
    "",
    "format: 1",
    `service: ${name}`,
    `title: ${say(title)}`,
    `star: ${star} # ${code.slice(0, -1)}*${star}#. Once it is printed, never give it to another service`,
    "",
  ];
  const rest = begun.purpose === null ? told(begun, say) : requested(begun, begun.purpose, say);
  return `${[...head, ...rest].join("\n")}\n`;
}

/** How long what is only begun is kept: what is sent is kept at least as long. */
export const DRAFT = "14d";

type Say = (words: Words) => string;

function told({ text }: Beginning, say: Say): string[] {
  return ["screens:", "  - show: about", `    say: ${say(text ?? {})}`, "    end: true"];
}

function requested({ keep, questions }: Beginning, purpose: Words, say: Say): string[] {
  return [
    "# What the law asks us to tell. `basis` is public-task for a duty of the agency, else consent.",
    "privacy:",
    `  purpose: ${say(purpose)}`,
    "  basis: public-task",
    `  keep: ${keep}`,
    "  shared_with: [] # who else gets the answers; the notice prints them by {shared_with}",
    "  automated: none",
    "",
    `draft: ${DRAFT}`,
    "",
    "screens:",
    "  - notice: privacy",
    "",
    ...questions.flatMap((question) => [...screenLines(question), ""]),
    "  - confirm: check",
    `    say: ${say(checkText(questions))}`,
    "    send: request",
    `    done: ${say(W.done)}`,
    "",
    "# What becomes of a request. Officers move it; `sms` tells its citizen.",
    "life:",
    "  received:",
    `    say: ${say(W.received)}`,
    `    next: ${say(W.receivedNext)}`,
    `    sms: ${say(W.receivedSms)}`,
    "    within: 5 working days",
    "    late: { then: escalate }",
    "    may_become:",
    "      - { to: granted, by: officer }",
    "      - { to: refused, by: officer, reasons: [not_eligible] }",
    `      - { to: cancelled, by: citizen, say: ${say(W.cancel)} }`,
    "  granted:",
    `    say: ${say(W.granted)}`,
    `    sms: ${say(W.grantedSms)}`,
    "  refused:",
    `    say: ${say(W.refused)}`,
    "    refusal: true",
    `    next: ${say(W.refusedNext)}`,
    `    sms: ${say(W.refusedSms)}`,
    "  cancelled:",
    `    say: ${say(W.cancelled)}`,
    "",
    "# Why an officer may refuse; {reason} prints it.",
    "reasons:",
    `  not_eligible: ${say(W.notEligible)}`,
  ];
}

/** Answers on the check screen take so many letters together. */
const CHECK_LETTERS = 72;

function checkText(questions: readonly Question[]): Words {
  const shown = questions.filter((question) => question.screen["sensitive"] !== true);
  const each = Math.max(6, Math.floor(CHECK_LETTERS / Math.max(1, shown.length)));
  const list = shown.map(({ name }) => `{${name}:${each}}`).join(", ");
  if (list === "") return W.checkNothing;
  return { sw: `Hakiki: ${list}.`, en: `Check: ${list}.` };
}

function screenLines({ screen }: Question): string[] {
  const text = stringify([screen], {
    defaultStringType: "QUOTE_DOUBLE",
    defaultKeyType: "PLAIN",
    lineWidth: 0,
  });
  return text
    .trimEnd()
    .split("\n")
    .map((line) => `  ${bare(line)}`);
}

/** Names and types stand without quotes, unless they would read as something else. */
function bare(line: string): string {
  const [, before, name = ""] =
    /^(\s*(?:- )?(?:choose|ask|as|is): )"([a-z][a-z0-9_]*)"$/.exec(line) ?? [];
  const reads = ["yes", "no", "on", "off", "true", "false", "null", "y", "n"].includes(name);
  return before === undefined || reads ? line : before + name;
}

/** `{ sw: "Maktaba", en: "Library" }`. */
function flow(words: Words, languages: readonly string[]): string {
  const each = languages.map((language) => {
    return `${language}: ${JSON.stringify(words[language] ?? words["en"] ?? "")}`;
  });
  return `{ ${each.join(", ")} }`;
}

/** Kiswahili agrees with "ombi". */
const W = {
  done: {
    sw: "Limepokelewa. Kumbukumbu {ref}. Tutakujulisha kwa SMS. Hali: piga {code}.",
    en: "Received. Reference {ref}. We will tell you by SMS. Status: dial {code}.",
  },
  checkNothing: { sw: "Tuma ombi lako?", en: "Send your request?" },
  received: { sw: "limepokelewa", en: "received" },
  receivedNext: { sw: "Afisa ataliangalia.", en: "An officer will look at it." },
  receivedSms: {
    sw: "{service} {ref}: ombi limepokelewa. Tutakujibu kabla ya {deadline}. Hali: piga {code}.",
    en: "{service} {ref}: your request was received. We answer by {deadline}. Status: dial {code}.",
  },
  cancel: { sw: "Ghairi ombi", en: "Cancel the request" },
  granted: { sw: "limekubaliwa", en: "granted" },
  grantedSms: {
    sw: "{service} {ref}: ombi limekubaliwa. Maswali: piga {code}.",
    en: "{service} {ref}: your request was granted. Questions: dial {code}.",
  },
  refused: { sw: "halikukubaliwa", en: "refused" },
  refusedNext: {
    sw: "Uliza ofisi ya wadi; unaweza kukata rufaa huko.",
    en: "Ask at your ward office; you may ask there for a review.",
  },
  refusedSms: {
    sw: "{service} {ref}: halikukubaliwa. Sababu: {reason}. Unaweza kukata rufaa: ofisi ya wadi, au piga {code}.",
    en: "{service} {ref}: refused. Reason: {reason}. You may ask for a review: your ward office, or dial {code}.",
  },
  cancelled: { sw: "limeghairiwa", en: "cancelled" },
  notEligible: { sw: "masharti hayakutimizwa", en: "the conditions are not met" },
} as const satisfies Record<string, Words>;
