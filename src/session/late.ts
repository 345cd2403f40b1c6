/**
 * Late answers: what a citizen was promised an SMS for is finished, once, whatever happens to whom.
 *
 * Owns when a question is asked again, and when it is given up. A row has one holder at a time, by its
 * fence and lease, and goes in the commit that puts the answer into the draft and queues the SMS. Only
 * connectors that are safe to repeat are asked again. Called by `serve`, and by `look-ups` for an answer
 * that came behind its deadline.
 */
import { sendScreen } from "../actions/send-screen.ts";
import type { Clock } from "../base/clock.ts";
import { plain } from "../base/gsm7.ts";
import { newId, type Random } from "../base/ids.ts";
import type { Vault } from "../base/vault.ts";
import type { Answers } from "../menu/contract.ts";
import { inputsOf, isLookedUp, markerOf, withLookedUp } from "../menu/looked-up.ts";
import type { CompiledScreen, Release } from "../menu/model.ts";
import { say } from "../menu/text.ts";
import { valuesOf } from "../menu/values.ts";
import { amendDraft, type KeptDraft, keptDraft } from "../people/drafts.ts";
import { contactOf } from "../people/people.ts";
import type { Store, Write } from "../store/store.ts";
import type { Agency, Said } from "./agency.ts";
import { dropLookUp, dueLookUps, LEASE_MS, retake, type OpenLookUp } from "./look-up-rows.ts";
import type { Releases } from "./releases.ts";

/** How often it looks for what is due, in milliseconds. */
const LOOK_EVERY_MS = 5_000;
/** After the first call that failed; doubled with each. */
const AGAIN_MS = 30_000;
const AGAIN_MAX_MS = 900_000;
/** Times a settlement is decided again because the draft was saved meanwhile. */
const TRIES_MAX = 5;

export interface LateNeeds {
  store: Store;
  vault: Vault;
  releases: Pick<Releases, "get">;
  clock: Clock;
  random: Random;
  agency: Agency;
  on?: LateEvents;
}

export interface LateEvents {
  late?: (fact: LateFact) => void;
  fault?: (error: unknown) => void;
}

/** What became of an owed answer: `again` where it is asked once more. */
export interface LateFact {
  connector: string;
  came: "found" | "none" | "failed" | "again" | "moved_on";
}

export interface Late {
  /** What an answer that came late leads to, for whoever holds the row. Never rejects. */
  finish(row: OpenLookUp, said: Said): Promise<void>;
  /** Asks for what is due, and resolves when all of it is settled. */
  drain(): Promise<void>;
  /** Looks by itself from now on. */
  start(): void;
  /** Breaks off calls; what they were for is taken up when its lease is over. */
  close(): Promise<void>;
}

