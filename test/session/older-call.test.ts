/** A citizen who has dialled anew: what is still on its way of the call before counts for nothing they answered since. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { openEdge } from "../app/edge.ts";
import { AT } from "../menu/fixture.ts";
import { openTestStore } from "../store/open.ts";

type Edge = ReturnType<typeof openEdge>;

/** What is typed at each screen. */
type Replies = readonly (readonly [shows: RegExp, typed: string])[];

const WAY: Replies = [
  [/Which language/, "2"],
  [/Mine/, "3"],
  [/For mending/, "1"],
];
const OLDER: Replies = [
  ...WAY,
  [/What\?/, "1"],
  [/Ward\?/, "1"],
  [/Where\?/, "Old market"],
  [/Since/, "97"],
];
const NEWER: Replies = [
  ...WAY,
  [/What\?/, "2"],
  [/Ward\?/, "2"],
  [/Depth/, "5"],
  [/Where\?/, "New market"],
  [/Since/, "97"],
];
const ANSWERED = /What\?|Ward\?|Depth|Where\?|Since/;

/** One phone's call, which types whatever its replies say. */
class Caller {
  readonly #edge: Edge;
  readonly #fields: { sessionId: string; phoneNumber: string };
  readonly #replies: Replies;
  #text = "";
  screen = "";
  /** Questions that were answered in this call. */
  answered = 0;

  constructor(edge: Edge, call: string, { phone, replies }: { phone: string; replies: Replies }) {
    this.#edge = edge;
    this.#fields = { sessionId: `${phone}-${call}`, phoneNumber: phone };
    this.#replies = replies;
  }

  async dial(): Promise<this> {
    this.screen = await this.#edge.hop("", this.#fields);
    return this;
  }

  async type(typed: string): Promise<string> {
    if (ANSWERED.test(this.screen)) this.answered++;
    this.#text = this.#text === "" ? typed : `${this.#text}*${typed}`;
    return (this.screen = await this.#edge.hop(this.#text, this.#fields));
  }

  get next(): string | null {
    return this.#replies.find(([shows]) => shows.test(this.screen))?.[1] ?? null;
  }

  /** Answers so many questions, or all there are. */
  async answer(many: number): Promise<void> {
    const until = this.answered + many;
    for (let { next } = this; next !== null && this.answered < until; { next } = this) {
      await this.type(next);
    }
  }
}

/** Two nodes, and a clock on which each call is later than the one before. */
function openNodes() {
  const { store } = openTestStore();
  const time = { now: AT };
  const clock = () => time.now;
  const nodes = [openEdge({ store, clock }), openEdge({ store, clock, seed: 2 })] as const;
  let phones = 0;
  return {
    nodes,
    later: () => (time.now += 20_000),
    phone: () => `+2547110${10_000 + ++phones}`,
  };
}

type Nodes = ReturnType<typeof openNodes>;

interface Course {
  /** Questions the first call has answered before its last answer, which comes late. */
  older: number;
  /** The second begins anew, instead of going on. */
  anew: boolean;
  before: number;
  after: number;
  node: number;
}

/** What a third call is offered, and the screen on which it goes on. */
async function found(
  { nodes, later, phone: another }: Nodes,
  { older, anew, before, after, node }: Course,
  late: boolean,
): Promise<string[]> {
  const phone = another();
  const [one, other] = node === 0 ? nodes : [nodes[1], nodes[0]];
  const first = await new Caller(one, "1", { phone, replies: OLDER }).dial();
  await first.answer(older);
  later();
  const second = await new Caller(other, "2", { phone, replies: NEWER }).dial();
  await second.type(anew ? "2" : "1");
  await second.answer(before);
  if (late && first.next !== null) await first.type(first.next);
  await second.answer(after);
  later();
  const third = await new Caller(one, "3", { phone, replies: [] }).dial();
  return [third.screen, await third.type("1")];
}

test("an answer of an older call that comes late changes nothing that was answered since", async () => {
  const course = fc.record({
    older: fc.integer({ min: 1, max: 3 }),
    anew: fc.boolean(),
    before: fc.integer({ min: 1, max: 3 }),
    after: fc.nat({ max: 2 }),
    node: fc.nat({ max: 1 }),
  });
  const nodes = openNodes();
  await fc.assert(
    fc.asyncProperty(course, async (of) => {
      const expected = await found(nodes, of, false);
      expect(expected[0]).toMatch(/Report/);
      expect(await found(nodes, of, true)).toEqual(expected);
    }),
    {
      numRuns: 12,
      examples: [
        [{ older: 2, anew: true, before: 1, after: 0, node: 0 }],
        [{ older: 1, anew: false, before: 2, after: 0, node: 0 }],
      ],
    },
  );
});

test.each([
  { how: "begun anew", chosen: "2", answers: 1, offered: /Report/ },
  { how: "the same one", chosen: "1", answers: 0, offered: /Mine/ },
])("an older call that sends late leaves what a newer one has $how", async (of) => {
  const { nodes, later, phone: another } = openNodes();
  const [one, other] = nodes;
  const phone = another();
  const first = await new Caller(one, "1", { phone, replies: OLDER }).dial();
  await first.answer(4);
  expect(first.screen).toMatch(/Send\?/);
  later();
  const second = await new Caller(other, "2", { phone, replies: NEWER }).dial();
  await second.type(of.chosen);
  await second.answer(of.answers);
  expect(await first.type("1")).toMatch(/^END Ref/);
  later();
  expect((await new Caller(one, "3", { phone, replies: [] }).dial()).screen).toMatch(of.offered);
});
