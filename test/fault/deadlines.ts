/** What the clock has done to requests, as their histories have it, against what they were due at. */
import Database from "better-sqlite3";

/** What the clock did to a request at an instant. */
interface Line {
  request: string;
  what: string;
  at: number;
}

export interface Deadlines {
  /** By request: when its status must have changed. */
  due: ReadonlyMap<string, number>;
  /** Requests whose deadline was not acted on. */
  waiting: ReadonlySet<string>;
  lines: readonly Line[];
}

export function deadlinesIn(file: string): Deadlines {
  const db = new Database(file, { readonly: true });
  try {
    const requests = db
      .prepare<[], { id: string; deadline: number; late_at: number | null }>(
        "select id, deadline, late_at from requests where deadline is not null",
      )
      .all();
    const lines = db
      .prepare<[], Line>(
        "select request, action || ' ' || coalesce(from_status, '') || ' ' || coalesce(to_status, '') what, at from history where actor = 'clock'",
      )
      .all();
    return {
      due: new Map(requests.map(({ id, deadline }) => [id, deadline])),
      waiting: new Set(requests.filter(({ late_at }) => late_at === null).map(({ id }) => id)),
      lines,
    };
  } finally {
    db.close();
  }
}

/** What was done too early, or not at all, while a server showed some instant at least; in words. */
export function wrongBetween(before: Deadlines, after: Deadlines, shown: number): string[] {
  const early = after.lines
    .slice(before.lines.length)
    .filter(({ request, at }) => (before.due.get(request) ?? Infinity) > at);
  const missed = [...before.waiting].filter(
    (request) => (before.due.get(request) ?? Infinity) <= shown && after.waiting.has(request),
  );
  return [
    ...early.map(({ request, what }) => `${request}: ${what}, before its time`),
    ...missed.map((request) => `${request}: its deadline passed, and nothing was done`),
  ];
}

/** What was done twice to a request, in words. */
export function twiceIn({ lines }: Deadlines): string[] {
  const seen = new Set<string>();
  const names = lines.map(({ request, what }) => `${request}: ${what}`);
  return names.filter((name) => seen.size === seen.add(name).size);
}
