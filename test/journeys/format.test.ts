/** The journey format: what is read is written back byte for byte, and every fault has its line. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  entryLines,
  parseJourney,
  passingMs,
  showFault,
  writeJourney,
  type Entry,
  type Journey,
  type JourneyScreen,
  type Said,
} from "../../src/cli/journey.ts";

/** Has every kind of line. */
const LEAK = String.raw`about: a leak, reported twice
at: 2026-01-15T09:00+03:00
# Two phones, one of them with an unknown network.

A = +254700000001 63902
B = +254700000002

A> *384*99*4#
  Where?

B> *384*99#
  Language?
  \
  1. Kiswahili
A>
  Where?
A>  near the *market*
  \[end]
  \\
A! type *100#
  Not a code
A! repeat
  Not a code
A! late 2
  \
after 11 minutes
officer: docs_due because parent_id
officer, {ref2}: closed
officer: paid because late with amount=500, place=Room 4, first floor, by_date=2027-03-20
officer asks: Which side of the gate?
officer asks, {ref}: Is it dark?
operator: suspend report
operator: suspend report with sw=Kesho, saa mbili., en=Down until 4pm: sorry, all of it
operator: resume report
A sms:
  Ref {ref}: which side?
  \[end]
A sms:
A sms> The left one
status: docs_due
status, {ref3}: closed
A! drop
! restart
# the next turn waits for its screen
A> *384*99#
A> 1
  Thank you
  [end]
B! cancel
`;

function read(text: string): Journey {
  const result = parseJourney(text, "x.journey");
  if ("faults" in result) throw new Error(result.faults.map(showFault).join("\n"));
  return result.journey;
}

test("a journey with every kind of line is read for what it says", () => {
  const { about, at, entries } = read(LEAK);
  expect({ about, at }).toEqual({
    about: "a leak, reported twice",
    at: "2026-01-15T09:00+03:00",
  });
  const screen = (text: string, end = false): JourneyScreen => ({ text, end });
  expect(entries.filter(({ is }) => is !== "note")).toEqual([
    { is: "phone", name: "A", phone: "+254700000001", network: "63902" },
    { is: "phone", name: "B", phone: "+254700000002", network: null },
    { is: "turn", by: "A", do: "dial", code: "*384*99*4#", screen: screen("Where?") },
    {
      is: "turn",
      by: "B",
      do: "dial",
      code: "*384*99#",
      screen: screen("Language?\n\n1. Kiswahili"),
    },
    { is: "turn", by: "A", do: "type", text: "", screen: screen("Where?") },
    { is: "turn", by: "A", do: "type", text: " near the *market*", screen: screen("[end]\n\\") },
    { is: "turn", by: "A", do: "type", text: "*100#", screen: screen("Not a code") },
    { is: "turn", by: "A", do: "repeat", screen: screen("Not a code") },
    { is: "turn", by: "A", do: "late", turns: 2, screen: screen("") },
    { is: "turn", by: null, do: "after", for: "11 minutes" },
    {
      is: "turn",
      by: null,
      do: "move",
      request: null,
      to: "docs_due",
      reason: "parent_id",
      gives: [],
    },
    { is: "turn", by: null, do: "move", request: 2, to: "closed", reason: null, gives: [] },
    {
      is: "turn",
      by: null,
      do: "move",
      request: null,
      to: "paid",
      reason: "late",
      gives: [
        { name: "amount", value: "500" },
        { name: "place", value: "Room 4, first floor" },
        { name: "by_date", value: "2027-03-20" },
      ],
    },
    { is: "turn", by: null, do: "ask", request: null, question: "Which side of the gate?" },
    { is: "turn", by: null, do: "ask", request: 1, question: "Is it dark?" },
    { is: "turn", by: null, do: "suspend", service: "report", message: [] },
    {
      is: "turn",
      by: null,
      do: "suspend",
      service: "report",
      message: [
        { name: "sw", value: "Kesho, saa mbili." },
        { name: "en", value: "Down until 4pm: sorry, all of it" },
      ],
    },
    { is: "turn", by: null, do: "resume", service: "report" },
    { is: "sms", by: "A", text: "Ref {ref}: which side?\n[end]" },
    { is: "sms", by: "A", text: null },
    { is: "turn", by: "A", do: "write", text: "The left one" },
    { is: "status", request: null, status: "docs_due" },
    { is: "status", request: 3, status: "closed" },
    { is: "turn", by: "A", do: "drop" },
    { is: "turn", by: null, do: "restart" },
    { is: "turn", by: "A", do: "dial", code: "*384*99#", screen: null },
    { is: "turn", by: "A", do: "type", text: "1", screen: screen("Thank you", true) },
    { is: "turn", by: "B", do: "cancel" },
  ]);
});

