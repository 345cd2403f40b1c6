/** The questions of a new service, one after the other or each by a flag. Called by `ask`. */
import { parse } from "yaml";
import { isCelWord } from "../../menu/cel.ts";
import { FILLED_IN } from "../../menu/check/said.ts";
import { ANSWER_TYPES } from "../../menu/screen-format.ts";
import { NAME } from "../../menu/text-format.ts";
import { answer, askWords, BeginFault, fault, type Around, type Asker } from "./answer.ts";
import type { Question, Words } from "./service.ts";

const QUESTIONS_MAX = 20;
/** Screens of every service that takes requests: see `service`. */
const OWN_SCREENS = ["privacy", "check"];
const TYPES = ["choose", ...ANSWER_TYPES];

/** One after the other, until an empty name. */
export async function askQuestions(asker: Asker, around: Around): Promise<Question[]> {
  const questions: Question[] = [];
  asker.tell("Now the questions, one after the other.");
  while (questions.length < QUESTIONS_MAX) {
    const asked = questions.map(({ name }) => name);
    const name = await answer(asker, {
      given: undefined,
      flag: '--question "{ … }"',
      prompt: `Question ${questions.length + 1}: its name in small letters; nothing when there are no more: `,
      otherwise: "",
      read: (text) => (text === "" ? "" : readName(text, [...OWN_SCREENS, ...asked])),
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
  for (const { options } of by) {
    const read = options.map((words) => words.toLowerCase());
    const twice = options.find((_, at) => read.indexOf(read[at] ?? "") < at);
    if (twice === undefined) continue;
    throw new BeginFault(`the options must read otherwise each: \`${twice}\` stands there twice`);
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
export function readQuestion(text: string): Question {
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

/** Of a question: what a text or a condition reads otherwise would only be told at the end. */
function readName(text: string, known: readonly string[]): string {
  if (!NAME.test(text)) return fault("small letters, digits and _, beginning with a letter");
  if (FILLED_IN.has(text) || isCelWord(text))
    return fault(`another one, such as my_${text}: ${text} has a meaning of its own`);
  return known.includes(text) ? fault(`another one: there is a screen ${text} already`) : text;
}
