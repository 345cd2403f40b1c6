/** What a database holds after a run, against what citizens were told outside of it. */
import Database from "better-sqlite3";
import type pg from "pg";
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

/** What a database holds, whichever engine has it. */
export interface Found {
  requests: readonly { ref: string; person: string }[];
  /** How many messages there are in each state. */
  messages: ReadonlyMap<string, number>;
  /** What SQLite says of its file; a server says it of itself, by starting. */
  sound: string;
}

const REQUESTS = "select ref, person from requests";
const MESSAGES = "select state, cast(count(*) as integer) as many from messages group by state";

interface Counted {
  state: string;
  many: number;
}

const byState = (rows: readonly Counted[]) => new Map(rows.map(({ state, many }) => [state, many]));

export function foundIn(file: string): Found {
  const db = new Database(file, { readonly: true });
  try {
    return {
      requests: db.prepare<[], Found["requests"][number]>(REQUESTS).all(),
      messages: byState(db.prepare<[], Counted>(MESSAGES).all()),
      sound: String(db.pragma("integrity_check", { simple: true })),
    };
  } finally {
    db.close();
  }
}

export async function foundOn(client: pg.Client): Promise<Found> {
  const { rows: requests } = await client.query<Found["requests"][number]>(REQUESTS);
  const { rows: states } = await client.query<Counted>(MESSAGES);
  return { requests, messages: byState(states), sound: "ok" };
}

/** Every citizen has one phone and sends one request; `sms` is the provider's own witness. */
export function holdAgainst(
  { requests, messages, sound }: Found,
  { references, wrong, dialled }: History,
  sms: readonly AcceptedSms[],
): Verdict {
  const known = new Set(requests.map(({ ref }) => ref));
  const untold = [...references.values()].filter((ref) => !known.has(ref));
  const told = [...messages.values()].reduce((sum, many) => sum + many, 0);
  return {
    lost: [
      ...wrong,
      ...untold.map((ref) => `${ref} was told, and no request has it`),
      ...(told < references.size
        ? [`${references.size} requests were told, ${told} messages are known`]
        : []),
    ],
    twice: [
      ...repeated(requests.map(({ person }) => person)).map((who) => `${who} has two requests`),
      ...(requests.length > references.size
        ? [`${requests.length} requests for ${references.size} citizens who sent one`]
        : []),
      ...repeated(sms.map(({ to, text }) => `${to} got twice: ${text}`)),
      ...strangers(sms, dialled),
    ],
    requests: requests.length,
    ambiguous: messages.get("ambiguous") ?? 0,
    sound,
  };
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
