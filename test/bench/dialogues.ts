/**
 * The two dialogues of the bench, from the dial to the reference.
 *
 * Every session has a word of its own among its answers, which comes back on the check screen: a
 * reply meant for somebody else is then a wrong reply. Read by the load, and by the cost table.
 */
import { hash } from "node:crypto";

/** Stands for the session's own word in an answer. */
export const OWN = "\u0001";
/** The service code that is dialled. */
export const CODE = "*384*99#";

export interface Turn {
  /** What is typed; nothing at the dial. */
  input: string;
  /** Words the reply must have, whoever gives it; the last reply ends the session. */
  says: string;
}

export interface Dialogue {
  name: string;
  turns: readonly Turn[];
}

const turn = (input: string, says: string): Turn => ({ input, says });

/** A secondary-school bursary in English, with the school found by its first letters. */
const bursary: Dialogue = {
  name: "bursary",
  turns: [
    turn("", "1. Kiswahili"),
    turn("2", "2. Apply or renew"),
    turn("2", "1. Ward bursary"),
    turn("1", "1. Apply"),
    turn("1", "1. Continue"),
    turn("1", "(1/9)"),
    turn("1", "(2/9)"),
    turn(OWN, "(3/9)"),
    turn("aman", "1. Amani Boys High"),
    turn("1", "(4/9)"),
    turn(OWN, "(5/9)"),
    turn("23456789", "(6/9)"),
    turn("1", "(7/9)"),
    turn("2", "(8/9)"),
    turn("18500", "KES 5,000"),
    turn("1", "(9/9)"),
    turn("3", OWN),
    turn("1", "Reference"),
  ],
};

/** A water leak in Kiswahili. */
const report: Dialogue = {
  name: "report",
  turns: [
    turn("", "1. Kiswahili"),
    turn("1", "3. Ripoti tatizo"),
    turn("3", "1. Ndiyo"),
    turn("2", "1. Endelea"),
    turn("1", "(1/5)"),
    turn("1", "(2/5)"),
    turn("3", "(3/5)"),
    turn(OWN, "(4/5)"),
    turn("2", "(5/5)"),
    turn("1", OWN),
    turn("1", "Ripoti"),
  ],
};

export const dialogues: readonly Dialogue[] = [bursary, report];

/** Hops of both dialogues: they are taken in turns, so this many make two sessions. */
export const HOPS_OF_BOTH = dialogues.reduce((sum, { turns }) => sum + turns.length, 0);

export function dialogueOf(session: number): Dialogue {
  const dialogue = dialogues[session % dialogues.length];
  if (dialogue === undefined) throw new Error("there are no dialogues");
  return dialogue;
}

/** The session's own word: capitals only, so that it passes for a name, a place and an admission number. */
export function ownWord(session: number): string {
  let word = "";
  for (let rest = session; word.length < 7; rest = Math.floor(rest / 26)) {
    word += String.fromCharCode(65 + (rest % 26));
  }
  return `NJERI${word}`;
}

/** The cumulative text of each hop, with OWN where the session's word goes. */
function textsOf({ turns }: Dialogue): string[] {
  return turns.map((_, at) =>
    turns
      .slice(1, at + 1)
      .map(({ input }) => input)
      .join("*"),
  );
}

/** Made once: encoding each body anew would cost the generator more than sending it. */
const encoded = new Map(
  dialogues.map((dialogue) => [
    dialogue,
    textsOf(dialogue).map((text) => encodeURIComponent(text).replaceAll("*", "%2A")),
  ]),
);
const CODE_ENCODED = encodeURIComponent(CODE).replaceAll("*", "%2A");

/** The phone of a session. All end in 0, since the fake provider refuses some by their last digits. */
export function phoneNumber(session: number): string {
  return `+2547${String(session).padStart(7, "0")}0`;
}

/**
 * A hop as Africa's Talking sends it; phone and session id are the session's own. Ids look random,
 * as real ones do: numbered ones would lie side by side in the index and make it look cheap.
 */
export function bodyOf(session: number, hop: number, number = phoneNumber(session)): string {
  const dialogue = dialogueOf(session);
  const text = encoded.get(dialogue)?.[hop] ?? "";
  const phone = number.replace("+", "%2B");
  const id = `ATUid_${hash("md5", String(session))}`;
  return `phoneNumber=${phone}&serviceCode=${CODE_ENCODED}&text=${text.replaceAll("%01", ownWord(session))}&sessionId=${id}&networkCode=63902`;
}
