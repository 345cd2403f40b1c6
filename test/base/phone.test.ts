import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  gatewayPhone,
  isOfCountry,
  LONGEST_PHONE,
  typedPhone,
  type Phone,
} from "../../src/base/phone.ts";

const E164 = /^\+[1-9][0-9]{6,14}$/;

describe("a gateway's number", () => {
  test.each(["+254711000111", "+256700000000", "+4520000000", "+2547110", "+254711000111222"])(
    "%s goes in as it is",
    (number) => {
      expect(gatewayPhone(number)).toBe(number);
    },
  );

  test("is never longer than the one that screens are measured with", () => {
    expect(gatewayPhone(LONGEST_PHONE)).toBe(LONGEST_PHONE);
    expect(gatewayPhone(`${LONGEST_PHONE}6`)).toBeNull();
  });

  test("that lost its plus to a space is repaired", () => {
    expect(gatewayPhone(" 254711000111")).toBe("+254711000111");
  });

  test.each([
    ["no plus at all", "254711000111"],
    ["two spaces", "  254711000111"],
    ["a space and a plus", " +254711000111"],
    ["a space behind", "254711000111 "],
    ["a tab", "\t254711000111"],
    ["spaces within", "+254 711 000 111"],
    ["a space and a nought", " 0711000111"],
    ["a country of nought", "+0711000111"],
    ["too few digits", "+254711"],
    ["too many digits", "+2547110001112223"],
    ["a line behind", "+254711000111\n"],
    ["a second number", "+254711000111,+254711000112"],
    ["digits of another script", "+٢٥٤٧١١٠٠٠١١١"],
    ["a hidden number", "anonymous"],
    ["nothing", ""],
  ])("with %s is refused", (_what, raw) => {
    expect(gatewayPhone(raw)).toBeNull();
  });

  test("is E.164 or refused, whatever came, and repaired in no other way", () => {
    const raw = fc.oneof(fc.string(), fc.stringMatching(/^[ +]{0,2}[0-9]{0,18}[ \n]?$/));
    fc.assert(
      fc.property(raw, (text) => {
        const phone = gatewayPhone(text);
        const repaired = text.startsWith(" ") ? `+${text.slice(1)}` : text;
        expect(phone).toBe(E164.test(repaired) ? repaired : null);
      }),
      { numRuns: 500 },
    );
  });
});

describe("a typed number", () => {
  test.each([
    "0711000111",
    "0711 000 111",
    "0711-000-111",
    "(0711) 000111",
    " 0711000111 ",
    "711000111",
    "254711000111",
    "254 711 000 111",
    "+254711000111",
    "+254 (711) 000-111",
    "+2540711000111",
  ])("in Kenya, %j, is a mobile number of Kenya", (typed) => {
    expect(typedPhone(typed, "KE")).toBe("+254711000111");
  });

  test("may be one of the new ranges", () => {
    expect(typedPhone("0110000111", "KE")).toBe("+254110000111");
  });

  test("may be foreign with its plus, and is local to the country it is typed in", () => {
    expect(typedPhone("+256 700 000 000", "KE")).toBe("+256700000000");
    expect(typedPhone("0700000000", "UG")).toBe("+256700000000");
    expect(typedPhone("0700000000", "KE")).toBe("+254700000000");
  });

  test.each([
    ["a line of an office", "020 2000000"],
    ["a short code", "40404"],
    ["too few digits", "071100011"],
    ["too many digits", "07110001112"],
    ["an extension", "0711000111 ext. 5"],
    ["letters", "0711 OOO 111"],
    ["digits of another script", "٠٧١١٠٠٠١١١"],
    ["two pluses", "++254711000111"],
    ["a plus within", "0711+000111"],
    ["a star", "*0711000111"],
    ["nothing", ""],
  ])("with %s is refused", (_what, typed) => {
    expect(typedPhone(typed, "KE")).toBeNull();
  });

  test("in a country nobody knows is refused, unless it names its own", () => {
    expect(typedPhone("0711000111", "ZZ")).toBeNull();
    expect(typedPhone("+254711000111", "ZZ")).toBe("+254711000111");
  });

  test("is E.164 or refused, whatever was typed", () => {
    const typed = fc.oneof(fc.string(), fc.stringMatching(/^[+]?[0-9 ()./-]{5,16}$/));
    fc.assert(
      fc.property(typed, fc.constantFrom("KE", "UG", "DK", "US"), (text, country) => {
        const phone = typedPhone(text, country);
        expect(phone === null || E164.test(phone)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});

test.each([
  ["+254711000111", true],
  ["+4915112345678", false],
  ["+256772000111", false],
])("%s is of Kenya: %s", (phone, is) => {
  expect(isOfCountry(phone as Phone, "KE")).toBe(is);
});
