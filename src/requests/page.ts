/**
 * Lists of requests for officers, a page at a time: the most pressing first, then the oldest.
 *
 * A page goes on behind a place, not after a count: requests that are opened while somebody pages are
 * neither skipped nor make others come twice, for they come last. One whose priority changes meanwhile moves,
 * and may be missed or met again.
 */
import { and, asc, eq, isNull, lt, sql, type Column, type SQL } from "drizzle-orm";
import { z } from "zod";
import type { Vault } from "../base/vault.ts";
import { statement, type Given, type Statement } from "../store/statement.ts";
import type { Store } from "../store/store.ts";
import type { Tables } from "../store/tables.ts";
import { wardHashesOf } from "./requests.ts";
import type { RequestState } from "./state.ts";

/** Requests on a page, at most. */
export const PAGE_MAX = 100;

/** A request in a list: without ids of people or of rows. */
export type ListedRequest = Omit<RequestState, "id" | "person" | "release">;

/** What a list is narrowed to; all of what is given holds. */
export interface Filters {
  service?: string;
  status?: string;
  /** Id of a ward, as it stands in the answer. */
  ward?: string;
  /** Id of an officer; null = those that nobody works on. */
  assigned?: string | null;
  /** Those whose deadline has passed at this instant, in epoch milliseconds. */
  overdueAt?: number;
}

/** Behind which request a page goes on. */
export interface Place {
  priority: number;
  /** Epoch milliseconds. */
  openedAt: number;
  id: string;
}

/** Before every request. */
const START: Place = { priority: 2_147_483_647, openedAt: -1, id: "" };

interface PageValues {
  turn: number;
  opened_at: number;
  id: string;
  service: string;
  status: string;
  assigned: string;
  at: number;
  /** Rows, at most. */
  rows: number;
}

type PageRow = ListedRequest & { id: string };

/** A column as a filter asks for it. */
type Seen = (column: Column) => SQL;

/** Names of filters and what each asks of a row; the ward's is made for its number of hashes. */
const CONDITIONS: Readonly<
  Record<string, (t: Tables, given: Given<PageValues>, seen: Seen) => SQL>
> = {
  service: ({ requests }, given, seen) => eq(seen(requests.service), given.service),
  status: ({ requests }, given, seen) => eq(seen(requests.status), given.status),
  assigned: ({ requests }, given, seen) => eq(seen(requests.assigned), given.assigned),
  nobody: ({ requests }) => isNull(requests.assigned),
  overdue: ({ requests }, given) => lt(requests.deadline, given.at),
};

/**
 * Few have a deadline: only those that are open. So of what is overdue their index is walked, and the other
 * filters are kept from bringing in theirs, with every request there ever was.
 */
const seenIn = (names: readonly string[]): Seen =>
  names.includes("overdue") ? (column) => sql`coalesce(${column}, '')` : (column) => sql`${column}`;

const wardName = (place: number) => `ward_${place}`;

/** One statement for each set of filters, so that the engine may use the index that fits. */
const statements = new Map<string, Statement<PageValues, PageRow[]>>();

function pageStatement(names: readonly string[], wards: number): Statement<PageValues, PageRow[]> {
  const name = ["requests.page", ...names, ...(wards > 0 ? [`ward${wards}`] : [])].join("_");
  let found = statements.get(name);
  if (found === undefined) {
    const seen = seenIn(names);
    found = statement(name, (q, t, given: Given<PageValues>) =>
      q
        .select({
          id: t.requests.id,
          ref: t.requests.ref,
          service: t.requests.service,
          status: t.requests.status,
          statusAt: t.requests.status_at,
          openedAt: t.requests.opened_at,
          priority: t.requests.priority,
          version: t.requests.version,
          assigned: t.requests.assigned,
          deadline: t.requests.deadline,
          lateAt: t.requests.late_at,
          assistedBy: t.requests.assisted_by,
          objectedAt: t.requests.objected_at,
        })
        .from(t.requests)
        .where(
          and(
            behind(t, given),
            ...names.map((filter) => CONDITIONS[filter]?.(t, given, seen)),
            wards > 0 ? inWard(seen(t.requests.ward_hash), wards) : undefined,
          ),
        )
        .orderBy(asc(t.requests.turn), asc(t.requests.opened_at), asc(t.requests.id))
        .limit(sql.placeholder("rows")),
    );
    statements.set(name, found);
  }
  return found;
}

const behind = ({ requests }: Tables, given: Given<PageValues>) =>
  sql`(${requests.turn}, ${requests.opened_at}, ${requests.id}) > (${given.turn}, ${given.opened_at}, ${given.id})`;

function inWard(ward: SQL, wards: number): SQL {
  const hashes = Array.from(
    { length: wards },
    (_, place) => sql`${sql.placeholder(wardName(place))}`,
  );
  return sql`${ward} in (${sql.join(hashes, sql`, `)})`;
}

/** Up to `limit` requests (at most `PAGE_MAX`) behind a place, and where the next page begins. */
export async function pageOfRequests(
  store: Store,
  vault: Vault,
  { filters, after, limit }: { filters: Filters; after: Place | null; limit: number },
): Promise<{ requests: ListedRequest[]; next: Place | null }> {
  const { service, status, ward, assigned, overdueAt } = filters;
  // Several hashes only while look-up keys are being rotated.
  const hashes = ward === undefined ? [] : wardHashesOf(vault, ward);
  const names = [
    ...(service === undefined ? [] : ["service"]),
    ...(status === undefined ? [] : ["status"]),
    ...(assigned === undefined ? [] : [assigned === null ? "nobody" : "assigned"]),
    ...(overdueAt === undefined ? [] : ["overdue"]),
  ];
  const { priority, openedAt: opened_at, id } = after ?? START;
  const size = Math.min(limit, PAGE_MAX);
  const rows = await store.read(pageStatement(names, hashes.length), {
    turn: 0 - priority,
    opened_at,
    id,
    service: service ?? "",
    status: status ?? "",
    assigned: assigned ?? "",
    at: overdueAt ?? 0,
    // One more than is shown: whether there is a next page.
    rows: size + 1,
    ...Object.fromEntries(hashes.map((hash, place) => [wardName(place), hash])),
  });
  const page = rows.slice(0, size);
  const last = rows.length > size ? page.at(-1) : undefined;
  return {
    requests: page.map(listed),
    next: last === undefined ? null : placeOf(last),
  };
}

/** Without its row's id. */
function listed(row: PageRow): ListedRequest {
  const { id: _, ...rest } = row;
  return rest;
}

function placeOf({ priority, openedAt, id }: PageRow): Place {
  return { priority, openedAt, id };
}

/** A place as an opaque word for a URL. */
export function cursorOf({ priority, openedAt, id }: Place): string {
  return Buffer.from(JSON.stringify([priority, openedAt, id])).toString("base64url");
}

/** As `cursorOf` writes it, within what the columns hold on either engine. */
const written = z.tuple([z.int32(), z.int().min(-1), z.string().max(64)]);

/** The place a cursor stands for; null when it is none of ours. */
export function readCursor(cursor: string): Place | null {
  let read: unknown;
  try {
    read = JSON.parse(Buffer.from(cursor, "base64url").toString());
  } catch {
    // What is no JSON is no cursor.
    return null;
  }
  const { data } = written.safeParse(read);
  if (data === undefined) return null;
  const [priority, openedAt, id] = data;
  const place = { priority, openedAt, id };
  // What decodes to a place and is not how it is written was made up by somebody.
  return cursorOf(place) === cursor ? place : null;
}
