/** `njia report` as a process of its own, beside the server that holds the database. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parse } from "csv-parse/sync";
import { beforeAll, expect, onTestFinished, test } from "vitest";
import { runReport } from "../../src/cli/report.ts";
import type { Format } from "../../src/insight/report/text.ts";
import { nairobi, playAutumn } from "../insight/office-year.ts";
import { MENUS, openWorld, type World } from "../world.ts";
import { fileOf } from "../store/database.ts";
import { COMPILED } from "../compiled.ts";

const CLI = fileURLToPath(new URL("../../src/cli.ts", import.meta.url));

let world: World;

/** Kept for so long that these tests never see them deleted; and a title that would be a formula. */
function menus() {
  const report = MENUS.get("report.yaml") ?? "";
  const bursary = MENUS.get("bursary.yaml") ?? "";
  const title = /^title: .*$/m;
  if (!title.test(bursary)) throw new Error("the bursary has no title on a line");
  return new Map(MENUS)
    .set("report.yaml", report.replace(/keep: \w+/, "keep: 90y"))
    .set(
      "bursary.yaml",
      bursary
        .replace(/keep: \w+/, "keep: 90y")
        .replace(title, 'title: { sw: "=Basari, \\"ya\\" wadi", en: "=Bursary" }'),
    );
}

beforeAll(async () => {
  world = await openWorld({ menus: menus(), start: nairobi("2026-08-01 09:00") });
  await playAutumn(world);
  return () => world.close();
});

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), "njia-report-"));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

/** In production and without a single secret: none is needed. */
async function njia(args: readonly string[], { file = fileOf(world.place), cwd = folder() } = {}) {
  const env = { ...COMPILED, NODE_ENV: "production", DATABASE_URL: `file:${file}` };
  const child = spawn(process.execPath, [CLI, "report", ...args], { cwd, env });
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => (stdout += chunk));
  child.stderr.setEncoding("utf8").on("data", (chunk: string) => (stderr += chunk));
  const [code] = (await once(child, "close")) as [number];
  return { code, stdout, stderr };
}

/** Nothing is to be warned of. */
const warn = (line: string): void => {
  throw new Error(line);
};

const AUTUMN = ["--from", "2026-08", "--to", "2026-10"];

test("a table for a terminal of 80 columns", async () => {
  const { code, stdout, stderr } = await njia(AUTUMN);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  // Other services of the example menus have blocks of their own between these.
  const blocks = stdout.replace(/on \d{4}-\d\d-\d\d/, "on TODAY").split("\n\n");
  const ours = blocks.filter((block) => !/^.* \((?!bursary|report)\w+\)$/m.test(block));
  expect(blocks.length).toBeGreaterThan(ours.length);
  expect(ours.join("\n\n")).toBe(
    `Requests opened from 2026-08 to 2026-10, as they stood on TODAY

=Basari, "ya" wadi (bursary)
Month    Requests Resolved Share Half 9 in 10 Overdue Reopened Open Otherwise
2026-08         0        0     -    -       -       0        0    0         0
2026-09         0        0     -    -       -       0        0    0         0
2026-10         0        0     -    -       -       0        0    0         0
Total           0        0     -    -       -       0        0    0         0

Ripoti ya tatizo (report)
Month    Requests Resolved Share Half 9 in 10 Overdue Reopened Open Otherwise
2026-08         1        1  100%    2       2       0        0    0         0
2026-09         6        3   50%    1      10       1        1    0         3
2026-10         0        0     -    -       -       0        0    0         0
Total           7        4   57%    1      10       1        1    0         3

Months and days are those of Africa/Nairobi.
Share: resolved of all requests. Half, 9 in 10: took at most so many days.
Otherwise: refused, withdrawn or closed without an answer; csv has each apart.
`,
  );
  for (const line of stdout.split("\n")) expect(line.length).toBeLessThanOrEqual(80);
});

test("CSV, with each title as text and each number as one", async () => {
  const { code, stdout } = await njia([...AUTUMN, "--format", "csv"]);
  expect(code).toBe(0);
  const headings =
    "service,title,month,all_kept,requests,resolved,share_resolved,days_half,days_nine_in_ten,overdue,reopened,open,refused,withdrawn,closed_otherwise,assisted,objected";
  const basari = `bursary,"'=Basari, ""ya"" wadi"`;
  const lines = stdout.split("\r\n");
  expect(lines.filter((line) => /^(\uFEFFservice|bursary|report|$)/.test(line))).toEqual([
    `\uFEFF${headings}`,
    `${basari},2026-08,yes,0,0,,,,0,0,0,0,0,0,0,0`,
    `${basari},2026-09,yes,0,0,,,,0,0,0,0,0,0,0,0`,
    `${basari},2026-10,yes,0,0,,,,0,0,0,0,0,0,0,0`,
    "report,Ripoti ya tatizo,2026-08,yes,1,1,1,2,2,0,0,0,0,0,0,0,0",
    "report,Ripoti ya tatizo,2026-09,yes,6,3,0.5,1,10,1,1,0,1,1,1,0,0",
    "report,Ripoti ya tatizo,2026-10,yes,0,0,,,,0,0,0,0,0,0,0,0",
    "",
  ]);
  const first = parse(stdout, { bom: true }).find(([service]) => service === "bursary");
  expect(first?.slice(0, 3)).toEqual(["bursary", `'=Basari, "ya" wadi`, "2026-08"]);
});

