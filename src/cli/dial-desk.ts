/**
 * What the terminal phone does with a command: the phones on the desk, their calls and the recorder.
 *
 * Owns all state of one run. Called by `dial`, which reads the lines.
 */
import { systemClock } from "../base/clock.ts";
import { newId, systemRandom } from "../base/ids.ts";
import { gatewayPhone, typedPhone, type Phone } from "../base/phone.ts";
import { serial } from "../session/serial.ts";
import { COMMANDS, type Command } from "./dial-command.ts";
import { openRecorder, type Recorder } from "./dial-record.ts";
import { SHORT_CODE, type SmsLine } from "./dial-sms.ts";
import { DialFault, type Caller, type Wire } from "./dial-wire.ts";
import {
  answered,
  hungUp,
  newHandset,
  reply,
  shownInstead,
  splitStar,
  turnsAgo,
  type Answer,
  type Callback,
  type Handset,
} from "./handset.ts";
import type { Said } from "./journey.ts";
import { networkOf, type Network } from "./networks.ts";
import type { MenuNews, Rehearsal } from "./rehearsal.ts";
import { drawScreen, type Paint } from "./screen-box.ts";
import { drawSms } from "./sms-box.ts";

export interface DeskNeeds {
  wire: Wire;
  sms: SmsLine;
  /** The menus that are tried while they are written; absent at a server. */
  menus?: Pick<Rehearsal, "news" | "carry">;
  /** Whose star paths are split off. */
  codes: readonly string[];
  /** What an idle phone's green key dials before anything was. */
  lastDialled: string;
  phone: Phone;
  network: Network;
  paint: Paint;
  /** Takes whole lines, each with its line break. */
  print: (text: string) => void;
}

export interface Desk {
  readonly handset: Handset;
  readonly lastDialled: string;
  /** True once the server has answered anything. */
  readonly heard: boolean;
  /** @throws DialFault; the phone can go on after it. */
  obey(command: Command): Promise<void>;
  /**
   * What came by itself since it was last asked, drawn: the SMS for this phone, and in a rehearsal
   * what was saved, with the screen that the call is on now. Empty when there is nothing.
   */
  incoming(): Promise<string>;
}

const STOPPED = "The recording ends here: a journey is of one release.";

/** @throws DialFault when the words name no phone. */
export function phoneOf(words: string): Phone {
  const phone = gatewayPhone(words) ?? typedPhone(words, "KE");
  if (phone === null) throw new DialFault(`${words} is no number; for example +254700000001`);
  return phone;
}

/** @throws DialFault when the word names no network. */
export function networkNamed(word: string): Network {
  const network = networkOf(word);
  if (network === null) {
    throw new DialFault(`${word} is no network; Safaricom, Airtel, Telkom, none or its digits`);
  }
  return network;
}

