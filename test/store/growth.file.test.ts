/** How large the log beside a file becomes, whatever holds it up. */
import { statSync } from "node:fs";
import Database from "better-sqlite3";
import { expect, onTestFinished, test } from "vitest";
import { add, openFile, temporaryFile } from "./file.ts";

const MB = 1_000_000;

test("the log is as large as between two checkpoints, and again after somebody who read for long", async () => {
  const file = temporaryFile();
  const store = openFile({ file, serve: true });
  onTestFinished(() => store.close());
  const size = () => statSync(`${file}-wal`).size / MB;
  const long = "x".repeat(MB);
  const write = async (name: string) => {
    for (let at = 0; at < 80; at++) await store.commit([add(`${name} ${at}`, long)]);
  };
  await write("first");
  // 4,000 pages of 4 kB, and the commit that goes over them.
  expect(size()).toBeLessThan(20);
  const reader = new Database(file, { readonly: true });
  onTestFinished(() => void reader.close());
  reader.exec("begin");
  reader.prepare("select count(*) from settings").get();
  await write("second");
  expect(size()).toBeGreaterThan(80);
  reader.exec("commit");
  await write("third");
  expect(size()).toBeLessThan(40);
});
