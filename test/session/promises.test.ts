/** The life of a look-up's row: asked once where that matters, and what was promised comes. */
import { expect, onTestFinished, test, vi } from "vitest";
import type { Agency, Said } from "../../src/session/agency.ts";
import { resume, suspend } from "../../src/session/operate.ts";
import { openPurge } from "../../src/session/purge.ts";
import { statement, type Given } from "../../src/store/statement.ts";
import { write } from "../../src/store/store.ts";
import { edited, type Edit } from "../menu/edited.ts";
import type { World } from "../world.ts";
import {
  another,
  asked,
  BUSY,
  found,
  GOOD,
  KNOWN,
  openCalls,
  phoneIn,
  scripted,
  UNKNOWN,
} from "./shop.ts";

const MINUTE = 60_000;
const REMEMBERED = "    cache: 10m\n";
const menus = (...edits: Edit[]) => edited(GOOD, edits);
/** Nothing is remembered. */
const FORGETFUL: Edit = ["channel.yaml", REMEMBERED, ""];
const UNSAFE: Edit = ["channel.yaml", `${REMEMBERED}    repeat: safe\n`, ""];
const LATE: Said = { is: "late" };
const PROMISED = "END We will send an SMS";
/** What is never said, but to whoever stops. */
const stopped = (signal: AbortSignal) =>
  new Promise<Said>((resolve) => signal.addEventListener("abort", () => resolve(BUSY)));
const never = () => new Promise<Said>(() => {});
const texts = (sent: readonly { text: string }[]) => sent.map(({ text }) => text);

const BY = { who: "operator", note: null };
const operating = (world: World) => ({ store: world.store(), clock: () => world.time.now });

const suspended = async (world: World, message: Record<string, string> = {}) => {
  await suspend(operating(world), { service: "shop", message }, BY);
  await world.releases().refresh();
};

const resumed = async (world: World) => {
  await resume(operating(world), "shop", BY);
  await world.releases().refresh();
};

/** Its row is sealed under a key that is lost. */
const unreadable = (world: World) =>
  world.raw("update look_ups set question = ?", Buffer.alloc(80));

const owed = statement("test.owed", (q, t, _given: Given<object>) =>
  q.select({ state: t.lookUps.state }).from(t.lookUps),
);
const forget = statement("test.forget", (q, t, _given: Given<object>) => q.delete(t.drafts));

test("unsafe: a process that dies under the call, and the same callback again: asked once", async () => {
  const { agency, inputs } = scripted(never(), found(3000));
  const phone = await asked({ agency, menus: menus(UNSAFE) });
  void phone.reply(KNOWN).catch(() => {});
  await expect.poll(() => inputs.length).toBe(1);
  await phone.world.restart();
  expect(await phone.repeat()).toBe(PROMISED);
  phone.world.time.now += MINUTE;
  expect(texts(await phone.world.sms())).toEqual(["Dial *1# again"]);
  expect(inputs).toHaveLength(1);
});

test("unsafe: two calls of one phone at once: asked once", async () => {
  const first = Promise.withResolvers<Said>();
  const { agency, inputs } = scripted(first.promise, found(3000));
  const phone = await asked({ agency, menus: menus(UNSAFE) });
  const other = phoneIn(phone.world);
  await other.dial("88");
  await other.reply("2", "1");
  const one = phone.reply(KNOWN);
  await expect.poll(() => inputs.length).toBe(1);
  expect(await other.reply(KNOWN)).toBe(PROMISED);
  first.resolve(found(3000));
  expect(await one).toContain("MFANO KIOSK");
  expect(inputs).toHaveLength(1);
});

test("what was promised comes, though a process dies that asked for it again", async () => {
  const { agency, inputs } = scripted(LATE, never());
  const phone = await asked({ agency, menus: menus(FORGETFUL) });
  expect(await phone.reply(KNOWN)).toBe(PROMISED);
  await phone.dial();
  void phone.reply("1").catch(() => {});
  await expect.poll(() => inputs.length).toBe(2);
  const next = scripted(found(3000));
  phone.world.time.now += MINUTE;
  await another(phone.world, next.agency).drain();
  expect(next.inputs).toHaveLength(1);
  expect(texts(await phone.world.sms())).toEqual(["Dial *1#"]);
});

