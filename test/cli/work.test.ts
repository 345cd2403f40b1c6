import { expect, onTestFinished, test, vi } from "vitest";
import { systemClock } from "../../src/base/clock.ts";
import type { Phone } from "../../src/base/phone.ts";
import { openVault } from "../../src/base/vault.ts";
import { openFakeAt } from "../../src/cli/fake-at/fake-at.ts";
import { startWork } from "../../src/cli/work.ts";
import { ConfigFault, type Config } from "../../src/config.ts";
import { checkKeys } from "../../src/keys.ts";
import { openLog } from "../../src/insight/log.ts";
import { queueMessage } from "../../src/messages/outbox.ts";
import { openLines } from "../app/edge.ts";
import { openTrial } from "../app/trial.ts";
import { openFile } from "../store/file.ts";
import { fileOf } from "../store/database.ts";

/** The settings of a server that has published its menus and is gone, and a fake to send to. */
async function left(): Promise<{ config: Config; fake: Awaited<ReturnType<typeof openFakeAt>> }> {
  const fake = await openFakeAt();
  onTestFinished(() => fake.close());
  const sms = { username: "mfano", apiKey: "key", from: null, url: fake.url };
  const trial = await openTrial();
  await trial.stop();
  return { config: { ...trial.config, sms }, fake };
}

const log = () => openLog("info", openLines().sink);

test("another process sends what the outbox has", async () => {
  const { config, fake } = await left();
  const store = openFile({
    file: fileOf(config.database),
    serve: false,
    vaultKeys: config.vaultKeys,
  });
  onTestFinished(() => store.close());
  const message = {
    id: "m1",
    class: "reply" as const,
    template: "report/received",
    request: null,
    person: null,
    to: "+254711000001" as Phone,
    text: "Report 4821 0372 received.",
    at: systemClock(),
  };
  const quiet = { timeZone: "Africa/Nairobi", from: 0, until: 0 };
  await store.commit([queueMessage(openVault(config), message, quiet)]);
  const working = await startWork(config, log(), () => {});
  await vi.waitFor(() => expect(fake.accepted).toHaveLength(1), { timeout: 10_000 });
  await working.close();
  expect(fake.accepted).toMatchObject([{ to: "+254711000001", text: message.text }]);
});

test("under keys of another database it does not begin", async () => {
  const { config } = await left();
  const vaultKeys = [{ id: "other", bytes: new Uint8Array(32).fill(9) }];
  await expect(startWork({ ...config, vaultKeys }, log(), () => {})).rejects.toThrow(/VAULT_KEYS/);
});

test("when another process puts a key first that it lacks, it says so", async () => {
  const { config } = await left();
  vi.useFakeTimers({ toFake: ["setInterval"] });
  const lines = openLines();
  const working = await startWork(config, openLog("info", lines.sink), () => {});
  onTestFinished(() => working.close());
  const store = openFile({ file: fileOf(config.database), serve: false });
  const lookupKeys = [{ id: "new", bytes: new Uint8Array(32).fill(9) }, ...config.lookupKeys];
  await checkKeys(store, { ...config, lookupKeys }, systemClock);
  await store.close();
  const alarm = lines.next("alarm");
  vi.advanceTimersByTime(60_000);
  expect(await alarm).toMatchObject({
    where: "keys",
    code: "keys_missing",
    mend: expect.stringContaining("start this process again"),
  });
});

test("without an account, or before anything is published, it says what is missing", async () => {
  const { config } = await left();
  await expect(startWork({ ...config, sms: null }, log(), () => {})).rejects.toThrow(ConfigFault);
  const database = { file: `${fileOf(config.database)}.new` };
  const begun = startWork({ ...config, database }, log(), () => {});
  await expect(begun).rejects.toThrow(/No release is published/);
});
