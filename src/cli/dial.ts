/**
 * A phone in the terminal: `npm run dial`, over HTTP against the running server, or over menus that
 * are rehearsed.
 *
 * Owns the conversation with the person at the keyboard. Lines that are piped in are taken one by
 * one and without prompts, so that a dialogue can be scripted. Called by `cli`.
 */
import { clearLine, cursorTo } from "node:readline";
import { createInterface } from "node:readline/promises";
import type { Readable, Writable } from "node:stream";
import { systemClock } from "../base/clock.ts";
import { ConfigFault, loadDial } from "../config.ts";
import { readCommand, type Command } from "./dial-command.ts";
import { networkNamed, openDesk, phoneOf, type Desk } from "./dial-desk.ts";
import { openSmsLine } from "./dial-sms.ts";
import { DialFault, openWire, WireFault } from "./dial-wire.ts";
import { FAKE_AT_PORT } from "./fake-at/port.ts";
import { dials, type Exchange } from "./handset.ts";
import { openRehearsal, type Rehearsal } from "./rehearsal.ts";
import { colourPaint, plainPaint, type Paint } from "./screen-box.ts";

export interface DialOptions {
  /** Of the server; by default the one of this folder's settings. */
  url?: string;
  /** Of the gateway; by default the one of this folder's settings. */
  key?: string;
  /** `+254700000001` by default. */
  phone?: string;
  /** Safaricom (the default), Airtel, Telkom, none, or five or six digits. */
  network?: string;
  /** A file that does not exist yet, for a journey of what is dialled. */
  record?: string;
  /** The fake Africa's Talking whose SMS it gets, `http://127.0.0.1:4011` by default; or none. */
  sms?: string;
  /** A folder of menus to rehearse, instead of a server. */
  menus?: string;
  /** In a rehearsal: the phone is an officer's, who may help others where the menus have `assist`. */
  officer?: boolean;
  /** Dialled at once: `*384*99#`, or with a star path. */
  star?: string;
}

export interface DialIo {
  input: Readable;
  output: Writable;
  errors: Writable;
  /** True: somebody sits there, so prompt, and go on after a fault. */
  interactive: boolean;
  colour: boolean;
  /** How often it looks for SMS, in milliseconds; every second by default. */
  smsEveryMs?: number;
}

const DEFAULT_CODE = "*384*99#";
const DEFAULT_PHONE = "+254700000001";
const DEFAULT_NETWORK = "Safaricom";
const DEFAULT_SMS = `http://127.0.0.1:${FAKE_AT_PORT}`;
const SMS_EVERY_MS = 1_000;
/** In a rehearsal nothing is asked over the network, and whoever saved a file looks here next. */
const NEWS_EVERY_MS = 250;

function terminal(): DialIo {
  const { stdin: input, stdout: output, stderr: errors } = process;
  // `hasColors` knows NO_COLOR and dumb terminals.
  const colour = output.isTTY && output.hasColors();
  return { input, output, errors, interactive: input.isTTY, colour };
}

/** Until the phone is switched off. @returns the exit code: 0, or 1 when something failed. */
export async function runDial(options: DialOptions, io: DialIo = terminal()): Promise<number> {
  const paint = io.colour ? colourPaint : plainPaint;
  const complain = (error: unknown) => {
    // Anything else is a bug and ends the phone with its stack.
    if (!(error instanceof DialFault || error instanceof ConfigFault)) throw error;
    const stream = io.interactive ? io.output : io.errors;
    stream.write(`  ${paint("red", error.message)}\n`);
  };
  let rehearsal: Rehearsal | null = null;
  try {
    rehearsal = await rehearsalOf(options);
    const { desk, at } = await plug(options, rehearsal, io, paint);
    if (io.interactive) io.output.write(greeting(desk, at, paint));
    const everyMs = rehearsal === null ? SMS_EVERY_MS : NEWS_EVERY_MS;
    return await converse(desk, options.star, { smsEveryMs: everyMs, ...io }, paint, complain);
  } catch (error) {
    complain(error);
    return 1;
  } finally {
    await rehearsal?.close();
  }
}

function rehearsalOf({ menus, officer = false, url, key, sms, phone }: DialOptions) {
  if (menus === undefined) {
    if (!officer) return null;
    throw new DialFault(
      "--officer is for a rehearsal, with --menus DIR. On a server: npm run njia -- staff phone NAME NUMBER",
    );
  }
  if (url !== undefined || key !== undefined || sms !== undefined) {
    throw new DialFault("A rehearsal has no server: leave out --url, --key and --sms.");
  }
  return openRehearsal(menus, officer ? phoneOf(phone ?? DEFAULT_PHONE) : null);
}

