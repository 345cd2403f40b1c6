/** The README shows what really happens: its screen, its service and its mistake. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { inOrder, showFinding } from "../../src/menu/finding.ts";
import { buildRelease } from "../../src/menu/release.ts";
import { MENUS } from "../world.ts";

const README = readFileSync("README.md", "utf8");

function block(opening: RegExp): string {
  const [, text] = opening.exec(README) ?? [];
  if (text === undefined) throw new Error(`the README has no ${String(opening)}`);
  return text;
}

test("the dialled screen is one of a journey", () => {
  const box = block(/(▸ 1\n[^`]*?)```/);
  const lines = [...box.matchAll(/│ (.*?) *│/g)].map(([, line]) => `  ${line}\n`).join("");
  expect(lines.split("\n").length).toBeGreaterThan(5);
  const journeys = readdirSync("test/journeys").filter((name) => name.endsWith(".journey"));
  const shown = journeys.map((name) => readFileSync(`test/journeys/${name}`, "utf8"));
  expect(shown.some((text) => text.includes(`A> 1\n${lines}`))).toBe(true);
});

test("the service can be put into the menus as it stands", () => {
  const service = block(/```yaml\n([^`]*?)```/);
  const { release, findings } = buildRelease(new Map(MENUS).set("lights.yaml", service));
  expect(findings.map(showFinding)).toEqual([]);
  expect(release?.services.get("lights")?.star).toBe("31");
});

test("the mistake is reported in the words shown", () => {
  const service = block(/```yaml\n([^`]*?)```/).replace("data/wards.csv", "data/ward.csv");
  const { findings } = buildRelease(new Map(MENUS).set("lights.yaml", service));
  const shown = block(/\$ npm run check\n([^$]*?)\d+ files/);
  expect(`${inOrder(findings).map(showFinding).join("\n")}\n`).toBe(shown);
  expect(block(/^(\d+ files, .*)$/m)).toBe(`${MENUS.size + 1} files, 1 error, 0 warnings`);
});

test("every file it points at is there", () => {
  const links = [...README.matchAll(/\]\(([^)#:]+)\)/g)].map(([, path]) => path ?? "");
  expect(links.length).toBeGreaterThan(6);
  for (const path of links) expect(existsSync(path), path).toBe(true);
});

test("every command it names is a script", () => {
  const { scripts } = JSON.parse(readFileSync("package.json", "utf8")) as {
    scripts: Record<string, string>;
  };
  const named = [...README.matchAll(/npm (?:run )?(start|test|dial|check|bench)\b/g)];
  expect(named.length).toBeGreaterThan(3);
  for (const [, script = ""] of named) expect(scripts).toHaveProperty(script);
});
