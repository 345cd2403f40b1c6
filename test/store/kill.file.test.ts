import { once } from "node:events";
import { expect, test } from "vitest";
import { connect } from "../../src/store/connection.ts";
import { openFile, temporaryFile } from "./file.ts";
import { startServer } from "./server-process.ts";

/** Each costs the start of a process, about a second; thirty were run when this was written. */
const KILLS = 8;

/** Kills a server after some answers; returns all that it gave. */
async function liveAndDie(file: string, life: number): Promise<string[]> {
  const { server, lines } = startServer(file, life);
  const answers: string[] = [];
  // Another number of answers each time, so that the kill falls in different places of a batch.
  const enough = 1 + ((life * 37) % 101);
  for await (const line of lines) {
    if (line !== "open") answers.push(line);
    if (answers.length === enough) server.kill("SIGKILL");
  }
  return answers;
}

test("a server killed again and again has kept every commit it acknowledged", async () => {
  const file = temporaryFile();
  const acknowledged: string[] = [];
  for (let life = 0; life < KILLS; life += 1) {
    acknowledged.push(...(await liveAndDie(file, life)));
  }
  const db = connect(file);
  const kept = new Set(db.prepare("select name from settings").pluck().all());
  expect(acknowledged.length).toBeGreaterThan(KILLS);
  expect(acknowledged.filter((name) => !kept.has(name))).toEqual([]);
  expect(db.pragma("integrity_check", { simple: true })).toBe("ok");
  db.close();
}, 60_000);

test("a second server is refused while the first lives and may start once it was killed", async () => {
  const file = temporaryFile();
  const { server, lines } = startServer(file, 0);
  await once(lines, "line");
  expect(() => openFile({ file, serve: true })).toThrow(/another Njia server runs/);
  const command = openFile({ file, serve: false });
  await command.close();
  server.kill("SIGKILL");
  await once(server, "exit");
  await openFile({ file, serve: true }).close();
}, 20_000);