test("nor is it lost where the second try is broken", async () => {
  const { agency } = scripted(LATE, BUSY, found(3000));
  const phone = await asked({ agency, menus: menus(FORGETFUL) });
  expect(await phone.reply(KNOWN)).toBe(PROMISED);
  await phone.dial();
  expect(await phone.reply("1")).toContain("No register now");
  phone.world.time.now += MINUTE;
  expect(texts(await phone.world.sms())).toEqual(["Dial *1#"]);
});

test("a made-up answer of a connector that is not safe comes in the end", async () => {
  const is = "gives: { name: MFANO KIOSK";
  const made: Edit = ["channel.yaml", is, `is: late, ${is}`];
  const phone = await asked({ menus: menus(UNSAFE, made) });
  expect(await phone.reply(KNOWN)).toBe(PROMISED);
  expect(texts(await phone.world.sms())).toEqual(["Dial *1#"]);
});

test("the agency is not asked for whoever waits no more", async () => {
  const { agency, inputs } = scripted(LATE, found(3000));
  const { world, ...phone } = await asked({ agency, menus: menus(FORGETFUL) });
  expect(await phone.reply(KNOWN)).toBe(PROMISED);
  await world.store().commit([write(forget, {}, "fine")]);
  world.time.now += MINUTE;
  expect(await world.sms()).toEqual([]);
  expect(inputs).toHaveLength(1);
});

test("nor is anything owed once the request was sent", async () => {
  const { agency } = scripted(found(3000), LATE);
  const phone = await asked({ agency, menus: menus(FORGETFUL) });
  expect(await phone.reply(KNOWN)).toContain("3200");
  const other = phoneIn(phone.world);
  await other.dial("88");
  await other.reply("2", "2", "1");
  expect(await other.reply(UNKNOWN)).toBe(PROMISED);
  expect(await phone.world.store().read(owed, {})).toHaveLength(1);
  expect(await phone.reply("1")).toMatch(/^END Ref/);
  expect(await phone.world.store().read(owed, {})).toEqual([]);
});

test("nothing is owed once the same was found from memory", async () => {
  const { agency, inputs } = scripted(LATE, found(3000), found(9));
  const phone = await asked({ agency });
  expect(await phone.reply(KNOWN)).toBe(PROMISED);
  const other = phoneIn(phone.world, "+254711000222");
  await other.dial("88");
  await other.reply("2", "1", KNOWN);
  await phone.dial();
  expect(await phone.reply("1")).toContain("3200");
  phone.world.time.now += MINUTE;
  expect(await phone.world.sms()).toEqual([]);
  expect(inputs).toHaveLength(2);
});

test("whoever is promised an SMS in one call for what another call found meanwhile gets it, and nobody is asked", async () => {
  const { agency, inputs } = scripted(BUSY, found(3000), LATE, found(9));
  const phone = await asked({ agency, menus: menus(FORGETFUL) });
  expect(await phone.reply(KNOWN)).toContain("1. stuck_retry");
  const other = phoneIn(phone.world);
  await other.dial();
  expect(await other.reply("1")).toContain("3200");
  expect(await phone.reply("1")).toBe(PROMISED);
  phone.world.time.now += MINUTE;
  expect(texts(await phone.world.sms())).toEqual(["Dial *1#"]);
  expect(inputs).toHaveLength(3);
  await other.dial();
  expect(await other.reply("1")).toContain("3200");
});

test("a suspended service asks nobody: not on the way, and not for what is owed", async () => {
  const { agency, inputs } = scripted(LATE, found(3000));
  const phone = await asked({ agency, menus: menus(FORGETFUL) });
  expect(await phone.reply(KNOWN)).toBe(PROMISED);
  const other = phoneIn(phone.world, "+254711000222");
  await other.dial("88");
  await other.reply("2", "1");
  await suspended(phone.world);
  expect(await other.reply(UNKNOWN)).toContain("Shop suspended");
  phone.world.time.now += 10 * MINUTE;
  expect(await phone.world.sms()).toEqual([]);
  expect(inputs).toHaveLength(1);
});

