/**
 * A connector as a release has it: what is sent to an agency's system for which inputs.
 *
 * Owns the template: what a citizen typed can become one segment or one parameter of the address, and
 * nothing else of it. Pure and total. Called by `compile`, by the checker and, for each call, by `session`.
 */
import { hash } from "node:crypto";
import type { Answer } from "./contract.ts";
import type { CannedFile, ConnectorFile, FieldFile } from "./connector-format.ts";

const SECOND_MS = 1_000;
/**
 * So long a citizen waits at most. Gateways give up after 10 to 15 s and a hop is given 5 s (`callback`),
 * of which the rest of the hop, under load, may take one.
 */
const DEADLINE_MS = 3 * SECOND_MS;

export interface CompiledConnector {
  name: string;
  url: string;
  method: "GET" | "POST";
  /** By the key in the JSON object, the input. */
  body: ReadonlyMap<string, string>;
  headers: ReadonlyMap<string, string>;
  /** The names its address and its body have. */
  inputs: readonly string[];
  /** Variables of the environment that it needs. */
  variables: readonly string[];
  deadlineMs: number;
  /** 0 = nothing is kept. */
  cacheMs: number;
  safe: boolean;
  fields: ReadonlyMap<string, FieldFile>;
  test: readonly CannedFile[];
}

/**
 * What is asked of whom, and what is taken from the answer, in 16 digits: for `inputs` in their order. An
 * answer to another question has no place on screens that are proven with this one's fields.
 */
export function asksOf(file: ConnectorFile, inputs: readonly string[]): string {
  const { url, method, body, headers, fields } = file;
  const asked = JSON.stringify([url, method, body, headers, fields, inputs]);
  return hash("sha256", asked, "hex").slice(0, 16);
}

export type Inputs = Readonly<Record<string, Answer>>;

/** What is sent. */
export interface Call {
  url: string;
  method: "GET" | "POST";
  headers: Readonly<Record<string, string>>;
  /** JSON; null of a GET. */
  body: string | null;
}

const INPUT = /\{([a-z][a-z0-9_]*)\}/g;
const VARIABLE = /\{(CONNECTOR_[A-Z0-9_]+)\}/g;

export function connectorOf(name: string, file: ConnectorFile): CompiledConnector {
  const { url, body = {}, headers = {}, deadline, cache } = file;
  const inputs = [...url.matchAll(INPUT)].map(([, input = ""]) => input);
  const said = [url, ...Object.values(headers)].flatMap((text) => [...text.matchAll(VARIABLE)]);
  return {
    name,
    url,
    method: file.method ?? "GET",
    body: new Map(Object.entries(body)),
    headers: new Map(Object.entries(headers)),
    inputs: [...new Set([...inputs, ...Object.values(body)])],
    variables: [...new Set(said.map(([, variable = ""]) => variable))],
    deadlineMs: deadline === undefined ? DEADLINE_MS : Number(deadline.slice(0, -1)) * SECOND_MS,
    cacheMs: cache === undefined ? 0 : Number(cache.slice(0, -1)) * 60 * SECOND_MS,
    safe: file.repeat === "safe",
    fields: new Map(Object.entries(file.fields)),
    test: file.test ?? [],
  };
}

/** Why there is no call. `input`: what was typed would change the address itself. */
export type NoCall = { no: "input" } | { no: "variable"; variable: string } | { no: "url" };

/** What is sent for these inputs, each of which is there. Variables are looked up in `environment`. */
export function callOf(
  { url, method, body, headers, variables }: CompiledConnector,
  inputs: Inputs,
  environment: Readonly<Record<string, string>>,
): Call | NoCall {
  const variable = variables.find((each) => !Object.hasOwn(environment, each));
  if (variable !== undefined) return { no: "variable", variable };
  const filled = (text: string) =>
    text.replace(VARIABLE, (_, each: string) => environment[each] ?? "");
  // The variable first, and without its last slash: `{CONNECTOR_X}/path` is what files write.
  const base = url.replace(VARIABLE, (_, each: string) =>
    (environment[each] ?? "").replace(/\/+$/, ""),
  );
  const written = base.replace(INPUT, (_, input: string) => encoded(inputs[input] ?? null));
  const read = URL.parse(written);
  const plain = URL.parse(base.replace(INPUT, "x"));
  if (read === null || plain === null) return { no: "url" };
  // `..` as a segment is no text of the address but an order to leave its folder, and many a system reads
  // an encoded slash as one.
  const [path = ""] = written.split(/[?#]/);
  if (read.origin !== plain.origin || path.split(SLASH).some((one) => DOTS.test(one))) {
    return { no: "input" };
  }
  const json = [...body].map(([key, input]) => [key, inputs[input] ?? null] as const);
  return {
    url: read.href,
    method,
    headers: {
      accept: "application/json",
      ...(method === "POST" && { "content-type": "application/json" }),
      ...Object.fromEntries([...headers].map(([key, value]) => [key.toLowerCase(), filled(value)])),
    },
    body: method === "POST" ? JSON.stringify(Object.fromEntries(json)) : null,
  };
}

/** What the parser of URLs takes for one, however it is written. */
const DOTS = /^(\.|%2e){1,2}$/i;
const SLASH = /\/|\\|%2f|%5c/i;

function encoded(input: Answer): string {
  return encodeURIComponent(String(input ?? "").toWellFormed()).replace(
    /['()*!]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
