/**
 * Claims: what requests hold, each one of so many places, so that no two have the same.
 *
 * Owns the table and how a place is taken: by one statement that finds the lowest free seat and takes it,
 * so that of two at once one is told, on either engine. What is claimed is kept as a keyed hash alone; it
 * follows from the answers of the request. Called by actions, in the commit that opens or moves the request.
 */
import { and, asc, count, eq, exists, gt, gte, sql } from "drizzle-orm";
import type { Vault } from "../base/vault.ts";
import { statement, type Given } from "../store/statement.ts";
import { write, type Store, type Write } from "../store/store.ts";
import type { SealedRequest } from "./state.ts";

/** What is claimed, and how many can. */
export interface Place {
  /** In the clear: holds answers. */
  pool: string;
  /** Epoch milliseconds; 0 = of no instant. */
  at: number;
  places: number;
  /** The code of the refusal once all are taken. */
  otherwise: string;
}

interface NewClaim {
  pool: string;
  at: number;
  places: number;
  request: string;
}

/**
 * A seat is free where nobody sits; the lowest free one is the first, or stands behind one that is
 * taken. Where two take it at once the later one meets the primary key, and looks again.
 */
const takeSeat = statement("claims.take", (q, t, given: Given<NewClaim>) => {
  const { claims } = t;
  const taken = sql`select ${claims.seat} from ${claims} where ${claims.pool} = ${given.pool} and ${claims.at} = ${given.at}`;
  const behind = sql`select ${claims.seat} + 1 from ${claims} where ${claims.pool} = ${given.pool} and ${claims.at} = ${given.at}`;
  return q.insert(claims).select(
    sql`select cast(${given.pool} as text), cast(${given.at} as bigint), min(free.seat), cast(${given.request} as text)
      from (select 0 as seat union ${behind}) as free
      where free.seat < ${given.places} and free.seat not in (${taken})
      having min(free.seat) is not null`,
  );
});

const freeSeats = statement("claims.free", (q, t, given: Given<{ request: string }>) =>
  q.delete(t.claims).where(eq(t.claims.request, given.request)),
);

const freeOne = statement(
  "claims.free_one",
  (q, t, given: Given<{ request: string; pool: string }>) =>
    q
      .delete(t.claims)
      .where(and(eq(t.claims.request, given.request), eq(t.claims.pool, given.pool))),
);

const countTaken = statement("claims.taken", (q, t, given: Given<{ pool: string; from: number }>) =>
  q
    .select({ at: t.claims.at, seats: count().mapWith(Number) })
    .from(t.claims)
    .where(and(eq(t.claims.pool, given.pool), gte(t.claims.at, given.from)))
    .groupBy(t.claims.at),
);

/** Rows looked at in one go. */
const PAGE = 500;

const selectHolders = statement("claims.holders", (q, t, given: Given<{ after: string }>) =>
  q
    .select({
      id: t.requests.id,
      service: t.requests.service,
      release: t.requests.release,
      openedAt: t.requests.opened_at,
      answers: t.requests.answers,
    })
    .from(t.requests)
    .where(
      and(
        gt(t.requests.id, given.after),
        exists(
          q
            .select({ seat: t.claims.seat })
            .from(t.claims)
            .where(eq(t.claims.request, t.requests.id)),
        ),
      ),
    )
    .orderBy(asc(t.requests.id))
    .limit(PAGE),
);

type Holder = Pick<SealedRequest, "id" | "service" | "release" | "openedAt" | "answers">;

/** What a pool is found by, under every look-up key, the first one first. */
export function poolHashes(vault: Vault, pool: string): readonly string[] {
  return vault.lookups(KIND, pool);
}

const KIND = "claim";

/**
 * The request takes a place, under every look-up key: while keys are rotated, those that were taken under
 * the old one count. Refused with `otherwise` when none is free.
 */
export function takePlace(vault: Vault, request: string, place: Place): Write[] {
  return poolHashes(vault, place.pool).map((pool) => seatWrite(request, pool, place));
}

/** One row of it. */
function seatWrite(
  request: string,
  pool: string,
  { at, places, otherwise }: Omit<Place, "pool">,
): Write {
  return write(takeSeat, { pool, at, places, request }, { refuse: otherwise }, "conflict");
}

/** Under another hash, as many as there may be: it holds a place already. A conflict where it is done. */
export function takeAnew(request: string, pool: string, place: Omit<Place, "pool">): Write {
  return seatWrite(request, pool, { ...place, places: SEATS_MAX });
}

/** No waiting room is as large, and it fits a column of 32 bits. */
const SEATS_MAX = 1_000_000;

/** What it holds under one hash is free. */
export function freePool(request: string, pool: string): Write {
  return write(freeOne, { request, pool }, "fine");
}

/** Requests that hold something, behind an id; "" begins, and null comes after the last. */
export async function holdersBehind(
  store: Store,
  after: string,
): Promise<{ holders: Holder[]; next: string | null }> {
  const holders = await store.read(selectHolders, { after });
  return { holders, next: holders.length < PAGE ? null : (holders.at(-1)?.id ?? null) };
}

/**
 * How many places are taken of a pool, by the instant, from one on. Under whichever look-up key there are
 * most: while keys are rotated, some claims are under one of them alone.
 */
export async function takenOf(
  store: Store,
  vault: Vault,
  { pool, from }: { pool: string; from: number },
): Promise<Map<number, number>> {
  const taken = new Map<number, number>();
  for (const hash of poolHashes(vault, pool)) {
    for (const { at, seats } of await store.read(countTaken, { pool: hash, from })) {
      taken.set(at, Math.max(seats, taken.get(at) ?? 0));
    }
  }
  return taken;
}

/** Whatever the request holds is free again. */
export function freePlaces(request: string): Write {
  return write(freeSeats, { request }, "fine");
}
