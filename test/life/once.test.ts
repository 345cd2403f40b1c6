/** One bursary request a year for each student, whoever sends it and from whatever phone. */
import fc from "fast-check";
import { beforeEach, describe, expect, test } from "vitest";
import { openVault } from "../../src/base/vault.ts";
import { claimsOf } from "../../src/menu/claims.ts";
import { buildRelease } from "../../src/menu/release.ts";
import { poolHashes } from "../../src/requests/claims.ts";
import { rehash } from "../../src/session/rehash.ts";
import { releaseOf } from "../menu/fixture.ts";
import { Call, referenceIn, testWorld } from "../session/call.ts";
import { testKeys } from "../store/vault.ts";
import { MENUS, type World } from "../world.ts";
import { deadlinesOf, officerMoves, statusOf } from "./office.ts";

const DAY = 86_400_000;

/** In English, a student of Umoja Boys High, up to the check screen. */
const APPLY = ["2", "2", "1", "1", "1", "1", "Test Student", "umoja", "1"] as const;
const REST = ["12345678", "1", "2", "4000", "1"] as const;

let world: World;
beforeEach(async () => {
  world = await testWorld();
});

async function atCheck(phone: string, adm = "12345"): Promise<Call> {
  const call = await new Call(world, { phone }).dial();
  await call.type(...APPLY, adm, ...REST);
  return call;
}

async function apply(phone: string, adm?: string): Promise<string> {
  return referenceIn(await (await atCheck(phone, adm)).type("1"));
}

const [ONE, OTHER] = ["+254711000001", "+254711000002"];
const TOLD =
  "CON This student, ADM 12345, has a request already. There is one a year. Ask at the ward office. Your answers are safe.\n1. Change an answer\n0. Back";

describe("a second request for one student", () => {
  test("is not sent, and every answer is there still", async () => {
    await apply(ONE);
    const call = await atCheck(OTHER, "12 345");
    expect(await call.type("1")).toBe(TOLD);
    expect(await call.send()).toBe(TOLD);
    expect(await call.type("0")).toContain("CON Check: Test Student, Umoja Boys High, ADM 12345");
    expect(await call.type("1")).toBe(TOLD);
    // It was a slip: with the right number it is sent.
    expect(await call.type("1")).toContain("Which answer to change?\n1. Level: Secondary");
    expect(await call.type("4")).toContain("Admission (ADM) number");
    expect(await call.type("54321")).toContain("ADM 54321");
    expect(await call.type("1")).toContain("END Received.");
  });

  test("waits as a draft, and can be sent once the first is cancelled", async () => {
    const ref = await apply(ONE);
    await (await atCheck(OTHER)).type("1");
    const own = await new Call(world, { phone: ONE }).dial();
    expect(await own.type("1", "1", "1", "1")).toContain(": cancelled.");
    expect(await statusOf(world, ref)).toBe("cancelled");
    const call = await new Call(world, { phone: OTHER }).dial();
    expect(await call.type("1")).toContain("Check: Test Student");
    expect(await call.type("1")).toContain("END Received.");
  });

  test("of two at once one is sent", async () => {
    const [one, other] = [await atCheck(ONE), await atCheck(OTHER)];
    const said = await Promise.all([one.type("1"), other.type("1")]);
    expect(said.filter((each) => each.startsWith("END Received."))).toHaveLength(1);
    expect(said.filter((each) => each === TOLD)).toHaveLength(1);
  });
});

test("who is refused makes room; and a review is not opened over another one", async () => {
  const ref = await apply(ONE);
  await officerMoves(world, ref, "vetting");
  await officerMoves(world, ref, "not_awarded", "not_eligible");
  const again = await apply(OTHER);
  const call = await new Call(world, { phone: ONE }).dial();
  expect(await call.type("1", "1", "98")).toContain("1. Ask for a review");
  const told = await call.type("1", "1");
  expect(told).toContain("This student, ADM 12345, has a request already.");
  expect(await statusOf(world, ref)).toBe("not_awarded");
  expect(await call.type("0", "98")).toContain("1. Ask for a review");
  // Once the other one is gone, it is.
  const other = await new Call(world, { phone: OTHER }).dial();
  await other.type("1", "1", "1", "1");
  expect(await statusOf(world, again)).toBe("cancelled");
  expect(await call.type("1", "1")).toContain("under review");
  await expect(apply(OTHER)).rejects.toThrow("no reference");
});

