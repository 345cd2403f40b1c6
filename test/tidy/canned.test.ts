/** Made-up answers of agencies are for rehearsals and journeys: no server is made of anything that gives them. */
import { expect, test } from "vitest";
import { loadersOf, wayTo } from "./reach.ts";
import { filesUnder } from "./source.ts";

const CANNED = "src/session/canned.ts";
const ANSWERS = "src/menu/canned.ts";
const source = filesUnder("src");

test("no server that starts, and nothing that sends, loads made-up answers", () => {
  for (const from of ["src/main.ts", "src/serve.ts", "src/sender-thread.ts", "src/sending.ts"]) {
    // It is there at all, and much hangs on it.
    expect(source.map(({ path }) => path)).toContain(from);
    for (const to of [CANNED, ANSWERS]) expect(wayTo(source, from, to)).toBeNull();
  }
  expect(wayTo(source, "src/main.ts", "src/session/agency.ts")).not.toBeNull();
});

test("they are given by the command line alone", () => {
  const cli = /^src\/cli\//;
  const loaders = loadersOf(source, CANNED);
  expect(loaders).toContain("src/cli/stage.ts");
  expect(loaders.filter((path) => !cli.test(path))).toEqual([]);
  expect(loadersOf(source, ANSWERS).filter((path) => !cli.test(path))).toEqual([CANNED]);
});

test.each([
  ["straight", 'import { cannedAgency } from "./session/canned.ts";'],
  ["by passing on", 'export * from "./session/canned.ts";'],
  ["while running", 'const { cannedAgency } = await import("./session/canned.ts");'],
  ["through what a rehearsal stands on", 'import { openStage } from "./cli/stage.ts";'],
])("a server that loads them is found: %s", (_how, line) => {
  const changed = source.map(({ path, text }) => ({
    path,
    text: path === "src/serve.ts" ? `${line}\n${text}` : text,
  }));
  expect(wayTo(changed, "src/main.ts", CANNED)?.slice(0, 2)).toEqual([
    "src/main.ts",
    "src/serve.ts",
  ]);
});

test("a type or a word about them loads nothing", () => {
  const text = '// import "./b.ts"\nimport type { B } from "./b.ts";\n';
  expect(wayTo([{ path: "a.ts", text }], "a.ts", "b.ts")).toBeNull();
});
