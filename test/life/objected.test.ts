/** What becomes of a request once its citizen has said that they had not agreed to it. */
import { beforeEach, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { object } from "../../src/actions/object.ts";
import { checkDigit } from "../../src/base/reference.ts";
import { openRequest } from "../../src/requests/requests.ts";
import { openReleasesOnce } from "../once.ts";
import { addOfficer, CITIZEN, helping, officerWorld, OTHER } from "../session/assisting.ts";
import { Call, REPORT, referenceIn } from "../session/call.ts";
import { MENUS, type World } from "../world.ts";
import { deadlinesOf, historyOf, officerMoves, requestOf } from "./office.ts";

const DAY = 86_400_000;
const [, ...FORM] = REPORT;

let world: World;
beforeEach(async () => {
  world = await officerWorld();
  await addOfficer(world, "s2", OTHER);
});

interface StatusFile {
  late?: { then: string };
  may_become?: { by: string }[];
}

/** Of every service: each status, and where the clock takes it to, if anywhere. */
const SHAPES = [...MENUS].flatMap(([file, text]) => {
  const {
    service,
    released,
    life = {},
  } = (file.endsWith(".yaml") ? parse(text) : {}) as {
    service?: string;
    released?: boolean;
    life?: Record<string, StatusFile>;
  };
  // What is not offered yet is in no release.
  return Object.entries(released === false ? {} : life).map(
    ([status, { late, may_become: moves = [] }]) => ({
      service: service ?? "",
      status,
      goes: late === undefined || late.then === "escalate" ? null : late.then,
      officers: moves.some(({ by }) => by === "officer"),
    }),
  );
});

test("the clock waits for officers in every status that they can move, and in no other one", async () => {
  const releases = await openReleasesOnce(world.store(), () => world.time.now);

  const release = releases.current();
  if (release === null) throw new Error("no release");
  const sent = referenceIn(await (await helping(world)).type(...FORM, "1"));
  const { person } = await requestOf(world, sent);
  const at = world.time.now;
  const refs: string[] = [];
  for (const [place, { service, status }] of SHAPES.entries()) {
    const digits = String(2_000_000 + place);
    const ref = digits + checkDigit(digits);
    refs.push(ref);
    const opening = { intent: { id: `shape-${place}`, ref }, person, service, status, at };
    const more = { release: release.digest, answers: {}, keepUntil: at * 2, helper: "s1" };
    const opened = openRequest({ ...opening, ...more, deadline: at + DAY });
    expect(await world.store().commit(opened)).toEqual({ done: true });
    const request = await requestOf(world, ref);
    const writes = object(release, { request, actor: `person:${person}`, at });
    expect(await world.store().commit(writes)).toEqual({ done: true });
  }
  world.time.now += 2 * DAY;
  await deadlinesOf(world);
  const moved: string[] = [];
  for (const [place, { service, status, goes, officers }] of SHAPES.entries()) {
    const request = await requestOf(world, refs[place] ?? "");
    const expected = officers ? status : (goes ?? status);
    expect([service, status, request.status]).toEqual([service, status, expected]);
    expect([service, status, request.priority === 2]).toEqual([service, status, officers]);
    if (expected !== status) moved.push(`${service} ${status}`);
  }
  expect(moved).toEqual(
    expect.arrayContaining(["report resolved", "permit issued", "complaint answered"]),
  );
});

describe("a permit", () => {
  const INVOICE = ["2", "2", "1", "1", "30027112", "1", "1"];
  const day = (n: number) => new Date(world.time.now + n * DAY).toISOString().slice(0, 10);
  const invoiced = async () => referenceIn(await (await helping(world)).type(...INVOICE));
  const objecting = async () => {
    const own = await new Call(world, { phone: CITIZEN }).dial();
    return own.type("1", "1", "1", "1");
  };

  test("that was objected to when it was issued ends all the same", async () => {
    const ref = await invoiced();
    await officerMoves(world, ref, "paid", null, { inspection_by: day(20) }, "s2");
    await officerMoves(world, ref, "inspection", null, {}, "s2");
    await officerMoves(world, ref, "issued", null, { valid_to: day(364) }, "s2");
    world.time.now += DAY;
    expect(await objecting()).toContain("It has been decided already.");
    world.time.now += 800 * DAY;
    await deadlinesOf(world);
    const any = await new Call(world, { phone: "+254711000555", text: "22*2" }).dial();
    await any.type("2");
    expect(await any.type(ref)).toContain("EXPIRED");
  });
});

test("after the end it keeps its place, and nobody is told that it is looked at", async () => {
  const ref = referenceIn(await (await helping(world)).type(...FORM, "1"));
  await officerMoves(world, ref, "out_of_scope", "not_county", {}, "s2");
  const own = await new Call(world, { phone: CITIZEN }).dial();
  const told = await own.type("1", "1", "1", "1");
  expect(told).toContain("It has been decided already.");
  expect(told).not.toContain("looks at it first");
  expect(await requestOf(world, ref)).toMatchObject({
    status: "out_of_scope",
    priority: 0,
    objectedAt: world.time.now,
  });
  expect((await historyOf(world, ref)).at(-1)).toMatchObject({ action: "object" });
});

describe("a bursary request", () => {
  const APPLY = ["2", "1", "1", "1", "1", "Jane Akinyi", "umoj", "1", "4417", "12345678"];
  const REST = ["1", "2", "18500", "1", "1", "1"];
  const objectedTo = async (): Promise<[string, Call]> => {
    const ref = referenceIn(await (await helping(world)).type(...APPLY, ...REST));
    const own = await new Call(world, { phone: CITIZEN }).dial();
    const first = await own.type("1", "1");
    const seen = first.includes("98. ") ? await own.type("98") : first;
    const key = /(\d)\. I did not agree/.exec(seen)?.[1] ?? "?";
    expect(await own.type(key, "1")).toContain("Another officer looks at it first.");
    world.time.now += 1_000;
    return [ref, own];
  };

  test("does not keep its citizen from their own, and is not carried on beside that one", async () => {
    const [ref, own] = await objectedTo();
    await own.type("00");
    expect(await own.type(...APPLY, ...REST)).toContain("END Received");
    await expect(officerMoves(world, ref, "vetting", null, {}, "s2")).rejects.toThrow("refused");
    expect(await requestOf(world, ref)).toMatchObject({ status: "received" });
  });

  test("holds its place again once an officer carries it on", async () => {
    const [ref, own] = await objectedTo();
    expect(await officerMoves(world, ref, "vetting", null, {}, "s2")).toBeNull();
    await own.type("00");
    expect(await own.type(...APPLY, ...REST)).toContain("has a request already");
  });
});
