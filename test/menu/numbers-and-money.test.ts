/** What a text says of numbers and of money, to the word: what is told, once, and what is right. */
import { describe, expect, test } from "vitest";
import { buildRelease } from "../../src/menu/release.ts";
import { GOOD } from "./broken-folder.ts";
import { edited, type Edit } from "./edited.ts";

const found = (edits: readonly Edit[]) =>
  buildRelease(edited(GOOD, edits)).findings.map(({ rule, message }) => `${rule}: ${message}`);

const checked = (words: string): Edit => ["report.yaml", "{target} days. Send?", words];
const asked = (words: string): Edit => ["report.yaml", 'say: "Depth?"', `say: "${words}"`];
const what = (words: string): Edit => ["report.yaml", '{steps}) What?"', `{steps}) ${words}"`];
const done = (words: string): Edit => ["report.yaml", "Ref {ref}. ", `Ref {ref}. ${words}. `];
const late = (words: string): Edit => ["report.yaml", "{ref} is late", `{ref}: ${words}`];
const shop = (from: string, to: string): Edit => ["shop.yaml", from, to];
const SHOP_DONE = shop('done: "Ref {ref}"', 'done: "Ref {ref}. Bring KES 300"');
const after = (amount: string) => `charge: ${amount} is asked for only once it is sent`;
/** One question more, with two options. */
const chosen = (words: string, first: string): Edit => [
  "report.yaml",
  "  - confirm: check",
  `  - { choose: sum, label: Sum, say: "${words}", options: [{ is: y, say: "${first}" }, { is: n, say: Not so }] }\n  - confirm: check`,
];
const elsewhere = (written: string, key: number | "00") =>
  `number-in-text: this says \`${written}\`, and ${key} does something else here`;

describe("is told once", () => {
  test.each<[what: string, edits: Edit[], told: string]>([
    [
      "below a notice without words of its own",
      [checked("{target}: 1 for no"), ["report.yaml", ', say: "For {purpose}, kept {keep}"', ""]],
      elsewhere("1 for no", 1),
    ],
    [
      "an option that prints a value beside its words",
      [chosen("Sum? 2 for Road {target}", "Road {target}")],
      elsewhere("2 for Road {target}", 2),
    ],
    ["a word of an SMS", [checked("{target}: 1 kwa la")], elsewhere("1 kwa la", 1)],
    [
      "an option in its language",
      [["report.yaml", "{steps}) Nini?", "{steps}) Nini? 2 kwa Maji"]],
      elsewhere("2 kwa Maji", 2),
    ],
    [
      "a line of the foot at the key of another",
      [asked("Depth? 00. Back")],
      elsewhere("00. Back", "00"),
    ],
    ["a line that begins with it", [checked("{target}\\n1 for no")], elsewhere("1 for no", 1)],
    [
      "a line that is numbered",
      [checked("{target}\\n1: no")],
      "number-in-text: a line begins with a number typed by hand: 1:",
    ],
    [
      "steps of a choice",
      [["report.yaml", "({step}/{steps}) Ward?", "(2/2) Ward?"]],
      "number-in-text: (2/2) is typed by hand, where other questions count their steps",
    ],
    [
      "what only an SMS told",
      [SHOP_DONE, shop('sms: "Dial {code}"', 'sms: "Dial {code}: KES 300"')],
      after("KES 300"),
    ],
    [
      "what another service told",
      [SHOP_DONE, checked("{target}, KES 300. Send?")],
      after("KES 300"),
    ],
    [
      "a number of a value that no screen prints",
      [done("Bring KES 5"), checked("Send?")],
      after("KES 5"),
    ],
    ["the first of two amounts", [done("Bring KES 300. Bring KES 400")], after("KES 300")],
    ["a currency in small letters", [done("Bring kes {deep, number}")], after("{deep}")],
    ["a value in an SMS", [late("bring KES {deep, number}")], after("{deep}")],
    [
      "a value of the last screen",
      [done("Bring KES {deep, number}")],
      "charge: {deep} is told only once it is sent",
    ],
  ])("%s", (_, edits, told) => {
    expect(found(edits)).toEqual([told]);
  });
});

describe("is right", () => {
  test.each<[what: string, edits: Edit[]]>([
    ["a number that is no answer to be chosen", [asked("Depth? 1 for no")]],
    ["a number that does nothing here", [checked("{target}: 5 for no")]],
    ["an option of digits", [["report.yaml", "en: Road,", 'en: "10",'], what("What? 1 = 10 kg")]],
    ["a sentence that begins as an answer", [checked("{target}, class 1: no other fee. Send?")]],
    ["a number that ends a name", [checked("{target}, form A1 for no. Send?")]],
    ["an option of a value alone", [chosen("5, 2 = {target}?", "{target}")]],
    [
      "an option of a value alone, in words",
      [
        chosen(
          "2 = {target, plural, =1 {# day} other {# days}}",
          "{target, plural, =1 {# day} other {# days}}",
        ),
      ],
    ],
    ["what an option with a value does", [chosen("Sum? 1 for Road {target}", "Road {target}")]],
    ["a longer word", [what("What? 2 for Water leaks")]],
    [
      "a count on a check screen",
      [["report.yaml", 'say: "{what}, {ward}', 'say: "(6/6) {what}, {ward}']],
    ],
    ["money that was sent before", [["report.yaml", "is known already", "is known: pay KES 300"]]],
    ["a number of a value that a screen prints", [done("Bring KES 5")]],
  ])("%s", (_, edits) => {
    expect(found(edits)).toEqual([]);
  });
});
