/**
 * What may be said of an error: its name, its code and our own frames.
 *
 * Never its message: libraries put values into messages, and values here are people's. Messages of
 * storage faults are ours and constant, and they tell the administrator what to do.
 */
import { StoreFault } from "../store/fault.ts";

export interface FaultFacts {
  name: string;
  errorCode?: string;
  /** What to do about it. */
  mend?: string;
  /** `src/…:line:column`, innermost first. */
  at?: string[];
  cause?: Omit<FaultFacts, "cause">;
}

/** Both are identifiers; anything longer or with other letters was made up from data. */
const NAME = /^[A-Za-z]{1,40}$/;
const CODE = /^[A-Za-z][A-Za-z0-9_.]{0,40}$/;
/** A frame in our own source; the file is ours, so its name holds nobody's data. */
const OWN_FRAME = /^ {4}at .*?\/(src\/[a-z0-9/_-]+\.ts:\d{1,4}:\d{1,3})\)?$/;
const FRAMES_MAX = 8;

export function faultFacts(error: unknown): FaultFacts {
  if (!(error instanceof Error)) return { name: "NotAnError" };
  const facts = ownFacts(error);
  if (error.cause instanceof Error) facts.cause = ownFacts(error.cause);
  return facts;
}

function ownFacts(error: Error): FaultFacts {
  const facts: FaultFacts = { name: NAME.test(error.name) ? error.name : "Error" };
  const code = "code" in error ? error.code : undefined;
  if (typeof code === "string" && CODE.test(code)) facts.errorCode = code;
  if (error instanceof StoreFault) facts.mend = error.message;
  const at = ownFrames(error);
  if (at.length > 0) facts.at = at;
  return facts;
}

function ownFrames({ stack = "", message }: Error): string[] {
  // The message comes first in a stack and may look like a frame.
  const start = stack.indexOf(message);
  if (start < 0) return [];
  const frames = stack.slice(start + message.length).split("\n");
  return frames.flatMap((line) => OWN_FRAME.exec(line)?.[1] ?? []).slice(0, FRAMES_MAX);
}
