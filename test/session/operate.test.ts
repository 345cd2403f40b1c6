/** Releases as operators make and take them back, by two processes on one database. */
import { expect, test } from "vitest";
import { partsOf } from "../../src/menu/parts.ts";
import { buildRelease, digestOf } from "../../src/menu/release.ts";
import type { MenuFiles } from "../../src/menu/source.ts";
import { decisionsAfter, decisionWrite } from "../../src/session/decisions.ts";
import { notice, type Every } from "../../src/session/notice.ts";
import {
  decided,
  findDigest,
  makeCurrent,
  resume,
  rollback,
  suspend,
} from "../../src/session/operate.ts";
import { releaseWrites, type Noticed } from "../../src/session/releases.ts";
import { openReleasesOnce } from "../once.ts";
import { statement, type Given } from "../../src/store/statement.ts";
import { write } from "../../src/store/store.ts";
import { edited } from "../menu/edited.ts";
import { openTestStore } from "../store/open.ts";
import { MENUS } from "../world.ts";

const AT = Date.UTC(2026, 10, 23, 6);
const BY = { who: "operator", note: "because" };
const clock = () => AT;

/** Menus that differ in a note alone. */
const noted = (note: string): MenuFiles =>
  new Map(MENUS).set("channel.yaml", `${MENUS.get("channel.yaml")}# ${note}\n`);
const [A, B, C] = [noted("a"), noted("b"), noted("c")];
const digests = [A, B, C].map((files) => digestOf(files));
const [a = "", b = "", c = ""] = digests;

async function make(needs: Parameters<typeof makeCurrent>[0], files: MenuFiles) {
  const made = buildRelease(files).release;
  if (made === null) throw new Error("not faultless");
  await makeCurrent(needs, { files, release: made, since: await decided(needs.store) }, BY);
}

function openStore() {
  const { store } = openTestStore();
  return { store, needs: { store, clock } };
}

test("who decided what, and when, is written down for good; rolled back twice is two back", async () => {
  const { store, needs } = openStore();
  await expect(rollback(needs, null, BY)).rejects.toThrow("nothing is released yet");
  for (const files of [A, B, C]) await make(needs, files);
  expect(await rollback(needs, null, BY)).toEqual({ from: c, to: b });
  expect(await rollback(needs, null, BY)).toEqual({ from: b, to: a });
  await expect(rollback(needs, null, BY)).rejects.toThrow("no release before the current one");
  expect(await rollback(needs, c.slice(0, 8).toUpperCase(), BY)).toEqual({ from: a, to: c });
  await expect(rollback(needs, c, BY)).rejects.toThrow("this is the current release");
  const all = await decisionsAfter(store, 0);
  expect(all.map(({ seq, what, release: digest }) => `${seq} ${what} ${digest}`)).toEqual([
    `1 release ${a}`,
    `2 release ${b}`,
    `3 release ${c}`,
    `4 rollback ${b}`,
    `5 rollback ${a}`,
    `6 rollback ${c}`,
  ]);
  expect(new Set(all.map(({ at, who, note }) => `${at} ${who} ${note}`))).toEqual(
    new Set([`${AT} operator because`]),
  );
});

test("a release is named by current, its digest or first digits that no other one has", async () => {
  const { store, needs } = openStore();
  await expect(findDigest(store, "current")).rejects.toThrow("nothing is released yet");
  await make(needs, A);
  await make(needs, B);
  expect(await findDigest(store, "current")).toBe(b);
  expect(await findDigest(store, a.slice(0, 4))).toBe(a);
  for (const [named, words] of [
    ["menu", "is no release"],
    [a.slice(0, 3), "4 or more digits"],
    ["0000000000", "no release begins"],
    [c, "no release begins"],
    ["%", "is no release"],
  ] as const) {
    await expect(findDigest(store, named), named).rejects.toThrow(words);
  }
  const twin = statement("test.twin", (q, t, given: Given<{ digest: string }>) =>
    q.insert(t.releases).values({ digest: given.digest, language: 1, source: "[]", created_at: 0 }),
  );
  await store.commit([write(twin, { digest: `${a.slice(0, 20)}${"0".repeat(44)}` }, "conflict")]);
  await expect(findDigest(store, a.slice(0, 20))).rejects.toThrow("2 releases begin with");
  expect(await findDigest(store, a)).toBe(a);
});

