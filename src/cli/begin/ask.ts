/**
 * The questions of `njia new`: answered by flags, by whoever sits at the terminal, or by lines of a pipe.
 *
 * Owns what each answer must be. At a terminal a wrong one is asked again; of a flag or a pipe it is refused.
 * Called by `begin`.
 */
import { parse } from "yaml";
import { septets } from "../../base/gsm7.ts";
import { ANSWER_TYPES } from "../../menu/screen-format.ts";
import { NAME } from "../../menu/text-format.ts";
import type { Beginning, Question, Words } from "./service.ts";

/** An answer that cannot be taken, or is not there; the message says how to give it. */
export class BeginFault extends Error {
  override readonly name = "BeginFault";
}

/** As the command line has them. */
export interface BeginFlags {
  /** `sw=Maktaba`, one for each language; without a language where only one is spoken. */
  title?: readonly string[];
  star?: string;
  request?: boolean;
  text?: readonly string[];
  purpose?: readonly string[];
  keep?: string;
  /** Screens in the words of a service file: `{ ask: size, as: number, say: "How many?" }`. */
  question?: readonly string[];
}

export interface Asker {
  /** The next line; null when there is none any more. */
  line(prompt: string): Promise<string | null>;
  tell(line: string): void;
  /** Somebody sits there: a wrong answer is asked for again. */
  interactive: boolean;
}

/** What the channel has already. */
export interface Around {
  languages: readonly { is: string; say: string }[];
  services: readonly string[];
  stars: readonly number[];
}

const TITLE_MAX = 20;
const STAR_MAX = 9_999;
const STAR_FIRST = 30;
const QUESTIONS_MAX = 20;
const TYPES = ["choose", ...ANSWER_TYPES];

/** @throws BeginFault */
export async function askAll(
  name: string,
  flags: BeginFlags,
  around: Around,
  asker: Asker,
): Promise<Beginning> {
  checkName(name, around);
  const words = (of: readonly string[] | undefined, flag: string, what: string, max: number) =>
    askWords(asker, around, { of, flag, what, max });
  const title = await words(flags.title, "title", "Title", TITLE_MAX);
  const free = freeStar(around);
  const star = await answer(asker, {
    given: flags.star,
    flag: `--star ${free}`,
    prompt: `The number behind the code, its star [${free}]: `,
    otherwise: String(free),
    read: (text) => readStar(text, around),
  });
  const request = await answer(asker, {
    given: flags.request === undefined ? undefined : flags.request ? "yes" : "no",
    flag: "--request or --no-request",
    prompt: "Do citizens send a request that officers work on? yes or no: ",
    read: readYes,
  });
  const base = { name, title, star, keep: "1y", purpose: null, text: null, questions: [] };
  if (!request) return { ...base, text: await words(flags.text, "text", "What it tells", 150) };
  const purpose = await words(flags.purpose, "purpose", "What the answers are used for", 60);
  const keep = await answer(asker, {
    given: flags.keep,
    flag: "--keep 1y",
    prompt: "How long requests are kept, such as 6m or 2y [1y]: ",
    otherwise: "1y",
    read: (text) =>
      /^[1-9]\d{0,3}[hdmy]$/.test(text) ? text : fault("a period such as 30d, 6m or 2y"),
  });
  const questions =
    flags.question === undefined
      ? await askQuestions(asker, around)
      : flags.question.map((text) => readQuestion(text));
  const twice = questions.find(
    (one, at) => questions.findIndex(({ name: each }) => each === one.name) < at,
  );
  if (twice !== undefined) throw new BeginFault(`two questions are called ${twice.name}`);
  return { ...base, purpose, keep, questions };
}

/** @throws BeginFault where a service cannot have this name */
export function checkName(name: string, { services }: Around): void {
  if (!NAME.test(name) || name === "channel") {
    throw new BeginFault(
      `${name} is no name of a service: small letters, digits and _, beginning with a letter, such as library`,
    );
  }
  if (services.includes(name)) throw new BeginFault(`there is a service ${name} already`);
}

function freeStar({ stars }: Around): number {
  for (let star = STAR_FIRST; star <= STAR_MAX; star++) if (!stars.includes(star)) return star;
  return STAR_MAX;
}

function readStar(text: string, { stars }: Around): number {
  const star = /^[1-9]\d{0,3}$/.test(text) ? Number(text) : fault("a number from 1 to 9999");
  return stars.includes(star) ? fault(`not ${star}, which another service has`) : star;
}

function readYes(text: string): boolean {
  const said = text.toLowerCase();
  if (["yes", "y", "ndiyo"].includes(said)) return true;
  return ["no", "n", "la"].includes(said) ? false : fault("yes or no");
}

/** What an answer must be, when it is not. */
class Wrong extends Error {}

function fault(must: string): never {
  throw new Wrong(must);
}

interface Asked<T> {
  given: string | undefined;
  /** How a flag gives it. */
  flag: string;
  prompt: string;
  otherwise?: string;
  /** @throws Wrong */
  read: (text: string) => T;
}

async function answer<T>(
  asker: Asker,
  { given, flag, prompt, otherwise, read }: Asked<T>,
): Promise<T> {
  for (;;) {
    const line = given ?? (await asker.line(prompt));
    if (line === null) {
      throw new BeginFault(
        `there is no answer to "${prompt.replace(/(\s\[.*\])?:\s*$/, "")}": give ${flag}`,
      );
    }
    const typed = line.trim() === "" && otherwise !== undefined ? otherwise : line.trim();
    try {
      return read(typed);
    } catch (error) {
      if (!(error instanceof Wrong)) throw error;
      const message = `${JSON.stringify(typed)} cannot be taken: it must be ${error.message}`;
      if (given !== undefined || !asker.interactive)
        throw new BeginFault(`${message} (${flag})`, { cause: error });
      asker.tell(message);
    }
  }
}