test("what was read is written back byte for byte", () => {
  expect(writeJourney(read(LEAK))).toBe(LEAK);
});

test("every entry is found on the line where it stands", () => {
  const journey = read(LEAK);
  const lines = LEAK.split("\n");
  const heads = journey.entries.map((entry) => writeJourney({ ...journey, entries: [entry] }));
  expect(entryLines(journey).map((line) => lines[line - 1])).toEqual(
    heads.map((text) => text.split("\n")[2]),
  );
});

test("other screens can be put in the place of the expected ones, and nothing else changes", () => {
  const journey = read(
    "about: x\nA = +254700000001\n# why\nA> *1#\n  old\n\nA> 2\n  old\n  [end]\n",
  );
  const entries = journey.entries.map((entry) =>
    "screen" in entry ? { ...entry, screen: { text: "new", end: false } } : entry,
  );
  expect(writeJourney({ ...journey, entries })).toBe(
    "about: x\nA = +254700000001\n# why\nA> *1#\n  new\n\nA> 2\n  new\n",
  );
});

test("time is counted in milliseconds", () => {
  const times = ["90 seconds", "11 minutes", "1 hour", "3 days"];
  expect(times.map(passingMs)).toEqual([90e3, 660e3, 3_600e3, 259_200e3]);
  expect(() => passingMs("1 week")).toThrow("no length of time: 1 week");
});

const line = fc
  .string({ unit: fc.oneof(fc.constantFrom(..." \\*#[]>!=endA1:"), fc.string({ maxLength: 2 })) })
  .map((text) => text.replace(/[\r\n]/g, ""));
const screen = fc.option(
  fc.record({
    text: fc.array(line, { minLength: 1, maxLength: 5 }).map((lines) => lines.join("\n")),
    end: fc.boolean(),
  }),
);
const code = fc.string({ unit: fc.constantFrom(..."*0129"), maxLength: 9 }).map((s) => `*3${s}#`);
const call = fc.oneof(
  fc.record({ do: fc.constant("dial" as const), code }),
  fc.record({ do: fc.constant("type" as const), text: fc.oneof(line, code) }),
  fc.record({ do: fc.constant("repeat" as const) }),
  fc.record({ do: fc.constant("late" as const), turns: fc.constant(2) }),
);
const note = line.map((text) => ({ is: "note" as const, text: text === "" ? "" : `#${text}` }));
const world = fc.constantFrom<Entry>(
  { is: "turn", by: null, do: "restart" },
  { is: "turn", by: null, do: "after", for: "90 seconds" },
  { is: "turn", by: null, do: "move", request: null, to: "closed", reason: "full", gives: [] },
  {
    is: "turn",
    by: null,
    do: "move",
    request: 1,
    to: "closed",
    reason: null,
    gives: [{ name: "a", value: "1 =, 2" }],
  },
  { is: "status", request: 2, status: "closed" },
  { is: "turn", by: null, do: "suspend", service: "a", message: [{ name: "en", value: "x=, y" }] },
  { is: "turn", by: null, do: "resume", service: "a_1" },
);
const written = fc.oneof(
  line.map((text): Entry => ({ is: "turn", by: "A", do: "write", text: `x${text}` })),
  line.map((text): Entry => ({
    is: "turn",
    by: null,
    do: "ask",
    request: 12,
    question: `x${text}`,
  })),
  fc.option(fc.array(line, { minLength: 1, maxLength: 3 })).map((lines): Entry => {
    return { is: "sms", by: "A", text: lines === null ? null : lines.join("\n") };
  }),
);
const entry: fc.Arbitrary<Entry> = fc.oneof(
  { weight: 4, arbitrary: fc.tuple(call, screen).map(([said, shown]) => turn(said, shown)) },
  { weight: 1, arbitrary: note },
  { weight: 1, arbitrary: world },
  { weight: 2, arbitrary: written },
);

