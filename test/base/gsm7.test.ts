import fc from "fast-check";
import segments from "sms-segments-calculator";
import splitSms from "split-sms";
import { describe, expect, test } from "vitest";
import { foreign, plain, septets, width } from "../../src/base/gsm7.ts";

/** From 3GPP TS 23.038, 6.2.1 and 6.2.1.1, written out once more, for the code to be held against. */
const SINGLE =
  "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?" +
  "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
const DOUBLE = "\f^{}\\[~]|€";

const gsmText = fc.string({ unit: fc.constantFrom(...SINGLE, ...DOUBLE), maxLength: 400 });
/** Letters of the alphabet, of Kenya's other languages, of phones' keyboards, and any others. */
const anyText = fc.string({
  unit: fc.oneof(
    fc.constantFrom(...SINGLE, ...DOUBLE),
    fc.constantFrom(..."ĩũĨŨçÁêŋɨ`’“”–—…•°\u00a0\t\u0000\u200b😀"),
    fc.string({ unit: "binary", minLength: 1, maxLength: 1 }),
  ),
  maxLength: 200,
});

/** Two libraries' counts of the same text; null = it would go out as UCS-2. */
function counted(text: string): (number | null)[] {
  const first = new segments.SegmentedMessage(text);
  const second = splitSms.split(text);
  return [
    // Both add nothing for the headers of parts: bits of the message, and septets over all parts.
    first.getEncodingName() === "GSM-7" ? first.messageSize / 7 : null,
    second.characterSet === "GSM" ? second.bytes : null,
  ];
}

describe("septets", () => {
  test("are those of two independent libraries for texts of the alphabet", () => {
    fc.assert(
      fc.property(gsmText, (text) => {
        const count = septets(text);
        expect(count).not.toBeNull();
        expect(counted(text)).toEqual([count, count]);
      }),
      { numRuns: 500 },
    );
  });

  test("are null for exactly the texts that those libraries send as UCS-2", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(counted(text)).toEqual([septets(text), septets(text)]);
      }),
      { numRuns: 500 },
    );
  });

  test("are one in the default alphabet and two in the extension, letter by letter", () => {
    expect([SINGLE.length, DOUBLE.length]).toEqual([127, 10]);
    for (const letter of SINGLE) expect([letter, septets(letter)]).toEqual([letter, 1]);
    for (const letter of DOUBLE) expect([letter, septets(letter)]).toEqual([letter, 2]);
  });

  test("exist for 137 letters of Unicode and for no other", () => {
    const known = everyLetter().filter((letter) => septets(letter) !== null);
    expect(known.toSorted()).toEqual([...SINGLE, ...DOUBLE].toSorted());
  });
});

test("the width is that of the alphabet a screen is sent in", () => {
  fc.assert(
    fc.property(gsmText, (text) => {
      expect(width(text, "gsm7")).toBe(septets(text));
      expect(width(text, "ucs2")).toBe(text.length);
    }),
  );
  expect(width("ũ€", "gsm7")).toBe(3);
  expect(width("😀", "ucs2")).toBe(2);
});

describe("foreign letters", () => {
  test("are reported with their place, whole ones", () => {
    expect(foreign("Mũgũnda 😀 {ok}")).toEqual([
      { letter: "ũ", index: 1 },
      { letter: "ũ", index: 3 },
      { letter: "😀", index: 8 },
    ]);
  });

  test("are there exactly when a text has no septets, and stand where they are said to", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const found = foreign(text);
        expect(found.length === 0).toBe(septets(text) !== null);
        for (const { letter, index } of found) {
          expect(text.startsWith(letter, index)).toBe(true);
          expect(septets(letter)).toBeNull();
        }
      }),
    );
  });
});

describe("plain text", () => {
  test("is of the alphabet without CR and form feed, whatever it was", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const made = plain(text);
        expect(septets(made)).not.toBeNull();
        expect(made).not.toMatch(/[\r\f]/);
        expect(plain(made)).toBe(made);
      }),
      { numRuns: 500 },
    );
  });

  test("is of the alphabet for every letter of Unicode, and at most four letters for one", () => {
    const made = everyLetter().map((letter) => plain(letter));
    expect(made.filter((text) => septets(text) === null || text.length > 4)).toEqual([]);
  });

  test("leaves a text of the alphabet alone", () => {
    fc.assert(
      fc.property(gsmText, (text) => {
        const printable = text.replace(/[\r\f]/g, "");
        expect(plain(printable)).toBe(printable);
      }),
    );
  });

  test.each([
    ["ng’ombe “wetu” – sasa…", 'ng\'ombe "wetu" - sasa...'],
    ["Mũgũnda wa Kĩambu", "Mugunda wa Kiambu"],
    ["garçon, Ágústa", "garcon, Agusta"],
    ["1\u00a0000\tKSh", "1 000 KSh"],
    ["a\u200bb\u0000c\r\nd", "abc\nd"],
    ["e\u0301", "é"],
    ["人 😀", "? ?"],
    ["\u02d8", "?"],
  ])("of %j is %j", (text, made) => {
    expect(plain(text)).toBe(made);
  });
});

function everyLetter(): string[] {
  const letters: string[] = [];
  for (let code = 0; code <= 0x10ffff; code++) letters.push(String.fromCodePoint(code));
  return letters;
}
