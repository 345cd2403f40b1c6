/** What a line typed at the terminal phone asks for. Pure; called by `dial`. */
import { dials } from "./handset.ts";

export type Command =
  | { do: "dial" | "type" | "network" | "phone" | "code" | "record" | "sms"; word: string }
  | { do: "cancel" | "timeout" | "help" | "quit" | "nothing" }
  /** `turns` counts back from the last callback, which is 1. */
  | { do: "again"; turns: number }
  | { do: "unknown"; message: string };

/** Each with what it takes and does, as `/help` shows them. */
export const COMMANDS: readonly [usage: string, does: string][] = [
  ["*384*99#", "dial; *384*99*4# goes on to entry 4"],
  ["sms TEXT", "send an SMS to the channel; /sms TEXT in a call"],
  ["/cancel", "hang up; the server is told"],
  ["/timeout", "lose the call; the server is told nothing"],
  ["/repeat", "send the last callback again, as gateways do"],
  ["/late 2", "send the callback of 2 turns ago again"],
  ["/network NAME", "Safaricom, Airtel, Telkom, none or digits"],
  ["/phone NUMBER", "take up another phone; each keeps its call"],
  ["/code *500#", "another code whose star paths are split off"],
  ["/type TEXT", "type what reads like a code or a command"],
  ["/record FILE", "write a journey of what follows"],
  ["/help", "this list"],
  ["/quit", "switch off"],
];

const NOT_IN_CALL = "No call is open. Dial a code such as *384*99#, or type /help.";

/** `inCall` decides whether a line is an answer, which then is taken as it stands. */
export function readCommand(line: string, inCall: boolean): Command {
  if (line.startsWith("/")) return readSlash(line, inCall);
  if (dials(line.trim())) return { do: "dial", word: line.trim() };
  if (inCall) return { do: "type", word: line };
  if (line.trim() === "") return { do: "nothing" };
  if (/^\s*sms(\s|$)/i.test(line)) return readSlash(`/sms ${line.trim().slice(3)}`, inCall);
  return { do: "unknown", message: NOT_IN_CALL };
}

function readSlash(line: string, inCall: boolean): Command {
  const [, name = "", rest = ""] = /^\/(\S*) ?(.*)$/s.exec(line) ?? [];
  const word = rest.trim();
  switch (name) {
    case "cancel":
    case "timeout":
      return inCall ? { do: name } : { do: "unknown", message: NOT_IN_CALL };
    case "help":
    case "quit":
      return { do: name };
    case "repeat":
      return { do: "again", turns: 1 };
    case "late":
      return /^[1-9]\d{0,3}$/.test(word)
        ? { do: "again", turns: Number(word) }
        : { do: "unknown", message: "How many turns ago? For example /late 2" };
    case "type":
      return inCall ? { do: "type", word: rest } : { do: "unknown", message: NOT_IN_CALL };
    case "code":
      return dials(word)
        ? { do: name, word }
        : { do: "unknown", message: "Which code? For example /code *500#" };
    case "network":
    case "phone":
    case "record":
    case "sms":
      if (word === "") return { do: "unknown", message: `/${name} what? /help shows it.` };
      return { do: name, word };
    default:
      return { do: "unknown", message: `There is no /${name}; /help lists what there is.` };
  }
}
