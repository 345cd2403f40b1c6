/**
 * Citizens who go on whatever happens to the server, and remember all that they were told.
 *
 * What they remember is the history that a store is held against: it lies outside of the server, and a
 * reply is noted the moment it has come. Whoever gets no reply asks the same again, as a gateway may, until
 * there is one; and one reply in so many is asked for a second time.
 */
import { bodyOf, dialogueOf } from "../bench/dialogues.ts";
import { Expected } from "../bench/expect.ts";
import { USSD_PATH } from "../bench/settings.ts";
import type { Dice } from "./random.ts";

/** One in so many replies is asked for again. */
const REPEATED = 5;
const REFERENCE = /\d{4} \d{4}/;

export interface History {
  /** Replies that came, those to repeats not counted. */
  acknowledged: number;
  repeats: number;
  /** Callbacks that got no reply and were made again. */
  broken: number;
  /** By session: the reference that its citizen was told, without its blank. */
  references: Map<number, string>;
  /** What no citizen should see, in words. */
  wrong: string[];
}

export interface Citizens {
  history: History;
  /** Resolves when so many replies more have come. */
  replies(more: number): Promise<void>;
  /** Nobody dials any more; resolves when all that were under way have their reference. */
  finish(): Promise<void>;
}

/** `up` says where the server is, and waits until there is one. */
export function openCitizens(many: number, up: () => Promise<number>, dice: Dice): Citizens {
  const history: History = {
    acknowledged: 0,
    repeats: 0,
    broken: 0,
    references: new Map(),
    wrong: [],
  };
  const expected = new Expected();
  let next = 1;
  let finishing = false;
  let awaited = { at: Infinity, reached: () => {} };

  /** The reply to a hop, however often it has to be asked for. */
  async function ask(session: number, hop: number): Promise<string> {
    for (;;) {
      const port = await up();
      try {
        const response = await fetch(`http://127.0.0.1:${port}${USSD_PATH}`, {
          method: "POST",
          headers: { "content-type": "application/x-www-form-urlencoded" },
          body: bodyOf(session, hop),
        });
        const reply = await response.text();
        if (response.status !== 200) throw new Error(`a status of ${response.status}`);
        return reply;
      } catch {
        history.broken++;
      }
    }
  }

  function note(session: number, hop: number, reply: string): boolean {
    try {
      // Letters are bytes there.
      expected.check(session, hop, Buffer.from(reply).toString("latin1"));
    } catch (error) {
      history.wrong.push(error instanceof Error ? error.message : String(error));
      return false;
    }
    if (++history.acknowledged >= awaited.at) awaited.reached();
    return true;
  }

  async function dial(session: number): Promise<void> {
    const { turns } = dialogueOf(session);
    for (let hop = 0; hop < turns.length; hop++) {
      const reply = await ask(session, hop);
      if (!note(session, hop, reply)) return;
      if (hop === turns.length - 1) {
        const [told = ""] = REFERENCE.exec(reply) ?? [];
        history.references.set(session, told.replace(" ", ""));
      }
      if (dice.between(1, REPEATED) > 1) continue;
      history.repeats++;
      const again = await ask(session, hop);
      if (again !== reply) history.wrong.push(`a repeat was answered ${JSON.stringify(again)}`);
    }
  }

  const all = Array.from({ length: many }, async () => {
    while (!finishing) await dial(next++);
  });
  return {
    history,
    replies: (more) =>
      new Promise((reached) => {
        awaited = { at: history.acknowledged + more, reached };
      }),
    async finish() {
      finishing = true;
      await Promise.all(all);
    },
  };
}