test("what ends unheard stays free, and what ends well does not", async () => {
  const ref = await apply(ONE);
  await officerMoves(world, ref, "vetting");
  await officerMoves(world, ref, "not_awarded", "not_eligible");
  world.time.now += 31 * DAY;
  expect(await deadlinesOf(world)).toBe(1);
  expect(await statusOf(world, ref)).toBe("closed");
  const next = await apply(OTHER);
  for (const to of ["vetting", "committee", "awarded", "paid", "closed"]) {
    await officerMoves(world, next, to);
  }
  await expect(apply("+254711000003")).rejects.toThrow("no reference");
});

test("holds while look-up keys are rotated, and after", async () => {
  let lookupKeys = testKeys().lookupKeys;
  const { vaultKeys } = testKeys();
  world = await testWorld({ keys: () => ({ vaultKeys, lookupKeys }) });
  const [old] = lookupKeys;
  if (old === undefined) throw new Error("no key");
  const fresh = { id: "fresh", bytes: Buffer.alloc(32, 9) };
  await apply(ONE);
  lookupKeys = [fresh, old];
  await world.restart();
  expect(await (await atCheck(OTHER)).type("1")).toBe(TOLD);
  await apply(OTHER, "777");
  const vault = openVault({ vaultKeys, lookupKeys });
  const done = await rehash({ store: world.store(), vault, clock: () => world.time.now });
  expect(done.left).toBe(0);
  lookupKeys = [fresh];
  await world.restart();
  for (const adm of ["12345", "777"]) {
    const call = await atCheck("+254711000004", adm);
    expect(await call.type("1")).toContain("has a request already");
    await call.type("00");
    world.time.now += 700_000;
  }
});

describe("two requests are the same", () => {
  const SERVICE = `
format: 1
service: permit
title: Permit
let: { year: { be: "2027", otherwise: 2027 } }
once: { by: [shop, year], say: "{shop} again" }
screens:
  - { ask: shop, label: Shop, as: text, say: Which shop? }
  - { confirm: check, say: "{shop}?", send: request, done: "Ref {ref}" }
life:
  received: { say: received }
`;
  const release = releaseOf([SERVICE]);
  const pool = (shop: string) => claimsOf(release, "permit", { shop }, 0)[0]?.pool;

  test("whatever their capitals, accents and spaces", () => {
    expect(pool("  NJÉRI  Kiosk.")).toBe(pool("njeri kiosk"));
    expect(pool("njeri kiosk 2")).not.toBe(pool("njeri kiosk"));
    expect(pool("12")).not.toBe(pool("1 2"));
  });

  test("and nobody reads an answer in what is stored", () => {
    fc.assert(
      fc.property(fc.string({ minLength: 4 }), (shop) => {
        const vault = openVault(testKeys());
        for (const hash of poolHashes(vault, pool(shop) ?? "")) {
          expect(hash).toMatch(/^[\w-]{20,}={0,2}$/);
        }
      }),
    );
  });
});

test("of days of every year, one for each time in which one can apply", () => {
  const { release: bursary } = buildRelease(MENUS);
  if (bursary === null) throw new Error("no release");
  const pool = (at: number) =>
    claimsOf(bursary, "bursary", { school: "s1", adm: "1" }, at).map((one) => one.pool);
  expect(pool(Date.UTC(2026, 10, 23))).toEqual(pool(Date.UTC(2027, 0, 31, 20)));
  // In Nairobi it is February.
  expect(pool(Date.UTC(2027, 0, 31, 22))).not.toEqual(pool(Date.UTC(2027, 0, 31, 20)));
});
