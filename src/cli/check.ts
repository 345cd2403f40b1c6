/**
 * `njia check`: every finding of every menu file in one run.
 *
 * Owns how findings are printed. Called by `cli`.
 */
import { inOrder, showFinding, type Finding } from "../menu/finding.ts";
import { readFolder } from "../menu/folder.ts";
import type { Parts } from "../menu/parts.ts";
import { buildRelease } from "../menu/release.ts";

export interface CheckOptions {
  folder: string;
  /** One JSON document instead of lines, for editors and pipelines. */
  json: boolean;
}

/**
 * Prints the findings through `print`, against the release `before` where one is given; the exit code:
 * 1 where an error stops a release.
 */
export async function runCheck(
  { folder, json }: CheckOptions,
  print: (line: string) => void,
  before: Parts | null = null,
): Promise<number> {
  const files = await readFolder(folder);
  const built = buildRelease(files, before);
  const findings = inOrder(built.findings);
  const errors = count(findings, "error");
  if (json) {
    print(JSON.stringify({ release: built.release?.digest ?? null, findings }, null, 2));
  } else {
    for (const finding of findings) print(showFinding(finding));
    const warnings = count(findings, "warning");
    const sum = `${files.size} files, ${errors} errors, ${warnings} warnings`;
    print(built.release === null ? sum : `${sum}; release ${built.release.digest.slice(0, 12)}`);
  }
  return built.release === null ? 1 : 0;
}

function count(findings: readonly Finding[], severity: Finding["severity"]): number {
  return findings.filter((finding) => finding.severity === severity).length;
}
