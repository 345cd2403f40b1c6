/**
 * Subscriptions: systems of agencies that are told what becomes of requests.
 *
 * Owns the rows; the address and the secrets lie under a seal. Refuses to change one on a version that
 * is not the current one, and to keep a secret that signs nothing any more. Called by `console`, and by
 * `deliverer`.
 */
import { and, asc, eq, isNull, sql } from "drizzle-orm";
import type { Unsealed, Vault } from "../base/vault.ts";
import { statement, type Given } from "../store/statement.ts";
import { write, type Store, type Write } from "../store/store.ts";

/** Milliseconds the old secret signs beside a new one. */
const OLD_SECRET_MS = 86_400_000;
/** Subscriptions at once: each may have a few calls under way. */
export const SUBSCRIPTIONS_MAX = 50;

interface NewRow {
  id: string;
  name: string;
  service: string | null;
  target: Unsealed;
  at: number;
}

const addRow = statement("subscriptions.add", (q, t, given: Given<NewRow>) =>
  q.insert(t.subscriptions).values({
    id: given.id,
    name: given.name,
    service: given.service,
    target: given.target,
    version: 1,
    created_at: given.at,
    failures: 0,
    paused_until: 0,
  }),
);

type Change = { id: string; version: number; target: Unsealed };

const setTarget = statement("subscriptions.rotate", (q, t, given: Given<Change>) =>
  q
    .update(t.subscriptions)
    .set({ target: given.target, version: sql`${t.subscriptions.version} + 1` })
    .where(
      and(
        eq(t.subscriptions.id, given.id),
        eq(t.subscriptions.version, given.version),
        isNull(t.subscriptions.ended_at),
      ),
    ),
);

const endRow = statement(
  "subscriptions.end",
  (q, t, given: Given<Change & { at: number; reason: string }>) =>
    q
      .update(t.subscriptions)
      .set({
        target: given.target,
        ended_at: given.at,
        ended_reason: given.reason,
        version: sql`${t.subscriptions.version} + 1`,
      })
      .where(
        and(
          eq(t.subscriptions.id, given.id),
          eq(t.subscriptions.version, given.version),
          isNull(t.subscriptions.ended_at),
        ),
      ),
);

const selectAll = statement("subscriptions.list", (q, t, _given: Given<object>) =>
  q
    .select({
      id: t.subscriptions.id,
      name: t.subscriptions.name,
      service: t.subscriptions.service,
      target: t.subscriptions.target,
      version: t.subscriptions.version,
      createdAt: t.subscriptions.created_at,
      failures: t.subscriptions.failures,
      pausedUntil: t.subscriptions.paused_until,
      endedAt: t.subscriptions.ended_at,
      endedReason: t.subscriptions.ended_reason,
    })
    .from(t.subscriptions)
    .orderBy(asc(t.subscriptions.created_at), asc(t.subscriptions.id)),
);

export interface Subscription {
  id: string;
  name: string;
  /** Whose requests it is told of; null = those of every service. */
  service: string | null;
  target: Uint8Array;
  /** Of what administrators change. */
  version: number;
  /** Epoch milliseconds; so are `pausedUntil` and `endedAt`, which is null while it is told. */
  createdAt: number;
  /** Deliveries that failed one after the other. */
  failures: number;
  pausedUntil: number;
  endedAt: number | null;
  /** `by_staff`, or `gone` where its system answered 410. */
  endedReason: string | null;
}

/** What lies under the seal. */
export interface Target {
  /** Empty only of one that was ended while it did not open. */
  url: string;
  /** The newest first. */
  secrets: readonly {
    secret: string;
    /** Epoch milliseconds; null = until the next one. */ until: number | null;
  }[];
}

/** @throws VaultError */
export function openTarget(
  vault: Vault,
  { id, target }: Pick<Subscription, "id" | "target">,
): Target {
  return JSON.parse(vault.open(targetAt(id), target)) as Target; // sealed by `sealedTarget`
}

/** The secrets that sign at an instant, the newest first. */
export function secretsAt({ secrets }: Target, at: number): string[] {
  return secrets.flatMap(({ secret, until }) => (until === null || until > at ? secret : []));
}

function sealedTarget(id: string, target: Target, at: number): Unsealed {
  return { at: targetAt(id), now: at, plain: JSON.stringify(target) };
}

const targetAt = (row: string) => ({ table: "subscriptions", column: "target", row });

interface NewSubscription {
  /** Fresh. */
  id: string;
  name: string;
  service: string | null;
  /** One that the connector calls. */
  url: string;
  secret: string;
  /** Epoch milliseconds. */
  at: number;
}

export function addSubscription({ id, name, service, url, secret, at }: NewSubscription): Write {
  const target = sealedTarget(id, { url, secrets: [{ secret, until: null }] }, at);
  return write(addRow, { id, name, service, target, at }, "conflict");
}

/**
 * Signs with a new secret, and for a day with the one before it as well: with no older one, so that one
 * that leaked is got rid of by changing twice. A conflict when the subscription has changed or ended.
 */
export function changeSecret(
  { id, version }: Subscription,
  { url, secrets }: Target,
  { secret, at }: { secret: string; at: number },
): Write {
  const old = secrets.slice(0, 1).map((each) => ({ ...each, until: at + OLD_SECRET_MS }));
  const target = sealedTarget(id, { url, secrets: [{ secret, until: null }, ...old] }, at);
  return write(setTarget, { id, version, target }, "conflict");
}

/**
 * Tells it nothing more; its secrets go, and its address where nobody could open it. A conflict when the
 * subscription has changed or ended.
 */
export function endSubscription(
  { id, version }: Subscription,
  known: Pick<Target, "url"> | null,
  { at, reason }: { at: number; reason: "by_staff" | "gone" },
): Write {
  const target = sealedTarget(id, { url: known?.url ?? "", secrets: [] }, at);
  return write(endRow, { id, version, target, at, reason }, "conflict");
}

/** Every subscription there ever was, oldest first. */
export function listSubscriptions(store: Store): Promise<Subscription[]> {
  return store.read(selectAll, {});
}

/** Null where there is none. They are few. */
export async function findSubscription(
  store: Store,
  by: { id: string },
): Promise<Subscription | null> {
  return (await listSubscriptions(store)).find(({ id }) => id === by.id) ?? null;
}
