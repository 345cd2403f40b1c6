/**
 * A disk that is ill, under the real store: loaded before a server (`--import`), it changes what the driver's own
 * `COMMIT` comes to, in every thread. What ails it says the variable `ILL_DISK`, as JSON.
 *
 * Each time it says so on standard error in a line that has INJECTED, as `strace` does where that one makes the fault.
 */
import { writeSync } from "node:fs";
import { threadId } from "node:worker_threads";
import Database from "better-sqlite3";
import { monotonic } from "../../src/base/clock.ts";
import { dice } from "./random.ts";

/** Commits are those of one thread, as its connection has them. */
export type Illness =
  /** The sync of one commit fails, once: the kernel would say of the next that it went well. */
  | { is: "unsynced"; seed: number; after: number }
  /** After so many commits nothing more fits for so long; then there is room again for as many. */
  | { is: "full"; seed: number; after: number; forMs: number }
  /** One commit in so many takes as long as this. */
  | { is: "slow"; seed: number; oneIn: number; ms: { from: number; to: number } };

/** More pages than any run has. */
const PAGES = 1_000_000_000;

const illness = JSON.parse(process.env["ILL_DISK"] ?? "") as Illness; // made by `sick`
const random = dice(illness.seed + threadId);
const say = (what: string) => void writeSync(2, `INJECTED: ${what}\n`);

/** Of one connection: what comes before a transaction, and in the place of its `COMMIT`. */
interface Course {
  begin(): void;
  commit(commit: () => Database.RunResult): Database.RunResult;
}

function unsynced(db: Database.Database, after: number): Course {
  let commits = 0;
  return {
    begin() {},
    commit(commit) {
      if (++commits !== after) return commit();
      // As SQLite leaves it: the transaction is undone.
      db.exec("ROLLBACK");
      say("a sync failed");
      throw new Database.SqliteError("disk I/O error", "SQLITE_IOERR_FSYNC");
    },
  };
}

function full(db: Database.Database, after: number, forMs: number): Course {
  let commits = 0;
  let freeAt: number | null = null;
  return {
    begin() {
      if (freeAt === null || monotonic() < freeAt) return;
      freeAt = null;
      commits = 0;
      db.pragma(`max_page_count = ${PAGES}`);
    },
    commit(commit) {
      const done = commit();
      if (++commits !== after) return done;
      freeAt = monotonic() + forMs;
      db.pragma(`max_page_count = ${Number(db.pragma("page_count", { simple: true }))}`);
      say("the disk is full");
      return done;
    },
  };
}

function slow(oneIn: number, { from, to }: { from: number; to: number }): Course {
  const nobody = new Int32Array(new SharedArrayBuffer(4));
  return {
    begin() {},
    commit(commit) {
      if (random.between(1, oneIn) === 1) {
        say("a slow commit");
        Atomics.wait(nobody, 0, 0, random.between(from, to));
      }
      return commit();
    },
  };
}

function courseOf(db: Database.Database): Course {
  switch (illness.is) {
    case "unsynced":
      return unsynced(db, illness.after);
    case "full":
      return full(db, illness.after, illness.forMs);
    case "slow":
      return slow(illness.oneIn, illness.ms);
  }
}

/** Whose transaction writes. */
const writing = new WeakSet<Database.Database>();
const courses = new WeakMap<Database.Database, Course>();
const prepare = Reflect.get(Database.prototype, "prepare");
Database.prototype.prepare = function prepareIll(this: Database.Database, text: string) {
  const statement: Database.Statement = prepare.call(this, text);
  const course = courses.get(this) ?? courseOf(this);
  courses.set(this, course);
  const run = statement.run.bind(statement);
  if (text === "BEGIN IMMEDIATE") {
    statement.run = () => {
      course.begin();
      const begun = run();
      writing.add(this);
      return begun;
    };
  }
  if (text === "COMMIT") {
    // The end of a read touches no disk.
    statement.run = () => (writing.delete(this) ? course.commit(run) : run());
  }
  return statement;
} as typeof prepare; // its overloads are told apart by types alone