function turn(said: Said, shown: JourneyScreen | null): Entry {
  return { is: "turn", by: "A", ...said, screen: shown };
}

/** Two calls first, so that every turn after them is allowed. */
const OPENING: Entry[] = [
  { is: "phone", name: "A", phone: "+254700000001", network: "63902" },
  turn({ do: "dial", code: "*384*99#" }, null),
  turn({ do: "type", text: "1" }, null),
];

test("any journey is read back as it was written", () => {
  const journeys = fc.record({
    about: line.map((text) => `x${text}`),
    at: fc.option(fc.constantFrom("2026-01-15T09:00+03:00", "2026-02-28T23:59:59Z")),
    entries: fc.array(entry, { maxLength: 12 }).map((entries) => [...OPENING, ...entries]),
  });
  fc.assert(
    fc.property(journeys, (journey) => {
      const text = writeJourney(journey);
      expect(read(text)).toEqual(journey);
    }),
    { numRuns: 500 },
  );
});

test("any text is a journey that is written back the same, or has faults within its lines", () => {
  const lines = LEAK.split("\n");
  const mixed = fc.array(fc.oneof(line, fc.constantFrom(...lines)), { maxLength: 20 });
  fc.assert(
    fc.property(mixed, fc.boolean(), (picked, headed) => {
      const text = [...(headed ? lines.slice(0, 8) : []), ...picked].join("\n");
      const result = parseJourney(text, "x");
      if ("journey" in result) expect(writeJourney(result.journey)).toBe(text);
      else {
        const last = text.split("\n").length;
        expect(result.faults.filter((fault) => fault.line < 1 || fault.line > last)).toEqual([]);
      }
    }),
  );
});

