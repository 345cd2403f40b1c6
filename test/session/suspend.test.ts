/** A suspended service: told at once, in the citizen's language, and nothing of theirs is lost. */
import { expect, test } from "vitest";
import type { Said } from "../../src/menu/contract.ts";
import { resume, suspend } from "../../src/session/operate.ts";
import { releaseWrites } from "../../src/session/releases.ts";
import { openReleasesOnce } from "../once.ts";
import { digestOf, rebuildRelease } from "../../src/menu/release.ts";
import { edited } from "../menu/edited.ts";
import { MENUS, type World } from "../world.ts";
import { Call, REPORT, referenceIn, testWorld } from "./call.ts";

const BY = { who: "operator", note: null };
const WORDS = { sw: "Mfumo unafanyiwa kazi hadi saa kumi.", en: "Down for repairs until 4pm." };

async function stop(world: World, message: Said = {}, service = "report") {
  await suspend({ store: world.store(), clock: () => world.time.now }, { service, message }, BY);
  await world.releases().refresh();
}

async function letGo(world: World, service = "report") {
  await resume({ store: world.store(), clock: () => world.time.now }, service, BY);
  await world.releases().refresh();
}

test("who chooses it is told in their language; its number stays, other services go on", async () => {
  const world = await testWorld();
  await stop(world);
  const call = await new Call(world).dial();
  expect(await call.type("2")).toContain("3. Report a problem");
  expect(await call.type("3")).toBe(
    "CON Problem report is not available for now. Please try again later.\n0. Back",
  );
  expect(await call.type("0")).toContain("3. Report a problem");
  expect(await call.type("2", "1")).toContain("Ward bursary");
  const other = new Call(world, { phone: "+254711000002" });
  await other.dial();
  expect(await other.type("1", "3")).toBe(
    "CON Ripoti ya tatizo: huduma hii haipatikani kwa sasa. Tafadhali jaribu tena baadaye.\n0. Rudi",
  );
});

test("its own words are told, by language; a star leads there too, and a number typed there nowhere", async () => {
  const world = await testWorld();
  await stop(world, WORDS);
  const call = new Call(world, { text: "3" });
  await call.send();
  expect(await call.type("1")).toBe(`CON ${WORDS.sw}\n0. Rudi`);
  expect(await call.type("7")).toContain(WORDS.sw);
  expect(await call.type("00", "9", "2", "3")).toContain(WORDS.en);
});

test("a call that is in it is told with its next answer, which is kept; resumed, it goes on from there", async () => {
  const world = await testWorld();
  const call = await new Call(world).dial();
  await call.type(...REPORT.slice(0, 6));
  await stop(world, WORDS);
  expect(await call.type("Near the gate")).toBe(`CON ${WORDS.en} Your answers are safe.\n0. Back`);
  // Nothing of it is behind: back leads out, and so does the next dial.
  expect(await call.type("0")).toContain("3. Report a problem");
  const next = new Call(world);
  expect(await next.send()).toContain("3. Report a problem");
  expect(await next.type("3")).toContain("Your answers are safe.");
  await letGo(world);
  const later = new Call(world);
  expect(await later.send()).toContain("You stopped at step 4 of 5");
  expect(await later.type("1", "2", "1")).toContain("Water leak, Near the gate");
});

test("nothing is sent while it is suspended, and what waited at the check screen is sent later", async () => {
  const world = await testWorld();
  const call = await new Call(world).dial();
  expect(await call.type(...REPORT)).toContain("1. Send");
  await stop(world);
  const told = await call.type("1");
  expect(told).toMatch(/^CON .*not available for now.*Your answers are safe\./);
  expect(await world.sms()).toEqual([]);
  // The same text again is the same screen, and no second thought.
  expect(await call.send()).toBe(told);
  await letGo(world);
  const later = await new Call(world).dial();
  expect(referenceIn(await later.type("1", "1"))).toMatch(/\d{4}/);
  expect(await world.sms()).toHaveLength(1);
});

test("a session on an older release is told too, and a restart forgets nothing", async () => {
  const world = await testWorld();
  const call = await new Call(world).dial();
  await call.type(...REPORT.slice(0, 4));
  await world.publish(
    edited(MENUS, [["channel.yaml", 'en: "Mfano County"', 'en: "Other County"']]),
  );
  await stop(world);
  await world.restart();
  expect(world.releases().suspended().has("report")).toBe(true);
  expect(await call.type("1")).toContain("not available for now");
});

test("requests that were sent can be looked at and cancelled all the same", async () => {
  const world = await testWorld();
  const call = await new Call(world).dial();
  const ref = referenceIn(await call.type(...REPORT, "1"));
  await stop(world);
  const next = await new Call(world).dial();
  expect(await next.type("1")).toContain(ref);
  expect(await next.type("1")).toContain("1. Cancel the report");
  expect(await next.type("1", "1")).toContain("cancelled");
});

test("a draft that is offered while its service is suspended is not gone on with", async () => {
  const world = await testWorld();
  await (await new Call(world).dial()).type(...REPORT.slice(0, 6));
  const call = new Call(world);
  expect(await call.send()).toContain("1. Continue");
  await stop(world);
  expect(await call.type("1")).toContain("not available for now");
  await letGo(world);
  expect(await new Call(world).send()).toContain("1. Continue");
});

test("what cannot be said on every phone, of no service, or twice, is refused in words", async () => {
  const world = await testWorld();
  const refusals: [Said, string, string][] = [
    [{}, "nothing", "there is no service `nothing`; there are birth, bursary, "],
    [{ fr: "Non" }, "report", "does not speak `fr`: sw, en"],
    [{ en: " " }, "report", "1 to 120 letters"],
    [{ en: "x".repeat(121) }, "report", "1 to 120 letters"],
    [{ en: "Look at www.example.com" }, "report", "no link (en)"],
    [{ en: "Closed \u2014 sorry" }, "report", "they would show: Closed - sorry"],
  ];
  for (const [message, service, words] of refusals) {
    await expect(stop(world, message, service)).rejects.toThrow(words);
  }
  await expect(letGo(world)).rejects.toThrow("`report` is not suspended");
  await stop(world, WORDS);
  await expect(stop(world, WORDS)).rejects.toThrow("suspended already");
  await stop(world);
  expect(world.releases().suspended().get("report")).toEqual({});
});

test("a release of before there were such texts says where to get help", async () => {
  const world = await testWorld();
  const text = MENUS.get("channel.yaml") ?? "";
  const old = ["suspended", "suspended_saved", "resume_changed", "draft_gone"].reduce(
    (before, name) => before.replace(new RegExp(`^  ${name}:.*\\n(?:    .*\\n)*`, "m"), ""),
    text,
  );
  const files = new Map(MENUS).set("channel.yaml", old);
  const { findings } = await world.releases().publish(files);
  expect(findings.map(({ rule, message }) => `${rule} ${message}`)).toEqual([
    "missing-key missing: suspended, suspended_saved, resume_changed, draft_gone",
  ]);
  const release = rebuildRelease(files, digestOf(files));
  if (release === null) throw new Error("it cannot be read");
  const decision = { seq: 2, at: world.time.now, what: "release" as const, ...BY };
  await world.store().commit(releaseWrites(files, { ...decision, release }));
  await world.releases().refresh();
  expect(world.releases().current()?.digest).toBe(release.digest);
  await stop(world);
  const call = await new Call(world).dial();
  expect(await call.type("2", "3")).toContain("Free help: any ward office");
  const other = await openReleasesOnce(world.store(), () => world.time.now);
  expect([...other.suspended().keys()]).toEqual(["report"]);
});
