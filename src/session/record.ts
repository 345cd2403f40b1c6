/**
 * What a session leaves in the store: one row, with its state and all its replies under one seal.
 *
 * Owns what is sealed. Only keyed MACs of the texts are written, never a text. Called by `hop`.
 */
import type { Phone } from "../base/phone.ts";
import { textMac, type Vault } from "../base/vault.ts";
import type { Hop, Reply } from "../gateway/contract.ts";
import type { Snapshot } from "../menu/contract.ts";
import { write, type Store, type Write } from "../store/store.ts";
import type { Baseline } from "./history.ts";
import * as rows from "./rows.ts";

/** A session's greatest age. Networks end it after 180 s, and GSM allows 600 s. */
export const SESSION_AGE_MS = 600_000;

/**
 * Hops of a session at most. In the 600 s that GSM allows nobody reads 200 screens, and each hop
 * writes the replies before it again: 12 of them on the average, and some 40 kB at the 200th.
 */
export const HOPS_MAX = 200;

/** When it was dialled; epoch milliseconds. */
export const begunAt = ({ expiresAt }: Pick<Session, "expiresAt">): number =>
  expiresAt - SESSION_AGE_MS;

/** What is sealed of a session beside its replies. */
export interface State {
  snapshot: Snapshot;
  /** Key of this session's text MACs, base64: keys of the vault may rotate, this one stays. */
  key: string;
  /** What the session is called in logs; kept, because a keyed hash costs 4 µs at every hop. */
  mark: string;
}

/** A session as it is between two hops: its row, opened. */
export interface Session {
  /** `gateway:sessionId`. */
  id: string;
  version: number;
  phoneHash: string;
  /** Whose it is, once a callback has proven it against the hash. */
  phone: Phone | null;
  serviceCode: string;
  person: string;
  /** Digest of the session's release. */
  release: string;
  /** Epoch milliseconds. */
  expiresAt: number;
  closed: boolean;
  /** What is remembered of the texts so far. */
  baseline: Baseline;
  state: State;
  /** What every text so far was answered, a line each: written on, and read at a repeat alone. */
  replies: string;
}

/** `gateway:sessionId`: ids are unique per gateway only. */
export function sessionId(of: { gateway: string; sessionId: string }): string {
  return `${of.gateway}:${of.sessionId}`;
}

/** Letters of a session's mark: 72 bits, so that no two of a year are the same. */
const MARK_LETTERS = 12;

/** What a session is called in logs: its own id is the gateway's, and may hold anything. */
export function markOf(vault: Vault, hop: Pick<Hop, "gateway" | "sessionId">): string {
  return vault.lookup("session in the log", sessionId(hop)).slice(0, MARK_LETTERS);
}

/** The session as the store has it; null before its first hop was committed. @throws VaultError */
export async function loadSession(store: Store, vault: Vault, id: string): Promise<Session | null> {
  const [row] = await store.read(rows.loadSession, { id });
  if (row === undefined) return null;
  const sealed = vault.open(stateAt(id), row.state);
  // JSON has no line breaks of its own. The first line is the state; all are sealed below.
  const [first = ""] = sealed.split("\n", 1);
  const state = JSON.parse(first) as State;
  return {
    id,
    version: row.version,
    phoneHash: row.phone_hash,
    phone: null,
    serviceCode: row.service_code,
    person: row.person,
    release: row.release,
    expiresAt: row.expires_at,
    closed: row.closed_at !== null,
    baseline: { length: row.text_length, mac: row.text_mac, max: row.text_max },
    state,
    replies: sealed.slice(first.length),
  };
}

/**
 * Whether the callback is of the session's own phone and code. Under any of the look-up keys: a
 * rotation must not cut off the sessions under way.
 */
export function isOf(vault: Vault, session: Session, { phone, serviceCode }: Hop): boolean {
  if (serviceCode !== session.serviceCode) return false;
  if (session.phone !== null) return session.phone === phone;
  return vault.lookups("phone", phone).includes(session.phoneHash);
}

/** The reply that was given to the text of this MAC; null when there was none. */
export function storedReply({ replies }: Session, mac: string): Reply | null {
  const line = replies.split("\n").find((each) => each.startsWith(`["${mac}"`));
  return line === undefined ? null : (JSON.parse(line) as [string, Reply])[1]; // see `nextSession`
}

/** What a hop has made of a session. */
export interface Hopped {
  hop: Hop;
  /** Null on the first hop. */
  before: Session | null;
  person: string;
  /** Digest of the session's release. */
  release: string;
  state: State;
  reply: Reply;
  /** Epoch milliseconds. */
  at: number;
}

/** The session after the hop. */
export function nextSession(vault: Vault, hopped: Hopped): Session {
  const { hop, before, person, release, state, reply, at } = hopped;
  const { length } = hop.text;
  const mac = textMac(state.key, hop.text);
  return {
    id: sessionId(hop),
    version: (before?.version ?? 0) + 1,
    phoneHash: before?.phoneHash ?? vault.lookup("phone", hop.phone),
    phone: hop.phone,
    serviceCode: hop.serviceCode,
    person,
    release,
    expiresAt: before?.expiresAt ?? at + SESSION_AGE_MS,
    closed: false,
    baseline: {
      length,
      mac,
      max: Math.max(length, before?.baseline.max ?? 0),
    },
    state,
    replies: `${before?.replies ?? ""}\n${JSON.stringify([mac, reply])}`,
  };
}

/** What the row of the session becomes. */
export function sessionWrite(next: Session, { before, at }: Hopped): Write {
  const { id, version, baseline, state, replies } = next;
  const row = {
    id,
    text_length: baseline.length,
    text_max: baseline.max,
    text_mac: baseline.mac,
    state: { at: stateAt(id), now: at, plain: JSON.stringify(state) + replies },
  };
  if (before !== null) {
    const versions = { version: before.version, next_version: version };
    return write(rows.updateSession, { ...row, ...versions }, "conflict");
  }
  const { phoneHash: phone_hash, serviceCode: service_code, person, release } = next;
  const whose = { phone_hash, service_code, person, release };
  const ages = { started_at: at, expires_at: next.expiresAt };
  return write(rows.insertSession, { ...row, ...whose, ...ages }, "conflict");
}

/** Closes the session, if it is this phone's and open; anything else changes nothing. */
export function closing(vault: Vault, id: string, phone: Phone, at: number): Write[] {
  return vault
    .lookups("phone", phone)
    .map((phone_hash) => write(rows.closeSession, { id, phone_hash, at }, "fine"));
}

const stateAt = (row: string) => ({ table: "sessions", column: "state", row });
