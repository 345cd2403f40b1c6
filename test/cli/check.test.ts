import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { runCheck } from "../../src/cli/check.ts";
import type { CheckForm } from "../../src/cli/check-forms.ts";
import { asGithub } from "../../src/cli/check-hosts.ts";
import type { Finding } from "../../src/menu/finding.ts";
import { mkdtempSync, cpSync, copyFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";

const at = (path: string) => fileURLToPath(new URL(`../menu/${path}`, import.meta.url));

/** The folder `good`, with the service of a broken one. */
function broken(rule: string): string {
  const folder = mkdtempSync(join(tmpdir(), "njia-check-"));
  cpSync(at("good"), folder, { recursive: true });
  copyFileSync(at(`broken/${rule}/report.yaml`), join(folder, "report.yaml"));
  return folder;
}

async function check(folder: string, form: CheckForm) {
  const lines: string[] = [];
  const code = await runCheck({ folder, form }, (line) => lines.push(line));
  return { code, lines, text: lines.join("\n") };
}

/** As `findings.txt` of that folder says. */
const PLACE = { line: 11, column: 67 };

describe("njia check", () => {
  const folder = broken("target-exists");
  const path = `${relative(".", folder)}/report.yaml`;

  test("counts what it does not tell one by one", async () => {
    const long = broken("target-exists");
    cpSync(at("good/report.yaml"), join(long, "report.yaml"));
    writeFileSync(join(long, "data/wards.csv"), `id,name,office\n${"a,A,B\n".repeat(151)}`);
    const { code, lines } = await check(long, "text");
    expect(code).toBe(1);
    expect(lines.at(-1)).toMatch(/^[0-9]+ files, 100 errors, 0 warnings and 50 faults more$/);
    const { findings } = JSON.parse((await check(long, "json")).text);
    expect(findings.at(-1)).toMatchObject({ file: "data/wards.csv", more: 50 });
  });

  test("shows the line, and a mark under the letter", async () => {
    const { code, lines } = await check(folder, "text");
    expect(code).toBe(1);
    const [message, line = "", mark = "", mend] = (lines[0] ?? "").split("\n");
    expect(message).toBe(
      "report.yaml:11:67 error target-exists: there is no screen or service `descrbe`",
    );
    expect(line.slice(mark.indexOf("^"))).toMatch(/^descrbe/);
    expect(mend).toContain("Name a screen");
    expect(lines.at(-1)).toMatch(/^\d files, 1 error, \d+ warnings$/);
  });

  test("and says of good ones how long a call takes", async () => {
    const { code, lines } = await check(at("good"), "text");
    expect(code).toBe(0);
    expect(lines).toEqual([
      expect.stringMatching(/^Seconds from the dial .* a call lasts 180:$/),
      expect.stringMatching(/^ {2}report \((sw|en)\): \d+, \d+, \d+\. /),
      expect.stringMatching(/^ {2}shop \((sw|en)\): \d+, \d+, \d+\. /),
      expect.stringMatching(/^4 files, 0 errors, 0 warnings; release [0-9a-f]{12}$/),
    ]);
    expect(JSON.parse((await check(at("good"), "gitlab")).text)).toEqual([]);
    const { calls } = JSON.parse((await check(at("good"), "json")).text) as { calls: object[] };
    expect(calls).toEqual(
      ["report", "shop"].flatMap((service) =>
        ["sw", "en"].map((language) =>
          expect.objectContaining({ service, language, session: 180 }),
        ),
      ),
    );
  });

  test("for GitHub", async () => {
    const { code, lines } = await check(folder, "github");
    expect(code).toBe(1);
    expect(lines[0]).toMatch(
      /^::error file=[^,:]+\/report\.yaml,line=11,col=67,title=target-exists::there is no screen or service `descrbe`%0AName /,
    );
  });

  test("for GitHub, where what ends a value or a line stands in it", () => {
    const finding: Finding = {
      file: "a,b:c%.yaml",
      line: 1,
      column: 2,
      rule: "cel",
      severity: "warning",
      message: "50% of\r\n::error::x, y",
      mend: "Mend it: so",
    };
    expect(asGithub("menus", [finding])).toEqual([
      "::warning file=menus/a%2Cb%3Ac%25.yaml,line=1,col=2,title=cel::50%25 of ::error::x, y%0AMend it: so",
    ]);
  });

  test("for GitLab: the same fault on another line has the same fingerprint", async () => {
    const [one, ...more] = JSON.parse((await check(folder, "gitlab")).text) as {
      fingerprint: string;
    }[];
    expect(one).toMatchObject({
      check_name: "target-exists",
      severity: "major",
      location: { path, lines: { begin: PLACE.line } },
    });
    expect(one?.fingerprint).toMatch(/^[0-9a-f]{64}$/);
    expect(new Set([one, ...more].map((each) => each?.fingerprint)).size).toBe(1 + more.length);
  });

  test("as SARIF: each result points at its rule", async () => {
    const sarif = JSON.parse((await check(folder, "sarif")).text) as {
      version: string;
      runs: { tool: { driver: { rules: { id: string }[] } }; results: object[] }[];
    };
    expect(sarif.version).toBe("2.1.0");
    const [run] = sarif.runs;
    expect(run?.tool.driver.rules[0]?.id).toBe("target-exists");
    expect(run?.results[0]).toMatchObject({
      ruleId: "target-exists",
      ruleIndex: 0,
      level: "error",
      locations: [
        {
          physicalLocation: {
            artifactLocation: { uri: path },
            region: { startLine: PLACE.line, startColumn: PLACE.column },
          },
        },
      ],
    });
  });
});
