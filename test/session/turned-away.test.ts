import { expect, test } from "vitest";
import { parse, stringify } from "yaml";
import { septets } from "../../src/base/gsm7.ts";
import type { Phone } from "../../src/base/phone.ts";
import type { Hop } from "../../src/gateway/contract.ts";
import { FRESH } from "../../src/menu/snapshot.ts";
import type { Snapshot } from "../../src/menu/contract.ts";
import { digestOf, rebuildRelease } from "../../src/menu/release.ts";
import type { Release } from "../../src/menu/model.ts";
import type { MenuFiles } from "../../src/menu/source.ts";
import { openRecent } from "../../src/session/recent.ts";
import type { Session } from "../../src/session/record.ts";
import type { Releases } from "../../src/session/releases.ts";
import { standingOf, turnedAway } from "../../src/session/turned-away.ts";
import { CODE, MENUS } from "../world.ts";

function built(files: MenuFiles): Release {
  const release = rebuildRelease(files, digestOf(files));
  if (release === null) throw new Error("the menus are no release");
  return release;
}

const RELEASE = built(MENUS);
const HOP: Hop = {
  gateway: "africastalking",
  sessionId: "s",
  phone: "+254711000111" as Phone,
  serviceCode: CODE,
  network: "63902",
  text: "2",
};

/** A process that has one session at hand, where its snapshot is given. */
function knowing(over: Partial<Snapshot> | null, release = RELEASE) {
  const recent = openRecent(() => 0);
  const state = { snapshot: { ...FRESH, ...over }, key: "", mark: "" };
  // Nothing here looks further into a session.
  const session = { id: "africastalking:s", release: release.digest, state } as Session;
  if (over !== null) recent.keep(session);
  const releases = {
    current: () => release,
    known: (digest: string) => (digest === release.digest ? release : null),
  } as Releases; // no more of it is asked
  return { recent, releases, prefixSeptets: () => 4 };
}

const started = { language: "en", service: "report", screen: "report/ward" };

test("an application is near its end with more than half of it answered, and on its check screen", () => {
  const answered = (...names: string[]) =>
    standingOf(
      knowing({
        ...started,
        answers: Object.fromEntries([["privacy", true], ...names.map((name) => [name, "x"])]),
      }),
      HOP,
    );
  expect(answered()).toBe("running");
  expect(answered("category", "ward")).toBe("running");
  expect(answered("category", "ward", "place")).toBe("near");
  expect(answered("category", "ward", "place", "danger", "contact")).toBe("near");
  const checks = knowing({ ...started, screen: "report/check", answers: {} });
  expect(standingOf(checks, HOP)).toBe("near");
  const reads = knowing({ ...started, service: null, screen: "channel/main" });
  expect(standingOf(reads, HOP)).toBe("running");
});

test("who is not known is a new call, unless they have typed something", () => {
  expect(standingOf(knowing(null), { ...HOP, text: "" })).toBe("dial");
  expect(standingOf(knowing(null), HOP)).toBe("running");
  expect(standingOf(knowing(started), { ...HOP, text: "" })).toBe("running");
});

test("looking at a session leaves it where it is", () => {
  const needs = knowing(started);
  standingOf(needs, HOP);
  turnedAway(needs, HOP, "busy");
  expect(needs.recent.take("africastalking:s")).not.toBeNull();
});

const LANGUAGES = [null, "sw", "en", "fr"];
const INTENT = { id: "i", ref: "12345678" };

test("all that can be said is within every screen, in old phones' letters, and says something", () => {
  const said = new Set<string>();
  for (const language of LANGUAGES) {
    for (const intent of [null, INTENT]) {
      for (const network of [null, "63902", "63903", "99999"]) {
        for (const why of ["busy", "often"] as const) {
          const { text, end } = turnedAway(knowing({ language, intent }), { ...HOP, network }, why);
          expect(end).toBe(true);
          expect(septets(text)).toBeLessThanOrEqual(156);
          said.add(text);
        }
      }
    }
  }
  said.add(turnedAway(knowing(null), null, "busy").text);
  // Each text in each language, and in both; what is kept does not fit in both.
  expect(said.size).toBe(8);
  for (const text of said) expect(text).toMatch(/\w/);
});

test("the same words are made once", () => {
  const needs = knowing(started);
  expect(turnedAway(needs, HOP, "busy").text).toBe(turnedAway(needs, HOP, "busy").text);
  expect(turnedAway(needs, { ...HOP, serviceCode: "*9#" }, "busy").text).toContain("Many people");
});

test("what was made for one is told to nobody of another code or network", () => {
  type Channel = { texts: Record<string, unknown>; codes: { dial: string }[] };
  const channel = parse(MENUS.get("channel.yaml") ?? "") as Channel; // as `channel.yaml` is written
  channel.codes.push({ ...channel.codes[0], dial: "*9#" });
  // Both languages fit the wider screen alone.
  channel.texts["often"] = { sw: `${"s".repeat(80)} {code}`, en: `${"e".repeat(80)} {code}` };
  const release = built(new Map(MENUS).set("channel.yaml", stringify(channel)));
  const needs = knowing(null, release);
  const said = (serviceCode: string, network: string) =>
    turnedAway(needs, { ...HOP, serviceCode, network }, "often").text;
  const [sw, en] = ["s".repeat(80), "e".repeat(80)];
  expect(said("*9#", "63903")).toBe(`${sw} *9#\n${en} *9#`);
  expect(said("*9#", "63902")).toBe(`${sw} *9#`);
  expect(said(CODE, "63902")).toBe(`${sw} ${CODE}`);
});

test("a release from before these texts says its apology, if it fits", () => {
  const channel = parse(MENUS.get("channel.yaml") ?? "") as { texts: Record<string, unknown> };
  for (const key of ["busy", "busy_saved", "often"]) delete channel.texts[key];
  const old = built(new Map(MENUS).set("channel.yaml", stringify(channel)));
  const { text } = turnedAway(knowing(started, old), HOP, "busy");
  expect(text).toBe(`Sorry, the fault is ours. Please dial again later. (${CODE})`);
  channel.texts["apology"] = `${"x".repeat(149)} ({code})`;
  const long = built(new Map(MENUS).set("channel.yaml", stringify(channel)));
  expect(turnedAway(knowing(started, long), HOP, "busy").text).toContain("please try again later");
  const none = { ...knowing(null), releases: { current: () => null } as Releases };
  expect(turnedAway(none, HOP, "often").text).toContain("please try again later");
});
