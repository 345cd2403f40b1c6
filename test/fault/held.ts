/** What a database holds after a run, against what citizens were told outside of it. */
import Database from "better-sqlite3";
import type { AcceptedSms } from "../../src/cli/fake-at/fake-at.ts";
import { phoneNumber } from "../bench/dialogues.ts";
import type { History } from "./citizens.ts";

export interface Verdict {
  /** Replies that citizens had and the server knew nothing of afterwards, in words. */
  lost: string[];
  /** What happened twice: requests of one intent, or messages handed over, in words. */
  twice: string[];
  requests: number;
  /** Messages nobody knows the fate of: shown to staff, and not sent again. */
  ambiguous: number;
  /** What SQLite says of its file. */
  sound: string;
}

interface RequestRow {
  ref: string;
  person: string;
}

/** Every citizen has one phone and sends one request; `sms` is the provider's own witness. */
export function holdAgainst(
  file: string,
  { references, wrong }: History,
  sms: readonly AcceptedSms[],
): Verdict {
  const db = new Database(file, { readonly: true });
  try {
    const rows = db.prepare<[], RequestRow>("select ref, person from requests").all();
    const known = new Set(rows.map(({ ref }) => ref));
    const untold = [...references.values()].filter((ref) => !known.has(ref));
    const states = db
      .prepare<[], { state: string; many: number }>(
        "select state, count(*) many from messages group by state",
      )
      .all();
    const messages = states.reduce((sum, { many }) => sum + many, 0);
    const soundness = db.pragma("integrity_check", { simple: true });
    return {
      lost: [
        ...wrong,
        ...untold.map((ref) => `${ref} was told, and no request has it`),
        ...(messages < references.size
          ? [`${references.size} requests were told, ${messages} messages are known`]
          : []),
      ],
      twice: [
        ...repeated(rows.map(({ person }) => person)).map((who) => `${who} has two requests`),
        ...(rows.length > references.size
          ? [`${rows.length} requests for ${references.size} citizens who sent one`]
          : []),
        ...repeated(sms.map(({ to }) => to)).map((to) => `${to} got a message twice`),
        ...strangers(sms, references.size + 1),
      ],
      requests: rows.length,
      ambiguous: states.find(({ state }) => state === "ambiguous")?.many ?? 0,
      sound: String(soundness),
    };
  } finally {
    db.close();
  }
}

function repeated(all: readonly string[]): string[] {
  const seen = new Set<string>();
  return all.filter((each) => seen.size === seen.add(each).size);
}

/** Messages to nobody who dialled. */
function strangers(sms: readonly AcceptedSms[], sessions: number): string[] {
  const phones = new Set(
    Array.from({ length: sessions + 1 }, (_, session) => phoneNumber(session)),
  );
  return sms.filter(({ to }) => !phones.has(to)).map(({ to }) => `${to} never dialled`);
}
