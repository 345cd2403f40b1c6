/**
 * `otherwise: "1500"` beside a `be` that gives a number: one slip, and every text that counts with it would be
 * told to be wrong too.
 *
 * Owns what such a text was meant to be; the other rules see it so. Called by `release`.
 */
import { compileCel } from "../cel.ts";
import type { Finding } from "../finding.ts";
import type { ServiceFile } from "../format.ts";
import { number } from "../respelled.ts";
import type { MenuSource } from "../source.ts";
import { answersOnly } from "./expressions.ts";

type Let = NonNullable<ServiceFile["let"]>[string];

/** The source as it was meant, with what was found on the way. */
export function spelledOtherwise(source: MenuSource): { source: MenuSource; findings: Finding[] } {
  const findings: Finding[] = [];
  const services = new Map(
    [...source.services].map(([name, file]) => {
      const lets = Object.entries(file.let ?? {}).map(([of, one]): [string, Let] => {
        const meant = meantBy(source, file, one);
        if (meant === null) return [of, one];
        const at = `${file.service}.yaml`;
        const place = source.places.get(at)?.(["let", of, "otherwise"]) ?? { line: 1, column: 1 };
        const kind = typeof meant.value === "number" ? "a number" : "true or false";
        const message = `\`otherwise\` is a text here, and \`be\` gives ${kind}`;
        findings.push({
          file: at,
          ...place,
          rule: "cel",
          severity: "error",
          message,
          mend: meant.mend,
        });
        return [of, { ...one, otherwise: meant.value }];
      });
      return [name, file.let === undefined ? file : { ...file, let: Object.fromEntries(lets) }];
    }),
  );
  return findings.length === 0
    ? { source, findings }
    : { source: { ...source, services }, findings };
}

interface Meant {
  value: number | boolean;
  mend: string;
}

function meantBy(source: MenuSource, file: ServiceFile, { be, otherwise }: Let): Meant | null {
  if (typeof otherwise !== "string") return null;
  const meant = spelled(otherwise);
  if (meant === null) return null;
  const compiled = compileCel(be, answersOnly(source, file));
  const wanted = typeof meant.value === "number" ? "int" : "bool";
  return "type" in compiled && compiled.type === wanted ? meant : null;
}

function spelled(text: string): Meant | null {
  const mend = `Write it without quotes: ${text}.`;
  if (text === "true" || text === "false") return { value: text === "true", mend };
  if (/^(?:0|-?[1-9][0-9]{0,14})$/.test(text)) return { value: Number(text), mend };
  const found = number(text);
  return found === null ? null : { value: found.whole, mend: found.mend };
}
