import { appendFileSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { MenuFault } from "../../src/publish.ts";
import { hopBody } from "../gateway/africastalking.bodies.ts";
import { KEY, USSD } from "./edge.ts";
import { breakMenus, dial, edit, openTrial, trialFolder, TRIAL_CODE, TRIAL_NAME } from "./trial.ts";
import { send } from "./wire.ts";

test("a saved, faultless change is for new dials; a running session keeps its menus", async () => {
  const trial = await openTrial();
  await dial(trial.port, "before");
  const published = trial.lines.next("release");
  edit(trial.folder, "channel.yaml", TRIAL_NAME, "Kaunti Mpya");
  expect(await published).toMatchObject({ errors: 0, release: expect.any(String) });
  await dial(trial.port, "after");
  expect((await dial(trial.port, "after", "1")).body).toContain("Kaunti Mpya");
  expect((await dial(trial.port, "before", "1")).body).toContain(TRIAL_NAME);
});

test("every way of saving is seen, one after the other", async () => {
  const trial = await openTrial();
  const file = join(trial.folder, "menus/channel.yaml");
  const text = readFileSync(file, "utf8");
  const saved = async (save: () => void) => {
    const published = trial.lines.next("release");
    save();
    return (await published)["release"];
  };
  const over = (content: string) => () => {
    writeFileSync(`${file}~`, content);
    renameSync(`${file}~`, file);
  };
  const releases = [
    await saved(over(text.replace(TRIAL_NAME, "Kaunti ya Pili"))),
    await saved(over(text.replace(TRIAL_NAME, "Kaunti ya Tatu"))),
    await saved(() => appendFileSync(file, "# a note\n")),
    await saved(() => renameSync(join(trial.folder, "menus/report.yaml"), `${file}.away`)),
    await saved(() => renameSync(`${file}.away`, join(trial.folder, "menus/report.yaml"))),
  ];
  // Without the report the main menu leads nowhere, so that change is refused.
  expect(releases.map((release) => typeof release)).toEqual([
    "string",
    "string",
    "string",
    "object",
    "string",
  ]);
  expect(new Set(releases).size).toBe(4);
});

test("a folder that vanishes is told once, and followed again when it is back", async () => {
  const trial = await openTrial();
  const [menus, away] = [join(trial.folder, "menus"), join(trial.folder, "away")];
  const gone = trial.lines.next("fault");
  renameSync(menus, away);
  expect(await gone).toMatchObject({ where: "menus", errorCode: "ENOENT" });
  expect((await dial(trial.port, "s1")).body).toMatch(/^CON /);
  const published = trial.lines.next("release");
  renameSync(away, menus);
  edit(trial.folder, "channel.yaml", TRIAL_NAME, "Kaunti Mpya");
  expect(await published).toMatchObject({ errors: 0 });
  expect(trial.lines.of("fault")).toHaveLength(1);
});

test("a saved change with errors is reported, and the release before it stays", async () => {
  const trial = await openTrial();
  const refused = trial.lines.next("release");
  breakMenus(trial.folder);
  expect(await refused).toMatchObject({ release: null, errors: 2 });
  expect(trial.told).toHaveLength(1);
  expect(trial.told[0]).toMatch(/^report\.yaml:\d+:\d+ error wrong-value/m);
  expect(trial.told[0]).toMatch(/^report\.yaml:\d+:\d+ error unknown-key/m);
  expect(trial.told[0]).toContain("stays");
  await dial(trial.port, "s1");
  expect((await dial(trial.port, "s1", "1")).body).toContain(TRIAL_NAME);

  const mended = trial.lines.next("release");
  edit(trial.folder, "report.yaml", "star: three\ncolour: blue", "star: 3");
  expect(await mended).toMatchObject({ release: expect.any(String), errors: 0 });
});

test.each([true, false])(
  "menus with errors stop the start, every finding is listed, and nothing stays open (production: %s)",
  async (production) => {
    const folder = trialFolder();
    breakMenus(folder);
    const fault = await openTrial({ folder, production }).catch((error: unknown) => error);
    expect(fault).toBeInstanceOf(MenuFault);
    const { message } = fault as MenuFault; // the line above
    expect(message).toMatch(/^report\.yaml:\d+:\d+ error wrong-value/m);
    expect(message).toMatch(/^report\.yaml:\d+:\d+ error unknown-key/m);
    expect(message).toContain("2 errors");
    edit(folder, "report.yaml", "star: three\ncolour: blue", "star: 3");
    const mended = await openTrial({ folder, production });
    expect((await dial(mended.port, "s1")).status).toBe(200);
  },
);

test.each([true, false])(
  "a folder that is not there is told with the variable to set (production: %s)",
  async (production) => {
    const folder = trialFolder();
    rmSync(join(folder, "menus"), { recursive: true });
    await expect(openTrial({ folder, production })).rejects.toThrow(
      /is not there: set MENUS to it/,
    );
  },
);

test("in production the folder is published only into a store without a release", async () => {
  const first = await openTrial({ production: true });
  await dial(first.port, "s1");
  expect((await dial(first.port, "s1", "1")).body).toContain(TRIAL_NAME);
  expect(first.lines.of("release")).toMatchObject([{ errors: 0 }]);
  await first.stop();

  edit(first.folder, "channel.yaml", TRIAL_NAME, "Kaunti Mpya");
  const second = await openTrial({ folder: first.folder, production: true });
  // The phone is known by now, so its language is not asked again.
  expect((await dial(second.port, "s2")).body).toContain(TRIAL_NAME);
  expect(second.lines.of("release")).toEqual([]);
  const [started] = second.lines.of("started");
  expect(second.lines.of("menus_differ")).toMatchObject([
    { level: 40, release: started?.["release"], folder: expect.stringMatching(/^[0-9a-f]{64}$/) },
  ]);
});

test("in production an equal folder is silent, and a missing one is a fault that stops nothing", async () => {
  const first = await openTrial({ production: true });
  await first.stop();
  const equal = await openTrial({ folder: first.folder, production: true });
  expect(equal.lines.all().map(({ event }) => event)).toEqual(["started"]);
  await equal.stop();
  rmSync(join(first.folder, "menus"), { recursive: true });
  const missing = await openTrial({ folder: first.folder, production: true });
  expect(missing.lines.of("fault")).toMatchObject([{ where: "menus", errorCode: "ENOENT" }]);
  expect((await dial(missing.port, "s1")).body).toMatch(/^CON /);
});

test("production has no gateway for the terminal phone", async () => {
  const trial = await openTrial({ production: true });
  const answered = await send(trial.port, { path: `/gateways/sandbox/${KEY}/ussd`, body: "{}" });
  expect(answered.status).toBe(404);
  expect(trial.lines.of("started")).toMatchObject([{ gateways: ["africastalking"] }]);
});

/** The first hops of a report, in Kiswahili: language, the service, nobody is in danger, its notice. */
const REPORT = ["1", "3", "2", "1"];

test("a service file renamed or deleted while somebody is in its middle: they finish on what they began on", async () => {
  const trial = await openTrial();
  const { folder, port, lines, told } = trial;
  const [service, channel] = ["report.yaml", "channel.yaml"].map((file) =>
    join(folder, "menus", file),
  ) as [string, string]; // two in, two out
  await begun("inside");

  const renamed = lines.next("release");
  renameSync(service, join(folder, "menus", "problems.yaml"));
  expect(await renamed).toMatchObject({ release: null });
  expect(told.at(-1)).toContain("Name the file report.yaml.");
  expect(await begun("renamed")).toContain("(1/5)");

  const deleted = lines.next("release");
  rmSync(join(folder, "menus", "problems.yaml"));
  expect(await deleted).toMatchObject({ release: null });
  expect(told.at(-1)).toMatch(/channel\.yaml:\d+:\d+ error target-exists/);
  expect(await begun("unlinked")).toContain("(1/5)");

  // With nothing left that leads there it is a release, and new dials have no such service.
  const gone = lines.next("release");
  for (const file of [channel, join(folder, "menus", "voucher.yaml")]) {
    const kept = readFileSync(file, "utf8")
      .split("\n")
      .filter((line) => !line.endsWith("go: report }"));
    writeFileSync(file, kept.join("\n"));
  }
  expect(await gone).toMatchObject({ release: expect.any(String), errors: 0 });
  await hop("new");
  expect(await hop("new", "1")).not.toContain("Ripoti tatizo");

  let text = REPORT.join("*");
  for (const reply of ["1", "3", "Karibu na soko", "2", "1"]) {
    text += `*${reply}`;
    expect(await hop("inside", text)).toMatch(/^CON /);
  }
  expect(await hop("inside", `${text}*1`)).toMatch(/^END .*\d{4} \d{4}/s);
  expect(lines.of("fault")).toEqual([]);

  /** Each session is a phone of its own, by the length of its name. */
  async function hop(sessionId: string, typed = ""): Promise<string> {
    const phoneNumber = `+2547000000${String(sessionId.length).padStart(2, "0")}`;
    const body = hopBody({ serviceCode: TRIAL_CODE, sessionId, text: typed, phoneNumber });
    return (await send(port, { path: USSD, body })).body;
  }

  async function begun(sessionId: string): Promise<string> {
    let last = await hop(sessionId);
    for (let many = 1; many <= REPORT.length; many++) {
      last = await hop(sessionId, REPORT.slice(0, many).join("*"));
    }
    return last;
  }
});