test("of two who decide at once the later one is told, and nothing of theirs is kept", async () => {
  const { store, needs } = openStore();
  await make(needs, A);
  const since = await decided(store);
  const made = buildRelease(C).release;
  if (made === null) throw new Error("not faultless");
  await suspend(needs, { service: "report", message: {} }, BY);
  await expect(makeCurrent(needs, { files: C, release: made, since }, BY)).rejects.toThrow(
    "somebody else decided",
  );
  await expect(findDigest(store, c)).rejects.toThrow("no release begins");
  const results = await Promise.allSettled([rollback(needs, a, BY), resume(needs, "report", BY)]);
  expect(results.map(({ status }) => status)).toEqual(["rejected", "fulfilled"]);
});

test.each<[string, (needs: Parameters<typeof makeCurrent>[0]) => Promise<unknown>]>([
  ["a release", (needs) => make(needs, C)],
  ["a rollback", (needs) => rollback(needs, a, BY)],
  ["a suspension", (needs) => suspend(needs, { service: "report", message: {} }, BY)],
  ["a resumption", (needs) => resume(needs, "bursary", BY)],
])("%s that somebody was quicker than is refused, and theirs stands", async (_, decide) => {
  const { store, needs } = openStore();
  for (const files of [A, B]) await make(needs, files);
  await suspend(needs, { service: "bursary", message: {} }, BY);
  const quicker: typeof store = {
    ...store,
    commit: async (writes) => {
      await suspend(needs, { service: "lessons", message: {} }, BY);
      return store.commit(writes);
    },
  };
  await expect(decide({ store: quicker, clock })).rejects.toThrow("somebody else decided");
  const { decisions } = await decided(store);
  expect(decisions.map(({ what, service }) => `${what} ${service}`).slice(2)).toEqual([
    "suspend bursary",
    "suspend lessons",
  ]);
});

test("a node that opens finds the newest release, and what of the services was said last", async () => {
  const { store, needs } = openStore();
  for (const files of [A, B]) await make(needs, files);
  await suspend(needs, { service: "report", message: {} }, BY);
  await resume(needs, "report", BY);
  await suspend(needs, { service: "bursary", message: {} }, BY);
  await suspend(needs, { service: "bursary", message: { en: "Until noon." } }, BY);
  const node = await openReleasesOnce(store, clock);
  expect(node.current()?.digest).toBe(b);
  expect([...node.suspended()]).toEqual([["bursary", { en: "Until noon." }]]);
});

test("the current release is at hand, however many older ones sessions ask for", async () => {
  const { store, needs } = openStore();
  const older = Array.from({ length: 8 }, (_, at) => noted(`older ${at}`));
  for (const files of [...older, A]) await make(needs, files);
  const node = await openReleasesOnce(store, clock);
  for (const files of older) await node.get(digestOf(files));
  expect(node.known(a)).toBe(node.current());
  expect(older.filter((files) => node.known(digestOf(files)) !== null)).toHaveLength(7);
});

test("one that was released again is one more step to go back", async () => {
  const { needs } = openStore();
  for (const files of [A, B, A]) await make(needs, files);
  await expect(make(needs, A)).rejects.toThrow("nothing has changed");
  await make(needs, C);
  expect(await rollback(needs, a, BY)).toEqual({ from: c, to: a });
  expect(await rollback(needs, null, BY)).toEqual({ from: a, to: b });
  expect(await rollback(needs, null, BY)).toEqual({ from: b, to: a });
  await expect(rollback(needs, null, BY)).rejects.toThrow("no release before the current one");
});

