import { describe, expect, test } from "vitest";
import { check } from "../../src/menu/check.ts";
import { readFolder } from "../../src/menu/folder.ts";
import { machineOf } from "../../src/menu/machine.ts";
import type { CompiledScreen, Release } from "../../src/menu/model.ts";
import { partsOf, type Parts } from "../../src/menu/parts.ts";
import { buildRelease } from "../../src/menu/release.ts";
import { GOOD } from "./broken-folder.ts";

function partsIn(): Parts {
  const parts = partsOf(GOOD, "test");
  if (parts === null) throw new Error("good/ has no channel");
  return parts;
}

/** What is said of the machine, where its compiler does something else with the screens. */
function found({ source, release }: Parts, screens: Release["screens"]): string[] {
  const machine = machineOf(screens, release.channel);
  return check(source, { ...release, machine })
    .filter(({ rule }) => rule === "machine")
    .map(({ line, message }) => `${line}: ${message}`);
}

function changing({ release }: Parts, id: string, change: (screen: CompiledScreen) => object) {
  const screen = release.screens.get(id);
  if (screen === undefined) throw new Error(`there is no ${id}`);
  return new Map(release.screens).set(id, { ...screen, ...change(screen) });
}

describe("the machine that is compiled", () => {
  test.each(["menus", "test/menu/good"])("of %s is what the files say", async (folder) => {
    const parts = partsOf(await readFolder(folder), "test");
    expect(parts === null ? ["unread"] : found(parts, parts.release.screens)).toEqual([]);
  });

  test("is found out where a way leads elsewhere", () => {
    const parts = partsIn();
    const past = changing(parts, "report/describe", () => ({
      edges: [{ to: "report/place", guards: [] }],
    }));
    expect(found(parts, past)).toEqual([
      expect.stringMatching(/the way to `report\/ward` leads to `report\/place`/),
    ]);
  });

  test("is not blamed for what is wrong in the files", () => {
    const twice = (GOOD.get("report.yaml") ?? "").replace(
      "{ is: water,",
      "{ is: water, key: 9, go: ward,",
    );
    const findings = buildRelease(new Map(GOOD).set("report.yaml", twice)).findings;
    expect(findings.map(({ rule }) => rule)).toContain("key-twice");
    expect(findings.map(({ rule }) => rule)).not.toContain("machine");
  });

  test("is found out where a way is lost, and what only it leads to is unreachable", () => {
    const parts = partsIn();
    const lost = changing(parts, "report/what", ({ choices }) => ({
      choices: choices.map((choice) =>
        choice.is === "other" ? { ...choice, edges: null } : choice,
      ),
    }));
    expect(found(parts, lost)).toEqual(
      expect.arrayContaining([expect.stringMatching(/other ways in the compiled menus/)]),
    );
  });

  test("is found out where the condition of a way is turned round", () => {
    const parts = partsIn();
    const turned = changing(parts, "report/ward", ({ edges }) => ({
      edges: edges.map((edge) => ({
        ...edge,
        guards: edge.guards.map((guard) => (answers: object) => guard(answers as never) !== true),
      })),
    }));
    expect(found(parts, turned).length).toBeGreaterThan(0);
  });
});
