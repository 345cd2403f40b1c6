/** What Njia says to whoever started it by hand: plain lines on stderr, beside the log on stdout. */
import { join } from "node:path";
import type { Finding } from "./menu/finding.ts";

/** Every finding with its place and its mend, errors first, and how many there are. */
export function listFindings(findings: readonly Finding[], folder: string): string {
  const errors = findings.filter(({ severity }) => severity === "error");
  const warnings = findings.filter(({ severity }) => severity === "warning");
  const lines = [...errors, ...warnings].map((finding) => {
    const { file, line, column, rule, severity, message, mend } = finding;
    const doubt = severity === "warning" ? "warning: " : "";
    return `${join(folder, file)}:${line}:${column} ${rule} ${doubt}${message}\n    ${mend}`;
  });
  return [...lines, `${many(errors, "error")}, ${many(warnings, "warning")}.`].join("\n");
}

function many({ length }: readonly unknown[], what: string): string {
  return `${length} ${what}${length === 1 ? "" : "s"}`;
}

export interface Greeting {
  url: string;
  /** The first code of the channel, such as `*384*99#`. */
  code: string;
  menus: string;
  production: boolean;
}

/** The first lines: where it runs and what to do next. */
export function greeting({ url, code, menus, production }: Greeting): string {
  const first = `Njia answers at ${url}`;
  if (production) return first;
  return [
    first,
    `  Dial ${code} in another terminal:  npm run dial`,
    `  Menus are read from ${menus}, again at every saved change.`,
    "  Ctrl-C stops it.",
  ].join("\n");
}
