/** What a sender on a server of several does while its clock is doubted. */
import { expect, test, vi } from "vitest";
import { startSending } from "../../src/sending.ts";
import { BEAT_EVERY_MS } from "../../src/store/roster.ts";
import { testDatabase } from "../store/database.ts";
import { testKeys } from "../store/vault.ts";

test("whoever sends leaves SMS and events to others for as long as its clock is doubted", async () => {
  vi.useFakeTimers({ toFake: ["setInterval", "Date"] });
  const { place, ready, raw } = testDatabase();
  await ready;
  const sms = {
    username: "sandbox",
    apiKey: "a",
    from: null,
    url: "http://127.0.0.1:9/messaging",
  };
  const quiet = { from: 0, until: 0, timeZone: "Africa/Nairobi" };
  const rules = { quiet, caps: { phone: 9, all: 9 }, balanceAlarm: null };
  const eventsAllow = { hosts: [], networks: [] };
  const sending = await startSending({ place, ...testKeys(), sms, eventsAllow }, () => rules, {});
  const kinds = async () => {
    vi.advanceTimersByTime(BEAT_EVERY_MS);
    const rows = await raw<{ kind: string }>("select kind from workers order by kind");
    return rows.map(({ kind }) => kind);
  };
  await expect.poll(kinds).toEqual(["events", "sms"]);
  vi.setSystemTime(Date.now() + 7_200_000);
  await expect.poll(kinds).toEqual([]);
  vi.setSystemTime(Date.now() - 7_200_000);
  await expect.poll(kinds).toEqual(["events", "sms"]);
  await sending.close();
});
