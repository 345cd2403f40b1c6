/**
 * Findings as code hosts show them beside the line: GitHub, GitLab, and whatever reads SARIF.
 *
 * Paths are those of the repository, as far as the command runs at its top. Called by `check`.
 */
import { createHash } from "node:crypto";
import { posix, relative } from "node:path";
import { onOneLine, type Finding } from "../menu/finding.ts";
import { RULES } from "../menu/rules.ts";

const HANDBOOK = "docs/menus.md";

/**
 * A workflow command for each finding. What would end a property or the line is written by its
 * number; GitHub documents these five: https://docs.github.com/actions/reference/workflow-commands
 */
export function asGithub(folder: string, findings: readonly Finding[]): string[] {
  return findings.map(({ file, line, column, rule, severity, message, mend }) => {
    const properties = {
      file: pathOf(folder, file),
      line: `${line}`,
      col: `${column}`,
      title: rule,
    };
    const all = Object.entries(properties).map(([name, value]) => `${name}=${property(value)}`);
    return `::${severity} ${all.join(",")}::${data(`${onOneLine(message)}\n${onOneLine(mend)}`)}`;
  });
}

function data(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function property(text: string): string {
  return data(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}

/** GitLab's code quality report: https://docs.gitlab.com/ci/testing/code_quality */
export function asGitlab(folder: string, findings: readonly Finding[]): object[] {
  const times = new Map<string, number>();
  return findings.map(({ file, line, rule, severity, message, mend }) => {
    const path = pathOf(folder, file);
    // Not the line: a finding that only moved is the same one.
    const fault = [path, rule, message].join("\n");
    const before = times.get(fault) ?? 0;
    times.set(fault, before + 1);
    return {
      description: onOneLine(`${message}. ${mend}`),
      check_name: rule,
      fingerprint: createHash("sha256").update(`${fault}\n${before}`).digest("hex"),
      severity: severity === "error" ? "major" : "minor",
      location: { path, lines: { begin: line } },
    };
  });
}

/** SARIF 2.1.0, OASIS; columns are counted in UTF-16 units, as our own are. */
export function asSarif(folder: string, findings: readonly Finding[]): object {
  const used = [...new Set(findings.map(({ rule }) => rule))];
  return {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: {
            name: "njia check",
            rules: used.map((id) => ({
              id,
              shortDescription: { text: RULES[id] },
              help: { text: `${HANDBOOK}#rule-${id}` },
            })),
          },
        },
        columnKind: "utf16CodeUnits",
        results: findings.map(({ file, line, column, rule, severity, message, mend }) => ({
          ruleId: rule,
          ruleIndex: used.indexOf(rule),
          level: severity,
          message: { text: onOneLine(`${message}. ${mend}`) },
          locations: [
            {
              physicalLocation: {
                artifactLocation: { uri: encodeURI(pathOf(folder, file)) },
                region: { startLine: line, startColumn: column },
              },
            },
          ],
        })),
      },
    ],
  };
}

/** From where the command runs, with slashes. */
function pathOf(folder: string, file: string): string {
  return posix.join(relative(".", folder).replaceAll("\\", "/"), file);
}