test("two nodes on one store agree, whoever decides, and a node that publishes meanwhile too", async () => {
  const { store, needs } = openStore();
  const [one, other] = [await openReleasesOnce(store, clock), await openReleasesOnce(store, clock)];
  await one.publish(A);
  expect(other.current()).toBeNull();
  expect((await other.refresh()).decisions.map(({ what }) => what)).toEqual(["folder"]);
  expect(other.current()?.digest).toBe(a);
  // Neither has seen what the other one did.
  await Promise.all([one.publish(B), other.publish(C)]);
  // A suspension that a publication comes before is refused, and on two connections one may be.
  await suspend(needs, { service: "report", message: {} }, BY);
  await Promise.all([one.refresh(), other.refresh()]);
  expect(one.current()?.digest).toBe(other.current()?.digest);
  expect((await decided(store)).current).toBe(one.current()?.digest);
  for (const node of [one, other]) expect([...node.suspended().keys()]).toEqual(["report"]);
  await resume(needs, "report", BY);
  await rollback(needs, a, BY);
  await Promise.all([one.refresh(), one.refresh(), other.refresh()]);
  for (const node of [one, other]) {
    expect([...node.suspended().keys()]).toEqual([]);
    expect(node.current()?.digest).toBe(a);
  }
  expect(await one.refresh()).toEqual({ decisions: [], unreadable: null });
});

test("a node that follows its own publication before it hears of it misses nothing of others", async () => {
  const { store, needs } = openStore();
  // Between the commit and the word of it, the node looks, and others decide.
  let meanwhile = async () => {};
  const slow: typeof store = {
    ...store,
    commit: async (writes) => {
      const committed = await store.commit(writes);
      await meanwhile();
      return committed;
    },
  };
  const node = await openReleasesOnce(slow, clock);
  meanwhile = async () => void (await node.refresh());
  await node.publish(A);
  await suspend(needs, { service: "report", message: {} }, BY);
  await node.refresh();
  expect([...node.suspended().keys()]).toEqual(["report"]);

  meanwhile = async () => {
    await make(needs, C);
    await node.refresh();
  };
  await node.publish(B);
  expect((await decided(store)).current).toBe(c);
  expect(node.current()?.digest).toBe(c);
});

test("an older release is compiled once for all who ask for it at once, and kept while it is asked for", async () => {
  const { store, needs } = openStore();
  await make(needs, A);
  await make(needs, B);
  let reads = 0;
  const counted: typeof store = {
    ...store,
    read: (asked, values) => {
      if (asked.name === "releases.read") reads++;
      return store.read(asked, values);
    },
  };
  const node = await openReleasesOnce(counted, clock);
  reads = 0;
  const got = await Promise.all([node.get(a), node.get(a), node.get(a)]);
  expect(got[0]?.digest).toBe(a);
  expect(new Set(got).size).toBe(1);
  expect(reads).toBe(1);
  const others = Array.from({ length: 7 }, (_, number) => noted(`other ${number}`));
  for (const files of others) {
    await make(needs, files);
    await node.get(digestOf(files));
    await node.get(a);
  }
  expect(reads).toBe(1 + others.length);
  expect(node.known(digestOf(others[0] ?? A))).toBeNull();
});

/** A timer that the test turns. */
function openTimer() {
  let turn = () => {};
  const every: Every = (_, look) => {
    turn = look;
    return () => (turn = () => {});
  };
  return { every, turn: () => turn() };
}

/** With a key that no Njia of today knows. */
const LATER = edited(A, [["report.yaml", "draft: 7d", "draft: 7d\nlater: 1"]]);
const sourceOf = (files: MenuFiles) => JSON.stringify([...files]);

