/**
 * What is sealed of a request, opened as far as a role may read it and a key fits.
 *
 * Words are for whoever works on the request: an officer. Everybody else learns that there are some, and
 * for them no seal is opened. One that does not open hides what is under it and nothing else; of one call
 * the first such fault is logged, since the others have the same cause. Called by `reads`.
 */
import { VaultError } from "../../base/vault.ts";
import type { Answers } from "../../menu/contract.ts";
import { contactOf } from "../../people/people.ts";
import { openLineGiven, openNote, type SealedLine } from "../../requests/history.ts";
import { openAnswers, openGiven, openQuestion, type SealedRequest } from "../../requests/state.ts";
import type { Role } from "../../staff/roles.ts";
import type { ApiNeeds } from "./route.ts";

export const HIDDEN = ["withheld", "unreadable"] as const;

/** `hidden` says why the value is not there; it is null where nothing is hidden. */
export type Part<Value> =
  | { value: Value; hidden: null }
  | { value: null; hidden: (typeof HIDDEN)[number] };

export interface OpenedLine extends Omit<SealedLine, "note" | "given"> {
  note: Part<string | null>;
  given: Part<Answers>;
}

export interface Opened {
  answers: Part<Answers>;
  question: Part<string | null>;
  /** What officers gave with moves. */
  given: Part<Answers>;
  /** E.164; its value is null where no phone is bound to the person any more. */
  phone: Part<string | null>;
  history: readonly OpenedLine[];
}

const NOTHING = { value: null, hidden: null } as const;
const NO_VALUES = { value: {}, hidden: null } as const;
const WITHHELD = { value: null, hidden: "withheld" } as const;
const UNREADABLE = { value: null, hidden: "unreadable" } as const;

/** A request and its history as a role may read them. */
export async function openFor(
  { store, vault, log }: Pick<ApiNeeds, "store" | "vault" | "log">,
  role: Role,
  request: SealedRequest,
  lines: readonly SealedLine[],
): Promise<Opened> {
  let fault: VaultError | null = null;
  const opening = async <Value>(open: () => Value | Promise<Value>): Promise<Part<Value>> => {
    if (role !== "officer") return WITHHELD;
    try {
      return { value: await open(), hidden: null };
    } catch (error) {
      if (!(error instanceof VaultError)) throw error;
      fault ??= error;
      return UNREADABLE;
    }
  };
  const answers = await opening(() => openAnswers(vault, request));
  const question =
    request.question === null ? NOTHING : await opening(() => openQuestion(vault, request));
  const given = request.given === null ? NO_VALUES : await opening(() => openGiven(vault, request));
  const phone = mayBeCalled(answers)
    ? await opening(async () => (await contactOf(store, vault, request.person))?.phone ?? null)
    : { value: null, hidden: answers.hidden ?? "withheld" };
  const history = await Promise.all(
    lines.map(async (line) => ({
      ...line,
      note: line.note === null ? NOTHING : await opening(() => openNote(vault, line)),
      given: line.given === null ? NO_VALUES : await opening(() => openLineGiven(vault, line)),
    })),
  );
  if (fault !== null) log.fault("api", fault);
  return { answers, question, given, phone, history };
}

/** A number is never shown against the citizen's word, and that stands in the answers. */
function mayBeCalled({ value }: Part<Answers>): boolean {
  return value !== null && value["contact"] !== "hide";
}
