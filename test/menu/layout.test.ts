import fc from "fast-check";
import { expect, test, vi } from "vitest";
import { width } from "../../src/base/gsm7.ts";
import { layOut, type Content, type Letters } from "../../src/menu/layout.ts";

/** Letters of one and of two septets, and long runs without a space. */
const letter = fc.constantFrom(..."abcdefghij KLM 0189.,é€[", "\n");
const words = (max: number) =>
  fc.string({ unit: letter, maxLength: max }).map((text) => text.replace(/\s+/g, " ").trim());
const label = words(38).map((text) => (text === "" ? "x" : text));

const content = fc.record({
  lead: fc.oneof(fc.constant(""), words(60)),
  head: words(400),
  labels: fc.array(label, { maxLength: 60 }),
  other: fc.boolean(),
});

function contentOf({
  lead,
  head,
  labels,
  other,
}: typeof content extends fc.Arbitrary<infer T> ? T : never): Content {
  return {
    lead,
    head,
    yields: false,
    lines: { length: labels.length, at: (index) => `${index + 1}. ${labels[index] ?? ""}` },
    fixed: other ? ["9. Not here"] : [],
    more: "98. More",
    foot: ["0. Back"],
  };
}

/** All pages from the first on, as a citizen sees them who always presses More. */
function pages(made: Content, budget: number, letters: Letters = "gsm7"): string[] {
  const shown: string[] = [];
  let from: number | null = 0;
  while (from !== null) {
    const page: { text: string; next: number | null } = layOut(made, from, budget, letters);
    shown.push(page.text);
    if (page.next !== null) expect(page.next).toBeGreaterThan(from);
    from = page.next;
  }
  return shown;
}

test("every page is within the budget, whatever the texts", () => {
  fc.assert(
    fc.property(content, fc.integer({ min: 110, max: 184 }), (given, budget) => {
      for (const page of pages(contentOf(given), budget)) {
        expect(width(page, "gsm7")).toBeLessThanOrEqual(budget);
      }
    }),
    { numRuns: 500 },
  );
});

test("every option is shown exactly once over the pages, whole and in order", () => {
  fc.assert(
    fc.property(content, fc.integer({ min: 110, max: 184 }), (given, budget) => {
      const made = contentOf(given);
      const lines = pages(made, budget).flatMap((page) => page.split("\n"));
      const numbered = Array.from({ length: made.lines.length }, (_, index) =>
        made.lines.at(index),
      );
      const shown = lines.filter((line) => numbered.includes(line));
      expect(shown).toEqual(numbered);
    }),
    { numRuns: 500 },
  );
});

test("no word of a heading is lost when it flows over pages", () => {
  fc.assert(
    fc.property(words(900), fc.integer({ min: 110, max: 184 }), (head, budget) => {
      const made = contentOf({ lead: "", head, labels: [], other: false });
      const body = pages(made, budget).map((page) =>
        page
          .split("\n")
          .filter((line) => line !== "98. More" && line !== "0. Back")
          .join(" "),
      );
      const joined = body.join(" ").replace(/\s+/g, "");
      expect(joined).toBe(head.replace(/\s+/g, ""));
    }),
  );
});

test("no word of a heading is lost above options, nor under a reason where they are few", () => {
  const leads = fc.constantFrom("", "Not from 1 to 9.");
  fc.assert(
    fc.property(content, leads, fc.integer({ min: 110, max: 184 }), (given, lead, budget) => {
      const labels = given.labels.slice(0, 9);
      const head = given.head.slice(0, 200);
      const shown = pages(contentOf({ lead, head, labels, other: false }), budget);
      // A heading that flows is interrupted by the reason and by the footers of its pages.
      const bare = shown.map((page) => page.replace(lead, "").replace("98. More\n0. Back", ""));
      expect(bare.join("").replace(/\s+/g, "")).toContain(head.replace(/\s+/g, ""));
    }),
    { numRuns: 500 },
  );
});

test("a reason on line one changes no page's first option", () => {
  const long = fc.array(label, { minLength: 40, maxLength: 60 });
  fc.assert(
    fc.property(long, fc.integer({ min: 130, max: 184 }), (labels, budget) => {
      const calm = contentOf({ lead: "", head: "Which?", labels, other: false });
      const cross = { ...calm, lead: "That is not on the list." };
      const second = layOut(calm, 0, budget, "gsm7").next ?? 0;
      expect(second).toBeGreaterThan(0);
      expect(layOut(cross, second, budget, "gsm7").text).toContain(calm.lines.at(second));
    }),
  );
});

