/** One phone in a world of its own: dials, types, and may send what no phone would. */
import { onTestFinished } from "vitest";
import { CODE, openWorld, type Callback, type World, type WorldOptions } from "../world.ts";

export async function testWorld(options: WorldOptions = {}): Promise<World> {
  const world = await openWorld(options);
  onTestFinished(() => world.close());
  return world;
}

let calls = 0;

/** A call that joins what is typed as gateways do. */
export class Call {
  readonly world: World;
  callback: Callback;

  constructor(world: World, over: Partial<Callback> = {}) {
    this.world = world;
    this.callback = {
      gateway: "africastalking",
      session: `call-${++calls}`,
      phone: "+254711000001",
      network: "63902",
      code: CODE,
      text: "",
      ...over,
    };
  }

  /** The body of the reply to the last of these; the dial itself when there is none. */
  async type(...replies: string[]): Promise<string> {
    let body = "";
    for (const typed of replies) {
      const { text } = this.callback;
      this.callback = { ...this.callback, text: text === "" ? typed : `${text}*${typed}` };
      body = await this.send();
    }
    return body;
  }

  async send(over: Partial<Callback> = {}): Promise<string> {
    return (await this.world.hop({ ...this.callback, ...over })).body;
  }

  async dial(): Promise<this> {
    await this.send();
    return this;
  }
}

/** Everything a leak report takes, in English, up to its check screen. */
export const REPORT = ["2", "3", "2", "1", "1", "1", "Near the gate", "2", "1"] as const;

export function referenceIn(body: string): string {
  const [reference] = /\d{4} \d{4}/.exec(body) ?? [];
  if (reference === undefined) throw new Error(`no reference in ${body}`);
  return reference;
}
