/**
 * Citizens who go on whatever happens to the server, and remember all that they were told.
 *
 * What they remember is the history that a store is held against: it lies outside of the server, and a
 * reply is noted the moment it has come. Whoever gets no reply, or an apology, asks the same again, as a gateway
 * may, until there is one. One reply in so many is asked for twice at the same moment, and one for a second
 * time, each wherever `up` sends it.
 */
import { setTimeout as after } from "node:timers/promises";
import { monotonic } from "../../src/base/clock.ts";
import { bodyOf, dialogueOf } from "../bench/dialogues.ts";
import { Expected } from "../bench/expect.ts";
import { USSD_PATH } from "../bench/settings.ts";
import type { Dice } from "./random.ts";

/** One in so many replies is asked for again; and one in so many twice at once. */
const REPEATED = 5;
/** Milliseconds until somebody who got no reply asks again. */
const PAUSE_MS = 20;
const REFERENCE = /\d{4} \d{4}/;
/** The channel's own, in whatever language. */
const APOLOGY = /^END .*(hitilafu ni yetu|fault is ours)/s;

/** The last day of the bursary, which is another one when the clock shows another year. */
const CLOSES = /31 Jan \d{4}/g;
/** What citizens are told whose call is too old, with answers that are kept and without; a clock that leaps makes it so. */
const EXPIRED =
  /^END .*(Muda wa simu hii umeisha|This call took too long|Simu hii imekwisha|This call is over)/s;

export interface History {
  /** Dialogues that were begun: those of the first so many sessions. */
  dialled: number;
  /** Replies that came, those to repeats not counted. */
  acknowledged: number;
  repeats: number;
  /** Callbacks that got no reply and were made again. */
  broken: number;
  /** Those that got an apology, and were made again too. */
  apologies: number;
  /** Calls that were told to be too old, and were given up. */
  expired: number;
  /** Milliseconds of the reply or apology that took longest. */
  slowestMs: number;
  /** Replies to callbacks that were made for the first time after `since`, an instant of the monotonic clock. */
  fresh: { since: number; many: number };
  /** By port: when the last callback was made that got its reply there, on the monotonic clock. */
  answered: Map<number, number>;
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
  /** After `finish`: they dial again. */
  begin(): void;
}

/** `up` says where a callback goes, as a balancer does, and waits until there is a server. */
export function openCitizens(many: number, up: () => Promise<number>, dice: Dice): Citizens {
  const history: History = {
    dialled: 0,
    acknowledged: 0,
    repeats: 0,
    broken: 0,
    apologies: 0,
    expired: 0,
    slowestMs: 0,
    fresh: { since: Infinity, many: 0 },
    answered: new Map(),
    references: new Map(),
    wrong: [],
  };
  const expected = new Expected();
  let finishing = false;
  let awaited = { at: Infinity, reached: () => {} };

  /** The reply to a hop, however often it has to be asked for. */
  async function ask(session: number, hop: number, isNew = true): Promise<string> {
    for (let first = isNew; ; first = false, await after(PAUSE_MS)) {
      const port = await up();
      const since = monotonic();
      try {
        const response = await fetch(`http://127.0.0.1:${port}${USSD_PATH}`, {
          method: "POST",
          headers: { "content-type": "application/x-www-form-urlencoded" },
          body: bodyOf(session, hop),
        });
        const reply = await response.text();
        if (response.status !== 200) throw new Error(`a status of ${response.status}`);
        history.slowestMs = Math.max(history.slowestMs, monotonic() - since);
        if (!APOLOGY.test(reply)) {
          if (first && since > history.fresh.since) history.fresh.many++;
          history.answered.set(port, Math.max(since, history.answered.get(port) ?? 0));
          return reply;
        }
        history.apologies++;
      } catch {
        history.broken++;
      }
    }
  }

  /** False where the dialogue ends with it. */
  function note(session: number, hop: number, reply: string): boolean {
    if (EXPIRED.test(reply)) {
      history.expired++;
      return false;
    }
    try {
      // Letters are bytes there.
      const text = reply.replaceAll(CLOSES, "31 Jan");
      expected.check(session, hop, Buffer.from(text).toString("latin1"));
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
      const twice = dice.between(1, REPEATED) === 1;
      const asked = Array.from({ length: twice ? 2 : 1 }, () => ask(session, hop));
      const [reply = "", other = reply] = await Promise.all(asked);
      if (!note(session, hop, reply)) return;
      if (other !== reply)
        history.wrong.push(`twice at once was answered ${JSON.stringify(other)}`);
      if (hop === turns.length - 1) {
        const [told = ""] = REFERENCE.exec(reply) ?? [];
        history.references.set(session, told.replace(" ", ""));
      }
      if (dice.between(1, REPEATED) > 1) continue;
      history.repeats++;
      const again = await ask(session, hop, false);
      if (again !== reply) history.wrong.push(`a repeat was answered ${JSON.stringify(again)}`);
    }
  }

  let all: Promise<void>[] = [];
  const begin = () => {
    finishing = false;
    all = Array.from({ length: many }, async () => {
      while (!finishing) await dial(++history.dialled);
    });
  };
  begin();
  return {
    history,
    begin,
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
