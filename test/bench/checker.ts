/**
 * How long the checker takes over menus of a thousand screens and of ten thousand.
 *
 * In seconds of the processor, as what else runs beside it is not the checker's. Beside them stands how many
 * times longer it is than parsing the same YAML alone: seconds are this machine's, the ratio is the
 * checker's. Called by `run`.
 */
import { fileURLToPath } from "node:url";
import { parseDocument } from "yaml";
import { readFolder } from "../../src/menu/folder.ts";
import { buildRelease } from "../../src/menu/release.ts";
import type { MenuFiles } from "../../src/menu/source.ts";
import { fixed, table, whole } from "./table.ts";

const GOOD = await readFolder(fileURLToPath(new URL("../menu/good", import.meta.url)));

/** As many screens as a service may have in a row. */
const IN_SERVICE = 500;

/** Services of 500 screens as people write them: every fifth question has a condition, every fourth a way of its own. */
export function largeMenus(screens: number): MenuFiles {
  const services = Array.from({ length: screens / IN_SERVICE }, (_, index) => {
    const name = `large${index}`;
    return [`${name}.yaml`, serviceOf(name, index)] as const;
  });
  return new Map([...GOOD, ...services]);
}

/** So many screens below each other that each have a `when`: of one from each to all below it there is a way. */
const CONDITIONS = 400;

/** One service whose questions are all passed over by a condition: all by the same one, or each by its own. */
export function conditionalMenus(alike: boolean): MenuFiles {
  const questions = Array.from({ length: CONDITIONS }, (_, at) => {
    const when = at === 0 ? "" : `, when: "q${alike ? 0 : at - 1} != 'y'"`;
    return `  - { ask: q${at}, label: "Q ${at}", as: text, max: 30, say: "Question ${at}?"${when} }\n`;
  });
  return new Map([...GOOD, ["large0.yaml", serviceOf("large0", 0, questions)]]);
}

function questionsOf(): string[] {
  return Array.from({ length: IN_SERVICE - 2 }, (_, at) => questionOf(at));
}

function serviceOf(name: string, index: number, questions = questionsOf()): string {
  return `format: 1
service: ${name}
title: "Large ${index}"
star: ${1000 + index}
privacy: { purpose: counting, basis: public-task, keep: 1y, shared_with: [], automated: none }
screens:
  - notice: privacy
${questions.join("")}  - { confirm: check, say: "{q0}, {q1:10}. Send?", send: request, done: "Ref {ref}" }
life:
  received: { say: received }
`;
}

function questionOf(at: number): string {
  const say = `say: { en: "({step}/{steps}) Question ${at}?", sw: "({step}/{steps}) Swali la ${at}?" }`;
  const when = at % 5 === 4 ? `, when: "q${at - (at % 4)} == 'a'"` : "";
  if (at % 4 !== 0) {
    return `  - { ask: q${at}, label: "Q ${at}", as: text, max: 30, ${say}${when} }\n`;
  }
  const go = at + 2 < IN_SERVICE - 2 ? `, go: q${at + 2}` : "";
  const options = `[{ is: a, say: Yes }, { is: b, say: No${go} }, { is: c, say: Both }]`;
  return `  - { choose: q${at}, label: "Q ${at}", options: ${options}, ${say} }\n`;
}

interface Checked {
  screens: number;
  bytes: number;
  /** Milliseconds of this thread on the processor, the quickest of the rounds. */
  checkMs: number;
  parseMs: number;
  refused: boolean;
}

const ROUNDS = 3;

/** Prints the table of 500, 1,000 and 4,000 screens, how long it takes to refuse 10,000, and 400 conditions in a row. */
export function sayChecker(say: (text?: string) => void): void {
  say(`7. The checker: the quickest of ${ROUNDS} rounds each`);
  say();
  measureChecker(1000, largeMenus(1000), 1); // warms up
  const plain = [500, 1000, 4000, 10_000].map((screens): [string, Checked] => [
    whole(screens),
    measureChecker(screens, largeMenus(screens), ROUNDS),
  ]);
  const passed = [true, false].map((alike): [string, Checked] => {
    const what = `${CONDITIONS}, each with ${alike ? "the same `when`" : "a `when` of its own"}`;
    return [what, measureChecker(CONDITIONS, conditionalMenus(alike), 1)];
  });
  const rows = [...plain, ...passed].map(
    ([what, { screens, bytes, checkMs, parseMs, refused }]) => {
      const cells = [whole(bytes / 1000), fixed(checkMs / 1000, 2), fixed(checkMs / screens, 2)];
      return [what, ...cells, fixed(checkMs / parseMs, 1), refused ? "refused" : "checked"];
    },
  );
  say(table(["screens", "kB", "s", "ms a screen", "to parsing", ""], rows));
  say();
}

export function measureChecker(screens: number, files: MenuFiles, rounds: number): Checked {
  const texts = [...files].filter(([file]) => file.endsWith(".yaml")).map(([, text]) => text);
  let refused = false;
  const quickest = (work: () => void) =>
    Math.min(
      ...Array.from({ length: rounds }, () => {
        const from = process.threadCpuUsage();
        work();
        const { user, system } = process.threadCpuUsage(from);
        return (user + system) / 1000;
      }),
    );
  const checkMs = quickest(() => (refused = buildRelease(files).release === null));
  const parseMs = quickest(() =>
    texts.forEach((text) => parseDocument(text, { uniqueKeys: false })),
  );
  const bytes = texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  return { screens, bytes, checkMs, parseMs, refused };
}
