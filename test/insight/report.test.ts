/** The figures of an office, against those worked out by hand. */
import { expect, test } from "vitest";
import { runReport, type ReportOptions } from "../../src/cli/report.ts";
import { copyOf } from "../life/office.ts";
import { CITIZEN, helping, officerWorld, TYPED } from "../session/assisting.ts";
import { Call, REPORT, testWorld } from "../session/call.ts";
import { MENUS, type World } from "../world.ts";
import { nairobi, peopleOf, playAutumn } from "./office-year.ts";

/** A report as a document; what was warned of stands beside it. */
async function ask(world: World, options: Omit<ReportOptions, "format"> = {}) {
  const warned: string[] = [];
  const text = await runReport(
    { format: "json", ...options },
    { place: world.place, warn: (line) => void warned.push(line), clock: () => world.time.now },
  );
  const document = JSON.parse(text) as {
    from: string;
    to: string;
    services: { service: string; months: Record<string, unknown>[]; total: object }[];
  };
  const monthsOf = (name: string) =>
    document.services.find(({ service }) => service === name)?.months ?? [];
  return { document, monthsOf, warned };
}

const NOTHING = {
  all_kept: true,
  requests: 0,
  resolved: 0,
  share_resolved: null,
  days_half: null,
  days_nine_in_ten: null,
  overdue: 0,
  reopened: 0,
  open: 0,
  refused: 0,
  withdrawn: 0,
  closed_otherwise: 0,
  assisted: 0,
  objected: 0,
};

test("those that an officer sent count as such, with those that were objected to", async () => {
  const world = await officerWorld({ start: nairobi("2026-08-01 09:00") });
  for (const typed of [TYPED, "0711000333"]) {
    await (await helping(world, { typed })).type(...REPORT.slice(1), "1");
  }
  const one = await new Call(world, { phone: CITIZEN }).dial();
  await one.type("1", "1", "2", "1");
  await (await new Call(world, { phone: "+254711000444" }).dial()).type(...REPORT, "1");
  const { monthsOf } = await ask(world, { from: "2026-08", to: "2026-08" });
  expect(monthsOf("report")).toMatchObject([{ requests: 3, assisted: 2, objected: 1 }]);
});

test("months are the channel's, and each request counts as it came out", async () => {
  const world = await testWorld({ start: nairobi("2026-08-01 09:00") });
  await playAutumn(world);
  const { document, monthsOf, warned } = await ask(world, { from: "2026-08", to: "2026-10" });
  expect(monthsOf("report")).toEqual([
    // Opened at 23:59, resolved at 00:01 two dates later; that the clock closed it changes nothing.
    {
      ...NOTHING,
      month: "2026-08",
      requests: 1,
      resolved: 1,
      share_resolved: 1,
      days_half: 2,
      days_nine_in_ten: 2,
    },
    // 0, 1 and, since the one that was disputed counts from its second time, 10 days.
    {
      ...NOTHING,
      month: "2026-09",
      requests: 6,
      resolved: 3,
      share_resolved: 0.5,
      days_half: 1,
      days_nine_in_ten: 10,
      overdue: 1,
      reopened: 1,
      refused: 1,
      withdrawn: 1,
      closed_otherwise: 1,
    },
    { ...NOTHING, month: "2026-10" },
  ]);
  const totals = document.services.map(({ service, total }) => [service, total] as const);
  expect(totals.filter(([service]) => ["bursary", "report"].includes(service))).toMatchObject([
    ["bursary", { requests: 0, share_resolved: null }],
    ["report", { requests: 7, resolved: 4, share_resolved: 0.5714, days_half: 1 }],
  ]);
  expect(warned).toEqual([]);
});

