/** Whether a copy of a database is whole, and what it was when it was made. Called by `backup`. */
import { createHash } from "node:crypto";
import { createReadStream, existsSync, readFileSync } from "node:fs";
import { pipeline } from "node:stream/promises";
import { connectToRead, storageFault } from "./connection.ts";
import { CopyFault } from "./copy-fault.ts";
import { StoreFault } from "./fault.ts";

/** Reads every page and every index. @throws StoreFault `corrupt` */
export function checkSound(file: string): void {
  const db = connectToRead(file);
  try {
    const found = db.pragma("integrity_check(1)", { simple: true });
    const ours = db.prepare("select 1 from sqlite_master where name = '__drizzle_migrations'");
    if (found !== "ok" || ours.get() === undefined) throw new StoreFault("corrupt");
    if (db.pragma("foreign_key_check", { simple: true }) !== undefined) {
      throw new StoreFault("corrupt");
    }
  } catch (error) {
    throw storageFault(error) ?? error;
  } finally {
    db.close();
  }
}

export async function sumOf(file: string): Promise<string> {
  const sum = createHash("sha256");
  await pipeline(createReadStream(file), sum);
  return sum.digest("hex");
}

/** What FILE.sha256 says; null where there is none. @throws CopyFault where it cannot be read */
export function sumBeside(file: string): string | null {
  const beside = `${file}.sha256`;
  if (!existsSync(beside)) return null;
  const [, sum] = /^([0-9a-f]{64}) /.exec(readFileSync(beside, "utf8")) ?? [];
  if (sum === undefined) throw new CopyFault(`${beside} holds no SHA-256`);
  return sum;
}
