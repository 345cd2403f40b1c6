/** A sandbox server that answers as told and keeps what it was sent; and a phone to dial it with. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { PassThrough, Writable } from "node:stream";
import { onTestFinished } from "vitest";
import { NO_SMS } from "../../src/cli/dial-sms.ts";
import { runDial, type DialOptions } from "../../src/cli/dial.ts";

/** A callback as it came in: its path under the key, and the JSON. */
export interface Sent {
  path: string;
  body: Record<string, string>;
}

/** The reply's body, or a status with no reply in it; null never answers. */
export type Answering = (sent: Sent, turn: number) => string | number | null;

export const KEY = "a-key-of-the-sandbox";
const ROUTE = `/gateways/sandbox/${KEY}/ussd`;

/** What a server says that knows no menu: the new text, and `END` after a 9. */
export const echo: Answering = ({ body: { text = "" } }) =>
  text.endsWith("9") ? `END bye ${text}` : `CON heard ${text}`;

export interface Fake {
  url: string;
  sent: Sent[];
  /** The cumulative texts of the hops. */
  texts: () => (string | undefined)[];
}

/** Stops with the test. */
export async function openFake(answering: Answering = echo): Promise<Fake> {
  const sent: Sent[] = [];
  const server = createServer((request, response) => void answer(request, response));
  async function answer(request: IncomingMessage, response: ServerResponse) {
    let json = "";
    for await (const chunk of request) json += String(chunk);
    const path = request.url ?? "";
    if (!path.startsWith(ROUTE)) return void response.writeHead(404).end("404 Not Found");
    // The phone sends flat objects of strings only; the tests compare them whole.
    const body = JSON.parse(json) as Record<string, string>;
    const now = { path: path.slice(ROUTE.length), body };
    sent.push(now);
    if (now.path === "/events") return void response.end("OK");
    const said = answering(now, hops().length);
    if (typeof said === "number") response.writeHead(said).end();
    else if (said !== null) response.setHeader("x-njia-screen", "menu/echo").end(said);
  }
  const hops = () => sent.filter(({ path }) => path === "");
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo; // a TCP server's
  const texts = () => hops().map(({ body }) => body["text"]);
  return { url: `http://127.0.0.1:${port}`, sent, texts };
}

export interface Dialled {
  code: number;
  out: string;
  errors: string;
}

/** Runs the terminal phone with these lines piped in, or typed by somebody who stays there. */
export async function dial(
  options: DialOptions,
  lines: readonly string[],
  { interactive = false, colour = false } = {},
): Promise<Dialled> {
  const output = collector();
  const errors = collector();
  const input = new PassThrough();
  input.write(lines.map((line) => `${line}\n`).join(""));
  if (!interactive) input.end();
  const io = { input, output: output.stream, errors: errors.stream, interactive, colour };
  const code = await runDial({ key: KEY, sms: NO_SMS, ...options }, io);
  return { code, out: output.text(), errors: errors.text() };
}

function collector() {
  let text = "";
  const stream = new Writable({
    write(chunk, _encoding, done) {
      text += String(chunk);
      done();
    },
  });
  return { stream, text: () => text };
}

/** The texts in the boxes, one string each; `END` last when a call ended. */
export function screens(out: string): string[] {
  return [...out.matchAll(/╭─ [^\n]*╮\n(.*?) {2}╰(.*?)╯/gs)].map(([, rows = "", edge = ""]) => {
    const lines = rows.split("\n").map((row) => row.replaceAll("│", "").trim());
    return lines.filter(Boolean).join("\n") + (edge.includes("END") ? "\nEND" : "");
  });
}

/** Posts a value as JSON. */
export function postJson(url: string, value: unknown): Promise<Response> {
  const headers = { "content-type": "application/json" };
  return fetch(url, { method: "POST", headers, body: JSON.stringify(value) });
}
