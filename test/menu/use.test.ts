import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { showFinding } from "../../src/menu/finding.ts";
import { readFolder } from "../../src/menu/folder.ts";
import { buildRelease } from "../../src/menu/release.ts";
import { say } from "../../src/menu/text.ts";

const GOOD = await readFolder(fileURLToPath(new URL("good", import.meta.url)));
const PLACE = "  - { ask: place,";

/** The good folder with a question of the channel that two services use. */
function shared(question: string, use = "{ use: age }") {
  const channel = (GOOD.get("channel.yaml") ?? "").replace(
    "screens:",
    () => `questions:\n  - ${question}\nscreens:`,
  );
  const report = (GOOD.get("report.yaml") ?? "").replace(PLACE, () => `  - ${use}\n${PLACE}`);
  const second = report
    .replace("service: report", "service: repair")
    .replace("star: 77", "star: 78")
    .replace("title: Report", "title: Repair");
  const files = new Map(GOOD).set("channel.yaml", channel).set("report.yaml", report);
  return { files: files.set("repair.yaml", second), channel, report };
}

const AGE =
  '{ ask: age, label: Age, as: number, min: 1, max: 120, say: { en: "Your age?", sw: "Umri?" } }';
/** Lines and letters of what stands somewhere, as findings count them. */
function placeOf(text: string, what: string): string {
  const before = text.slice(0, text.indexOf(what)).split("\n");
  return `${before.length}:${(before.at(-1)?.length ?? 0) + 1}`;
}

describe("a question of the channel", () => {
  test("is asked in each service that uses it, in the place where it stands there", () => {
    const { files } = shared(AGE);
    const { release, findings } = buildRelease(files);
    expect(findings.map(showFinding)).toEqual([]);
    for (const service of ["report", "repair"]) {
      const screen = release?.screens.get(`${service}/age`);
      expect(screen).toMatchObject({ kind: "ask", ask: { as: "number", max: 120 }, service });
      expect(release?.screens.get(`${service}/deep`)?.edges.map(({ to }) => to)).toEqual([
        `${service}/age`,
      ]);
      expect(screen?.edges.map(({ to }) => to)).toEqual([`${service}/place`]);
    }
  });

  test("is said, passed over and left as the service says, and else as the channel does", () => {
    const use = "{ use: age, say: Age now?, when: \"what == 'road'\", go: until }";
    const { files } = shared(AGE, use);
    // Whoever is asked passes `place` over, by which two requests are told apart else.
    for (const name of ["report.yaml", "repair.yaml"]) {
      const text = files.get(name) ?? "";
      files.set(name, text.replace("by: [what, place, target]", "by: [what, place, age]"));
    }
    const { release, findings } = buildRelease(files);
    expect(findings.map(showFinding)).toEqual([]);
    const screen = release?.screens.get("report/age");
    const said = screen === undefined ? "" : say(screen.say, "sw", () => "");
    expect(said).toBe("Age now?");
    expect(screen?.edges.map(({ to }) => to)).toEqual(["report/until"]);
    expect([screen?.when?.({ what: "road" }), screen?.when?.({ what: "water" })]).toEqual([
      true,
      false,
    ]);
    expect(screen?.ask?.max).toBe(120);
  });

  test("is at fault once, where it is written, however many services use it", () => {
    const { files, channel } = shared(AGE.replace("sw: ", "zz: "));
    const { findings } = buildRelease(files);
    const place = placeOf(channel, 'say: { en: "Your age?"');
    expect(
      findings.map(({ file, line, column, rule }) => `${file}:${line}:${column} ${rule}`),
    ).toEqual(expect.arrayContaining([`channel.yaml:${place} missing-language`]));
    expect(findings.filter(({ rule }) => rule === "missing-language")).toHaveLength(1);
    expect(findings.filter(({ file }) => file !== "channel.yaml")).toEqual([]);
  });

  test("is the service's fault where the service says it otherwise", () => {
    const { files, report } = shared(AGE, "{ use: age, go: nowhere }");
    const { findings } = buildRelease(files);
    const place = placeOf(report, "nowhere");
    const at = findings.map(({ file, line, column, rule }) => `${file}:${line}:${column} ${rule}`);
    expect(at).toContain(`report.yaml:${place} target-exists`);
    expect(findings.filter(({ file }) => file === "channel.yaml")).toEqual([]);
  });

  test("that could not be read is reported where it stands, and not where it is used", () => {
    const { files } = shared("{ ask: age, label: Age, as: nmber, say: Age? }");
    const { release, findings } = buildRelease(files);
    expect(release).toBeNull();
    expect(findings.map(({ file, rule }) => `${file} ${rule}`)).toEqual([
      "channel.yaml wrong-value",
    ]);
  });

  test.each([
    ["{ show: age, say: Hello }", "screen-kind", "Begin it with exactly one of choose, ask."],
    [AGE.replace("as: number, min: 1, max: 120", "as: number, max: -1"), "limits", "from 1 to"],
  ])("%s is none", (question, rule, mend) => {
    const { findings } = buildRelease(shared(question).files);
    expect(findings[0]).toMatchObject({ file: "channel.yaml", rule, severity: "error" });
    expect(findings[0]?.mend).toContain(mend);
  });

  test("is found when its name was mistyped", () => {
    const { files, report } = shared(AGE, "{ use: agee }");
    const { findings } = buildRelease(files);
    const first = findings.find(({ file }) => file === "report.yaml");
    expect(first).toMatchObject({
      rule: "question-exists",
      line: report.slice(0, report.indexOf("agee")).split("\n").length,
    });
    expect(first?.mend).toContain("`age`");
  });

  test("has a name of its own: twice is an error", () => {
    const { files } = shared(`${AGE}\n  - ${AGE.replace("Your age?", "How old?")}`);
    const { findings } = buildRelease(files);
    expect(findings).toContainEqual(
      expect.objectContaining({ file: "channel.yaml", rule: "name-twice" }),
    );
  });
});