async function plug(
  options: DialOptions,
  rehearsal: Rehearsal | null,
  io: DialIo,
  paint: Paint,
): Promise<{ desk: Desk; at: string }> {
  if (options.star !== undefined && !dials(options.star)) {
    throw new DialFault(`${options.star} is no code; for example ${DEFAULT_CODE}`);
  }
  const { at, codes, ...lines } = rehearsal === null ? lineTo(options) : linesOf(rehearsal);
  const desk = openDesk({
    ...lines,
    codes,
    lastDialled: options.star ?? codes[0] ?? DEFAULT_CODE,
    phone: phoneOf(options.phone ?? DEFAULT_PHONE),
    network: networkNamed(options.network ?? DEFAULT_NETWORK),
    paint,
    print: (text) => void io.output.write(text),
  });
  if (options.record !== undefined) await desk.obey({ do: "record", word: options.record });
  return { desk, at };
}

function lineTo(options: DialOptions) {
  const { url, key } = addressOf(options);
  const sms = openSmsLine(options.sms ?? DEFAULT_SMS, systemClock());
  return { at: url, wire: openWire(url, key), sms, codes: [DEFAULT_CODE] };
}

function linesOf(rehearsal: Rehearsal) {
  const { folder, wire, sms, codes } = rehearsal;
  return { at: `rehearsing ${folder}`, wire, sms, codes, menus: rehearsal };
}

function addressOf({ url, key }: DialOptions): { url: string; key: string } {
  if (url !== undefined && key !== undefined) return { url, key };
  const known = loadDial();
  const found = key ?? known.key;
  if (found === null) {
    throw new DialFault("There is no gateway key yet. Start the server once with: npm start");
  }
  return { url: url ?? known.url, key: found };
}

/** Line by line to the end of the input or `/quit`. @returns the exit code. */
async function converse(
  desk: Desk,
  star: string | undefined,
  { input, output, interactive, smsEveryMs = SMS_EVERY_MS }: DialIo,
  paint: Paint,
  complain: (error: unknown) => void,
): Promise<number> {
  const lines = createInterface(interactive ? { input, output } : { input });
  // From now on, since lines that come while nobody listens are lost.
  const typed = lines[Symbol.asyncIterator]();
  // Ctrl-c ends the loop below, like ctrl-d; both may come while a reply is awaited.
  let closed = false;
  lines.on("SIGINT", () => lines.close()).once("close", () => (closed = true));
  /** The exchange that the prompt before stood under: the end of a call is told once. */
  let under: Exchange | undefined;
  /** True while a prompt, and perhaps the beginning of a line, stands last on the screen. */
  let prompted = false;
  const prompt = () => {
    if (!interactive || closed) return;
    const { inCall, past } = desk.handset;
    const last = past.at(-1);
    if (last?.answer.end === true && last !== under) output.write(over(desk, paint));
    under = last;
    lines.setPrompt(paint("bold", inCall ? "reply ▸ " : "dial ▸ "));
    lines.prompt();
    prompted = true;
  };
  const showSms = async () => {
    const arrived = await desk.incoming();
    if (arrived === "") return;
    if (!prompted) return void output.write(arrived);
    if (lines.terminal) {
      clearLine(output, 0);
      cursorTo(output, 0);
    } else output.write("\n");
    output.write(arrived);
    // Below it, with what was typed so far.
    if (!closed) lines.prompt(true);
  };
  const looking = setInterval(() => void showSms(), smsEveryMs);
  let code = 0;
  /** @returns whether to go on: a script does not without its server, nor a person who never had it. */
  const attempt = async (command: Command): Promise<boolean> => {
    try {
      await desk.obey(command);
      return true;
    } catch (error) {
      complain(error);
      const lost = error instanceof WireFault && !(interactive && desk.heard);
      if (lost || !interactive) code = 1;
      return !lost;
    }
  };
  try {
    if (star !== undefined && !(await attempt({ do: "dial", word: star }))) return code;
    prompt();
    for await (const line of typed) {
      prompted = false;
      const { inCall } = desk.handset;
      const redialled = interactive && !inCall && line.trim() === "";
      const command = readCommand(redialled ? desk.lastDialled : line, inCall);
      if (command.do === "quit") break;
      if (!interactive && command.do !== "nothing") output.write(`${paint("bold", `▸ ${line}`)}\n`);
      if (!(await attempt(command))) break;
      await showSms();
      prompt();
    }
    if (!interactive) await showSms();
  } finally {
    clearInterval(looking);
    lines.close();
    // Below the prompt that was left.
    if (interactive) output.write("\n");
  }
  return code;
}

function over({ lastDialled }: Desk, paint: Paint): string {
  return `  ${paint("yellow", "Call ended.")} ${paint("dim", `Enter dials ${lastDialled} again.`)}\n`;
}

function greeting(desk: Desk, at: string, paint: Paint): string {
  const { phone, network } = desk.handset;
  return (
    [
      "",
      `  ${paint("bold", "Njia phone")} ${paint("dim", `· ${network.name} · ${phone} · ${at}`)}`,
      `  ${paint("dim", `Enter dials ${desk.lastDialled}; /help lists what else there is.`)}`,
      "",
    ].join("\n") + "\n"
  );
}
