/**
 * Tokens: what staff and their programs show to be let in.
 *
 * 256 random bits, shown once. Only their SHA-256 is stored: it needs no salt and no slow hash, since
 * nobody can guess what it is of. A token opens until it or its owner is ended.
 */
import { and, asc, eq, gt, isNull, like, or } from "drizzle-orm";
import { createHash } from "node:crypto";
import type { Random } from "../base/ids.ts";
import { statement, type Given } from "../store/statement.ts";
import { write, type Store, type Write } from "../store/store.ts";
import { staffOf, type Staff } from "./roles.ts";

const TOKEN_BYTES = 32;
/** So that a token is known for what it is wherever it turns up: in a log, in a repository. */
const PREFIX = "njia_";
const TOKEN = /^njia_[A-Za-z0-9_-]{43}$/;
/** Digits of the hash by which a token is told apart from others; nothing is learnt from them. */
export const SHORT_CHARS = 12;

const addToken = statement(
  "tokens.add",
  (q, t, given: Given<{ hash: string; staff: string; at: number }>) =>
    q.insert(t.tokens).values({ hash: given.hash, staff: given.staff, created_at: given.at }),
);

const endOne = statement("tokens.end", (q, t, given: Given<{ hash: string; at: number }>) =>
  q
    .update(t.tokens)
    .set({ ended_at: given.at })
    .where(and(eq(t.tokens.hash, given.hash), isNull(t.tokens.ended_at))),
);

const endAll = statement("tokens.end_all", (q, t, given: Given<{ staff: string; at: number }>) =>
  q
    .update(t.tokens)
    .set({ ended_at: given.at })
    .where(and(eq(t.tokens.staff, given.staff), isNull(t.tokens.ended_at))),
);

const selectOwner = statement("tokens.owner", (q, t, given: Given<{ hash: string; at: number }>) =>
  q
    .select({
      id: t.staff.id,
      name: t.staff.name,
      role: t.staff.role,
      createdAt: t.staff.created_at,
      endedAt: t.staff.ended_at,
    })
    .from(t.tokens)
    .innerJoin(t.staff, eq(t.staff.id, t.tokens.staff))
    .where(
      and(
        eq(t.tokens.hash, given.hash),
        or(isNull(t.tokens.ended_at), gt(t.tokens.ended_at, given.at)),
        or(isNull(t.staff.ended_at), gt(t.staff.ended_at, given.at)),
      ),
    ),
);

const selectTokens = statement("tokens.list", (q, t, given: Given<{ beginning: string }>) =>
  q
    .select({
      hash: t.tokens.hash,
      staff: t.tokens.staff,
      createdAt: t.tokens.created_at,
      endedAt: t.tokens.ended_at,
    })
    .from(t.tokens)
    .where(like(t.tokens.hash, given.beginning))
    .orderBy(asc(t.tokens.created_at), asc(t.tokens.hash)),
);

export interface Token {
  /** SHA-256 of the token, hexadecimal. */
  hash: string;
  /** Id of its owner. */
  staff: string;
  /** Epoch milliseconds; so is `endedAt`, which is null while it opens. */
  createdAt: number;
  endedAt: number | null;
}

/** A fresh token of somebody who is in `staff`, and the write that lets it open. Show it once. */
export function makeToken(
  { staff, at }: { staff: string; at: number },
  random: Random,
): { token: string; write: Write } {
  const token = PREFIX + Buffer.from(random(TOKEN_BYTES)).toString("base64url");
  return { token, write: write(addToken, { hash: hashOf(token), staff, at }, "conflict") };
}

/** Refused with `no_such_token` where none of this hash opens. */
export function endToken({ hash, at }: { hash: string; at: number }): Write {
  return write(endOne, { hash, at }, { refuse: "no_such_token" });
}

export function endAllTokens(of: { staff: string; at: number }): Write {
  return write(endAll, of, "fine");
}

/** Whose token it is at `at`, in epoch milliseconds; null where it opens nothing. */
export async function findByToken(store: Store, token: string, at: number): Promise<Staff | null> {
  if (!TOKEN.test(token)) return null;
  const rows = await store.read(selectOwner, { hash: hashOf(token), at });
  return rows.flatMap(staffOf)[0] ?? null;
}

/** Every token whose hash begins so, ended ones too, oldest first. */
export function listTokens(store: Store, beginning = ""): Promise<Token[]> {
  if (!/^[0-9a-f]*$/.test(beginning)) return Promise.resolve([]);
  return store.read(selectTokens, { beginning: `${beginning}%` });
}

function hashOf(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}
