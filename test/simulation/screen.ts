/** What a citizen reads of a reply: which screen it is, in which words, and what can be pressed. */

export interface Seen {
  /** The name the menus give it, such as MAIN; empty where they give none. */
  screen: string;
  language: "sw" | "en" | null;
  /** True on the second release; null where it cannot be seen. */
  second: boolean | null;
  end: boolean;
  /** Keys of the options, those that lead back not among them. */
  keys: readonly string[];
  text: string;
  /** References, without their blank. */
  references: readonly string[];
  /** What a check screen shows, in the order of the questions. */
  shown: readonly string[];
}

const NAME = /\b([A-Z]{4,})-(sw|en|xx)(-b)?/g;
/** Above the screen proper. */
const ABOVE: ReadonlySet<string> = new Set(["RECENT"]);
const REFERENCE = /\b\d{4} \d{4}\b/g;
const AROUND: ReadonlySet<string> = new Set(["0", "00", "97", "98"]);

export function read(body: string): Seen {
  const names = [...body.matchAll(NAME)].filter(([, name = ""]) => !ABOVE.has(name));
  const [, screen = "", language = "xx", second] = names.at(-1) ?? [];
  const own = screen !== "" && language !== "xx";
  const keys = [...body.matchAll(/^(\d+)\. /gm)].map(([, key = ""]) => key);
  const values = /(?:CHECK|SURE|DEED)-\S+ (.*\/)/.exec(body)?.[1] ?? "";
  return {
    screen,
    language: language === "sw" || language === "en" ? language : null,
    second: own ? second !== undefined : null,
    end: body.startsWith("END "),
    keys: keys.filter((key) => !AROUND.has(key)),
    text: body,
    references: (body.match(REFERENCE) ?? []).map((each) => each.replace(" ", "")),
    shown: values === "" ? [] : values.slice(0, -1).split("/"),
  };
}

/** Last words that are no reply to what was typed, and are kept nowhere. */
export const FAREWELLS: ReadonlySet<string> = new Set([
  "SORRY",
  "EXPIRED",
  "CLOSED",
  "STRANGER",
  "UNKNOWN",
]);
