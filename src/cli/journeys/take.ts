/**
 * One turn of a journey: somebody dials or writes, an officer or an operator does something, time passes.
 *
 * Owns what each turn does on the stage. Called by `play`.
 */
import { OperatorFault } from "../../session/operate.ts";
import { splitStar, type Callback } from "../handset.ts";
import { passingMs, type Call, type Turn } from "../journey.ts";
import { hideRefs, showRefs } from "../journey-refs.ts";
import {
  JourneyStop,
  officerAsks,
  officerMoves,
  passTime,
  refsOf,
  requestNumbered,
} from "./counter.ts";
import {
  compare,
  phoneOf,
  settle,
  shownText,
  TURN_MS,
  type Phone,
  type Playing,
} from "./playing.ts";

/** The turn with the screen that came. @throws JourneyStop where it cannot be taken */
export async function take(playing: Playing, turn: Turn): Promise<Turn> {
  const { stage } = playing;
  stage.time.now += TURN_MS;
  const at = stage.time.now;
  switch (turn.do) {
    case "restart":
      await stage.restart();
      return turn;
    case "after":
      await passTime(stage.rooms(), stage.time, passingMs(turn.for) - TURN_MS, () =>
        settle(playing),
      );
      return turn;
    case "move": {
      const found = await requestNumbered(stage.rooms(), playing.refs, turn.request);
      await officerMoves(stage.rooms(), found, { ...turn, at });
      return turn;
    }
    case "ask": {
      const found = await requestNumbered(stage.rooms(), playing.refs, turn.request);
      await officerAsks(stage.rooms(), found, { question: turn.question, at });
      return turn;
    }
    case "suspend": {
      const message = Object.fromEntries(turn.message.map(({ name, value }) => [name, value]));
      await operated(() => stage.suspend(turn.service, message));
      return turn;
    }
    case "resume":
      await operated(() => stage.resume(turn.service));
      return turn;
    default:
  }
  const phone = phoneOf(playing, turn.by);
  if (turn.do === "write") {
    await stage.write(phone.phone, typedOf(playing, turn.text));
    return turn;
  }
  const last = phone.sent.at(-1);
  if (!("screen" in turn)) {
    // A dropped call is reported by nobody; a cancelled one by the gateway.
    if (turn.do === "cancel" && last !== undefined) await stage.hungUp(last, phone);
    return turn;
  }
  const callback = callbackOf(playing, turn, phone);
  if (turn.do === "dial" || turn.do === "type") phone.sent.push(callback);
  const shown = await stage.send(callback, phone);
  // Its own request is there by now.
  playing.refs = await refsOf(stage.rooms());
  const screen = { ...shown, text: hideRefs(playing.refs, shown.text) };
  compare(playing, turn.screen === null ? null : shownText(turn.screen), shownText(screen));
  return { ...turn, screen };
}

/** @throws JourneyStop with the words that the command has */
async function operated(command: () => Promise<void>): Promise<void> {
  try {
    await command();
  } catch (error) {
    throw error instanceof OperatorFault ? new JourneyStop(error.message) : error;
  }
}

function callbackOf(playing: Playing, turn: Call, { sent }: Phone): Callback {
  if (turn.do === "dial") {
    const session = `journey-${++playing.calls}`;
    return { session, ...splitStar(turn.code, playing.stage.codes) };
  }
  const before = sent[sent.length - (turn.do === "late" ? turn.turns : 1)];
  if (before === undefined) throw new Error(`${turn.by} has not dialled`);
  if (turn.do !== "type") return before;
  const typed = typedOf(playing, turn.text);
  return { ...before, text: before.text === "" ? typed : `${before.text}*${typed}` };
}

/** What is typed, with the digits that a journey's words for references stand for. */
function typedOf({ refs }: Playing, text: string): string {
  return showRefs(refs, text, (word) => {
    throw new JourneyStop(`${word} is of a request that nobody has sent yet`);
  });
}