export function openLate(needs: LateNeeds): Late {
  const { store, vault, releases, clock, random, agency, on = {} } = needs;
  const stopped = new AbortController();
  let looking: Promise<void> | null = null;
  let timer: NodeJS.Timeout | null = null;

  async function settle(row: OpenLookUp, said: Said): Promise<void> {
    const { asking } = row;
    const at = clock();
    const release = await releases.get(row.release);
    const connector = release?.channel.connectors.get(asking.connector);
    const mayRepeat = said.is === "late" || (said.is === "broken" && connector?.safe === true);
    if (mayRepeat && at < row.endsAt) {
      // One that is only made up has not been asked yet.
      const tries = said.is === "late" ? 0 : row.tries;
      const wait = Math.min(AGAIN_MS * 2 ** Math.max(0, row.tries - 1), AGAIN_MAX_MS);
      const dueAt = said.is === "late" ? at : at + wait;
      await store.commit([retake(row, { fence: newId(at, random), tries, dueAt, leaseUntil: 0 })]);
      return on.late?.({ connector: asking.connector, came: "again" });
    }
    for (let tries = 0; tries < TRIES_MAX; tries++) {
      const { came, writes } = await told(row, said, at);
      const committed = await store.commit([dropLookUp(row, "conflict"), ...writes]);
      if (committed.done) return on.late?.({ connector: asking.connector, came });
      // Either the draft was saved just now, or somebody else holds the row and has done it.
    }
  }

  /** The answer in the draft and the SMS; nothing where the application has moved on. */
  async function told(
    row: OpenLookUp,
    said: Said,
    at: number,
  ): Promise<{ came: LateFact["came"]; writes: Write[] }> {
    const { person, service, name, asking } = row;
    const kept = await keptDraft(store, vault, { person, service, at });
    const release = await releases.get(kept?.draft.release ?? row.release);
    const screen = release?.screens.get(`${service}/${name}`);
    if (
      kept === null ||
      release === null ||
      screen === undefined ||
      !waits(screen, kept, asking.marker)
    ) {
      return { came: "moved_on", writes: [] };
    }
    const { draft } = kept;
    const found = said.is === "found" ? withLookedUp(screen, draft.answers, said.fields, at) : null;
    const amended = found === null ? [] : [amendDraft(kept, { person, at, answers: found })];
    const contact = await contactOf(store, vault, person);
    const came = said.is === "found" || said.is === "none" ? said.is : "failed";
    if (contact === null || screen.lookUp === null) return { came, writes: amended };
    const sms = {
      id: newId(at, random),
      screen: `${service}/${name}`,
      text: wordsOf(release, screen, { came, answers: found ?? draft.answers, row, ...contact }),
      release,
      person,
      at,
      phone: contact.phone,
    };
    return { came, writes: [...amended, sendScreen(vault, sms)] };
  }

  async function finish(row: OpenLookUp, said: Said): Promise<void> {
    try {
      await settle(row, said);
    } catch (error) {
      // It is owed all the same: the lease runs out, and it is taken up again.
      on.fault?.(error);
    }
  }

  async function takeUp(row: OpenLookUp): Promise<void> {
    const at = clock();
    const next = {
      fence: newId(at, random),
      tries: row.tries + 1,
      dueAt: row.dueAt,
      leaseUntil: at + LEASE_MS,
    };
    const taken = await store.commit([retake(row, next)]);
    if (!taken.done) return;
    const held = { ...row, ...next };
    const release = await releases.get(row.release);
    const connector = release?.channel.connectors.get(row.asking.connector);
    const over = at >= row.endsAt || connector === undefined;
    // Whoever asked is gone, and perhaps was heard.
    if (over || (row.tries > 0 && !connector.safe))
      return finish(held, { is: "broken", why: "given_up" });
    const said = await agency.ask(connector, row.asking.inputs, {
      signal: stopped.signal,
      owed: true,
    });
    if (!stopped.signal.aborted) await finish(held, said);
  }

  async function lookOnce(): Promise<void> {
    const due = await dueLookUps(store, vault, clock());
    const done = await Promise.allSettled(due.map(takeUp));
    for (const each of done) if (each.status === "rejected") on.fault?.(each.reason);
  }

  const drain = () =>
    (looking ??= lookOnce()
      .catch((error: unknown) => on.fault?.(error))
      .finally(() => {
        looking = null;
      }));

  return {
    finish,
    drain,
    start() {
      timer ??= setInterval(() => void drain(), LOOK_EVERY_MS);
    },
    async close() {
      if (timer !== null) clearInterval(timer);
      stopped.abort();
      await looking;
    },
  };
}

/** True while the draft still stands before this very question. */
function waits(screen: CompiledScreen, { draft }: KeptDraft, marker: string): boolean {
  const inputs = inputsOf(screen, draft.answers);
  return inputs !== null && markerOf(inputs) === marker && !isLookedUp(screen, draft.answers);
}

interface Telling {
  came: LateFact["came"];
  answers: Answers;
  row: OpenLookUp;
  language: string | null;
}

function wordsOf(
  release: Release,
  { lookUp, service }: CompiledScreen,
  { came, answers, row, language: chosen }: Telling,
): string {
  const language = chosen ?? release.channel.languages[0]?.is ?? "en";
  const words = came === "failed" ? lookUp?.failed : lookUp?.sms;
  const speaking = { release, language, service, answers, code: row.asking.code };
  return words === undefined ? "" : plain(say(words, language, valuesOf(speaking)));
}