test("the more key is offered exactly where something follows", () => {
  const made = contentOf({
    lead: "",
    head: "Which ward?",
    labels: ["Umoja", "Neema"],
    other: false,
  });
  expect(layOut(made, 0, 160, "gsm7")).toEqual({
    text: "Which ward?\n1. Umoja\n2. Neema\n0. Back",
    next: null,
  });
  const many = contentOf({
    lead: "",
    head: "Which ward?",
    labels: Array<string>(30).fill("Umoja"),
    other: true,
  });
  const shown = pages(many, 160);
  expect(shown.length).toBeGreaterThan(2);
  expect(shown.at(-1)).not.toContain("98. More");
  for (const page of shown.slice(0, -1)) expect(page).toContain("98. More\n0. Back");
  for (const page of shown) expect(page).toMatch(/^Which ward\?\n[\s\S]*9\. Not here/);
});

test("a screen declared UCS-2 holds as many letters as UTF-16 units", () => {
  const made = contentOf({
    lead: "",
    head: "Ĩ".repeat(20),
    labels: ["ũũũũ", "ĩĩĩĩ"],
    other: false,
  });
  for (const page of pages(made, 40, "ucs2")) expect(page.length).toBeLessThanOrEqual(40);
});

test("a text of a thousand pages is taken apart once, and not for each page", () => {
  const head = "word ".repeat(30_000);
  const match = vi.spyOn(String.prototype, "match");
  try {
    expect(
      pages(contentOf({ lead: "", head, labels: [], other: false }), 160).length,
    ).toBeGreaterThan(1000);
    const whole = match.mock.contexts.filter((text) => String(text).length === head.length);
    expect(whole).toHaveLength(1);
  } finally {
    match.mockRestore();
  }
});

test("two texts of the same length, read page by page in turn, are each read as they are", () => {
  const readers = ["Maji ", "Moto "].map((word) => ({
    made: contentOf({ lead: "", head: word.repeat(80), labels: [], other: false }),
    from: 0 as number | null, // null behind the last page
    read: "",
  }));
  for (let turn = 0; turn < 10; turn++) {
    for (const reader of readers) {
      if (reader.from === null) continue;
      const { text, next } = layOut(reader.made, reader.from, 120, "gsm7");
      reader.read += text.replace(/\n(98. More|0. Back)/g, " ");
      reader.from = next;
    }
  }
  const seen = readers.map(({ read }) => [...new Set(read.trim().split(/\s+/))]);
  expect(seen).toEqual([["Maji"], ["Moto"]]);
});

test("a reason that pushes no option off a last page cuts the end of what was read, no less than half", () => {
  fc.assert(
    fc.property(content, fc.integer({ min: 110, max: 184 }), (given, budget) => {
      const calm = contentOf({
        ...given,
        lead: "",
        labels: given.labels.slice(0, 4),
        other: false,
      });
      const cross = { ...calm, lead: "7 is not here. Press 1.", yields: true };
      const before = layOut(calm, 0, budget, "gsm7");
      const now = layOut(cross, 0, budget, "gsm7");
      expect(width(now.text, "gsm7")).toBeLessThanOrEqual(budget);
      expect(now.text.startsWith(cross.lead)).toBe(true);
      if (!now.text.includes("...")) {
        // Nothing was cut: the same page as without yielding.
        expect(now).toEqual(layOut({ ...cross, yields: false }, 0, budget, "gsm7"));
        return;
      }
      expect(before.next).toBeNull();
      expect(now.next).toBeNull();
      for (let at = 0; at < calm.lines.length; at++) expect(now.text).toContain(calm.lines.at(at));
    }),
    { numRuns: 500 },
  );
});

test("a notice that fills its screen keeps its option below a reason", () => {
  const notice = contentOf({
    lead: "",
    head: "We use your number and answers only to repair this. Kept 1 year. To see or correct them: ward office.",
    labels: ["Continue"],
    other: false,
  });
  const cross = { ...notice, lead: "7 is not here. Press 1." };
  expect(layOut(cross, 0, 140, "gsm7").text).not.toContain("1. Continue");
  expect(layOut({ ...cross, yields: true }, 0, 140, "gsm7")).toEqual({
    text:
      "7 is not here. Press 1.\nWe use your number and answers only to repair this. Kept 1 year. To see or correct them...\n" +
      "1. Continue\n0. Back",
    next: null,
  });
});