/** A text in every language. */
async function askWords(
  asker: Asker,
  { languages }: Around,
  {
    of,
    flag,
    what,
    max,
  }: { of: readonly string[] | undefined; flag: string; what: string; max: number },
): Promise<Words> {
  const given = givenWords(of, languages, flag);
  const words: Record<string, string> = {};
  for (const { is, say } of languages) {
    words[is] = await answer(asker, {
      given: given.get(is),
      flag: languages.length === 1 ? `--${flag} "…"` : `--${flag} "${is}=…"`,
      prompt: languages.length === 1 ? `${what}: ` : `${what}, in ${say}: `,
      read: (text) => readText(text, max),
    });
  }
  return words;
}

function givenWords(of: readonly string[] = [], languages: Around["languages"], flag: string) {
  const only = languages.length === 1 ? languages[0]?.is : undefined;
  return new Map(
    of.map((each) => {
      const [, language, text = ""] = /^([a-z]{2,3})=(.*)$/s.exec(each) ?? [];
      if (language !== undefined && languages.some(({ is }) => is === language))
        return [language, text];
      if (only !== undefined) return [only, each];
      throw new BeginFault(
        `--${flag} ${each} is in no language of the channel: write it as "${languages[0]?.is ?? "en"}=…"`,
      );
    }),
  );
}

function readText(text: string, max: number): string {
  if (text === "") return fault("at least one letter");
  if ([...text].length > max) return fault(`at most ${max} letters`);
  if (/[\p{Cc}]/u.test(text)) return fault("on one line");
  return septets(text) === null ? fault("in letters that every phone shows") : text;
}

/** One after the other, until an empty name. */
async function askQuestions(asker: Asker, around: Around): Promise<Question[]> {
  const questions: Question[] = [];
  asker.tell("Now the questions, one after the other.");
  while (questions.length < QUESTIONS_MAX) {
    const name = await answer(asker, {
      given: undefined,
      flag: '--question "{ … }"',
      prompt: `Question ${questions.length + 1}: its name in small letters; nothing when there are no more: `,
      otherwise: "",
      read: (text) =>
        text === "" || NAME.test(text) ? text : fault("small letters, digits and _"),
    });
    if (name === "") break;
    questions.push(await askQuestion(asker, around, name));
  }
  return questions;
}

async function askQuestion(asker: Asker, around: Around, name: string): Promise<Question> {
  const flag = '--question "{ … }"';
  const as = await answer(asker, {
    given: undefined,
    flag,
    prompt: `What is answered? ${TYPES.join(", ")} [text]: `,
    otherwise: "text",
    read: (text) => (TYPES.includes(text) ? text : fault(`one of ${TYPES.join(", ")}`)),
  });
  const ask = (what: string, max: number) =>
    askWords(asker, around, { of: undefined, flag: "question", what, max });
  const said = await ask("The question", 90);
  const label = await ask("Its short name, as in a list", 20);
  if (as !== "choose") return { name, screen: { ask: name, label, as, say: numbered(said) } };
  const lists = await ask("The options, with commas between them", 300);
  const options = optionsOf(lists, around);
  return { name, screen: { choose: name, label, say: numbered(said), options } };
}

function numbered(said: Words): Words {
  return Object.fromEntries(
    Object.entries(said).map(([language, text]) => [language, `({step}/{steps}) ${text}`]),
  );
}

function optionsOf(lists: Words, { languages }: Around): unknown[] {
  const split = (text: string) =>
    text
      .split(",")
      .map((each) => each.trim())
      .filter(Boolean);
  const by = languages.map(({ is }) => ({ is, options: split(lists[is] ?? "") }));
  const count = by[0]?.options.length ?? 0;
  const other = by.find(({ options }) => options.length !== count);
  if (other !== undefined || count === 0) {
    const counts = by.map(({ is, options }) => `${options.length} in ${is}`).join(", ");
    throw new BeginFault(`the options must be as many in every language: there are ${counts}`);
  }
  const english = by.find(({ is }) => is === "en") ?? by[0];
  const taken = new Set<string>();
  return (english?.options ?? []).map((words, at) => {
    const is = slug(words, at, taken);
    return {
      is,
      say: Object.fromEntries(by.map(({ is: language, options }) => [language, options[at] ?? ""])),
    };
  });
}

/** The stored answer: a name made of the words. */
function slug(words: string, at: number, taken: Set<string>): string {
  const bare = words
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "_")
    .replace(/^_+|_+$/g, "")
    .slice(0, 30);
  const name = NAME.test(bare) && !taken.has(bare) ? bare : `option_${at + 1}`;
  taken.add(name);
  return name;
}

/** A question as a flag gives it. @throws BeginFault */
function readQuestion(text: string): Question {
  let read: unknown;
  try {
    read = parse(text);
  } catch {
    // Whatever is wrong with it, the mend is the same.
    read = null;
  }
  const screen =
    typeof read === "object" && read !== null && !Array.isArray(read) ? { ...read } : {};
  const fields = new Map<string, unknown>(Object.entries(screen));
  const name = fields.get("choose") ?? fields.get("ask");
  if (typeof name !== "string" || !NAME.test(name)) {
    throw new BeginFault(
      `--question ${text} cannot be read: write it as "{ ask: size, as: number, say: 'How many?' }"`,
    );
  }
  return { name, screen: fields.has("label") ? screen : { ...screen, label: name } };
}
