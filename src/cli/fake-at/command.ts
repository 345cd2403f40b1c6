/**
 * `npm run fake-at`: the fake Africa's Talking in a process of its own.
 *
 * Owns what is printed: how to point Njia at it, every message, and a callback that nobody takes. Never
 * prints the gateway's key. Called by `cli`.
 */
import { ConfigFault, loadDial } from "../../config.ts";
import { colourPaint, plainPaint, visible, type Paint } from "../screen-box.ts";
import { openFakeAt, type AcceptedSms, type CallbackEnd, type FakeAt } from "./fake-at.ts";
import { FAKE_AT_PORT } from "./port.ts";

export interface FakeAtCommand {
  /** 4011 by default; 0 = any free one. */
  port?: string;
  /** Where `/delivery` and `/inbound` are; by default the server of this folder's settings. */
  callbacks?: string;
}

export interface FakeAtIo {
  print: (line: string) => void;
  colour: boolean;
  /** Resolves when it shall end. */
  stop: Promise<unknown>;
}

/** Until it is stopped. @returns the exit code: 1 when it could not begin. */
export async function runFakeAt(options: FakeAtCommand, io: FakeAtIo): Promise<number> {
  const { print } = io;
  const paint = io.colour ? colourPaint : plainPaint;
  const fake = await begin(options, print, paint);
  if (typeof fake === "string") {
    print(paint("red", fake));
    return 1;
  }
  for (const line of greeting(fake, paint)) print(line);
  await io.stop;
  await fake.close();
  print(paint("dim", `${fake.accepted.length} messages in ${fake.calls} calls.`));
  return 0;
}

/** The fake, or why there is none. */
async function begin(
  options: FakeAtCommand,
  print: (line: string) => void,
  paint: Paint,
): Promise<FakeAt | string> {
  const port = options.port ?? String(FAKE_AT_PORT);
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535) return `${port} is no port; such as 4011`;
  const given = options.callbacks;
  if (given !== undefined && !(/^https?:/.test(given) && URL.canParse(given))) {
    return `${given} is no address; write it as http://127.0.0.1:3000/gateways/africastalking/KEY/sms`;
  }
  try {
    return await openFakeAt({
      port: Number(port),
      callbacks: given ?? ownCallbacks(),
      onMessage: (message) => print(showMessage(message, paint)),
      onCallback: onceEach((end) => print(paint("red", showEnd(end)))),
    });
  } catch (error) {
    if (error instanceof ConfigFault) return error.message;
    const code = error instanceof Error && "code" in error ? error.code : null;
    if (code !== "EADDRINUSE") throw error;
    return `Port ${port} is taken, perhaps by the fake that a server opens itself. Choose another: --port 4012`;
  }
}

/** The callbacks of the server of this folder; null before its first start. @throws ConfigFault */
function ownCallbacks(): string | null {
  const { url, key } = loadDial();
  return key === null ? null : `${url}/gateways/africastalking/${key}/sms`;
}

/** Listens for what differs from the last of its kind: a server that is away is told of once. */
function onceEach(told: (end: CallbackEnd) => void): (end: CallbackEnd) => void {
  const last = new Map<string, number | null>();
  return (end) => {
    const known = last.get(end.kind);
    last.set(end.kind, end.status);
    if (end.status !== 200 && end.status !== known) told(end);
  };
}

function greeting({ url, origin, callbacks }: FakeAt, paint: Paint): string[] {
  const point = `AT_USERNAME=sandbox AT_API_KEY=anything AT_SMS_URL=${url}`;
  const reports =
    callbacks === null
      ? "Nothing is reported: start Njia once for its key, then this again, or give --callbacks."
      : `Receipts and incoming SMS go to ${callbacks.replace(/(\/gateways\/[^/]+\/)[^/]+/, "$1…")}`;
  const usual = origin.endsWith(`:${FAKE_AT_PORT}`);
  const dial = usual ? "npm run dial" : `npm run dial -- --sms ${origin}`;
  return [
    paint("bold", "A fake Africa's Talking for SMS"),
    `  ${paint("dim", "Point Njia at it:")} ${point} npm start`,
    `  ${paint("dim", reports)}`,
    `  ${paint("dim", `See and send SMS: ${dial}`)}`,
    `  ${paint("dim", "Ctrl-C ends it.")}`,
    "",
  ];
}

function showMessage({ to, from, text, parts }: AcceptedSms, paint: Paint): string {
  const cost = parts === 1 ? from : `${from}, ${parts} parts`;
  // One line a message, whatever is in it.
  const line = visible(text.replaceAll(/\r\n?|\n/g, " ⏎ "));
  return `${paint("cyan", to)} ← ${line} ${paint("dim", `(${visible(cost)})`)}`;
}

function showEnd({ kind, status }: CallbackEnd): string {
  const what = { delivery: "a receipt", inbound: "a message", "opt-out": "an opt-out" }[kind];
  if (status === null) return `Nobody answers there: ${what} was lost. Is Njia running?`;
  const why = status === 404 ? "it does not know this key" : "see its log";
  return `Njia answered ${what} with HTTP ${status}: ${why}.`;
}
