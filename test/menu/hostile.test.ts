/** What is made to keep the checker, or a server, busy: each is refused with its place, and costs little. */
import { describe, expect, test } from "vitest";
import { buildRelease } from "../../src/menu/release.ts";
import { compileCel } from "../../src/menu/cel.ts";
import { GOOD } from "./broken-folder.ts";

const REPORT = GOOD.get("report.yaml") ?? "";

function findingsOf(from: string, to: string) {
  expect(REPORT).toContain(from);
  const text = REPORT.replace(from, () => to);
  return buildRelease(new Map(GOOD).set("report.yaml", text)).findings;
}

/** `[1, …].all(a, [1, …].all(b, …))`: ten values each, 10^depth steps. */
function nested(depth: number): string {
  const inner = depth === 1 ? "true" : nested(depth - 1);
  return `[${Array.from({ length: 10 }, () => 1).join(",")}].all(v${depth}, ${inner})`;
}

describe("an expression", () => {
  test.each([
    ["that never ends", nested(12), "inside another"],
    [
      "that doubles a list again and again",
      "cel.bind(a, [1]+[1], cel.bind(b, a+a, b+b)) == []",
      "inside another",
    ],
    ["with an evil regular expression", "what.matches('(a+)+$')", "not allowed"],
    ["of 10,000 letters", "what == 'a' || ".repeat(700) + "true", "does not fit"],
    ["of 400 open brackets", "(".repeat(400), ""],
    ["that names an answer there is not", "nowhere == 'x'", "nowhere"],
    ["that calls a function there is not", "nowhere(1)", "nowhere"],
    ["that asks a text for a field", "what.nothing == 1", ""],
  ])("%s", (_, cel, words) => {
    const findings = findingsOf("what == 'road'", cel);
    expect(findings.map(({ severity }) => severity)).toContain("error");
    expect(findings.map(({ message }) => message).join()).toContain(words);
  });

  test("with one loop behind another is read", () => {
    const chained = compileCel("[1, 2].filter(x, x > 1).exists(x, x == 2)", {});
    expect("fault" in chained ? chained.fault : chained.evaluate({})).toBe(true);
  });
});

describe("a pattern", () => {
  test.each([
    ["that looks back", "(a)\\\\1"],
    ["that repeats repeats", "((a{1,99}){1,99}){1,99}"],
    ["of 10,000 letters", "(a|b)".repeat(2000)],
  ])("%s", (_, pattern) => {
    const findings = findingsOf("min: 3, max: 30", `pattern: "${pattern}", min: 3, max: 30`);
    expect(findings.map(({ severity }) => severity)).toContain("error");
  });
});

describe("a text", () => {
  test.each([
    ["of choices forty deep", `"${"{what, select, other {".repeat(41)}"`, "too-deep"],
    ["of choices that are never closed", `"${"{what, select, other {".repeat(10)}"`, "icu-syntax"],
    ["of 100,000 letters", "word ".repeat(20_000), "title-too-long"],
    ["in Arabic", "\u0645\u0631\u062d\u0628\u0627", "not-gsm7"],
    ["of emoji", "\u{1F600}\u{1F468}\u200D\u{1F469}\u200D\u{1F467}", "not-gsm7"],
  ])("%s", (_, text, rule) => {
    const findings = findingsOf("title: Report", `title: ${text}`);
    expect(findings.map((finding) => finding.rule)).toContain(rule);
  });
});

describe("a file of 10,000 screens", () => {
  const screens = '  - { show: a, say: "b" }\n'.repeat(10_000);

  test.each([
    ["screens", "screens:\n", 8],
    ["aside", "aside:\n", 31],
  ])("%s", (section, from, line) => {
    const found = findingsOf(from, from + screens);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({
      file: "report.yaml",
      rule: "wrong-value",
      line,
      column: 1,
      mend: "Split the service: move some of them into the file of another service, and lead there by `go`.",
    });
    expect(found[0]?.message).toMatch(
      new RegExp(`^there are 100\\d\\d screens under \`${section}\`: at most 500 fit there$`),
    );
  });

  test("and a list of too many others", () => {
    const [found] = findingsOf("by: [what,", `by: [${"what, ".repeat(50)}`);
    expect(found).toMatchObject({ mend: expect.stringMatching(/^Leave at most \d+\.$/) as string });
  });
});

test("words and computed values that lead round to themselves", () => {
  const round = findingsOf(
    "let:\n",
    `let:\n  a: { be: "b", otherwise: 1 }\n  b: { be: "a", otherwise: 1 }\n`,
  );
  expect(round.map(({ severity }) => severity)).toContain("error");
  const channel = (GOOD.get("channel.yaml") ?? "").replace(
    "texts:",
    "words: { a: { word: b }, b: { word: a } }\ntexts:",
  );
  const words = buildRelease(new Map(GOOD).set("channel.yaml", channel)).findings;
  expect(words.map(({ severity }) => severity)).toContain("error");
});
