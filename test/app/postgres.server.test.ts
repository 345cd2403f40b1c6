/** A whole server on PostgreSQL, as citizens and supervisors see it when the database goes away. */
import { expect, onTestFinished, test } from "vitest";
import { openPostgresServer } from "../store/postgres-server.ts";
import { dial, openTrial } from "./trial.ts";

test("the database server is killed: an apology, 503, and it goes on by itself once it is there", async () => {
  const server = await openPostgresServer();
  onTestFinished(() => server.close());
  const database = { url: server.url("postgres"), standby: false };
  const trial = await openTrial({ database });
  const ready = async () => (await fetch(`${trial.url}/health/ready`)).status;
  expect(trial.lines.of("database")).toMatchObject([{ fsync: "on", synchronous_commit: "on" }]);
  expect((await dial(trial.port, "s1")).body).toMatch(/^CON /);
  const kept = await dial(trial.port, "s1", "2");
  expect(kept.body).toMatch(/^CON /);
  expect(await ready()).toBe(200);

  await server.kill();
  const lost = await dial(trial.port, "s2");
  expect(lost).toMatchObject({ status: 200, body: expect.stringMatching(/^END /) });
  expect(trial.lines.of("fault").at(-1)).toMatchObject({ errorCode: "unreachable" });
  expect(await ready()).toBe(503);

  await server.start();
  await expect.poll(ready, { timeout: 30_000 }).toBe(200);
  expect((await dial(trial.port, "s2")).body).toMatch(/^CON /);
  // The same callback again has the reply that was stored before.
  expect((await dial(trial.port, "s1", "2")).body).toBe(kept.body);
  expect(trial.lines.of("reach").map(({ there }) => there)).toEqual([false, true]);
  expect(trial.fatal).toEqual([]);
  // Nothing that was said has the password.
  const { password } = new URL(database.url);
  expect(trial.lines.text() + trial.told.join("")).not.toContain(password);
  await trial.stop();
});
