/** `npm run dial -- --menus`: menus are dialled while they are written. */
import { spawn } from "node:child_process";
import {
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { PassThrough, Writable } from "node:stream";
import { expect, onTestFinished, test } from "vitest";
import { runDial, type DialOptions } from "../../src/cli/dial.ts";
import { screens } from "./fake.ts";

/** A copy of the small menus, with words put in place of others. */
function copyOfMenus() {
  const folder = mkdtempSync(join(tmpdir(), "njia-menus-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  cpSync(resolve("test/menu/good"), folder, { recursive: true });
  const path = join(folder, "report.yaml");
  return {
    folder,
    /** As an editor saves: beside it, then renamed over it. */
    save(from: string | RegExp, to: string) {
      const text = readFileSync(path, "utf8");
      const next = text.replace(from, to);
      if (next === text) throw new Error(`nothing to replace: ${String(from)}`);
      writeFileSync(`${path}.new`, next);
      renameSync(`${path}.new`, path);
    },
  };
}

/** Somebody at the keyboard: types, and waits for what the terminal shows. */
function atKeyboard(folder: string, options: Pick<DialOptions, "officer" | "phone"> = {}) {
  const input = new PassThrough();
  let all = "";
  let read = 0;
  let wake = () => {};
  const output = new Writable({
    write(chunk, _encoding, done) {
      all += String(chunk);
      wake();
      done();
    },
  });
  const io = { input, output, errors: output, interactive: true, colour: false };
  const ended = runDial({ menus: folder, network: "none", ...options }, io);
  onTestFinished(() => void input.end());
  /** What came since the last time, once it has these words. */
  const until = async (words: string): Promise<string> => {
    for (;;) {
      const at = all.indexOf(words, read);
      if (at >= 0 && all.indexOf("▸", at) >= 0) {
        const since = all.slice(read);
        read = all.length;
        return since;
      }
      await new Promise<void>((heard) => (wake = heard));
    }
  };
  return {
    until,
    type(line: string, words: string) {
      input.write(`${line}\n`);
      return until(words);
    },
    async quit() {
      input.write("/quit\n");
      return { code: await ended, all };
    },
  };
}

/** In English, at the question where. */
async function dialToPlace(phone: ReturnType<typeof atKeyboard>) {
  await phone.type("*1*77#", "Which language?");
  await phone.type("2", "For mending");
  await phone.type("1", "What?");
  await phone.type("1", "Ward?");
  await phone.type("2", "Where?");
}

test("a saved change is shown at once: the call keeps its screen and its answers", async () => {
  const menus = copyOfMenus();
  const phone = atKeyboard(menus.folder);
  await phone.until("rehearsing");
  await dialToPlace(phone);
  menus.save("Where?", "Where exactly?");
  const shown = await phone.until("report/place");
  expect(shown).toContain("Saved: the menus are as they are now in the files.");
  expect(screens(shown)).toEqual(["(3/4) Where exactly?\n0. Back"]);
  await phone.type("at the gate", "Since when?");
  const check = await phone.type("97", "Send?");
  expect(screens(check)).toEqual([
    "Water leak, Neema, at the gat. 2\ndays. Send?\n1. send\n2. change\n0. Back",
  ]);
  expect((await phone.quit()).code).toBe(0);
});

test("from a deleted screen the call goes on where it can, and says so", async () => {
  const menus = copyOfMenus();
  const phone = atKeyboard(menus.folder);
  await dialToPlace(phone);
  menus.save(/ {2}- \{ ask: place.*\n/, "");
  menus.save(/, go: place/, ", go: until");
  menus.save(/by: \[what, place, target\], say: "\{place:10\}/, 'by: [what, ward], say: "It');
  menus.save(", {place:10}", "");
  const shown = await phone.until("report/until");
  expect(shown).toContain(
    "The screen `report/place` is not there any more. The call goes on at `report/until`.",
  );
  expect(screens(shown)).toEqual(["Since when?\n97. Skip\n0. Back"]);
  expect(screens(await phone.type("97", "Send?"))[0]).toContain("Water leak, Neema.");
  await phone.quit();
});

test("a broken save is told with its place, and the menus before it stay until it is mended", async () => {
  const menus = copyOfMenus();
  const phone = atKeyboard(menus.folder);
  await dialToPlace(phone);
  menus.save("title: Report", "titel: Report");
  const told = await phone.until("stay");
  expect(told).toContain("report.yaml:3:1 error unknown-key: `titel` is not known here");
  expect(told).toContain("1 error, 0 warnings: the menus stay as they were before this change.");
  expect(screens(told)).toEqual([]);
  const next = await phone.type("at the gate", "Since when?");
  expect(screens(next)).toEqual(["Since when?\n97. Skip\n0. Back"]);
  menus.save("titel: Report", "title: Report");
  menus.save("Since when?", "From when?");
  expect(screens(await phone.until("report/until"))).toEqual(["From when?\n97. Skip\n0. Back"]);
  const again = await phone.type("/repeat", "identical");
  expect(screens(again)).toEqual(["From when?\n97. Skip\n0. Back"]);
  await phone.quit();
});

test("the call of the phone that was laid aside is carried over too", async () => {
  const menus = copyOfMenus();
  const phone = atKeyboard(menus.folder);
  await dialToPlace(phone);
  await phone.type("/phone +254711000112", "keeps its call");
  menus.save("Where?", "Where exactly?");
  expect(screens(await phone.until("Saved"))).toEqual([]);
  const back = await phone.type("/phone +254700000001", "report/place");
  expect(screens(back)).toEqual(["(3/4) Where exactly?\n0. Back"]);
  await phone.type("at the gate", "Since when?");
  await phone.quit();
});

test("a request is sent, and SMS come and go", async () => {
  const menus = copyOfMenus();
  menus.save("say: received\n", 'say: received\n    sms: "Report {ref} came in"\n');
  const phone = atKeyboard(menus.folder);
  await dialToPlace(phone);
  await phone.type("at the gate", "Since when?");
  await phone.type("97", "Send?");
  await phone.type("1", "END");
  const help = await phone.type("sms HELP", "SMS from 20880");
  expect(help).toContain("Test County, *1#");
  const { all } = await phone.quit();
  expect(all).toMatch(/Ref \d{4} \d{4}/);
});

const piped = async (options: Parameters<typeof runDial>[0]) => {
  let errors = "";
  const sink = new Writable({
    write(chunk, _encoding, done) {
      errors += String(chunk);
      done();
    },
  });
  const input = new PassThrough();
  input.end();
  const io = { input, output: sink, errors: sink, interactive: false, colour: false };
  return { code: await runDial(options, io), errors };
};

test("a folder that is not there, or has errors, is told and nothing is dialled", async () => {
  const menus = copyOfMenus();
  const missing = join(menus.folder, "nowhere");
  expect(await piped({ menus: missing })).toEqual({
    code: 1,
    errors: `  The menus folder ${missing} is not there.\n`,
  });
  menus.save("go: describe", "go: descrbe");
  const { code, errors } = await piped({ menus: menus.folder, star: "*384*99#" });
  expect(code).toBe(1);
  expect(errors).toMatch(
    /report\.yaml:\d+:\d+ error target-exists: .*\n {4}Did you mean `describe`\?/,
  );
  expect(errors).toContain("nothing can be dialled");
  expect(await piped({ menus: menus.folder, url: "http://127.0.0.1:1" })).toEqual({
    code: 1,
    errors: "  A rehearsal has no server: leave out --url, --key and --sms.\n",
  });
});

test("the command rehearses without a server, and leaves no file behind, nor one database", async () => {
  const { folder } = copyOfMenus();
  const place = mkdtempSync(join(tmpdir(), "njia-place-"));
  onTestFinished(() => rmSync(place, { recursive: true, force: true }));
  const child = spawn(
    process.execPath,
    [resolve("src/cli.ts"), "dial", "--menus", folder, "*1*77#"],
    {
      cwd: place,
      env: { ...process.env, TMPDIR: place, DATABASE_URL: `file:${join(place, "real.db")}` },
    },
  );
  let out = "";
  child.stdout.on("data", (chunk) => (out += String(chunk)));
  child.stderr.on("data", (chunk) => (out += String(chunk)));
  child.stdin.end("1\n1\n");
  const code = await new Promise((ended) => child.once("close", ended));
  expect(out).toContain("(1/4) Nini?");
  expect(code).toBe(0);
  expect(readdirSync(place)).toEqual([]);
});

test("as an officer, on menus that are not released: both are told of what was sent for somebody", async () => {
  const menus = copyOfMenus();
  const phone = atKeyboard(menus.folder, { officer: true });
  await phone.type("*1#", "Which language?");
  await phone.type("2", "7. For another");
  await phone.type("7", "Their number?");
  await phone.type("0711000222", "+254711000222 agrees?");
  await phone.type("2", "For +254711000222");
  await phone.type("3", "For mending");
  for (const [reply, next] of [
    ["1", "What?"],
    ["1", "Ward?"],
    ["2", "Where?"],
    ["at the gate", "Since when?"],
    ["97", "Send?"],
    ["1", "You sent"],
  ] as const)
    await phone.type(reply, next);
  await phone.type("/phone +254711000222", "Reply NO");
  // Nobody else's phone has the option.
  expect(await phone.type("*1#", "3. Report")).not.toContain("For another");
  expect((await phone.quit()).code).toBe(0);
});

test("an officer's phone is for a rehearsal; on a server `njia staff` makes it one", async () => {
  let said = "";
  const output = new Writable({
    write(chunk, _encoding, done) {
      said += String(chunk);
      done();
    },
  });
  const input = new PassThrough();
  const io = { input, output, errors: output, interactive: false, colour: false };
  expect(await runDial({ officer: true }, io)).toBe(1);
  expect(said).toContain("--menus DIR. On a server: npm run njia -- staff phone NAME NUMBER");
});