/** Promised, and then the service is suspended, for so many quarters of an hour. */
async function heldUp(said: Said[], quarters: number, message?: Record<string, string>) {
  const system = scripted(LATE, ...said);
  const phone = await asked({ agency: system.agency, menus: menus(FORGETFUL) });
  expect(await phone.reply(KNOWN)).toBe(PROMISED);
  await suspended(phone.world, message);
  const sent: string[] = [];
  for (let passed = 0; passed < quarters; passed++) {
    phone.world.time.now += 15 * MINUTE;
    sent.push(...texts(await phone.world.sms()));
  }
  return { ...phone, ...system, sent };
}

test("what is owed in a service that is suspended for less than six hours comes once it is resumed", async () => {
  const { world, sent, inputs } = await heldUp([found(3000)], 23);
  expect(sent).toEqual([]);
  expect(inputs).toHaveLength(1);
  await resumed(world);
  world.time.now += 5 * MINUTE;
  expect(texts(await world.sms())).toEqual(["Dial *1#"]);
});

test.each([
  [{}, "Shop suspended"],
  [{ en: "Down until Monday." }, "Down until Monday."],
  [{ sw: "Hadi Jumatatu." }, "Shop suspended"],
])("for longer: its citizen is told why nothing comes, by SMS, once", async (message, words) => {
  const { world, sent, inputs, ...phone } = await heldUp([found(3000)], 25, message);
  expect(sent).toEqual([`${words} saved`]);
  expect(inputs).toHaveLength(1);
  expect(await world.store().read(owed, {})).toEqual([]);
  // Nothing is lost: whoever dials once it is resumed goes on from there.
  await resumed(world);
  await phone.dial();
  expect(await phone.reply("1")).toContain("3200");
});

test("an answer that comes while the service is suspended leads nobody to a door that is shut", async () => {
  const first = Promise.withResolvers<Said>();
  const { agency, inputs } = scripted(first.promise, found(3500));
  let waits = 0;
  const wait = () => (waits++ === 0 ? Promise.resolve() : never().then(() => {}));
  const { world, ...phone } = await asked({ agency, menus: menus(FORGETFUL), wait });
  expect(await phone.reply(KNOWN)).toBe(PROMISED);
  await suspended(world);
  first.resolve(found(3000));
  world.time.now += 5 * MINUTE;
  expect(await world.sms()).toEqual([]);
  await resumed(world);
  world.time.now += 5 * MINUTE;
  expect(texts(await world.sms())).toEqual(["Dial *1#"]);
  expect(inputs).toHaveLength(2);
});

test("no purge takes what is owed, however long nobody finished it", async () => {
  const { agency } = scripted(LATE, never());
  const phone = await asked({ agency, menus: menus(FORGETFUL) });
  expect(await phone.reply(KNOWN)).toBe(PROMISED);
  const { world } = phone;
  const other = phoneIn(world, "+254711000222");
  await other.dial("88");
  await other.reply("2", "1");
  void other.reply(UNKNOWN);
  await expect.poll(() => world.store().read(owed, {})).toHaveLength(2);
  world.time.now += 31 * 60 * MINUTE;
  const clock = () => world.time.now;
  await openPurge({ store: world.store(), clock, monotonic: clock })();
  expect(await world.store().read(owed, {})).toEqual([{ state: "owed" }]);
});

test("a release that asks another address asks that one, of what is owed too", async () => {
  const urls: string[] = [];
  const script: Said[] = [LATE, found(3000)];
  const agency: Agency = {
    ask: ({ url }) => {
      urls.push(url);
      return Promise.resolve(script.shift() ?? BUSY);
    },
  };
  const phone = await asked({ agency, menus: menus(FORGETFUL) });
  expect(await phone.reply(KNOWN)).toBe(PROMISED);
  const moved: Edit = ["channel.yaml", "https://register.example/", "https://right.example/"];
  await phone.world.publish(menus(FORGETFUL, moved));
  expect(texts(await phone.world.sms())).toEqual(["Dial *1#"]);
  expect(urls.at(-1)).toContain("right.example");
  expect(urls).toHaveLength(2);
});

test("what another question came to is no answer to the one that is asked when it comes", async () => {
  const first = Promise.withResolvers<Said>();
  const { agency, inputs } = scripted(first.promise, found(3500));
  let waits = 0;
  const wait = () => (waits++ === 0 ? Promise.resolve() : never().then(() => {}));
  const phone = await asked({ agency, menus: menus(FORGETFUL), wait });
  expect(await phone.reply(KNOWN)).toBe(PROMISED);
  const moved: Edit = ["channel.yaml", "https://register.example/", "https://right.example/"];
  await phone.world.publish(menus(FORGETFUL, moved));
  first.resolve(found(3000));
  phone.world.time.now += MINUTE;
  expect(texts(await phone.world.sms())).toEqual(["Dial *1#"]);
  expect(inputs).toHaveLength(2);
  await phone.dial();
  expect(await phone.reply("1")).toContain("3700");
});

