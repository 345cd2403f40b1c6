/** `njia test --explore`: what it writes passes at once, and what it cannot reach it names. */
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { runTest, type TestOptions } from "../../src/cli/journeys/run.ts";
import { plainPaint } from "../../src/cli/screen-box.ts";

function goodFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "njia-explore-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  cpSync("test/menu/good", folder, { recursive: true });
  return folder;
}

async function njiaTest(folder: string, over: Partial<TestOptions> = {}) {
  const lines: string[] = [];
  const options = {
    services: [],
    full: false,
    update: false,
    json: false,
    explore: false,
    ...over,
    folder,
  };
  const code = await runTest(options, { print: (line) => lines.push(line), paint: plainPaint });
  return { code, text: lines.join("\n") };
}

test("of a folder without a journey everything is visited, and the journeys pass at once", async () => {
  const folder = goodFolder();
  expect((await njiaTest(folder, { full: true })).code).toBe(1);
  const explored = await njiaTest(folder, { explore: true, full: true });
  expect(explored.text).not.toMatch(/not visited|no way was found/);
  expect(explored.code).toBe(0);
  const again = await njiaTest(folder, { full: true });
  expect(again.text).toMatch(/(\d+) journeys: \1 passed, 0 failed/);
  expect(again.code).toBe(0);
  // Nothing is left to explore.
  expect((await njiaTest(folder, { explore: true })).text).not.toContain("+ ");
});

test("what no answer leads to is named with why, and fails --full alone", async () => {
  const folder = goodFolder();
  const file = join(folder, "report.yaml");
  const text = readFileSync(file, "utf8");
  const never = `  - show: never_shown\n    when: "place == 'aaaa' && place == 'bbbb'"\n    say: "Never."\n\n  - confirm:`;
  writeFileSync(file, text.replace("  - confirm:", never));
  const { code, text: said } = await njiaTest(folder, { explore: true });
  expect(said).toContain("report, never_shown, screen");
  expect(said).toContain("a condition may never hold");
  expect(code).toBe(0);
  expect((await njiaTest(folder, { full: true })).code).toBe(1);
});

test("explored journeys that do not pass any more are written anew; those of people are left alone", async () => {
  const folder = goodFolder();
  await njiaTest(folder, { explore: true, services: ["report"] });
  const mine = join(folder, "journeys/report");
  const [first = ""] = readdirSync(mine);
  const before = readFileSync(join(mine, first), "utf8");
  writeFileSync(
    join(mine, "mine.journey"),
    "about: mine\nA = +254700000001\nA> *1#\n  Nothing of the kind\n",
  );
  writeFileSync(join(mine, first), before.replace(/^ {2}\S.*$/m, "  Something else"));
  const { text } = await njiaTest(folder, { explore: true, services: ["report"] });
  expect(text).toContain(`- ${join(mine, first)}`);
  expect(text).toContain(`+ ${join(mine, first)}`);
  expect(text).toContain(`✗ ${join(mine, "mine.journey")}`);
  const again = await njiaTest(folder, { services: ["report"] });
  expect(again.text).toMatch(/\d+ passed, 1 failed/);
  expect(again.text).not.toContain("not visited");
});
