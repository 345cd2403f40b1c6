import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { showFinding } from "../../src/menu/finding.ts";
import { readFolder } from "../../src/menu/folder.ts";
import { buildRelease, digestOf, rebuildRelease } from "../../src/menu/release.ts";
import type { MenuFiles } from "../../src/menu/source.ts";
import { edited } from "./edited.ts";
import { Caller } from "./fixture.ts";

const WHOLE = await readFolder(fileURLToPath(new URL("good", import.meta.url)));
/** With one service. */
const GOOD = new Map([...WHOLE].filter(([file]) => file !== "shop.yaml"));
const LATER = edited(GOOD, [["report.yaml", "title: Report", "title: Report\nreleased: false"]]);

function found(files: MenuFiles): string[] {
  const { release, findings } = buildRelease(files);
  expect(release === null).toBe(findings.length > 0);
  return findings.map(showFinding);
}

describe("a service that is not released", () => {
  const { release } = buildRelease(LATER);
  if (release === null) throw new Error("it has errors");

  test("is not in the release: neither its screens, nor its star, nor the option that leads to it", () => {
    expect([...release.services.keys()]).toEqual([]);
    expect([...release.screens.keys()].filter((id) => id.startsWith("report/"))).toEqual([]);
    const phone = new Caller(release);
    const main = phone.dial();
    expect(main).toContain("1. Mine");
    expect(main).not.toContain("Report");
    // As any number that stands nowhere.
    expect(phone.reply("3").split("\n").slice(1).join("\n")).toBe(main);
    expect(new Caller(release).dial("7")).toBe(main);
  });

  test("is there for whoever rehearses, under the same digest", () => {
    const rehearsed = buildRelease(LATER, null, { rehearsed: true }).release;
    expect(rehearsed?.digest).toBe(release.digest);
    expect([...(rehearsed?.services.keys() ?? [])]).toEqual(["report"]);
    expect(rehearsed === null ? "" : new Caller(rehearsed).dial()).toContain("3. Report");
  });

  test("stays out of a release that is compiled again", () => {
    const again = (how: { rehearsed?: boolean }) =>
      [...(rebuildRelease(LATER, digestOf(LATER), how)?.services.keys() ?? [])].join();
    expect([again({}), again({ rehearsed: true })]).toEqual(["", "report"]);
  });

  test("is checked as all others", () => {
    const broken = edited(LATER, [["report.yaml", "go: describe", "go: descrbe"]]);
    expect(found(broken).join()).toContain("target-exists");
  });

  test("leaves the other numbers of a menu as they are", () => {
    const uncounted = edited(LATER, [
      ["channel.yaml", "      - key: 1\n        say: Mine", "      - say: Mine"],
      ["channel.yaml", "      - key: 3\n        say: Report", "      - say: Report"],
      ["channel.yaml", "      - key: 9\n        say: Language", "      - say: Language"],
    ]);
    const built = buildRelease(uncounted).release;
    const main = built === null ? "" : new Caller(built).dial();
    expect(main).toContain("1. Mine\n3. Language");
  });
});

describe("what citizens use holds together without it", () => {
  const screen = (text: string) =>
    edited(LATER, [
      ["channel.yaml", "  - requests: mine", `${text}\n  - requests: mine`],
      ["channel.yaml", "      - key: 9", "      - { key: 4, say: New, go: fresh }\n      - key: 9"],
    ]);

  test.each([
    ["a show", "  - { show: fresh, say: Hi, go: report }", "`report` is not released"],
    [
      "a show with two ways",
      '  - { show: fresh, say: Hi, go: [{ when: "true", to: report }, { to: main }] }',
      "`report` is not released",
    ],
    ["a list of its requests", "  - { requests: fresh, say: Hi, of: report }", "`report` is not"],
    [
      "a menu that would be empty",
      "  - { menu: fresh, say: Hi, options: [{ key: 1, say: There, go: report }] }",
      "`fresh` has no option",
    ],
  ])("%s is an error with its place", (_, text, message) => {
    const errors = found(screen(text)).filter((finding) => finding.includes("not-released"));
    expect(errors).toHaveLength(1);
    expect(errors[0]).toMatch(/^channel\.yaml:\d+:\d+ error not-released: /);
    expect(errors[0]).toContain(message);
  });

  test("between two services that are not released everything is allowed", () => {
    const second = (GOOD.get("report.yaml") ?? "")
      .replace("service: report\n", "service: repair\nreleased: false\n")
      .replace(/star: \d+/, "star: 8")
      .replace("go: describe", "go: report");
    const errors = found(new Map(LATER).set("repair.yaml", second));
    expect(errors.filter((finding) => finding.includes("not-released"))).toEqual([]);
  });
});
