/**
 * One whole server after the other on one SQLite file, each perhaps ill, with citizens who go on whatever
 * happens and the provider's own witness beside them.
 */
import { join } from "node:path";
import { openFakeAt, type FakeAt } from "../../src/cli/fake-at/fake-at.ts";
import { openCitizens, type Citizens } from "./citizens.ts";
import { foundIn, holdAgainst, type Found, type Verdict } from "./held.ts";
import { startNode, type Node, type NodeOptions } from "./node.ts";
import { dice, type Dice } from "./random.ts";

/** How a server is started otherwise than a healthy one. */
export type Sickness = Pick<NodeOptions, "flags" | "env" | "under" | "onSaid">;

export interface One {
  /** Of its database. */
  file: string;
  citizens: Citizens;
  provider: FakeAt;
  random: Dice;
  /** Starts a server; callbacks go there from now on. */
  start(sickness?: Sickness): Promise<Node>;
  /** Ends the one that is up; callbacks wait for the next. */
  end(how: (node: Node) => Promise<unknown>): Promise<void>;
  isUp(): boolean;
  /** All dialogues end, and the server is stopped; what is found then. */
  finish(): Promise<{ verdict: Verdict; found: Found; handedOver: number }>;
  close(): Promise<void>;
}

export async function openOne(
  folder: string,
  { seed, citizens: many = 16 }: { seed: number; citizens?: number | undefined },
): Promise<One> {
  const file = join(folder, "njia.db");
  const random = dice(seed);
  const provider = await openFakeAt();
  let up = Promise.withResolvers<number>();
  let node: Node | null = null;
  const citizens = openCitizens(many, () => up.promise, random);
  const one: One = {
    file,
    citizens,
    provider,
    random,
    async start(sickness = {}) {
      const options = { databaseUrl: `file:${file}`, smsUrl: provider.url };
      node = await startNode({ ...options, ...sickness });
      up.resolve(node.port);
      return node;
    },
    async end(how) {
      // Whoever asks from now on waits for the next one.
      up = Promise.withResolvers();
      if (node !== null) await how(node);
      node = null;
    },
    isUp: () => node !== null,
    async finish() {
      await citizens.finish();
      await one.end((last) => last.stop());
      await provider.settled();
      const found = foundIn(file);
      const verdict = holdAgainst(found, citizens.history, provider.accepted);
      return { verdict, found, handedOver: provider.accepted.length };
    },
    async close() {
      await node?.kill();
      await provider.close();
    },
  };
  return one;
}
