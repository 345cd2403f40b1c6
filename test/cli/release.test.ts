/** The operator's commands as processes of their own, beside a running server. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { byOf, partsNamed } from "../../src/cli/operator.ts";
import { runRelease, runReleases } from "../../src/cli/releases.ts";
import { runSuspend } from "../../src/cli/suspend.ts";
import { openSqlite } from "../../src/store/sqlite.ts";
import { breakMenus, dial, edit, openTrial, TRIAL_NAME, TRIAL_VARIABLES } from "../app/trial.ts";
import { VAULT_KEYS } from "../store/vault.ts";
import { COMPILED } from "../compiled.ts";

const CLI = fileURLToPath(new URL("../../src/cli.ts", import.meta.url));

function start(folder: string, ...args: string[]) {
  const child = spawn(process.execPath, [CLI, ...args], {
    cwd: folder,
    env: COMPILED,
    stdio: ["ignore", "pipe", "pipe"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  return child;
}

/** What a command prints, what it complains of, and its exit code. */
async function njia(folder: string, ...args: string[]) {
  const child = start(folder, ...args);
  let out = "";
  let err = "";
  child.stdout.on("data", (chunk) => (out += String(chunk)));
  child.stderr.on("data", (chunk) => (err += String(chunk)));
  const [code] = await once(child, "close");
  return { out, err, code: Number(code) };
}

const OTHER = "Kaunti Mpya";
/** A release made, in words; the digest stands behind it. */
const RELEASED = /Released ([0-9a-f]{12}) by operator\./;

test("a release, a rollback and a suspension reach a running server; calls under way finish on theirs", async () => {
  const trial = await openTrial({ production: true });
  const { folder, port, lines } = trial;
  await dial(port, "before");

  edit(folder, "channel.yaml", TRIAL_NAME, OTHER);
  const differs = await njia(folder, "diff", "current");
  expect(differs.out).toContain(`~ name, sw: "${TRIAL_NAME}" → "${OTHER}"`);
  let followed = lines.next("decision");
  const made = await njia(folder, "release", "--yes", "--by", "operator", "--note", "a new name");
  expect(made).toMatchObject({ code: 0, err: "" });
  expect(made.out).toContain(`~ name, sw: "${TRIAL_NAME}" → "${OTHER}"`);
  const [, digest = ""] = RELEASED.exec(made.out) ?? [];
  expect(await followed).toMatchObject({
    what: "release",
    seq: 2,
    release: expect.stringMatching(`^${digest}`),
  });
  await dial(port, "after");
  expect((await dial(port, "after", "1")).body).toContain(OTHER);
  expect((await dial(port, "before", "1")).body).toContain(TRIAL_NAME);

  followed = lines.next("decision");
  const back = await njia(folder, "rollback", "--by", "operator");
  expect(back.out).toContain(`Rolled back from ${digest} to `);
  expect(await followed).toMatchObject({ what: "rollback", seq: 3 });
  expect((await dial(port, "rolled", "")).body).toContain(TRIAL_NAME);
  expect((await dial(port, "after", "1*2")).body).toMatch(/^CON /);

  followed = lines.next("decision");
  const out = await njia(
    folder,
    "suspend",
    "report",
    "--message-sw",
    "Tumefunga leo.",
    "--by",
    "operator",
  );
  expect(out).toMatchObject({ code: 0, err: "" });
  expect(await followed).toMatchObject({ what: "suspend", service: "report" });
  expect((await dial(port, "rolled", "3")).body).toContain("Tumefunga leo.");
  followed = lines.next("decision");
  expect((await njia(folder, "resume", "report", "--by", "operator")).code).toBe(0);
  expect(await followed).toMatchObject({ what: "resume", service: "report" });
  expect((await dial(port, "rolled", "3*0*3")).body).not.toContain("Tumefunga leo.");

  const listed = (await njia(folder, "releases")).out.trimEnd().split("\n");
  expect(listed.map((line) => line.replace(/\d{4}-\d\d-\d\d \d\d:\d\d/, "WHEN"))).toEqual([
    expect.stringMatching(/^ {2}release +when \(Africa\/Nairobi\)/),
    expect.stringMatching(/^ {2}report +WHEN +resume +operator$/),
    expect.stringMatching(/^ {2}report +WHEN +suspend +operator$/),
    expect.stringMatching(/^\* [0-9a-f]{12} +WHEN +rollback +operator, 2 calls$/),
    expect.stringMatching(`^ {2}${digest} +WHEN +release +operator, 1 call, a new name$`),
    expect.stringMatching(/^ {2}[0-9a-f]{12} +WHEN +folder +server$/),
  ]);
}, 60_000);

