/**
 * What a session leaves in the store: its row with the sealed state, and one sealed reply per hop.
 *
 * Owns what is sealed where. Only keyed MACs of the texts are written, never a text. Called by `hop`.
 */
import type { KeyObject } from "node:crypto";
import type { Phone } from "../base/phone.ts";
import { macKey, textMac, type Vault } from "../base/vault.ts";
import type { Hop, Reply } from "../gateway/contract.ts";
import type { Snapshot } from "../menu/contract.ts";
import { write, type Store, type Write } from "../store/store.ts";
import * as rows from "./rows.ts";

/** A session's greatest age. Networks end it after 180 s, and GSM allows 600 s. */
export const SESSION_AGE_MS = 600_000;

/** The sealed half of a session's row. */
export interface State {
  snapshot: Snapshot;
  /** Key of this session's text MACs, base64: keys of the vault may rotate, this one stays. */
  key: string;
  /** What the session is called in logs; kept, because a keyed hash costs 4 µs at every hop. */
  mark: string;
}

export type Row = NonNullable<Awaited<ReturnType<typeof loadRow>>>;

/** `gateway:sessionId`: ids are unique per gateway only. */
export function sessionId(of: { gateway: string; sessionId: string }): string {
  return `${of.gateway}:${of.sessionId}`;
}

/** Letters of a session's mark: 72 bits, so that no two of a year are the same. */
const MARK_LETTERS = 12;

/** What a session is called in logs: its own id is the gateway's, and may hold anything. */
export function markOf(vault: Vault, hop: Hop): string {
  return vault.lookup("session in the log", sessionId(hop)).slice(0, MARK_LETTERS);
}

/** The session's row; null before its first hop was committed. */
export async function loadRow(store: Store, id: string) {
  const [row] = await store.read(rows.loadSession, { id });
  return row ?? null;
}

/** Under any of the look-up keys: a rotation must not cut off the sessions under way. */
export function isOf(vault: Vault, phone: Phone, row: Row): boolean {
  return vault.lookups("phone", phone).includes(row.phone_hash);
}

export function openState(vault: Vault, row: Row): State {
  return JSON.parse(vault.open(stateAt(row.id), row.state)) as State; // sealed by `sessionWrites`
}

export function keyOf({ key }: Pick<State, "key">): KeyObject {
  return macKey(Buffer.from(key, "base64"));
}

/** The reply that was given to this text before; null when there was none. */
export async function storedReply(
  store: Store,
  vault: Vault,
  session: string,
  mac: string,
): Promise<Reply | null> {
  const [stored] = await store.read(rows.loadReply, { session, mac });
  if (stored === undefined) return null;
  return JSON.parse(vault.open(replyAt(session, mac), stored.reply)) as Reply; // sealed by `sessionWrites`
}

export interface Hopped {
  hop: Hop;
  /** Null on the first hop. */
  row: Row | null;
  person: string;
  /** Digest of the session's release. */
  release: string;
  state: State;
  key: KeyObject;
  reply: Reply;
  /** Epoch milliseconds. */
  at: number;
}

/** What the row of the session and the row of this hop become. */
export function sessionWrites(vault: Vault, hopped: Hopped): Write[] {
  const { hop, row, person, release, state, key, reply, at } = hopped;
  const id = sessionId(hop);
  const mac = textMac(key, hop.text);
  const text = {
    text_length: hop.text.length,
    text_max: Math.max(hop.text.length, row?.text_max ?? 0),
    text_mac: mac,
    state: vault.seal(stateAt(id), at, JSON.stringify(state)),
  };
  const expires_at = row?.expires_at ?? at + SESSION_AGE_MS;
  const session =
    row === null
      ? write(
          rows.insertSession,
          {
            id,
            phone_hash: vault.lookup("phone", hop.phone),
            service_code: hop.serviceCode,
            person,
            release,
            started_at: at,
            expires_at,
            ...text,
          },
          "conflict",
        )
      : write(
          rows.updateSession,
          { id, version: row.version, next_version: row.version + 1, ...text },
          "conflict",
        );
  const kept = vault.seal(replyAt(id, mac), at, JSON.stringify(reply));
  return [
    session,
    write(rows.insertReply, { session: id, mac, reply: kept }, "conflict", "conflict"),
  ];
}

/** Closes the session, if it is this phone's and open; anything else changes nothing. */
export function closing(vault: Vault, id: string, phone: Phone, at: number): Write[] {
  return vault
    .lookups("phone", phone)
    .map((phone_hash) => write(rows.closeSession, { id, phone_hash, at }, "fine"));
}

const stateAt = (row: string) => ({ table: "sessions", column: "state", row });
const replyAt = (session: string, mac: string) => ({
  table: "hops",
  column: "reply",
  row: `${session} ${mac}`,
});
