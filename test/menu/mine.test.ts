import { describe, expect, test } from "vitest";
import type { RequestFact } from "../../src/menu/contract.ts";
import { stay } from "../../src/menu/step.ts";
import { AT, Caller, MINT, releaseOf } from "./fixture.ts";

const SERVICE = `
format: 1
service: voucher
title: Voucher
star: 5
privacy: { purpose: farming, basis: public-task, keep: 5y, shared_with: [], automated: none }
screens:
  - menu: start
    say: Vouchers
    options:
      - { key: 1, say: Mine, go: own }
      - { key: 2, say: Apply, go: privacy }
      - { key: 3, say: Rules, go: rules }
      - { key: 4, say: Shown, go: used }
  - { notice: privacy, say: We keep your number. }
  - { ask: bags, label: Bags, as: number, min: 1, max: 9, say: How many? }
  - { confirm: check, say: "{bags}?", send: request, done: "Ref {ref}" }
aside:
  - mine: own
    found:
      - { status: issued, say: "{ref}: {bags} bags until {deadline}. {status}", becomes: shown }
      - { status: shown, say: "{ref} was shown on {date}" }
    not_found: You have none.
  - mine: used
    found: [{ status: shown, say: "{ref} was used" }]
    not_found: None is used.
  - { show: rules, say: We send them, sms: Two bags an acre }
life:
  issued:
    say: issued
    within: 30 days
    may_become: [{ to: shown, by: citizen }]
  shown: { say: shown }
`;

const voucher = (status: string, over: Partial<RequestFact> = {}): RequestFact => ({
  service: "voucher",
  ref: "8840271639",
  status,
  openedAt: AT,
  answers: { bags: 3 },
  ...over,
});

function caller(...requests: RequestFact[]): Caller {
  const phone = new Caller(releaseOf([SERVICE]), { requests });
  phone.dial("5");
  return phone;
}

describe("a mine screen", () => {
  test("tells the caller of their request by its status, with its answers and dates", () => {
    const phone = caller(voucher("issued"));
    expect(phone.reply("1")).toBe("8840 2716 39: 3 bags until 23 Nov 2026. issued\n0. Back");
  });

  test("makes the move that seeing it is, once, and not again on the way back", () => {
    const phone = caller(voucher("issued"));
    phone.reply("1");
    const move = { do: "move_request", ref: "8840271639", to: "shown" };
    expect(phone.last?.needs === undefined && phone.last?.effects).toEqual([move]);
    phone.facts = { ...phone.facts, requests: [voucher("shown")] };
    expect(phone.reply("7")).toContain("was shown on 23 Nov 2026");
    expect(phone.last?.needs === undefined && phone.last?.effects).toEqual([]);
  });

  test.each([
    ["a wrong reply", ["7"]],
    ["more of what was told", ["98"]],
  ])(
    "shows one that was sent from another call meanwhile whole, and moves it, at %s",
    (_, replies) => {
      const phone = caller(voucher("issued"));
      phone.reply("1");
      const second = voucher("issued", { ref: "48210372", answers: { bags: 5 } });
      phone.facts = { ...phone.facts, requests: [second, voucher("shown")] };
      expect(phone.reply(...replies)).toBe("4821 0372: 5 bags until 23 Nov 2026. issued\n0. Back");
      const move = { do: "move_request", ref: "48210372", to: "shown" };
      expect(phone.last?.needs === undefined && phone.last?.effects).toEqual([move]);
    },
  );

  test("and where the call had to begin its screen anew", () => {
    const { release, snapshot, facts } = caller(voucher("issued"));
    if (snapshot === null) throw new Error("nobody has dialled");
    const on = { ...snapshot, screen: "voucher/own" };
    const mine = {
      screen: on.screen,
      request: { ...voucher("issued"), answers: {}, given: {}, statusAt: AT, deadline: null },
    };
    const stays = stay(release, on, {
      text: "",
      at: AT,
      mint: () => MINT,
      facts: { ...facts, mine },
    });
    const move = { do: "move_request", ref: "8840271639", to: "shown" };
    expect(stays.needs === undefined && stays.effects).toEqual([move]);
  });

  test("moves nothing in a status that says nothing of it", () => {
    const phone = caller(voucher("shown"));
    expect(phone.reply("1")).toContain("was shown on 23 Nov 2026");
    expect(phone.last?.needs === undefined && phone.last?.effects).toEqual([]);
  });

  test("tells on another screen what that one asks for, and not what was found for the first", () => {
    const phone = caller(voucher("issued"), voucher("shown", { ref: "48210372" }));
    expect(phone.reply("4")).toContain("4821 0372 was used");
    phone.reply("0");
    expect(phone.reply("1")).toContain("8840 2716 39: 3 bags");
    phone.reply("0");
    expect(phone.reply("4")).toContain("4821 0372 was used");
    expect(phone.last?.needs === undefined && phone.last?.effects).toEqual([]);
  });

  test.each([
    ["no request at all", []],
    ["one in another status", [voucher("applied")]],
    ["one of another service", [voucher("issued", { service: "report" })]],
  ])("says so where there is %s", (_, requests) => {
    const phone = caller(...requests);
    expect(phone.reply("1")).toBe("You have none.\n0. Back");
    expect(phone.last?.needs === undefined && phone.last?.effects).toEqual([]);
  });

  test("tells of the newest that has words: a new application hides no voucher", () => {
    const old = voucher("shown", { ref: "48210372" });
    expect(caller(voucher("applied"), old).reply("1")).toContain("4821 0372 was shown");
  });
});

test("goes on to the second page of what is told, and from there to the first of what is shown once", () => {
  const long = SERVICE.replace(
    '"{ref} was shown on {date}"',
    `"{ref} ${"was shown to you ".repeat(12)}on {date}"`,
  );
  const phone = new Caller(releaseOf([long]), { requests: [voucher("shown")] });
  phone.dial("5");
  expect(phone.reply("1")).toContain("98");
  expect(phone.reply("98")).toContain("on 23 Nov");
  const second = voucher("issued", { ref: "48210372" });
  phone.facts = { ...phone.facts, requests: [second, voucher("shown")] };
  const whole = "4821 0372: 3 bags until 23 Nov 2026. issued\n0. Back";
  expect(phone.reply("7")).toBe(whole);
  expect(phone.snapshot?.pages).toEqual([]);
});

describe("a deep link", () => {
  test.each([
    ["what a look would change", "1"],
    ["what would send an SMS", "3"],
  ])("stops before %s", (_, token) => {
    const phone = new Caller(releaseOf([SERVICE]), { requests: [voucher("issued")] });
    expect(phone.dial("5", token)).toContain("Vouchers");
    expect(phone.last?.needs === undefined && phone.last?.effects).toEqual([]);
  });
});