test("errors, no changes, and nobody to ask: each is said, ends with 1, and changes nothing", async () => {
  const trial = await openTrial({ production: true });
  const { folder } = trial;
  const same = await njia(folder, "release", "--yes");
  expect(same).toMatchObject({ code: 1, out: "" });
  expect(same.err).toContain("nothing has changed");

  edit(folder, "channel.yaml", TRIAL_NAME, OTHER);
  const unasked = await njia(folder, "release");
  expect(unasked.code).toBe(1);
  expect(unasked.out).toContain("name, sw");
  expect(unasked.err).toContain("say --yes");

  breakMenus(folder);
  const broken = await njia(folder, "release", "--yes");
  expect(broken).toMatchObject({ code: 1, out: "" });
  expect(broken.err).toMatch(/wrong-value[^]*unknown-key[^]*nothing was released/);
  edit(folder, "report.yaml", "star: three\ncolour: blue", "star: 44");

  const moved = await njia(folder, "release", "--yes");
  expect(moved.err).toContain("star-moved: star 3 was `report` and is nothing now");
  // A folder of that name is not what is meant.
  mkdirSync(join(folder, "current"));
  const checked = await njia(folder, "check", "--against", "current");
  expect(checked).toMatchObject({ code: 1, err: "" });
  expect(checked.out).toContain("star-moved: star 44 was nothing and is `report` now");
  expect((await njia(folder, "check")).code).toBe(0);
  for (const [words, told] of [
    [["rollback"], "no release before the current one"],
    [["diff", "beef"], "no release begins with `beef`"],
    [["suspend", "nothing"], "there is no service `nothing`"],
    [["suspend", "report", "--mesage", "x"], "unknown: --mesage x"],
    [["resume", "report"], "is not suspended"],
    [["release", "--yes", "--by", " "], "--by has 1 to 60 letters"],
  ] as const) {
    const refused = await njia(folder, ...words);
    expect(refused.code, words.join(" ")).toBe(1);
    expect(refused.err, words.join(" ")).toContain(told);
  }
  expect(trial.lines.of("decision")).toEqual([]);
  const json = await njia(folder, "diff", "current", "menus", "--json");
  expect(JSON.parse(json.out)).toMatchObject({
    from: expect.stringMatching(/^[0-9a-f]{64}$/),
    differences: expect.arrayContaining([
      { of: "report", at: ["star", "44"], kind: "moved", was: null, is: "report" },
    ]),
  });
}, 90_000);

test("killed at any moment, a release is whole or not there, and the next one goes through", async () => {
  const trial = await openTrial({ production: true });
  const { folder } = trial;
  const file = join(folder, "data/njia.db");
  const store = openSqlite({ file, serve: false, vaultKeys: VAULT_KEYS });
  onTestFinished(() => store.close());
  const lines: string[] = [];
  const needs = {
    store,
    clock: () => 0,
    variables: TRIAL_VARIABLES,
    print: (line: string) => void lines.push(line),
    ask: () => Promise.resolve(null),
  };
  for (const [at, name] of ["Kaunti ya Pili", "Kaunti ya Tatu"].entries()) {
    edit(folder, "channel.yaml", at === 0 ? TRIAL_NAME : "Kaunti ya Pili", name);
    const child = start(folder, "release", "--yes", "--by", "operator");
    // The differences are printed before the commit, what came of it behind it.
    const heard = once(child.stdout, "data");
    await Promise.race([heard, once(child, "close")]);
    child.kill("SIGKILL");
    await once(child, "close");
    const again = await njia(folder, "release", "--yes", "--by", "operator");
    expect(`${again.out}${again.err}`).toMatch(/Released|nothing has changed/);
    await runReleases(needs);
    expect(lines.splice(0).filter((line) => /release +operator/.test(line))).toHaveLength(at + 1);
  }
  await dial(trial.port, "s1");
}, 60_000);

test("what is shown and released are the files that were checked, whatever is saved meanwhile", async () => {
  const trial = await openTrial({ production: true });
  const menus = join(trial.folder, "menus");
  edit(trial.folder, "channel.yaml", TRIAL_NAME, OTHER);
  writeFileSync(join(menus, "data/spare.csv"), "id,name\none,One\n");
  const store = openSqlite({
    file: join(trial.folder, "data/njia.db"),
    serve: false,
    vaultKeys: VAULT_KEYS,
  });
  onTestFinished(() => store.close());
  const lines: string[] = [];
  const print = (line: string) => {
    if (line.includes("data-unused")) edit(trial.folder, "channel.yaml", OTHER, "Kaunti ya Tatu");
    lines.push(line);
  };
  const needs = {
    store,
    clock: () => 0,
    variables: TRIAL_VARIABLES,
    print,
    ask: () => Promise.resolve("y"),
  };
  await runRelease(needs, { folder: menus, yes: false, by: "operator" });
  expect(lines[0]).toContain("data-unused");
  expect(lines.join("\n")).toContain(`~ name, sw: "${TRIAL_NAME}" → "${OTHER}"`);
  // Nor are options of a service that neither of them offers.
  expect(lines.join("\n")).not.toContain("gone");
  const current = await partsNamed(store, "current");
  expect(current.parts.source.channel.name).toMatchObject({ sw: OTHER });
});