test.each<[string, { digest: string; source: string; language: number }]>([
  ["of a newer menu language", { digest: b, source: sourceOf(B), language: 99 }],
  ["with a key of a newer Njia", { digest: digestOf(LATER), source: sourceOf(LATER), language: 1 }],
  ["whose files are not those of its digest", { digest: b, source: sourceOf(C), language: 1 }],
  ["that is not there", { digest: b, source: "", language: 0 }],
])(
  "a release %s leaves the current one, and is told once",
  async (_, { digest, source, language }) => {
    const { store, needs } = openStore();
    await make(needs, A);
    const node = await openReleasesOnce(store, clock);
    const told: (Noticed | { fault: unknown })[] = [];
    const timer = openTimer();
    const stop = notice(node, (noticed) => void told.push(noticed), timer.every);
    const put = statement(
      "test.put",
      (q, t, given: Given<{ digest: string; language: number; source: string }>) =>
        q.insert(t.releases).values({
          digest: given.digest,
          language: given.language,
          source: given.source,
          created_at: 0,
        }),
    );
    const decision = { seq: 2, at: AT, what: "release" as const, ...BY };
    const about = { release: digest, service: null, message: null };
    await store.commit([
      ...(language === 0 ? [] : [write(put, { digest, language, source }, "conflict")]),
      decisionWrite({ ...decision, ...about }),
    ]);
    timer.turn();
    await stop();
    expect(told).toMatchObject([{ unreadable: digest, decisions: [{ seq: 2 }] }]);
    expect(node.current()?.digest).toBe(a);
    expect(node.unreadable()).toBe(digest);
    expect(await node.refresh()).toEqual({ decisions: [], unreadable: null });
    // And back to one that can be read.
    await rollback(needs, a, BY);
    await node.refresh();
    expect([node.current()?.digest, node.unreadable()]).toEqual([a, null]);
    if (language > 0)
      await expect(rollback(needs, digest, BY)).rejects.toThrow("cannot read that release");
  },
);

test("a look that fails is told once, and what it missed is followed by the next one", async () => {
  const { store, needs } = openStore();
  await make(needs, A);
  let broken = false;
  const failing: typeof store = {
    ...store,
    read: (asked, values) => {
      if (broken && asked.name === "releases.read") return Promise.reject(new Error("locked"));
      return store.read(asked, values);
    },
  };
  const node = await openReleasesOnce(failing, clock);
  const told: (Noticed | { fault: unknown })[] = [];
  const timer = openTimer();
  let looked = Promise.resolve();
  const seen = {
    refresh: () => {
      const noticed = node.refresh();
      looked = noticed.then(
        () => {},
        () => {},
      );
      return noticed;
    },
  };
  const stop = notice(seen, (noticed) => void told.push(noticed), timer.every);
  await make(needs, B);
  broken = true;
  for (let looks = 0; looks < 2; looks++) {
    timer.turn();
    await looked;
    await new Promise(setImmediate);
  }
  expect(told).toMatchObject([{ fault: expect.any(Error) }]);
  expect(node.current()?.digest).toBe(a);
  broken = false;
  timer.turn();
  await stop();
  expect(told.slice(1)).toMatchObject([{ decisions: [{ release: b }], unreadable: null }]);
  expect(node.current()?.digest).toBe(b);
});

test("what the files of a release were is kept byte for byte", async () => {
  const { store, needs } = openStore();
  await make(needs, A);
  const moved = edited(A, [["report.yaml", "max: 80", "max: 70"]]);
  await make(needs, moved);
  await make(needs, A);
  const node = await openReleasesOnce(store, clock);
  expect(node.current()?.digest).toBe(a);
  expect(partsOf(moved, "x")?.release.screens.get("report/place")?.ask?.max).toBe(70);
  expect((await node.get(digestOf(moved)))?.screens.get("report/place")?.ask?.max).toBe(70);
  // Releasing it again kept the one there was.
  const again = releaseWrites(A, {
    seq: 4,
    at: AT + 1,
    what: "release",
    ...BY,
    release: { digest: a } as never,
  }); // only its digest is read
  expect(await store.commit(again)).toEqual({ done: true });
});
