/**
 * The requests that a report counts, with the lines of their history that decide, a page at a time.
 *
 * Reads and never writes. Selects nothing sealed: neither answers nor notes nor phones. A page is one read
 * of a few milliseconds, so that neither memory nor the write-ahead log grows with the report.
 */
import { and, asc, eq, inArray, lt, sql, type SQL } from "drizzle-orm";
import { statement, type Given } from "../../store/statement.ts";
import type { Reader } from "../../store/store.ts";
import type { Tables } from "../../store/tables.ts";
import type { Line } from "./outcome.ts";

/** Requests of a page, of some five lines each. */
const PAGE = 500;

/** Lines that change what a request came to. */
const DECIDING = ["submit", "move", "late"];

/** Instants in epoch milliseconds. */
export interface CountedRequest {
  id: string;
  service: string;
  /** Digest of the release it was sent on. */
  release: string;
  openedAt: number;
  /** Of the status it is in; null = none. */
  deadline: number | null;
  /** Id of the officer who sent it for its citizen, and when that one said that they had not agreed; null = not so. */
  assistedBy: string | null;
  objectedAt: number | null;
  /** Oldest first. */
  lines: Line[];
}

interface PageValues {
  /** Behind which request it goes on. */
  opened_at: number;
  id: string;
  before: number;
  service: string;
}

const pageOf = (name: string, only: (t: Tables, given: Given<PageValues>) => SQL | undefined) =>
  statement(name, (q, t, given: Given<PageValues>) => {
    const page = q
      .select({
        id: t.requests.id,
        service: t.requests.service,
        release: t.requests.release,
        opened_at: t.requests.opened_at,
        deadline: t.requests.deadline,
        assisted_by: t.requests.assisted_by,
        objected_at: t.requests.objected_at,
      })
      .from(t.requests)
      .where(
        and(
          sql`(${t.requests.opened_at}, ${t.requests.id}) > (${given.opened_at}, ${given.id})`,
          lt(t.requests.opened_at, given.before),
          only(t, given),
        ),
      )
      .orderBy(asc(t.requests.opened_at), asc(t.requests.id))
      .limit(PAGE)
      .as("page");
    return q
      .select({
        id: page.id,
        service: page.service,
        release: page.release,
        openedAt: page.opened_at,
        deadline: page.deadline,
        assistedBy: page.assisted_by,
        objectedAt: page.objected_at,
        action: t.history.action,
        actor: t.history.actor,
        to: t.history.to_status,
        at: t.history.at,
      })
      .from(page)
      .innerJoin(t.history, eq(t.history.request, page.id))
      .where(inArray(t.history.action, DECIDING))
      .orderBy(asc(page.opened_at), asc(page.id), asc(t.history.seq));
  });

const pageOfAll = pageOf("report.page", () => undefined);
/**
 * The service is compared as an expression, which no index has: by the one on services every page
 * would sort all that are left, and 600,000 requests took minutes.
 */
const pageOfService = pageOf(
  "report.page_of_service",
  ({ requests }, given) => sql`${requests.service} || '' = ${given.service}`,
);

const selectServices = statement("report.services", (q, t, _given: Given<object>) =>
  q.select({ service: t.requests.service }).from(t.requests).groupBy(t.requests.service),
);

/** The services that have requests, in order of name. */
export async function servicesInStore(store: Pick<Reader, "read">): Promise<string[]> {
  const rows = await store.read(selectServices, {});
  return rows.map(({ service }) => service).sort();
}

/** Requests opened from `from` until before `before`, the oldest first; of one service or of all. */
export async function* requestsOpened(
  store: Pick<Reader, "read">,
  { from, before, service }: { from: number; before: number; service: string | null },
): AsyncGenerator<CountedRequest> {
  const page = service === null ? pageOfAll : pageOfService;
  let after = { opened_at: from, id: "" };
  for (;;) {
    const rows = await store.read(page, { ...after, before, service: service ?? "" });
    let request: CountedRequest | null = null;
    for (const { action, actor, to, at, ...of } of rows) {
      if (request?.id !== of.id) {
        if (request !== null) yield request;
        request = { ...of, lines: [] };
      }
      request.lines.push({ action, actor, to, at });
    }
    if (request === null) return;
    yield request;
    after = { opened_at: request.openedAt, id: request.id };
  }
}