test("a release whose connectors name what nobody has set is warned of, and made all the same", async () => {
  const { folder } = await openTrial({ production: true });
  edit(folder, "channel.yaml", TRIAL_NAME, OTHER);
  const url = "{CONNECTOR_REGISTRY}/farmers";
  edit(folder, "channel.yaml", url, "{CONNECTOR_FARMS}/farmers");
  const file = join(folder, "data/njia.db");
  const store = openSqlite({ file, serve: false, vaultKeys: VAULT_KEYS });
  onTestFinished(() => store.close());
  const lines: string[] = [];
  const print = (line: string) => void lines.push(line);
  const ask = () => {
    // Whoever is asked has read it.
    expect(lines.join("\n")).toContain("Warning: CONNECTOR_FARMS is missing");
    return Promise.resolve("y");
  };
  const needs = { store, clock: () => 0, variables: TRIAL_VARIABLES, print, ask };
  const options = { folder: join(folder, "menus"), yes: false, by: "operator" };
  await runRelease(needs, options);
  const said = lines.join("\n");
  expect(said).toContain("the connector farmers of channel.yaml names it");
  expect(said).not.toContain("CONNECTOR_REGISTRY is missing");
  expect(said).toMatch(RELEASED);

  lines.length = 0;
  edit(folder, "channel.yaml", "{CONNECTOR_FARMS}/farmers", url);
  await runRelease(needs, { ...options, yes: true });
  expect(lines.join("\n")).not.toContain("missing");
});

test("who decides is one line of 1 to 60 letters, why one of 200", () => {
  expect(byOf({ by: "  the \n office ", note: "w".repeat(200) })).toEqual({
    who: "the office",
    note: "w".repeat(200),
  });
  for (const by of ["", "w".repeat(61), "red\u001b[31m", "nul\u0000"]) {
    expect(() => byOf({ by }), by).toThrow("--by has 1 to 60 letters");
  }
  expect(() => byOf({ by: "w", note: "w".repeat(201) })).toThrow("--note has 1 to 200 letters");
});

test("at a terminal it asks, and takes only a yes for one", async () => {
  const trial = await openTrial({ production: true });
  edit(trial.folder, "channel.yaml", TRIAL_NAME, OTHER);
  const file = join(trial.folder, "data/njia.db");
  const store = openSqlite({ file, serve: false, vaultKeys: VAULT_KEYS });
  onTestFinished(() => store.close());
  const asked: string[] = [];
  const options = { folder: join(trial.folder, "menus"), yes: false, by: "operator" };
  const answering = (answer: string) => ({
    store,
    clock: () => 0,
    variables: TRIAL_VARIABLES,
    print: () => {},
    ask: (question: string) => {
      asked.push(question);
      return Promise.resolve(answer);
    },
  });
  for (const answer of ["", "n", "yesterday"]) {
    await expect(runRelease(answering(answer), options)).rejects.toThrow("nothing was released");
  }
  await runRelease(answering(" Y "), options);
  await expect(runRelease(answering("y"), options)).rejects.toThrow("nothing has changed");
  expect(asked).toHaveLength(4);

  const lines: string[] = [];
  const listing = { ...answering(""), print: (line: string) => void lines.push(line) };
  await runReleases(listing);
  expect(lines.join("\n")).not.toContain("Suspended");
  await runSuspend(listing, { service: "report", message: {}, by: "operator" });
  await runReleases(listing);
  expect(lines.at(-1)).toBe("Suspended now: report");
});

test.each([
  ["releases"],
  ["release", "--yes", "--by", "operator"],
  ["rollback", "--by", "operator"],
  ["suspend", "report", "--by", "operator"],
])("njia %s where there is no database says so, and makes none", async (...args) => {
  const folder = mkdtempSync(join(tmpdir(), "njia-nowhere-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const { code, err } = await njia(folder, ...args);
  expect(code).toBe(1);
  expect(err).toMatch(/there is no database: .*njia\.db\)/);
  expect(existsSync(join(folder, "data/njia.db"))).toBe(false);
});