export function openDesk({ wire, sms, menus, paint, print, ...needs }: DeskNeeds): Desk {
  const inTurn = serial();
  /** One for each number on each network: the other ones keep their calls. */
  const shelf = new Map<string, Handset>();
  const codes = [...needs.codes];
  let handset = newHandset(needs.phone, needs.network);
  let { lastDialled } = needs;
  let recorder: Recorder | null = null;
  let heard = false;

  const say = (text: string) => print(`  ${paint("dim", text)}\n`);
  const callerOf = ({ phone, network }: Handset): Caller => ({ phone, network: network.code });

  const drawn = (callback: Callback, answer: Answer) => {
    const { phone, network } = handset;
    return drawScreen(answer, { code: callback.code, phone, network }, paint);
  };
  const show = (callback: Callback, answer: Answer) => print(drawn(callback, answer));

  const exchange = async (callback: Callback, said: Said) => {
    const answer = await wire.send(callback, callerOf(handset));
    heard = true;
    handset = answered(handset, callback, answer);
    recorder?.turn(handset, said, answer);
    show(callback, answer);
    // As gateways do; it proves nothing to the server, which has ended the call itself.
    if (answer.end) await wire.end(callback, callerOf(handset), "completed");
  };

  const again = async (turns: number) => {
    const sent = turnsAgo(handset, turns);
    if (sent === null) throw new DialFault("Nothing was sent that long ago.");
    const answer = await wire.send(sent.callback, callerOf(handset));
    recorder?.turn(handset, turns === 1 ? { do: "repeat" } : { do: "late", turns }, answer);
    show(sent.callback, answer);
    if (answer.text !== sent.answer.text || answer.end !== sent.answer.end) {
      throw new DialFault("The reply to the same callback DIFFERS from the first one.");
    }
    say("The same callback, the identical reply.");
  };

  const take = (phone: Phone, network: Network) => {
    const keyOf = (of: { phone: Phone; network: Network }) => `${of.phone} ${of.network.code}`;
    shelf.set(keyOf(handset), handset);
    const left = handset.inCall ? "; the other phone keeps its call" : "";
    handset = shelf.get(keyOf({ phone, network })) ?? newHandset(phone, network);
    say(`${network.name} · ${phone}${left}`);
    const open = handset.inCall ? handset.past.at(-1) : undefined;
    if (open !== undefined) show(open.callback, open.answer);
  };

  const hangUp = async (how: "cancel" | "drop") => {
    const open = handset.past.at(-1);
    handset = hungUp(handset);
    recorder?.end(handset, how);
    if (how === "cancel" && open !== undefined) {
      await wire.end(open.callback, callerOf(handset), "abandoned");
    }
  };

  const obey = async (command: Command) => {
    switch (command.do) {
      case "dial": {
        lastDialled = command.word;
        const session = `phone-${newId(systemClock(), systemRandom)}`;
        const dialled = { session, ...splitStar(command.word, codes) };
        return exchange(dialled, { do: "dial", code: command.word });
      }
      case "type": {
        const callback = reply(handset, command.word);
        if (callback === null) throw new DialFault("No call is open.");
        return exchange(callback, { do: "type", text: command.word });
      }
      case "again":
        return again(command.turns);
      case "cancel":
        await hangUp("cancel");
        return say("Cancelled; the server was told. Dial again when you like.");
      case "timeout":
        await hangUp("drop");
        return say("Call lost; the server was told nothing. Dial again to go on.");
      case "phone":
        return take(phoneOf(command.word), handset.network);
      case "network":
        return take(handset.phone, networkNamed(command.word));
      case "code":
        codes.push(command.word);
        return say(`Star paths of ${command.word} are split off now.`);
      case "sms":
        await sms.send(handset.phone, command.word);
        recorder?.sms(handset.phone, "sent", command.word);
        return say(`SMS sent to ${SHORT_CODE}.`);
      case "record":
        recorder = openRecorder(command.word, systemClock());
        say(`Recording to ${command.word} from the next dial.`);
        return say("A journey begins with an empty store: use a number that never dialled.");
      case "help": {
        const wide = Math.max(...COMMANDS.map(([usage]) => usage.length));
        const lines = COMMANDS.map(
          ([use, does]) => `  ${use.padEnd(wide)}  ${paint("dim", does)}\n`,
        );
        return print(lines.join(""));
      }
      case "unknown":
        throw new DialFault(command.message);
      case "quit":
      case "nothing":
        return;
    }
  };

  /** All calls go on with the menus as they are now; of another phone's, nothing is told. */
  const carryOver = async (rehearsal: Pick<Rehearsal, "carry">): Promise<string> => {
    for (const [key, other] of shelf) {
      const open = other.inCall ? other.past.at(-1) : undefined;
      const carried =
        open === undefined ? null : await rehearsal.carry(open.callback, callerOf(other));
      if (carried !== null) shelf.set(key, shownInstead(other, carried.answer));
    }
    const open = handset.inCall ? handset.past.at(-1) : undefined;
    const carried =
      open === undefined ? null : await rehearsal.carry(open.callback, callerOf(handset));
    if (open === undefined || carried === null) return "";
    handset = shownInstead(handset, carried.answer);
    const told = carried.told.map((line) => `  ${paint("yellow", line)}\n`).join("");
    return told + drawn(open.callback, carried.answer);
  };

  const reloaded = async (rehearsal: Pick<Rehearsal, "carry">, news: MenuNews) => {
    const style = news.refused ? "red" : "dim";
    const told = news.lines.map((line) => `  ${paint(style, line)}\n`).join("");
    if (!news.changed) return told;
    const stopped = recorder === null ? "" : `  ${paint("dim", STOPPED)}\n`;
    recorder = null;
    return told + stopped + (await carryOver(rehearsal));
  };

  return {
    get handset() {
      return handset;
    },
    get lastDialled() {
      return lastDialled;
    },
    get heard() {
      return heard;
    },
    obey: (command) => inTurn("desk", () => obey(command)),
    async incoming() {
      const news = menus?.news() ?? null;
      const saved =
        menus === undefined || news === null
          ? ""
          : await inTurn("desk", () => reloaded(menus, news));
      const { phone } = handset;
      const arrived = await sms.arrived(phone);
      for (const { text } of arrived) recorder?.sms(phone, "came", text);
      return saved + arrived.map((message) => drawSms(message, phone, paint)).join("");
    },
  };
}
