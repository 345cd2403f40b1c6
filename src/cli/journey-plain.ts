/** The lines of a journey that no phone makes: officers, operators, time, and what became of a request. Pure. */
import {
  PASSING,
  type Named,
  type RequestNumber,
  type Stands,
  type Turn,
} from "./journey-turns.ts";

const NAME = "[a-z][a-z0-9_]*";
const REQUEST = String.raw`(?:, \{ref([2-9]|[1-9]\d{1,2})?\})?`;
const MOVES = new RegExp(
  `^officer(,[^:]*)?: (${NAME})(?: because (${NAME}))?(?: with (${NAME}=.+))?$`,
);
const ASKS = /^officer asks(,[^:]*)?: (\S.*)$/;
const STANDS = new RegExp(`^status(,[^:]*)?: (${NAME})$`);
const OPERATES = new RegExp(`^operator: (suspend|resume) (${NAME})(?: with (${NAME}=.+))?$`);
const GIVES = new RegExp(`, (?=${NAME}=)`);
const OF = new RegExp(`^${REQUEST}$`);

/** Null where the line begins like none of them; the fault, and its mend, where it cannot be read. */
export function readPlain(line: string): Turn | Stands | string | null {
  if (/^(! wait|after)\b/.test(line)) {
    const words = line.replace(/^after /, "");
    if (!PASSING.test(words)) return "no length of time; write it as `after 7 days`";
    return { is: "turn", by: null, do: "after", for: words };
  }
  if (/^officer\b/.test(line)) return readOfficer(line);
  if (/^operator\b/.test(line)) return readOperator(line);
  if (!/^status\b/.test(line)) return null;
  const [, of, status] = STANDS.exec(line) ?? [];
  const request = requestOf(of);
  if (status === undefined || request === undefined)
    return `no status; write ${like("status", "closed")}`;
  return { is: "status", request, status };
}

function readOfficer(line: string): Turn | string {
  const turn = { is: "turn", by: null } as const;
  const [, askedOf, question] = ASKS.exec(line) ?? [];
  const asked = requestOf(askedOf);
  if (question !== undefined && asked !== undefined) {
    return { ...turn, do: "ask", request: asked, question };
  }
  const [, of, to, reason = null, given] = MOVES.exec(line) ?? [];
  const request = requestOf(of);
  if (to !== undefined && request !== undefined) {
    return { ...turn, do: "move", request, to, reason, gives: givesOf(given) };
  }
  return `an officer does not say this; write ${like("officer", "assigned")}, \`officer: refused because full\`, \`officer: paid with amount=500\` or \`officer asks: Which side?\``;
}

function readOperator(line: string): Turn | string {
  const turn = { is: "turn", by: null } as const;
  const [, what, service, message] = OPERATES.exec(line) ?? [];
  if (what === "suspend" && service !== undefined) {
    const said = givesOf(message);
    const twice = said.find(({ name }, at) => said.findIndex((one) => one.name === name) < at);
    if (twice !== undefined) return `\`${twice.name}\` is said twice`;
    return { ...turn, do: "suspend", service, message: said };
  }
  if (what === "resume" && service !== undefined && message === undefined) {
    return { ...turn, do: "resume", service };
  }
  return "an operator does not do this; write `operator: suspend report`, `operator: suspend report with en=Back at 4pm.` or `operator: resume report`";
}

/** A comma belongs to a value where no name and `=` follow it. */
function givesOf(words: string | undefined): Named[] {
  return (words?.split(GIVES) ?? []).map((each) => {
    const at = each.indexOf("=");
    return { name: each.slice(0, at), value: each.slice(at + 1) };
  });
}

function like(word: string, status: string): string {
  return `\`${word}: ${status}\`, or \`${word}, {ref2}: ${status}\` of the second request`;
}

/** Undefined where the words name none. */
function requestOf(words: string | undefined): RequestNumber | undefined {
  if (words === undefined) return null;
  const found = OF.exec(words);
  return found === null || words === "" ? undefined : Number(found[1] ?? 1);
}
