/** A primary and the standby it waits for, gone when the test ends. */
import { onTestFinished } from "vitest";
import { openPostgresServer } from "./postgres-server.ts";
import { standbyOf } from "./standby.ts";

export async function openPair() {
  const primary = await openPostgresServer();
  onTestFinished(() => primary.close());
  const { server: standby, between } = await standbyOf(primary, true);
  onTestFinished(() => between.close());
  onTestFinished(() => standby.close());
  const place = { url: primary.url("postgres"), standby: true };
  return { primary, standby, between, place };
}
