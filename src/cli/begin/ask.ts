/**
 * What `njia new` asks: answered by flags, by whoever sits at the terminal, or by lines of a pipe.
 *
 * Owns what is asked, in which order, and what each answer must be. Called by `begin`.
 */
import { PERIOD, periodMs } from "../../menu/period.ts";
import { NAME } from "../../menu/text-format.ts";
import { answer, askWords, BeginFault, fault, type Around, type Asker } from "./answer.ts";
import { askQuestions, readQuestion } from "./questions.ts";
import { DRAFT, type Beginning } from "./service.ts";

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

const TITLE_MAX = 20;
const STAR_MAX = 9_999;
const STAR_FIRST = 30;

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
    read: readKeep,
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
export function checkName(name: string, { services, screens }: Around): void {
  if (name === "channel")
    throw new BeginFault("channel is no name of a service: the channel's own file has it");
  if (!NAME.test(name)) {
    throw new BeginFault(
      `${name} is no name of a service: small letters, digits and _, beginning with a letter, such as library`,
    );
  }
  if (services.includes(name)) throw new BeginFault(`there is a service ${name} already`);
  if (screens.includes(name))
    throw new BeginFault(`there is a screen ${name} in channel.yaml already`);
}

/**
 * The name, asked for again at a terminal until `check` lets it pass.
 * @throws BeginFault
 */
export async function askName(
  name: string,
  asker: Asker,
  check: (name: string) => Promise<void>,
): Promise<string> {
  for (let one: string | null = name; ;) {
    try {
      await check(one);
      return one;
    } catch (error) {
      if (!(error instanceof BeginFault) || !asker.interactive) throw error;
      asker.tell(error.message);
      one = (await asker.line("Another name: "))?.trim() ?? null;
      if (one === null) throw error;
    }
  }
}

function freeStar({ stars, keys }: Around): number {
  for (let star = STAR_FIRST; star <= STAR_MAX; star++)
    if (!stars.includes(star) && !keys.includes(star)) return star;
  return STAR_MAX;
}

function readStar(text: string, around: Around): number {
  const { stars, keys } = around;
  const star = /^[1-9]\d{0,3}$/.test(text) ? Number(text) : fault("a number from 1 to 9999");
  const free = `another number, such as ${freeStar(around)}`;
  if (keys.includes(star)) return fault(`${free}: ${star} leads elsewhere in the main menu`);
  return stars.includes(star) ? fault(`${free}: ${star} belongs to another service`) : star;
}

function readKeep(text: string): string {
  if (!PERIOD.test(text)) return fault("a period such as 30d, 6m or 2y");
  return periodMs(text) < periodMs(DRAFT)
    ? fault(`at least ${DRAFT}, which is how long what was only begun is kept`)
    : text;
}

function readYes(text: string): boolean {
  const said = text.toLowerCase();
  if (["yes", "y", "ndiyo"].includes(said)) return true;
  return ["no", "n", "la"].includes(said) ? false : fault("yes or no");
}