test("one that no release asks any more is given up, and told", async () => {
  const { agency, inputs } = scripted(LATE);
  const phone = await asked({ agency, menus: menus(FORGETFUL) });
  expect(await phone.reply(KNOWN)).toBe(PROMISED);
  const files = menus(FORGETFUL);
  const renamed = files.get("shop.yaml")?.replaceAll("business", "firm") ?? "";
  await phone.world.publish(new Map([...files, ["shop.yaml", renamed]]));
  expect(texts(await phone.world.sms())).toEqual(["Dial *1# again"]);
  expect(inputs).toHaveLength(1);
});

test("a row that no key opens locks its citizen out of nothing, and holds up nobody", async () => {
  const { agency } = scripted(LATE, LATE, found(3000), found(4000));
  const phone = await asked({ agency, menus: menus(FORGETFUL) });
  expect(await phone.reply(KNOWN)).toBe(PROMISED);
  await unreadable(phone.world);
  await phone.dial();
  expect(await phone.reply("1")).toBe(PROMISED);
  expect(texts(await phone.world.sms())).toEqual(["Dial *1#"]);
  expect(phone.world.faults).toEqual([]);
});

test("it is dropped by whoever finishes what is owed, and that is told", async () => {
  const { agency, inputs } = scripted(LATE);
  const phone = await asked({ agency });
  expect(await phone.reply(KNOWN)).toBe(PROMISED);
  await unreadable(phone.world);
  expect(await phone.world.sms()).toEqual([]);
  expect(phone.world.faults).toMatchObject([{ name: "VaultError" }]);
  await phone.world.late().drain();
  expect(phone.world.faults).toHaveLength(1);
  expect(inputs).toHaveLength(1);
});

test("what a clock a year ahead wrote is finished by a right one", async () => {
  const year = 365 * 24 * 60 * MINUTE;
  const { agency } = scripted(LATE, found(3000));
  const phone = await asked({ agency, menus: menus(UNSAFE), start: Date.UTC(2027, 10, 23, 6) });
  expect(await phone.reply(KNOWN)).toBe(PROMISED);
  phone.world.time.now -= year;
  expect(texts(await phone.world.sms())).toEqual(["Dial *1#"]);
});

test("nor is it asked again for a year: six hours of the right clock, and its citizen is told", async () => {
  const { agency } = scripted(LATE);
  const start = Date.UTC(2027, 10, 23, 6);
  const phone = await asked({ agency, menus: menus(FORGETFUL), start });
  expect(await phone.reply(KNOWN)).toBe(PROMISED);
  const { world } = phone;
  world.time.now -= 365 * 24 * 60 * MINUTE;
  for (let quarters = 0; quarters < 26; quarters++) {
    world.time.now += 15 * MINUTE;
    await world.late().drain();
  }
  expect(texts(await world.sms())).toEqual(["Dial *1# again"]);
});

test("a clock that leaps ahead for a moment gives nothing up", async () => {
  const { agency } = scripted(LATE, BUSY, found(3000));
  const phone = await asked({ agency, menus: menus(FORGETFUL) });
  expect(await phone.reply(KNOWN)).toBe(PROMISED);
  phone.world.time.now += 7 * 60 * MINUTE;
  expect(await phone.world.sms()).toEqual([]);
  phone.world.time.now -= 7 * 60 * MINUTE - MINUTE;
  expect(texts(await phone.world.sms())).toEqual(["Dial *1#"]);
});

test("behind ten minutes the SMS waits for the morning, as what nobody looks for does", async () => {
  const night = Date.UTC(2026, 10, 23, 19);
  const { agency } = scripted(LATE, BUSY, found(3000));
  const phone = await asked({ agency, menus: menus(FORGETFUL), start: night });
  expect(await phone.reply(KNOWN)).toBe(PROMISED);
  expect(await phone.world.sms()).toEqual([]);
  phone.world.time.now += 11 * MINUTE;
  expect(await phone.world.sms()).toEqual([]);
  phone.world.time.now = Date.UTC(2026, 10, 24, 4, 1);
  expect(texts(await phone.world.sms())).toEqual(["Dial *1#"]);
});

