/**
 * The broken menus of `test/menu/broken`: a folder for each rule, named after it.
 *
 * Its menu files are laid over those of `good/`, `findings.txt` is what the checker says of them, to
 * the letter. `without.txt` names files that are left out, `before/` is the release before.
 * `more.yaml` has further ways to break the rule, each as a change to a file of `good/`: a `¦` in the
 * new text marks the place of the finding, and is taken out before reading.
 */
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";
import { z } from "zod";
import type { Finding } from "../../src/menu/finding.ts";
import { inOrder } from "../../src/menu/finding.ts";
import { machineOf } from "../../src/menu/machine.ts";
import { check } from "../../src/menu/check.ts";
import { readFolder } from "../../src/menu/folder.ts";
import { partsOf } from "../../src/menu/parts.ts";
import { buildRelease, digestOf } from "../../src/menu/release.ts";
import { showInPlace } from "../../src/menu/shown.ts";
import type { MenuFiles } from "../../src/menu/source.ts";

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export const GOOD = await readFolder(at("good"));

export const BROKEN_RULES = readdirSync(at("broken")).sort();

const more = z.array(
  z.strictObject({
    file: z.string().default("report.yaml"),
    /** The text that is replaced, once; or a regular expression for it; or all of the file. */
    from: z.string().optional(),
    like: z.string().optional(),
    to: z.string(),
    /** Part of the mend. */
    mend: z.string(),
  }),
);
export type Change = z.infer<typeof more>[number];

/** Further ways to break a rule. */
export function changesOf(rule: string): Change[] {
  return named(rule).includes("more.yaml")
    ? more.parse(parse(readFileSync(at(`broken/${rule}/more.yaml`), "utf8")))
    : [];
}

/** The files of `good/` with one change, and the place that it marks. */
export function changed({ file, from, like, to }: Change): { files: MenuFiles; place: string } {
  const before = GOOD.get(file) ?? "";
  const found = like === undefined ? from : new RegExp(like).exec(before)?.[0];
  if (found !== undefined && !before.includes(found)) throw new Error(`${file} has no ${found}`);
  if (like !== undefined && found === undefined) throw new Error(`${file} has no ${like}`);
  const text =
    like !== undefined
      ? before.replace(new RegExp(like), to)
      : found === undefined
        ? to
        : before.replace(found, () => to);
  const lines = text.split("\n");
  const line = lines.findIndex((one) => one.includes("¦"));
  const place = line < 0 ? "" : `${file}:${line + 1}:${(lines[line]?.indexOf("¦") ?? 0) + 1}`;
  return { files: new Map(GOOD).set(file, text.replace("¦", "")), place };
}

/** What a folder expects; empty where it expects nothing yet. */
export function expected(rule: string): string {
  return named(rule).includes("findings.txt")
    ? readFileSync(at(`broken/${rule}/findings.txt`), "utf8")
    : "";
}

export const expectedPath = (rule: string) => at(`broken/${rule}/findings.txt`);

/** What the checker says of a rule's folder, and the findings themselves. */
export async function findingsOf(rule: string): Promise<{ shown: string; findings: Finding[] }> {
  const files = await filesOf(rule);
  const old = named(rule).includes("before") ? await readFolder(at(`broken/${rule}/before`)) : null;
  const before = old === null ? null : partsOf(laidOver(old, []), digestOf(old));
  const findings = inOrder(
    rule === "machine" ? miscompiled(files) : buildRelease(files, before).findings,
  );
  const shown = findings.map((one) => showInPlace(one, files.get(one.file)));
  return { shown: `${shown.join("\n")}\n`, findings };
}

/** No file can break this rule, only the compiler: the way from `describe` leads past `ward` in its machine. */
function miscompiled(files: MenuFiles): Finding[] {
  const parts = partsOf(files, digestOf(files));
  const screen = parts?.release.screens.get("report/describe");
  if (parts === null || screen === undefined) throw new Error("good/ has no `describe`");
  const past = { ...screen, edges: [{ to: "report/place", guards: [] }] };
  const screens = new Map(parts.release.screens).set(screen.id, past);
  const machine = machineOf(screens, parts.release.channel);
  return check(parts.source, { ...parts.release, machine });
}

async function filesOf(rule: string): Promise<MenuFiles> {
  const own = new Map(await readFolder(at(`broken/${rule}`)));
  own.delete("more.yaml");
  const without = named(rule).includes("without.txt")
    ? readFileSync(at(`broken/${rule}/without.txt`), "utf8")
        .trim()
        .split("\n")
    : [];
  for (const [file, text] of Object.entries(MADE[rule] ?? {})) own.set(file, text());
  return laidOver(own, without);
}

/** Lists of `good/` that none of these menus names would be one finding more. */
function laidOver(own: MenuFiles, without: readonly string[]): MenuFiles {
  const files = [...GOOD].filter(([file]) => {
    const names = (text: string) => text.includes(file);
    const report = own.get("report.yaml") ?? GOOD.get("report.yaml") ?? "";
    return !without.includes(file) && (!file.startsWith("data/") || names(report));
  });
  return new Map([...files, ...own]);
}

function named(rule: string): string[] {
  return readdirSync(at(`broken/${rule}`));
}

/** Files that are too long to be kept. */
const MADE: Readonly<Record<string, Record<string, () => string>>> = {
  "file-too-large": { "report.yaml": () => "#".repeat(1_000_001) },
  "too-many-screens": Object.fromEntries(
    Array.from({ length: 11 }, (_service, number) => [
      `many${String(number).padStart(2, "0")}.yaml`,
      () => {
        const screens = Array.from(
          { length: 480 },
          (_screen, one) => `  - { show: s${one}, say: A }\n`,
        );
        const head = `format: 1\nservice: many${String(number).padStart(2, "0")}\ntitle: Many\n`;
        return `${head}screens:\n${screens.join("")}`;
      },
    ]),
  ),
  "too-many-ways": {
    // 250 questions passed over in a row, from five options each: 250 * 250 / 2 * 5 ways.
    "report.yaml": () => {
      const asked = Array.from({ length: 250 }, (_, index) => {
        const ways = Array.from(
          { length: 5 },
          (__, option) => `{ is: a${option}, say: A${option}, go: q${index + 1} }`,
        );
        const options = `options: [${ways.join(", ")}]`;
        return `  - { choose: q${index}, label: Q, say: Q?, when: "what == 'road'", ${options} }\n`;
      });
      const last = "  - { ask: q250, label: Q, as: text, say: Q? }\n";
      const place = "  - { ask: place,";
      const before = GOOD.get("report.yaml") ?? "";
      return before.replace(place, () => `${asked.join("")}${last}${place}`);
    },
  },
};