describe("a fault has its line and says how to mend it", () => {
  test("nothing is wrong with line ends and a byte-order mark as Windows has them", () => {
    const text = "about: x\nA = +254700000001 63902\nA> *384*99#\n  Hi\n";
    const windows = parseJourney(`\uFEFF${text.replaceAll("\n", "\r\n")}`, "x.journey");
    expect(windows).toEqual(parseJourney(text, "x.journey"));
    expect("journey" in windows).toBe(true);
  });

  const HEAD = "about: x\nA = +254700000001 63902\nA> *384*99#\n  Hi\n"; // lines 1 to 4
  test.each([
    ["", [1], "begins with `about: `"],
    ["A = +254700000001\n", [1], "begins with `about: `"],
    ["about:  x\n", [1], "begins with `about: `"],
    ["about: x\nat:2026-01-15T09:00+03:00\n", [2], "write it as `at: 2026-"],
    ["about: x\nat: 2026-01-15\n", [2], "write it as `at: 2026-"],
    ["about: x\nat: 2026-01-15T09:00\n", [2], "write it as `at: 2026-"],
    ["about: x\nat: 2026-02-30T09:00+03:00\n", [2], "write it as `at: 2026-"],
    ["about: x\n  Hi\n", [2], "right under the turn"],
    ["about: x\nA = 0700000001\n", [2], "write it as `+2547"],
    ["about: x\nA = +254700000001 Safaricom\n", [2], "five or six digits"],
    ["about: x\nA> *384*99#\n", [2], "A is no phone"],
    ["about: x\nA = +254700000001\nA> 2\n", [3], "not in a call"],
    ["about: x\nA = +254700000001\nA! drop\n", [3], "not in a call"],
    ["about: x\nA = +254700000001\nA! repeat\n", [3], "has not dialled yet"],
    [`${HEAD}A = +254700000002\n`, [5], "declared twice"],
    [`${HEAD}A> 2`, [5], "no line break"],
    [`${HEAD}A> 2\n  Hi\rthere\n`, [6], "carriage return"],
    [`${HEAD}A>2\n`, [5], "a space is missing"],
    [`${HEAD}A> \n`, [5], "written `A>`"],
    [`${HEAD}a> 2\n`, [5], "not a turn"],
    [`${HEAD}about: y\n`, [5], "on line 1"],
    [`${HEAD}\n  Hi\n`, [6], "right under the turn"],
    [`${HEAD}# why\n  Hi\n`, [6], "right under the turn"],
    [`${HEAD}A! cancel\n  Hi\n`, [6], "right under the turn"],
    [`${HEAD}A! cancel\nA> 2\n`, [6], "not in a call"],
    [`${HEAD}A! late 1\n`, [5], "is `repeat`"],
    [`${HEAD}A! late 2\n`, [5], "1 times"],
    [`${HEAD}A! explode\n`, [5], "unknown"],
    [`${HEAD}A! type 2\n`, [5], "only an answer that reads like a code"],
    [`${HEAD}! wait 11m\n`, [5], "write it as `after 7 days`"],
    [`${HEAD}after 2 weeks\n`, [5], "write it as `after 7 days`"],
    [`${HEAD}officer: Closed\n`, [5], "write `officer: assigned`"],
    [`${HEAD}operator: suspends report\n`, [5], "write `operator: suspend report`"],
    [`${HEAD}operator: resume report with en=x\n`, [5], "or `operator: resume report`"],
    [`${HEAD}operator: suspend report with en=x, en=y\n`, [5], "`en` is said twice"],
    [`${HEAD}officer, B: closed\n`, [5], "of the second request"],
    [`${HEAD}officer, {ref1}: closed\n`, [5], "of the second request"],
    [`${HEAD}officer: refused, full\n`, [5], "`officer: refused because full`"],
    [`${HEAD}officer asks:\n`, [5], "`officer asks: Which side?`"],
    [`${HEAD}officer: closed\n  Hi\n`, [6], "right under the turn"],
    [`${HEAD}status: \n`, [5], "write `status: closed`"],
    [`${HEAD}B sms:\n  Hi\n`, [5], "B is no phone"],
    [`${HEAD}B sms> Hi\n`, [5], "B is no phone"],
    [`${HEAD}A sms:\n  Hi\n  [end]\n`, [5], "an SMS has no `[end]`"],
    [`${HEAD}A sms>\n`, [5], "not a turn"],
    [`${HEAD}! reboot\n`, [5], "not a turn"],
    [`${HEAD}A> 2\n Hi\n`, [6], "two spaces"],
    [`${HEAD}A> 2\n  Hi\n  \n  Ho\n`, [7], "an empty line"],
    [`${HEAD}A> 2\n  [end]\n`, [6], "without text"],
    [`${HEAD}A> 2\n  Hi\n  [end]\n  Ho\n`, [7], "stands last"],
    [`${HEAD}Z> 2\nA> 2\n Hi\n! reboot\n`, [5, 7, 8], "two spaces"],
  ])("%j", (text, lines, words) => {
    const result = parseJourney(text, "leak.journey");
    const faults = "faults" in result ? result.faults : [];
    expect(faults.map((fault) => fault.line)).toEqual(lines);
    expect(faults.map(showFault).join("\n")).toContain(words);
    expect(faults.map(({ file }) => file)).toEqual(lines.map(() => "leak.journey"));
  });
});
