/** Two nodes on one store: what one has at hand of a session may be out of date by the other. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { EVENTS, openEdge } from "../app/edge.ts";
import { endBody } from "../gateway/africastalking.bodies.ts";
import { AT } from "../menu/fixture.ts";
import { openTestStore } from "../store/open.ts";

/** Language, report, privacy, a choice, no ward, back, a ward, a place, no date, send, too much. */
const TYPED = ["2", "3", "1", "1", "xyz", "0", "1", "2", "Near the gate", "*", "97", "1", "1"];
const TEXTS = ["", ...TYPED.map((_, at) => TYPED.slice(0, at + 1).join("*"))];

type Edge = ReturnType<typeof openEdge>;

/** A reference is drawn by lot, on each store another one. */
const plain = (said: string) => said.replace(/\d{4} \d{4}/, "REF");

async function alone(sessionId: string): Promise<string[]> {
  const edge = openEdge();
  const said: string[] = [];
  for (const text of TEXTS) said.push(plain(await edge.hop(text, { sessionId })));
  return said;
}

test("nodes that take turns at a session, in any order and with repeats, show what one would", async () => {
  const expected = await alone("s");
  expect(expected.filter((said) => said.startsWith("END"))).toEqual([
    "END Ref REF. Neema office",
    "END closed",
  ]);
  const nodes = fc.array(fc.record({ node: fc.nat({ max: 1 }), again: fc.nat({ max: 12 }) }), {
    minLength: TEXTS.length,
    maxLength: TEXTS.length,
  });
  let session = 0;
  const { store } = openTestStore();
  const [one, other] = [openEdge({ store }), openEdge({ store, seed: 2 })];
  await fc.assert(
    fc.asyncProperty(nodes, async (turns) => {
      const fields = { sessionId: `s${++session}`, phoneNumber: `+2547110${10_000 + session}` };
      const said: string[] = [];
      for (const [at, { node, again }] of turns.entries()) {
        const [here, there] = node === 0 ? [one, other] : [other, one];
        said.push(await here.hop(TEXTS[at] ?? "", fields));
        // The gateway sends an earlier callback, or this one, to the other node.
        const back = Math.max(0, at - again);
        expect(await there.hop(TEXTS[back] ?? "", fields)).toBe(said[back]);
      }
      expect(said.map(plain)).toEqual(expected);
    }),
    { numRuns: 30 },
  );
});

test("the same hop at both nodes at the same moment is one hop", async () => {
  const { store } = openTestStore();
  const nodes = [openEdge({ store }), openEdge({ store, seed: 2 })];
  const asked = (text: string) => Promise.all(nodes.map((node) => node.hop(text)));
  const said = [];
  for (const text of TEXTS) said.push(await asked(text));
  for (const [one, other] of said) expect(other).toBe(one);
  expect(said.map(([one = ""]) => plain(one))).toEqual(await alone("s1"));
});

async function upTo(edge: Edge, hops: number): Promise<void> {
  for (const text of TEXTS.slice(0, hops)) await edge.hop(text);
}

test("a session that ended at one node has ended at the other", async () => {
  const { store } = openTestStore();
  const [one, other] = [openEdge({ store }), openEdge({ store, seed: 2 })];
  await upTo(one, 4);
  await other.post(EVENTS, endBody({ status: "Success" }));
  expect(await one.hop(TEXTS[4] ?? "")).toBe("END closed");
});

test("a repeat that comes after the session's end gets its reply at any node", async () => {
  const { store } = openTestStore();
  const time = { now: AT };
  const clock = () => time.now;
  const [one, other] = [openEdge({ store, clock }), openEdge({ store, clock, seed: 2 })];
  await upTo(one, 2);
  time.now += 595_000;
  const said = await other.hop(TEXTS[2] ?? "");
  time.now += 6_000;
  expect(await one.hop(TEXTS[2] ?? "")).toBe(said);
  // Nothing was answered yet that is kept.
  expect(await one.hop(TEXTS[3] ?? "")).toBe("END closed");
});

test("what is at hand is no way round the phone and the code of a session", async () => {
  const edge = openEdge();
  await upTo(edge, 5);
  for (const stolen of [{ phoneNumber: "+254711999999" }, { serviceCode: "*9#" }]) {
    expect(await edge.hop(TEXTS[5] ?? "", stolen)).toBe("END not_yours");
    expect(await edge.hop(TEXTS[5] ?? "", stolen)).toBe("END not_yours");
  }
  expect(await edge.hop(TEXTS[5] ?? "")).toMatch(/^CON no_match/);
});

test("a repeated dial with another code than the session's is refused, at a node that does not know it", async () => {
  const { store } = openTestStore();
  const [one, other] = [openEdge({ store }), openEdge({ store, seed: 2 })];
  await upTo(one, 2);
  expect(await other.hop("", { serviceCode: "*9#" })).toBe("END not_yours");
  expect(await other.hop("", { sessionId: "new", serviceCode: "*9#" })).toMatch(
    /^END unknown_code/,
  );
});

test("a session of 200 hops ends, and its draft is there at the next dial", async () => {
  const edge = openEdge();
  await upTo(edge, 8);
  let text = TEXTS[7] ?? "";
  let said = "";
  for (let hop = 8; hop < 200; hop++) said = await edge.hop((text += "*"));
  expect(said).toMatch(/^CON /);
  expect(await edge.hop(`${text}*`)).toBe("END expired");
  // What was answered before it is still answered alike.
  expect(await edge.hop(text)).toBe(said);
  expect(await edge.hop("", { sessionId: "next" })).toMatch(/^CON Report: step/);
}, 30_000);
