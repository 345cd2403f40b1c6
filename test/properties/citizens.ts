/** Citizens who know what to type, mistype, and paste what no menu expects; and what became of them. */
import { eq } from "drizzle-orm";
import fc from "fast-check";
import { gatewayPhone } from "../../src/base/phone.ts";
import { readDrafts } from "../../src/people/drafts.ts";
import { findPerson } from "../../src/people/people.ts";
import { statement, type Given } from "../../src/store/statement.ts";
import { testVault } from "../store/vault.ts";
import { CODE, GATEWAYS, type Callback, type GatewayName, type World } from "../world.ts";

/** The dial and the replies that complete a service, language included where it is asked. */
const PATHS: readonly (readonly string[])[] = [
  ["", "2", "3", "2", "1", "1", "3", "Near the gate", "2", "1", "1"],
  ["3", "1", "2", "1", "9", "Nguzo imeanguka", "soko", "1", "Shule", "1", "2", "1"],
  [
    "21",
    "2",
    "1",
    "1",
    "1",
    "Test Student",
    "umoja",
    "1",
    "123",
    "12345678",
    "1",
    "2",
    "900",
    "3",
    "1",
  ],
  [
    "",
    "1",
    "2",
    "1",
    "1",
    "1",
    "4",
    "Jina Moja",
    "umoja",
    "4",
    "SP1",
    "7654321",
    "4",
    "5000",
    "2",
    "1",
  ],
  ["2*1*2", "2", "1", "0", "00", "9", "1"],
];

const UNSEEN = ["\u200e", "\u0301"] as const;
const KEYS = ["0", "00", "98", "97", "1", "2", "3", "9", "99", "", "umoja", "#"] as const;
const pressed = fc.constantFrom(...KEYS, ...UNSEEN);
const pasted = fc.string({ unit: "grapheme", maxLength: 30 });
const slip = fc.oneof({ weight: 4, arbitrary: pressed }, { weight: 1, arbitrary: pasted });

/** One phone's calls: each a dial and replies, in order. */
export interface Citizen {
  network: string | null;
  gateway: GatewayName;
  calls: readonly (readonly string[])[];
}

const call = fc
  .record({
    path: fc.constantFrom(...PATHS),
    stop: fc.nat({ max: 16 }),
    slips: fc.array(fc.tuple(fc.nat({ max: 14 }), slip), { maxLength: 4 }),
  })
  .map(({ path, stop, slips }) => {
    const [dial = "", ...replies] = path;
    for (const [at, text] of slips) replies.splice(Math.min(at, replies.length), 0, text);
    return [dial, ...replies.slice(0, stop)];
  });

export const citizen: fc.Arbitrary<Citizen> = fc.record({
  network: fc.constantFrom("63902", "63903", "63907", null),
  gateway: fc.constantFrom(...GATEWAYS),
  calls: fc.array(call, { minLength: 1, maxLength: 3 }),
});

/**
 * One who goes every way a reply can be taken, for the properties to begin with: left to chance,
 * now and then nobody went on through a list.
 */
export const thorough: Citizen = {
  network: "63902",
  gateway: "africastalking",
  calls: [
    ["", "2", "3", "2", "1", "1", "98", "0", "no such ward", "00"],
    ...PATHS.map((path) => [...path, "1"]),
  ],
};

let born = 0;

/** A number nobody has called from. */
export function newPhone(): string {
  return `+2547${String(10_000_000 + born++)}`;
}

/** All callbacks of a citizen in order, with the cumulative text of their gateway. */
export function callbacksOf({ network, gateway, calls }: Citizen, phone: string): Callback[] {
  return calls.flatMap((replies, index) => {
    const session = `s${phone.slice(1)}-${index}`;
    let text = "";
    return replies.map((typed, turn) => {
      text = turn === 0 || text === "" ? typed : `${text}*${typed}`;
      return { gateway, session, phone, network, code: CODE, text };
    });
  });
}

/** References are drawn by lot: who comes first gets another one. */
export function withoutReferences(text: string): string {
  return text.replace(/\b\d{4} \d{4}(\d\d)?\b/g, "REF");
}

const requestsOf = statement("test.requests", (q, t, given: Given<{ person: string }>) =>
  q.select().from(t.requests).where(eq(t.requests.person, given.person)).orderBy(t.requests.id),
);
const historyOf = statement("test.history", (q, t, given: Given<{ request: string }>) =>
  q.select().from(t.history).where(eq(t.history.request, given.request)),
);

/** What the store knows of a phone: language, drafts and requests with their answers. */
export async function stateOf(world: World, phone: string) {
  const vault = testVault();
  const store = world.store();
  const known = gatewayPhone(phone);
  const person = known === null ? null : await findPerson(store, vault, known);
  if (person === null) return null;
  const drafts = await readDrafts(store, vault, { person: person.id, at: world.time.now });
  const rows = await store.read(requestsOf, { person: person.id });
  const requests = await Promise.all(
    rows.map(async ({ id, service, status, answers }) => ({
      service,
      status,
      answers: JSON.parse(
        vault.open({ table: "requests", column: "answers", row: id }, answers),
      ) as unknown,
      history: (await store.read(historyOf, { request: id })).map(({ seq, action }) => ({
        seq,
        action,
      })),
    })),
  );
  const kept = drafts.map(({ service, answers, intent }) => ({
    service,
    answers,
    ready: intent !== null,
  }));
  // Their ids, by which they come, are random within a millisecond.
  const sorted = requests.sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  return { language: person.language, drafts: kept, requests: sorted };
}
