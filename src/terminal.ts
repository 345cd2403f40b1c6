/** What Njia says to whoever started it by hand: plain lines on stderr, beside the log on stdout. */
import { FAKE_AT_PORT } from "./cli/fake-at/port.ts";
import { inOrder, showFinding, type Finding } from "./menu/finding.ts";

/** Every finding with its place and its mend, and below them what they came to. */
export function listFindings(findings: readonly Finding[], cameTo: string): string {
  const errors = findings.filter(({ severity }) => severity === "error");
  const sum = `${many(errors.length, "error")}, ${many(findings.length - errors.length, "warning")}`;
  return [...inOrder(findings).map(showFinding), `${sum}: ${cameTo}`].join("\n");
}

/** `1 error`, `2 errors`. */
export function many(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}

export interface Greeting {
  url: string;
  /** The first code of the channel, such as `*384*99#`. */
  code: string;
  menus: string;
  production: boolean;
  /** Where the fake provider is that SMS go to; null when they go to a real one. */
  fake: string | null;
}

/** The first lines: where it runs and what to do next. */
export function greeting({ url, code, menus, production, fake }: Greeting): string {
  const first = `Njia answers at ${url}`;
  if (production) return first;
  return [
    first,
    `  Dial ${code} in another terminal:  ${dialling(url, fake)}`,
    ...(fake === null ? [] : [`  SMS go to a fake provider at ${fake}; that phone shows them.`]),
    `  Menus are read from ${menus}, again at every saved change.`,
    "  Ctrl-C stops it.",
  ].join("\n");
}

/** Where the terminal phone looks by itself, in a shell that has no settings of this one. */
const USUAL = { url: "http://127.0.0.1:3000", sms: `http://127.0.0.1:${FAKE_AT_PORT}` };

function dialling(url: string, fake: string | null): string {
  const told = [
    ...(url === USUAL.url ? [] : [`--url ${quoted(url)}`]),
    ...(fake === null || fake === USUAL.sms ? [] : [`--sms ${fake}`]),
  ];
  return ["npm run dial", ...(told.length === 0 ? [] : ["--", ...told])].join(" ");
}

/** Some shells take brackets, as around an IPv6 address, for a pattern. */
function quoted(url: string): string {
  return url.includes("[") ? `"${url}"` : url;
}