const LATER =
  '    late: { say: "We will send an SMS", sms: "Dial {code}", failed: "Dial {code} again" }\n';
const more = (count: number) =>
  Array.from(
    { length: count },
    (_, index) =>
      `  - look_up: more${index}\n    in: register\n    with: { id: number }\n` +
      `    none: { say: "None", go: number }\n    broken: { say: "No register now" }\n${LATER}`,
  ).join("");

/** Time that passes as soon as all that is to happen at an instant has: nobody waits for it. */
function virtual() {
  const ahead: { at: number; resolve: () => void }[] = [];
  let now = 0;
  vi.spyOn(performance, "now").mockImplementation(() => now);
  onTestFinished(() => void vi.restoreAllMocks());
  const next = () => {
    const [first] = ahead.toSorted((one, other) => one.at - other.at);
    if (first === undefined) return;
    ahead.splice(ahead.indexOf(first), 1);
    now = Math.max(now, first.at);
    first.resolve();
  };
  return {
    now: () => now,
    after: (ms: number, nobodyWaits?: AbortSignal) =>
      new Promise<void>((resolve) => {
        const one = { at: now + ms, resolve };
        ahead.push(one);
        nobodyWaits?.addEventListener("abort", () => {
          if (ahead.includes(one)) ahead.splice(ahead.indexOf(one), 1);
          resolve();
        });
        setTimeout(next);
      }),
  };
}

/** Three look-ups in a row that answer behind so many milliseconds each, and how long their citizen waited. */
async function inARow(deadline: string, ...takes: number[]) {
  const time = virtual();
  const agency: Agency = {
    ask: () => time.after(takes.shift() ?? 0).then(() => found(3000)),
  };
  const files = menus(
    ["channel.yaml", REMEMBERED, `    deadline: ${deadline}\n`],
    ["shop.yaml", LATER, LATER + more(2)],
  );
  let waited = 0;
  const wait = async (ms: number, nobodyWaits: AbortSignal) => {
    const since = time.now();
    await time.after(ms, nobodyWaits);
    waited += time.now() - since;
  };
  const phone = await asked({ agency, menus: files, wait });
  return { shown: await phone.reply(KNOWN), waited };
}

test.each([
  ["3s", [2_900, 1_000, 50], "3200", 3_950],
  // Each would be in time by itself; the second is asked when a second is left.
  ["3s", [2_900, 2_900, 50], PROMISED, 4_000],
  ["4s", [3_900, 3_900, 3_900], PROMISED, 4_000],
  ["1s", [900, 900, 900], "3200", 2_700],
  ["1s", [900, 1_100, 50], PROMISED, 1_900],
] as const)(
  "look-ups in a row have one hop's time between them: %s each, answers behind %j ms",
  async (deadline, takes, shows, ms) => {
    const { shown, waited } = await inARow(deadline, ...takes);
    expect(shown).toContain(shows);
    expect(waited).toBe(ms);
  },
);

test("the time of a hop is counted from its callback, however slowly that came", async () => {
  const waits: number[] = [];
  const wait = (ms: number) => {
    waits.push(ms);
    return Promise.resolve();
  };
  const { sessions, hop } = await openCalls({ ask: (_, __, { signal }) => stopped(signal) }, wait);
  for (const text of ["88", "88*2", "88*2*1"]) await sessions.takeHop(hop(text));
  const { reply } = await sessions.takeHop(hop(`88*2*1*${KNOWN}`), {
    since: performance.now() - 3_500,
  });
  expect(reply.text).toBe("We will send an SMS");
  expect(waits[0]).toBeLessThanOrEqual(500);
});

test("eight look-ups in a row are asked, each once", async () => {
  const { agency, inputs } = scripted(...Array.from({ length: 9 }, () => found(3000)));
  const edits = menus(FORGETFUL, ["shop.yaml", LATER, LATER + more(8)]);
  const phone = await asked({ agency, menus: edits });
  expect(await phone.reply(KNOWN)).toContain("3200");
  expect(inputs).toHaveLength(9);
});
