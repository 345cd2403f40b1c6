/**
 * The vault: what is sealed at rest, how a phone is looked up, and the MACs of session texts.
 *
 * Owns every key. Refuses a seal that was moved to another row, column or table, and any that was
 * changed. Called wherever a row holds answers, phones or screens; never writes keys anywhere.
 */
import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  hash,
  hkdfSync,
  timingSafeEqual,
  type KeyObject,
} from "node:crypto";
import { systemRandom, type Random } from "./ids.ts";

/** A named 256-bit key. */
export interface Key {
  id: string;
  bytes: Uint8Array;
}

/** Where a seal belongs: it opens nowhere else. */
export interface SealedAt {
  table: string;
  column: string;
  row: string;
}

/** Words that are sealed where they are written, by the store: nothing else turns them into bytes. */
export interface Unsealed {
  at: SealedAt;
  /** Epoch milliseconds. */
  now: number;
  plain: string;
}

/** AES-256-GCM under one key, derived for the UTC day of `now`. */
export type Seal = (words: Unsealed) => Uint8Array;

/** Why a seal does not open. */
export class VaultError extends Error {
  readonly code: "unknown_key" | "not_authentic" | "malformed";

  constructor(code: VaultError["code"]) {
    super(`vault: ${code}`);
    this.name = "VaultError";
    this.code = code;
  }
}

export interface Vault {
  /** Seals under the first key. */
  seal: Seal;
  /** @throws VaultError */
  open(at: SealedAt, sealed: Uint8Array): string;
  /** Keyed hash (HMAC-SHA-256, 256 bits, base64url) under the first look-up key. */
  lookup(kind: string, value: string): string;
  /** The same under every look-up key, the first one first: for reading during a rotation. */
  lookups(kind: string, value: string): readonly string[];
}

const VERSION = 1;
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const DAY_MS = 86_400_000;
/** Days whose keys are kept derived: sessions and drafts of today and of the last weeks. */
const DAYS_MAX = 64;
/**
 * Phones whose look-ups are kept: a call asks some seven times for its own, and each takes 3.3 µs and leaves an object that
 * the collector has to look after.
 */
const PHONES_MAX = 1_024;

/** Reads `id:base64,id2:base64`. Errors name the variable, never the key. */
export function parseKeys(text: string, name: string): Key[] {
  const keys = text.split(",").map((part, index) => {
    const [, id, base64] = /^\s*([a-z0-9_-]{1,16}):([A-Za-z0-9+/]+={0,2})\s*$/.exec(part) ?? [];
    if (id === undefined || base64 === undefined) {
      throw new Error(
        `${name}: key ${index + 1} does not read "id:base64" (id: a-z 0-9 _ -, at most 16)`,
      );
    }
    const bytes = Buffer.from(base64, "base64");
    if (bytes.length !== KEY_BYTES) {
      throw new Error(`${name}: key "${id}" has ${bytes.length} bytes; it must have ${KEY_BYTES}`);
    }
    return { id, bytes };
  });
  const twice = keys.find(({ id }, index) => keys.findIndex((key) => key.id === id) !== index);
  if (twice !== undefined) throw new Error(`${name}: key "${twice.id}" is named twice`);
  return keys;
}

/** Opens a vault; the first key of each kind writes, all of them read. */
export function openVault({
  vaultKeys,
  lookupKeys,
}: {
  vaultKeys: Key[];
  lookupKeys: Key[];
}): Vault {
  const lookers = lookupKeys.map(({ bytes }) => createSecretKey(bytes));
  if (lookers.length === 0) throw new Error("a vault needs a key of each kind");
  const dayKey = dayKeys(vaultKeys);
  const keyed = (kind: string, value: string) =>
    lookers.map((key) => createHmac("sha256", key).update(`${kind}\0${value}`).digest("base64url"));
  const phones = new Map<string, readonly string[]>();
  const lookups = (kind: string, value: string) => {
    if (kind !== "phone") return keyed(kind, value);
    let hashes = phones.get(value);
    if (hashes === undefined) {
      if (phones.size === PHONES_MAX) phones.clear();
      phones.set(value, (hashes = keyed(kind, value)));
    }
    return hashes;
  };
  return {
    seal: sealer(vaultKeys),
    open: (at, sealed) => {
      const { id, day, head, nonce, body, tag } = parts(sealed);
      const key = vaultKeys.some((known) => known.id === id) ? dayKey(id, day) : null;
      if (key === null) throw new VaultError("unknown_key");
      const decipher = createDecipheriv("aes-256-gcm", key, nonce);
      decipher.setAAD(boundTo(at, head));
      decipher.setAuthTag(tag);
      try {
        return decipher.update(body, undefined, "utf8") + decipher.final("utf8");
      } catch {
        // Node says only "unable to authenticate": which byte was wrong is nobody's business.
        throw new VaultError("not_authentic");
      }
    },
    // There is one for each key, and a key at least.
    lookup: (kind, value) => lookups(kind, value)[0] ?? "",
    lookups,
  };
}

