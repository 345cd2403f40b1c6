import { describe, expect, test } from "vitest";
import { Caller, releaseOf } from "./fixture.ts";

const SERVICE = `
format: 1
service: permit
title: Permit
star: 5
privacy: { purpose: trade, basis: consent, keep: 7y, shared_with: [], automated: none }
screens:
  - menu: start
    say: Permits
    options:
      - { key: 1, say: Apply, go: privacy }
      - { key: 2, say: Check one, go: look }
  - { notice: privacy, say: We keep your number. }
  - { ask: shop, label: Shop, as: text, max: 20, say: Which shop? }
  - choose: quiz
    label: Quiz
    say: Fire needs a permit?
    options:
      - { is: no_need, keep: false, say: No, go: lesson }
      - { is: need, say: Yes, go: copy }
  - { show: copy, say: We send you the rules., sms: "Rules for {shop}: dial {code}" }
  - { confirm: check, say: "{shop}?", send: request, done: "Ref {ref}" }
aside:
  - { show: lesson, say: It does. Again., go: quiz }
  - verify: look
    say: Number?
    found:
      - { status: issued, say: "{ref} is VALID: {shop}" }
    not_found: No permit {ref}
life:
  received: { say: received }
  issued: { say: issued }
`;

const permit = (status: string) => ({
  service: "permit",
  ref: "48210372",
  status,
  openedAt: 0,
  answers: { shop: "NJERI KIOSK" },
});

function caller(status = "issued") {
  const phone = new Caller(releaseOf([SERVICE]), { requests: [permit(status)] });
  phone.dial("5");
  return phone;
}

describe("a verify screen", () => {
  test("tells anybody what the file says of a request in that status", () => {
    const phone = caller();
    expect(phone.reply("2")).toBe("Number?\n0. Back");
    expect(phone.reply("4821 0372")).toBe("4821 0372 is VALID: NJERI KIOSK\n0. Back");
    expect(phone.reply("0")).toBe("Number?\n0. Back");
  });

  test.each([
    ["in a status without words", "received", "48210372"],
    ["of another number", "issued", "73102243"],
  ])("tells nothing of a request %s", (_, status, typed) => {
    const phone = caller(status);
    const shown = phone.reply("2", typed);
    expect(shown).toMatch(/^No permit \d{4} \d{4}\n0\. Back$/);
    expect(shown).not.toContain("NJERI");
  });

  test("takes another number right after the first, and back leads to its question", () => {
    const phone = caller();
    expect(phone.reply("2", "73102243", "48210372")).toContain("VALID");
    expect(phone.reply("0", "0")).toContain("Permits");
    expect(phone.reply("2")).toBe("Number?\n0. Back");
  });

  test("says on line one why a number can be none, and shows a way out at the third", () => {
    const phone = caller();
    expect(phone.reply("2", "48210373")).toBe("mistyped_reference\nNumber?\n0. Back");
    expect(phone.reply("4821037")).toBe("not_a_reference\nNumber?\n0. Back");
    expect(phone.reply("")).toContain("stuck");
  });

  test("tells of the third unknown number in a call, and ends it", () => {
    const phone = caller();
    expect(phone.reply("2", "73102243", "10000004", "48210372")).toContain("VALID");
    expect(phone.snapshot?.ended).toBe(false);
    expect(phone.reply("0", "20000006")).toBe("No permit 2000 0006");
    expect(phone.snapshot).toMatchObject({ ended: true, strikes: 0 });
    expect(phone.reply("48210372")).toBe("No permit 2000 0006");
  });

  test("counts unknown numbers on whatever way one comes back, and those typed at the way out", () => {
    const phone = caller();
    expect(phone.reply("2", "73102243", "0", "0")).toContain("Permits");
    expect(phone.reply("2", "x", "x", "x")).toContain("stuck");
    expect(phone.reply("10000004")).toContain("No permit 1000 0004");
    expect(phone.snapshot?.ended).toBe(false);
    expect(phone.reply("x", "x", "x", "20000006")).toBe("No permit 2000 0006");
    expect(phone.snapshot?.ended).toBe(true);
  });

  test("takes as many known numbers as a call has hops, and ones that can be none", () => {
    const phone = caller();
    phone.reply("2");
    for (let round = 0; round < 10; round++) {
      expect(phone.reply("48210373", "48210372")).toContain("VALID");
    }
    expect(phone.snapshot?.ended).toBe(false);
  });

  test("keeps the answers of the request out of the caller's own application", () => {
    const phone = caller();
    phone.reply("2", "48210372");
    expect(phone.snapshot?.answers).toEqual({});
    expect(phone.last).toMatchObject({ effects: [] });
  });
});

describe("a notice of a service that needs consent", () => {
  test("can be refused, and then nothing is kept", () => {
    const phone = caller();
    expect(phone.reply("1")).toBe("We keep your number.\n1. agree\n2. disagree\n0. Back");
    expect(phone.reply("2")).toContain("1. ");
    expect(phone.snapshot).toMatchObject({ service: null, answers: {}, intent: null });
    expect(phone.last).toMatchObject({ effects: [], outcome: "home" });
  });

  test("goes on when agreed to", () => {
    expect(caller().reply("1", "1")).toBe("Which shop?\n0. Back");
  });
});

describe("an option that is not kept", () => {
  test("leads on, and its question is asked again", () => {
    const phone = caller();
    expect(phone.reply("1", "1", "Kiosk", "1")).toContain("It does.");
    expect(phone.snapshot?.answers).toEqual({ privacy: true, shop: "Kiosk" });
    expect(phone.reply("1")).toContain("Fire needs a permit?");
    expect(phone.reply("2")).toContain("We send you the rules.");
    expect(phone.snapshot?.answers).toMatchObject({ quiz: "need" });
  });
});

describe("the SMS of a screen", () => {
  test("is sent to whoever comes to it, once: not at another page, a wrong key or the way back", () => {
    const phone = caller();
    phone.reply("1", "1", "Kiosk", "2");
    const sms = { do: "send_sms", screen: "permit/copy", text: "Rules for Kiosk: dial *1#" };
    expect(phone.last).toMatchObject({ effects: expect.arrayContaining([sms]) as unknown });
    for (const typed of ["7", "1", "0"]) {
      phone.reply(typed);
      expect(JSON.stringify(phone.last)).not.toContain("send_sms");
    }
  });
});
