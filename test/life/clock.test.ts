/** What the clock is refused, which no file that passes the checker brings about. */
import { expect, test } from "vitest";
import type { Release } from "../../src/menu/model.ts";
import { actOnDeadlines } from "../../src/session/deadlines.ts";
import { openReleasesOnce } from "../once.ts";
import { Call, referenceIn, REPORT, testWorld } from "../session/call.ts";
import { testVault } from "../store/vault.ts";
import { historyOf, officerMoves, requestOf } from "./office.ts";

const DAY = 86_400_000;

/** A release in which the clock is to close what it may not close. */
function forbidden(release: Release): Release {
  const report = release.services.get("report");
  const status = report?.life?.statuses.get("resolved");
  if (!report?.life || status === undefined) throw new Error("no such status");
  const wrong = { ...status, late: { to: "cancelled" } };
  const life = { ...report.life, statuses: new Map(report.life.statuses).set("resolved", wrong) };
  return { ...release, services: new Map(release.services).set("report", { ...report, life }) };
}

test("a move that the clock is refused is in the history, and the request is escalated once", async () => {
  const world = await testWorld();
  const call = await new Call(world).dial();
  const ref = referenceIn(await call.type(...REPORT, "1"));
  await officerMoves(world, ref, "assigned");
  await officerMoves(world, ref, "resolved");
  world.time.now += 9 * DAY;
  const store = world.store();
  const releases = await openReleasesOnce(store, () => world.time.now);
  const get = async (digest: string) => {
    const release = await releases.get(digest);
    return release === null ? null : forbidden(release);
  };
  const faults: unknown[] = [];
  const onFault = (error: unknown) => void faults.push(error);
  const needs = { store, vault: testVault(), releases: { get }, onFault };
  expect(await actOnDeadlines(needs, world.time.now)).toBe(1);
  expect(await actOnDeadlines(needs, world.time.now)).toBe(0);
  expect(faults).toEqual([]);
  expect(await requestOf(world, ref)).toMatchObject({ status: "resolved", priority: 1 });
  expect((await historyOf(world, ref)).slice(-2)).toMatchObject([
    { action: "refuse", actor: "clock", from: "resolved", to: "cancelled", reason: "not_allowed" },
    { action: "late", actor: "clock" },
  ]);
});
