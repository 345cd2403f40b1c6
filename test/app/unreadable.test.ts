import { join } from "node:path";
import { expect, test } from "vitest";
import { MenuFault } from "../../src/publish.ts";
import { connect } from "../../src/store/connection.ts";
import { dial, openTrial, TRIAL_NAME } from "./trial.ts";

/** A database whose current release only another Njia can read; its digest, and what else it has. */
async function openForeign() {
  const first = await openTrial({ production: true });
  await first.stop();
  const db = connect(join(first.folder, "data/njia.db"));
  db.exec(`update releases set source = '[["channel.yaml","format: 9"]]'`);
  const settings = () => db.prepare("select * from settings order by name").all();
  const [started] = first.lines.of("started");
  return { folder: first.folder, db, settings, digest: String(started?.["release"]) };
}

test("in production a current release that cannot be read stops the start and stays", async () => {
  const { folder, db, settings, digest } = await openForeign();
  const before = settings();
  const fault = await openTrial({ folder, production: true }).catch((error: unknown) => error);
  expect(fault).toBeInstanceOf(MenuFault);
  expect((fault as MenuFault).message).toMatch(new RegExp(`${digest}.*start the version`)); // above
  expect(settings()).toEqual(before);
  db.close();
});

test("in development the folder decides all the same", async () => {
  const { folder, db } = await openForeign();
  db.close();
  const trial = await openTrial({ folder });
  await dial(trial.port, "s1");
  expect((await dial(trial.port, "s1", "1")).body).toContain(TRIAL_NAME);
});

test("a draft that does not open is told in the log, and its citizen dials as if there were none", async () => {
  const trial = await openTrial();
  await dial(trial.port, "s1");
  for (const text of ["2", "2*3", "2*3*2", "2*3*2*1", "2*3*2*1*1"])
    await dial(trial.port, "s1", text);
  const db = connect(join(trial.folder, "data/njia.db"));
  expect(db.prepare("update drafts set state = zeroblob(60)").run().changes).toBe(1);
  db.close();
  expect((await dial(trial.port, "s2")).body).toMatch(/^CON Mfano County/);
  expect(trial.lines.of("fault")).toMatchObject([
    { where: "drafts", name: "VaultError", errorCode: "malformed" },
  ]);
});
