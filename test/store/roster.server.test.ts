/** Processes on one server, which share work and take over from each other. */
import { expect, test } from "vitest";
import { BEAT_EVERY_MS, GONE_MS, openRoster, type RosterNeeds } from "../../src/store/roster.ts";
import { openTestStore } from "./open.ts";

function opened() {
  const { store, place } = openTestStore();
  const time = { now: 1_000_000 };
  const changes: string[] = [];
  const join = (id: string, over: Partial<RosterNeeds> = {}) =>
    openRoster({
      store,
      place,
      id,
      kinds: { sms: () => true },
      monotonic: () => time.now,
      onChange: () => void changes.push(id),
      ...over,
    });
  return { store, time, join, changes };
}

const whole = { at: 0, of: 1 };

test("who is alone has the whole; others get their share, and it goes back when they leave", async () => {
  const { join, changes } = opened();
  const [a, b, c] = [join("a"), join("b"), join("c")];
  expect(a.share("sms")).toEqual(whole);
  await a.beat();
  expect([a.share("sms"), changes]).toEqual([whole, []]);
  await b.beat();
  await c.beat();
  await a.beat();
  await b.beat();
  const shares = [a, b, c].map((each) => each.share("sms"));
  expect(shares).toEqual([0, 1, 2].map((at) => ({ at, of: 3 })));
  await b.close();
  await a.beat();
  await c.beat();
  expect([a, c].map((each) => each.share("sms"))).toEqual([0, 1].map((at) => ({ at, of: 2 })));
  expect(changes).toEqual(["b", "c", "a", "b", "a", "c"]);
});

test("who dies is gone by their silence within 20 s, and forgotten", async () => {
  const { time, join } = opened();
  const [a, b] = [join("a"), join("b")];
  await b.beat();
  await a.beat();
  expect(a.share("sms").of).toBe(2);
  const beats = GONE_MS / BEAT_EVERY_MS;
  for (let beat = 1; beat <= beats; beat++) {
    expect(a.share("sms").of).toBe(2);
    time.now += BEAT_EVERY_MS;
    await a.beat();
  }
  expect(a.share("sms")).toEqual(whole);
  for (let beat = 0; beat < 12; beat++) {
    time.now += BEAT_EVERY_MS;
    await a.beat();
  }
  // Who begins now never hears of it.
  const later = join("0");
  await later.beat();
  expect(later.share("sms")).toEqual({ at: 0, of: 2 });
});

test("who cannot do their work leaves it to others, and takes it up again", async () => {
  const { join } = opened();
  const a = join("a");
  let fit = true;
  const b = join("b", { kinds: { sms: () => fit, events: () => true } });
  await a.beat();
  await b.beat();
  fit = false;
  await b.beat();
  await a.beat();
  expect(a.share("sms")).toEqual(whole);
  // What it tries all the same it has a share of; its other work goes on.
  expect([b.share("sms"), b.share("events")]).toEqual([{ at: 1, of: 2 }, whole]);
  fit = true;
  await b.beat();
  await a.beat();
  expect(a.share("sms")).toEqual({ at: 0, of: 2 });
});

test("a server that is away costs nobody their share", async () => {
  const { store, join } = opened();
  let away = false;
  const gone = () => Promise.reject(new Error("away"));
  const a = join("a", {
    store: { ...store, commit: (writes) => (away ? gone() : store.commit(writes)) },
  });
  await join("b").beat();
  await a.beat();
  away = true;
  await expect(a.beat()).rejects.toThrow("away");
  expect(a.share("sms")).toEqual({ at: 0, of: 2 });
  await a.close();
});

test("a file has one server, and every sender the whole", async () => {
  const { store } = opened();
  const alone = openRoster({ store, place: { file: "njia.db" }, id: "a", kinds: {} });
  await alone.beat();
  expect(alone.share("sms")).toEqual(whole);
});