/** What seals under the first of the keys; the thread that writes needs no more. */
export function sealer([key]: readonly Key[]): Seal {
  if (key === undefined) throw new Error("a vault needs a key of each kind");
  const dayKey = dayKeys([key]);
  const dayOf = (day: number) => ({ day, key: dayKey(key.id, day), head: header(key.id, day) });
  // Looked up and put together anew for each seal, and joined by `concat`, they were a fifth of its cost.
  let of = dayOf(0);
  return ({ at, now, plain }) => {
    const day = Math.floor(now / DAY_MS);
    if (of.day !== day) of = dayOf(day);
    const { head } = of;
    const nonce = systemRandom(NONCE_BYTES);
    const cipher = createCipheriv("aes-256-gcm", of.key, nonce);
    cipher.setAAD(boundTo(at, head));
    const body = cipher.update(plain, "utf8");
    cipher.final();
    const front = head.length + NONCE_BYTES;
    const sealed = Buffer.allocUnsafe(front + body.length + TAG_BYTES);
    sealed.set(head);
    sealed.set(nonce, head.length);
    sealed.set(body, front);
    sealed.set(cipher.getAuthTag(), front + body.length);
    return sealed;
  };
}

/**
 * One AES key per vault key and day: AES-GCM with random nonces allows 2^32 messages a key, which a
 * day at 10,000 seals a second stays below. KeyObjects seal four times faster than raw bytes.
 */
function dayKeys(keys: readonly Key[]): (id: string, day: number) => KeyObject {
  const derived = new Map<string, KeyObject>();
  return (id, day) => {
    const name = `${id} ${day}`;
    let key = derived.get(name);
    if (key === undefined) {
      const secret = keys.find((known) => known.id === id)?.bytes ?? new Uint8Array(0);
      key = createSecretKey(
        Buffer.from(hkdfSync("sha256", secret, "", `njia row ${day}`, KEY_BYTES)),
      );
      const [oldest] = derived.keys();
      if (derived.size >= DAYS_MAX && oldest !== undefined) derived.delete(oldest);
      derived.set(name, key);
    }
    return key;
  };
}

function header(id: string, day: number): Buffer {
  const head = Buffer.alloc(2 + id.length + 4);
  head[0] = VERSION;
  head[1] = id.length;
  head.write(id, 2, "latin1");
  head.writeUInt32BE(day, 2 + id.length);
  return head;
}

/** Length-prefixed, so that no two places ever read the same. */
function boundTo({ table, column, row }: SealedAt, head: Buffer): Buffer {
  return Buffer.from(
    `${table.length}:${table}${column.length}:${column}${row.length}:${row}${head.toString("latin1")}`,
  );
}

function parts(sealed: Uint8Array) {
  const bytes = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength);
  const idLength = bytes[1] ?? 0;
  const headLength = 2 + idLength + 4;
  if (bytes[0] !== VERSION || bytes.length < headLength + NONCE_BYTES + TAG_BYTES) {
    throw new VaultError("malformed");
  }
  return {
    id: bytes.toString("latin1", 2, 2 + idLength),
    day: bytes.readUInt32BE(2 + idLength),
    head: bytes.subarray(0, headLength),
    nonce: bytes.subarray(headLength, headLength + NONCE_BYTES),
    body: bytes.subarray(headLength + NONCE_BYTES, bytes.length - TAG_BYTES),
    tag: bytes.subarray(bytes.length - TAG_BYTES),
  };
}

/** A fresh 256-bit key for one session's text MACs, base64: always of the same length. */
export function newMacKey(random: Random): string {
  return Buffer.from(random(KEY_BYTES)).toString("base64");
}

/**
 * MAC of a cumulative text, base64url: texts hold PINs, so they are never kept. SHA3-256 over key and
 * text: its sponge needs no nesting as HMAC has it for SHA-2, and at two a hop it costs 0.5 µs where an
 * HMAC costs 1.3 and leaves an object that the collector has to look after.
 */
export function textMac(key: string, text: string): string {
  return hash("sha3-256", key + text, "base64url");
}

/**
 * How many of the secrets a text is: each is compared, in constant time and whatever the lengths.
 * Their digests are made once, which leaves one for each text that is held against them.
 */
export function secretsOf(secrets: readonly string[]): (text: string) => number {
  const digest = (text: string) => hash("sha256", text, "buffer");
  const digests = secrets.map(digest);
  return (text) => {
    const asked = digest(text);
    return digests.filter((each) => timingSafeEqual(each, asked)).length;
  };
}
