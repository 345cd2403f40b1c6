/** Dates and times as people say them. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { septets } from "../../src/base/gsm7.ts";
import { clockText, dateText, momentText } from "../../src/menu/dates.ts";

const NAIROBI = "Africa/Nairobi";
const at = (local: string) => Date.parse(`${local}+03:00`);

describe("a moment as Kenyans say it", () => {
  test.each([
    ["2027-03-09T09:00", "Tue 9 Mar 9am", "Jumanne 9 Mac, saa 3 asubuhi"],
    ["2027-03-11T14:00", "Thu 11 Mar 2pm", "Alhamisi 11 Mac, saa 8 mchana"],
    ["2027-08-01T09:30", "Sun 1 Aug 9:30am", "Jumapili 1 Ago, saa 3:30 asubuhi"],
    ["2027-05-31T06:00", "Mon 31 May 6am", "Jumatatu 31 Mei, saa 12 asubuhi"],
    ["2027-10-06T12:05", "Wed 6 Oct 12:05pm", "Jumatano 6 Okt, saa 6:05 mchana"],
    ["2027-12-31T16:00", "Fri 31 Dec 4pm", "Ijumaa 31 Des, saa 10 jioni"],
    ["2027-01-02T18:59", "Sat 2 Jan 6:59pm", "Jumamosi 2 Jan, saa 12:59 jioni"],
    ["2027-01-02T19:00", "Sat 2 Jan 7pm", "Jumamosi 2 Jan, saa 1 usiku"],
    ["2027-01-02T00:00", "Sat 2 Jan 12am", "Jumamosi 2 Jan, saa 6 usiku"],
    ["2027-01-02T05:59", "Sat 2 Jan 5:59am", "Jumamosi 2 Jan, saa 11:59 alfajiri"],
    ["2027-01-02T04:00", "Sat 2 Jan 4am", "Jumamosi 2 Jan, saa 10 alfajiri"],
    ["2027-01-02T03:59", "Sat 2 Jan 3:59am", "Jumamosi 2 Jan, saa 9:59 usiku"],
  ])("%s", (local, en, sw) => {
    expect(momentText("en", NAIROBI, at(local))).toBe(en);
    expect(momentText("sw", NAIROBI, at(local))).toBe(sw);
  });

  test("and a day and a time alone", () => {
    const morning = at("2027-03-05T10:32");
    expect(dateText("en", NAIROBI, morning)).toBe("5 Mar 2027");
    expect(dateText("sw", NAIROBI, morning)).toBe("5 Mac 2027");
    expect(clockText("en", NAIROBI, morning)).toBe("10:32am");
    expect(clockText("sw", NAIROBI, morning)).toBe("saa 4:32 asubuhi");
  });
});

describe("any other language", () => {
  test("says days and months as Intl has them, on the clock of 24 hours", () => {
    expect(momentText("fr", NAIROBI, at("2027-03-09T09:00"))).toBe("mar. 9 mars 09:00");
    expect(dateText("so", NAIROBI, at("2027-03-09T09:00"))).toMatch(/^9 \S+ 2027$/);
  });

  test.each(["am", "zzz"])(
    "%s, which phones cannot show or nobody knows, is numbers",
    (language) => {
      expect(momentText(language, NAIROBI, at("2027-03-09T09:00"))).toBe("2027-03-09 09:00");
      expect(dateText(language, NAIROBI, at("2027-03-09T09:00"))).toBe("2027-03-09");
      expect(clockText(language, NAIROBI, at("2027-03-09T09:00"))).toBe("09:00");
    },
  );
});

test("never throws, and is always in the alphabet of phones", () => {
  const languages = fc.constantFrom("en", "sw", "fr", "so", "am", "zzz");
  const zones = fc.constantFrom(NAIROBI, "UTC", "America/St_Johns");
  const instants = fc.oneof(fc.double(), fc.integer({ min: -9e15, max: 9e15 }));
  fc.assert(
    fc.property(languages, zones, instants, (language, zone, instant) => {
      for (const say of [momentText, dateText, clockText]) {
        const text = say(language, zone, instant);
        expect(septets(text)).not.toBeNull();
        expect(text).not.toContain("undefined");
      }
    }),
  );
});