test("one service as JSON into a file, and nobody's number, name or reference in it", async () => {
  const out = join(folder(), "report.json");
  writeFileSync(out, "what was there before, which is longer".repeat(1_000));
  const args = [...AUTUMN, "--service", "report", "--format", "json", "--out", out];
  expect(await njia(args)).toEqual({ code: 0, stdout: `${out}\n`, stderr: "" });
  const text = readFileSync(out, "utf8");
  expect(JSON.parse(text)).toMatchObject({
    time_zone: "Africa/Nairobi",
    from: "2026-08",
    to: "2026-10",
    unreadable: 0,
    services: [{ service: "report", total: { requests: 7, resolved: 4 } }],
  });
  expect(text).not.toMatch(/\+?254\d|staff|person|\d{8}|[0-9a-f]{16}/);
});

test("without months it is the last twelve", async () => {
  const { stdout } = await njia(["--service", "report"]);
  const [, from, to] = /from (\S+) to (\S+), as they stood on \2/.exec(stdout) ?? [];
  const months = [...stdout.matchAll(/^(\d{4}-\d\d) /gm)].map(([, month]) => month);
  expect(months).toHaveLength(12);
  expect([months[0], months[11]]).toEqual([from, to]);
});

test("a format that is none says which there are", async () => {
  const { code, stdout, stderr } = await njia(["--format", "xls"]);
  expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
  expect(stderr).toContain("'xls' is invalid. Allowed choices are table, csv, json");
});

test.each([
  [{ from: "2026-13" }, "--from 2026-13 is no month: write it as 2026-11"],
  [{ to: "2026-1" }, "--to 2026-1 is no month: write it as 2026-11"],
  [{ to: "1969-12" }, "--to 1969-12 is no month: write it as 2026-11"],
  [{ from: "2026-09", to: "2026-08" }, "--to 2026-08 is before --from 2026-09"],
  [{ from: "2000-01", to: "2010-01" }, "from 2000-01 to 2010-01 is over ten years"],
  [{ service: "lights" }, "there is no service lights; known: birth, bursary, "],
])("%j cannot be", async (options, words) => {
  const asked = runReport({ format: "csv", ...options }, { place: world.place, warn });
  await expect(asked).rejects.toThrow(words);
});

test("without a database it says where it looked, and makes none", async () => {
  const cwd = folder();
  const { code, stdout, stderr } = await njia([], { cwd, file: "data/njia.db" });
  expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
  expect(stderr).toMatch(/^data\/njia\.db: there is no database: start the server first/);
  expect(existsSync(join(cwd, "data"))).toBe(false);

  const letter = join(cwd, "letter.db");
  writeFileSync(letter, "This was never a database. ".repeat(400));
  const asked = runReport({ format: "csv" }, { place: { file: letter }, warn });
  await expect(asked).rejects.toThrow(`${letter}: this is not a sound Njia database`);
});

test("it leaves the database as it is", async () => {
  const filesOf = () => {
    const home = dirname(fileOf(world.place));
    const names = readdirSync(home).sort();
    // The index beside the log has marks of who reads.
    const written = names.filter((name) => !name.endsWith("-shm"));
    return { names, bytes: written.map((name) => readFileSync(join(home, name))) };
  };
  const before = filesOf();
  expect(before.names).toContain("njia.db-wal");
  expect((await njia(AUTUMN)).code).toBe(0);
  expect(filesOf()).toEqual(before);
});

test("docs/reports.md shows what is printed, and says what each column is", async () => {
  const handbook = readFileSync("docs/reports.md", "utf8");
  const clock = () => nairobi("2026-11-23 09:00");
  const options = { from: "2026-08", to: "2026-10", service: "report" };
  const printed = (format: Format) =>
    runReport({ ...options, format }, { place: world.place, warn, clock });
  const example = /```\n\$ npm run -s njia -- (.*)\n([^`]*)```/.exec(handbook);
  expect(example?.slice(1)).toEqual([
    "report --service report --from 2026-08 --to 2026-10",
    await printed("table"),
  ]);
  const [headings = []] = parse(await printed("csv"), { bom: true });
  const table = handbook.split("| column |")[1]?.split("\n\n")[0] ?? "";
  const explained = [...table.matchAll(/^\| (`[^|]*`) \|/gm)].flatMap(([, names = ""]) =>
    names.split(", ").map((name) => name.slice(1, -1)),
  );
  expect(explained).toEqual(headings);
});