test("what is open is late as soon as its deadline has passed, and a dispute is not resolved", async () => {
  const world = await testWorld({ start: nairobi("2026-11-02 09:00") });
  const { reports, officer, citizen } = peopleOf(world);
  await reports("2026-11-02 10:00");
  const disputed = await reports("2026-11-10 10:00");
  await officer("2026-11-10 11:00", disputed, "assigned");
  await officer("2026-11-12 10:00", disputed, "resolved");
  const before = await ask(world, { from: "2026-11", to: "2026-11" });
  expect(before.monthsOf("report")).toMatchObject([{ resolved: 1, open: 1, reopened: 0 }]);
  await citizen("2026-11-13 10:00", disputed, "reopened");
  await reports("2026-11-20 10:00");

  // Due on Monday the 23rd at 16:00, and so is nothing else.
  world.time.now = nairobi("2026-11-23 16:00");
  const late = await ask(world, { from: "2026-11", to: "2026-11" });
  const open = { requests: 3, resolved: 0, share_resolved: 0, days_half: null, open: 3 };
  expect(late.monthsOf("report")).toMatchObject([{ ...open, overdue: 2, reopened: 1 }]);
  world.time.now++;
  const later = await ask(world, { from: "2026-11", to: "2026-11" });
  expect(later.monthsOf("report")).toMatchObject([{ ...open, overdue: 3, reopened: 1 }]);
});

test("where clocks are changed, months begin by the clock on the wall", async () => {
  const channel = MENUS.get("channel.yaml")?.replace("Africa/Nairobi", "Europe/Copenhagen") ?? "";
  const menus = new Map(MENUS).set("channel.yaml", channel);
  const world = await testWorld({ menus, start: Date.UTC(2026, 2, 1) });
  const { reports, officer } = peopleOf(world);
  // Summer time began on the 29th: midnight is 22:00 in UTC, which is 01:00 in Nairobi.
  await reports("2026-04-01 00:59");
  const first = await reports("2026-04-01 01:00");
  // Winter time began on 25 October: midnight is 23:00 in UTC, 02:00 in Nairobi.
  await reports("2026-11-01 01:59");
  await reports("2026-11-01 02:00");
  // From 1 April to 1 November, a date a day, though an hour came back on the way.
  await officer("2026-11-01 02:01", first, "assigned");
  await officer("2026-11-01 02:01", first, "resolved");
  const { monthsOf } = await ask(world, { from: "2026-03", to: "2026-11" });
  expect(monthsOf("report").map(({ requests }) => requests)).toEqual([1, 1, 0, 0, 0, 0, 0, 1, 1]);
  expect(monthsOf("report")[1]).toMatchObject({ month: "2026-04", days_half: 214 });
});

test("a request counts by the menus it was sent on, whatever the current ones say", async () => {
  const world = await testWorld({ start: nairobi("2026-09-01 09:00") });
  const { reports, officer } = peopleOf(world);
  const old = await reports("2026-09-01 10:00");
  const report = MENUS.get("report.yaml") ?? "";
  await world.publish(
    new Map(MENUS).set("report.yaml", report.replace("    resolved: false", "    #")),
  );
  const now = await reports("2026-09-02 10:00");
  for (const ref of [old, now]) await officer("2026-09-02 11:00", ref, "duplicate");
  const { monthsOf } = await ask(world, { service: "report", from: "2026-09", to: "2026-09" });
  expect(monthsOf("report")).toMatchObject([{ requests: 2, resolved: 1, closed_otherwise: 1 }]);
});

test("months that may lack what was deleted say so; without menus of theirs requests count as open", async () => {
  const world = await testWorld({ start: nairobi("2025-09-10 09:00") });
  const { reports } = peopleOf(world);
  await reports("2025-09-10 10:00");
  await copyOf(world, await reports("2025-09-11 10:00"), "99999999");
  // Reports are kept for 365 days, so those of the 1st are gone on the 1st a year later.
  world.time.now = nairobi("2026-08-31 23:59");
  const kept = await ask(world, { service: "report" });
  expect(kept.document).toMatchObject({ from: "2025-09", to: "2026-08" });
  expect(kept.monthsOf("report")[0]).toMatchObject({ requests: 3, open: 3, all_kept: true });
  expect(kept.warned).toEqual([expect.stringMatching(/^1 requests .* count as open$/)]);
  world.time.now = nairobi("2026-09-01 00:00");
  const lacking = await ask(world, { service: "report", from: "2025-09" });
  expect(lacking.monthsOf("report").map(({ all_kept }) => all_kept)).toEqual([
    false,
    ...Array.from({ length: 12 }, () => true),
  ]);
});
