import { describe, expect, test } from "vitest";
import { filesUnder } from "./source.ts";
import { wordFaults } from "./words.ts";

const files = filesUnder();

test("no paths of a machine, no promises to do it later, no tests left out, no blind casts", () => {
  expect(wordFaults(files)).toEqual([]);
});

test("the whole project was looked at, and nothing that is not ours", () => {
  const paths = files.map(({ path }) => path);
  expect(paths).toEqual(
    expect.arrayContaining([
      ".ci/run",
      ".gitignore",
      "LICENSE",
      "package.json",
      "src/app.ts",
      "src/gateway/sandbox/sandbox.ts",
      "docs/architecture.md",
      "test/tidy/words.test.ts",
    ]),
  );
  expect(paths.filter((path) => /^(node_modules|\.git|data)\//.test(path))).toEqual([]);
});

/** Put together here, so that this file can be looked at too. */
const said = (...parts: string[]) => parts.join("");

describe("a fault is reported:", () => {
  const faults = [
    ["a checkout", "src/x.ts", said('const a = "/wo', 'rk/main/data";')],
    ["somebody's home", "docs/x.md", said("Put it into /ho", "me/njia.")],
    ["a temporary folder", "test/x/x.test.ts", said("open(`/tm", "p/njia.db`);")],
    ["a promise", "src/x.ts", said("// TO", "DO: later")],
    ["a promise in a menu", "menus/x.yaml", said("# FIX", "ME the price")],
    ["a test that is skipped", "test/x.test.ts", said("test.sk", 'ip("a", () => {});')],
    ["the one test that runs", "test/x.test.ts", said("describe.on", 'ly("a", () => {});')],
    ["a test to come", "test/x.test.ts", said("test.to", 'do("a");')],
    ["a skipped table", "test/x.test.ts", said("test.sk", 'ip.each([])("a", () => {});')],
    ["any", "src/x.ts", said("const a = b as a", "ny;")],
    ["a detour", "src/x.ts", said("const a = b as unk", "nown as C;")],
    ["a reason for something else", "src/x.ts", said("// why\nf();\n\nconst a = b as nev", "er;")],
  ] as const;
  test.each(faults)("%s", (_what, path, line) => {
    expect(wordFaults([{ path, text: `\n${line}\n` }])).toEqual([
      expect.stringMatching(new RegExp(`^${path}:${line.split("\n").length + 1}: `)),
    ]);
  });
});

describe("what is allowed is not reported:", () => {
  const allowed = [
    [
      "a cast with its reason",
      "src/x.ts",
      said("const a = b as nev", "er; // the pattern says so"),
    ],
    ["a cast with its reason above", "src/x.ts", said("// why\nconst a = b as a", "ny;")],
    ["a cast of a test", "test/x.test.ts", said("const a = b as nev", "er;")],
    ["a wider type", "src/x.ts", "const a = b as unknown;"],
    ["a path of the web", "docs/x.md", "See example.org/home/page and ./home/x."],
    ["a word that holds another", "src/x.ts", said("const a = TO", "DOS.skipped(only);")],
    ["what a list may do", "src/x.ts", said("rows.sk", "ip(3);")],
  ] as const;
  test.each(allowed)("%s", (_what, path, line) => {
    expect(wordFaults([{ path, text: `\n${line}\n` }])).toEqual([]);
  });
});
