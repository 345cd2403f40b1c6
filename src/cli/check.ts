/**
 * `njia check`: every finding of every menu file in one run.
 *
 * Owns what is printed; the forms for code hosts are in `check-hosts`. Called by `cli`.
 */
import { systemClock } from "../base/clock.ts";
import { compile } from "../menu/compile.ts";
import { callTimes } from "../menu/check/call-time.ts";
import { inOrder, type Finding } from "../menu/finding.ts";
import type { Parts } from "../menu/parts.ts";
import { buildRelease, type Built } from "../menu/release.ts";
import { showInPlace } from "../menu/shown.ts";
import type { MenuFiles } from "../menu/source.ts";
import { many } from "../terminal.ts";
import type { CheckForm } from "./check-forms.ts";
import { showTimes } from "./check-times.ts";
import { menusIn } from "./menus-folder.ts";
import { asGithub, asGitlab, asSarif } from "./check-hosts.ts";

export interface CheckOptions {
  folder: string;
  /** `text` for people; `json` for editors and pipelines; the others for code hosts. */
  form: CheckForm;
}

/**
 * Prints the findings through `print`, against the release `before` where one is given; the exit code:
 * 1 where an error stops a release.
 */
export async function runCheck(
  { folder, form }: CheckOptions,
  print: (line: string) => void,
  before: Parts | null = null,
): Promise<number> {
  const files = await menusIn(folder);
  const built = buildRelease(files, before, { at: systemClock() });
  for (const line of printed(form, folder, files, built)) print(line);
  return built.release === null ? 1 : 0;
}

function printed(form: CheckForm, folder: string, files: MenuFiles, built: Built): string[] {
  const findings = inOrder(built.findings);
  switch (form) {
    case "text":
      return asText(files, findings, built);
    case "json":
      return [
        document({ release: built.release?.digest ?? null, findings, calls: timesOf(built) }),
      ];
    case "github":
      return [...asGithub(folder, findings), sumOf(files, findings, built)];
    case "gitlab":
      return [document(asGitlab(folder, findings))];
    case "sarif":
      return [document(asSarif(folder, findings))];
  }
}

function document(value: unknown): string {
  return JSON.stringify(value, null, 2);
}

function asText(files: MenuFiles, findings: readonly Finding[], built: Built): string[] {
  const shown = findings.map((finding) => showInPlace(finding, files.get(finding.file)));
  return [...shown, ...showTimes(timesOf(built)), sumOf(files, findings, built)];
}

/** Of files with errors nothing can be said: the ways may be others once they are mended. */
function timesOf({ release, source }: Built) {
  // With the services that are not released yet: whoever writes one wants to know.
  return release === null || source === null ? [] : callTimes(compile(source, release.digest));
}

function sumOf(files: MenuFiles, findings: readonly Finding[], { release }: Built): string {
  const [errors, warnings] = [count(findings, "error"), count(findings, "warning")];
  const untold = findings.reduce((sum, { more = 0 }) => sum + more, 0);
  const more = untold === 0 ? "" : ` and ${many(untold, "fault")} more`;
  const told = `${many(errors, "error")}, ${many(warnings, "warning")}`;
  const sum = `${many(files.size, "file")}, ${told}${more}`;
  return release === null ? sum : `${sum}; release ${release.digest.slice(0, 12)}`;
}

function count(findings: readonly Finding[], severity: Finding["severity"]): number {
  return findings.filter((finding) => finding.severity === severity).length;
}
