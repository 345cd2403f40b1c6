/** What must hold for any citizens and any network, on the real routes and a real store. */
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { septets } from "../../src/base/gsm7.ts";
import { GATEWAYS, KEY, MENUS, openWorld, type Callback, type World } from "../world.ts";
import { countRequests } from "../../src/requests/requests.ts";
import {
  callbacksOf,
  citizen,
  newPhone,
  stateOf,
  thorough,
  withoutReferences,
} from "./citizens.ts";

const BUDGET: Readonly<Record<string, number>> = { "63903": 184 };
const SMALLEST = 160;

/** Of what there is one, whoever comes first has it: that has its own test, in test/life. */
const WITHOUT_ONCE = new Map(
  [...MENUS].map(([file, text]) => {
    const without = text.replace(/^once:\n(?: .*\n)+/m, "");
    // Of the others `frees` gives back a place, which they still have.
    return [
      file,
      without === text ? text : without.replaceAll(/^ +frees: true\n|frees: true, /gm, ""),
    ];
  }),
);

let one: World;
let other: World;
beforeAll(async () => {
  one = await openWorld({ menus: WITHOUT_ONCE });
  other = await openWorld({ menus: WITHOUT_ONCE, seed: 2 });
});
afterAll(async () => {
  await one.close();
  await other.close();
});

function expectFit(body: string, network: string | null): void {
  expect(body).toMatch(/^(CON|END) \S/);
  const size = septets(body);
  expect(size, `letters outside GSM-7 in ${JSON.stringify(body)}`).not.toBeNull();
  expect(size).toBeLessThanOrEqual(BUDGET[network ?? ""] ?? SMALLEST);
}

test("any bytes get a valid reply, and a stranger without the key gets 404", async () => {
  const bodies = fc.oneof(
    fc.uint8Array({ maxLength: 600 }).map((bytes) => Buffer.from(bytes).toString("latin1")),
    fc.string({ unit: "binary", maxLength: 300 }),
    fc.json({ maxDepth: 3 }),
    fc
      .record({
        sessionId: fc.string(),
        phoneNumber: fc.string(),
        serviceCode: fc.string(),
        text: fc.string(),
      })
      .map((fields) => new URLSearchParams(fields).toString()),
  );
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...GATEWAYS), bodies, async (gateway, body) => {
      const answered = await one.post(`/gateways/${gateway}/${KEY}/ussd`, body);
      expect(answered.status).toBe(200);
      expectFit(await answered.text(), null);
      const events = await one.post(`/gateways/${gateway}/${KEY}/ussd/events`, body);
      expect(events.status).toBe(200);
      for (const key of ["x", KEY.slice(1), `${KEY}w`, "%00"]) {
        const stranger = await one.post(`/gateways/${gateway}/${key}/ussd`, body);
        expect(stranger.status).toBe(404);
      }
    }),
    { numRuns: 150 },
  );
});

test("whatever a citizen types, every reply fits their network and none is a fault", async () => {
  await fc.assert(
    fc.asyncProperty(citizen, async (who) => {
      for (const callback of callbacksOf(who, newPhone())) {
        const { status, body } = await one.hop(callback);
        expect(status).toBe(200);
        expectFit(body, callback.network);
      }
    }),
    { numRuns: 60, examples: [[thorough]] },
  );
  const faults = one.log.filter((line) => line.includes('"event":"fault"'));
  expect(faults).toEqual([]);
});

/** Takes from each queue in turn, as the picks say, so that each queue keeps its own order. */
function interleave<T>(queues: readonly (readonly T[])[], picks: readonly number[]): T[] {
  const left = queues.map((queue) => [...queue]);
  const taken: T[] = [];
  for (let turn = 0; left.some((queue) => queue.length > 0); turn++) {
    const waiting = left.filter((queue) => queue.length > 0);
    const queue = waiting[(picks[turn % Math.max(1, picks.length)] ?? 0) % waiting.length];
    const next = queue?.shift();
    if (next !== undefined) taken.push(next);
  }
  return taken;
}

test("citizens at the same time see and leave what they would one after the other", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(citizen, { minLength: 2, maxLength: 4 }),
      fc.array(fc.nat({ max: 11 }), { minLength: 1, maxLength: 40 }),
      async (citizens, picks) => {
        const phones = citizens.map(newPhone);
        const queues = citizens.map((who, index) => callbacksOf(who, phones[index] ?? ""));
        // All under way at once: only the order within one phone is kept.
        const shown = new Map<Callback, string>();
        const last = new Map<string, Promise<void>>();
        for (const callback of interleave(queues, picks)) {
          const before = last.get(callback.phone) ?? Promise.resolve();
          const hop = before.then(async () => {
            shown.set(callback, (await one.hop(callback)).body);
          });
          last.set(callback.phone, hop);
        }
        await Promise.all(last.values());
        for (const callback of queues.flat()) {
          const alone = await other.hop(callback);
          expect(withoutReferences(shown.get(callback) ?? "")).toBe(withoutReferences(alone.body));
        }
        for (const phone of phones) {
          expect(await stateOf(one, phone)).toEqual(await stateOf(other, phone));
        }
      },
    ),
    {
      numRuns: 40,
      examples: [
        [
          [thorough, thorough],
          [0, 1, 1],
        ],
      ],
    },
  );
});

test("duplicates and late repeats change no reply and no state", async () => {
  const meddling = fc.array(
    fc.record({
      at: fc.nat({ max: 40 }),
      ago: fc.nat({ max: 12 }),
      how: fc.constantFrom("again" as const, "twice at once" as const),
    }),
    { minLength: 1, maxLength: 8 },
  );
  await fc.assert(
    fc.asyncProperty(citizen, meddling, async (who, meddled) => {
      const phone = newPhone();
      const callbacks = callbacksOf(who, phone);
      const replies: string[] = [];
      for (const [turn, callback] of callbacks.entries()) {
        const here = meddled.filter(({ at }) => at % callbacks.length === turn);
        const double = here.some(({ how }) => how === "twice at once");
        const first = one.hop(callback);
        const second = double ? one.hop(callback) : first;
        const body = (await first).body;
        expect((await second).body).toBe(body);
        replies.push(body);
        for (const { ago } of here) {
          const past = Math.max(0, turn - ago);
          const late = callbacks[past];
          if (late !== undefined) expect((await one.hop(late)).body).toBe(replies[past]);
        }
      }
      for (const [turn, callback] of callbacks.entries()) {
        const plain = (await other.hop(callback)).body;
        expect(withoutReferences(replies[turn] ?? "")).toBe(withoutReferences(plain));
      }
      expect(await stateOf(one, phone)).toEqual(await stateOf(other, phone));
    }),
    { numRuns: 60, examples: [[thorough, [{ at: 5, ago: 2, how: "again" }]]] },
  );
});

test("the citizens above did get somewhere", async () => {
  // The thorough ones alone have sent two applications each, in a language they chose before.
  expect(await countRequests(other.store())).toBeGreaterThanOrEqual(6);
  const outcomes = new Set(one.log.flatMap((line) => /"outcome":"(\w+)"/.exec(line)?.[1] ?? []));
  for (const outcome of ["answer", "submit", "wrong", "repeat", "more", "back", "home", "closed"]) {
    expect(outcomes).toContain(outcome);
  }
});
