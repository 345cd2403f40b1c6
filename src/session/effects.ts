/** Maps what a step asks for to actions, and those to writes. Decides nothing itself. */
import { countAnswers } from "../actions/count-answers.ts";
import { sendScreen } from "../actions/send-screen.ts";
import { submit } from "../actions/submit.ts";
import { newId, type Random } from "../base/ids.ts";
import type { Effect, Snapshot } from "../menu/contract.ts";
import type { Release } from "../menu/model.ts";
import { markTold } from "../messages/preferences.ts";
import { dropDraft, saveDraft } from "../people/drafts.ts";
import { rememberLanguage } from "../people/people.ts";
import type { Write } from "../store/store.ts";
import { helpWrites, submitWrites } from "./assist.ts";
import { objectionWrites } from "./objection.ts";
import { dropLookUpsOf } from "./look-up-rows.ts";
import {
  answerByReference,
  moveByReference,
  type Citizen,
  type MoveNeeds,
} from "./citizen-moves.ts";

/** Who asked, and on which release. */
export interface Asking extends Citizen {
  release: Release;
  /** When their call began; epoch milliseconds. */
  begunAt: number;
  /** Whom they help, and who they are as a caller: `person` is a stand-in then. */
  helps?: { assisted: NonNullable<Snapshot["assisted"]>; person: string };
}

export interface EffectNeeds extends MoveNeeds {
  random: Random;
}

/**
 * The writes of a step's effects, in order. Null where a request has changed meanwhile, so that what
 * the citizen chose is not offered any more: the hop is to be decided again.
 */
export async function writesOf(
  needs: EffectNeeds,
  effects: readonly Effect[],
  asking: Asking,
): Promise<Write[] | null> {
  const writes: Write[] = [];
  for (const effect of effects) {
    const each = await writesOfOne(needs, effect, asking);
    if (each === null) return null;
    writes.push(...each);
  }
  return writes;
}

async function writesOfOne(
  needs: EffectNeeds,
  effect: Effect,
  asking: Asking,
): Promise<Write[] | null> {
  switch (effect.do) {
    case "move_request": {
      const { ref, to, answer } = effect;
      const anew = answer === undefined ? null : { ...answer, on: asking.release };
      const moved = await moveByReference(needs, asking, { ref, to, anew });
      return moved === null || moved.decision.refused !== null ? null : moved.writes;
    }
    case "refuse_move": {
      const moved = await moveByReference(needs, asking, effect);
      return moved === null || moved.decision.refused === null ? [] : moved.writes;
    }
    case "answer_request":
      return answerByReference(needs, asking, effect);
    case "object_request":
      return objectionWrites(needs, asking, effect.ref);
    case "assist":
      return helpWrites(needs, asking, effect);
    case "submit":
      return sentWrites(needs, effect, asking);
    default:
      return plainWrites(needs, effect, asking);
  }
}

/** The request, of whoever dials or whoever they help. */
async function sentWrites(
  needs: EffectNeeds,
  effect: Extract<Effect, { do: "submit" }>,
  { helps, ...asking }: Asking,
): Promise<Write[] | null> {
  const { do: _, ...sent } = effect;
  const { person, language } = asking;
  const opened =
    helps === undefined
      ? submit(needs.vault, { ...sent, ...asking })
      : await submitWrites(needs, asking, {
          sent: { ...sent, ...asking },
          assisted: helps.assisted,
          officer: { person: helps.person, language },
        });
  return opened === null ? null : [...opened, dropLookUpsOf({ person, service: sent.service })];
}

type Elsewhere =
  | "move_request"
  | "refuse_move"
  | "answer_request"
  | "object_request"
  | "assist"
  | "submit";

function plainWrites(
  { vault, random }: EffectNeeds,
  effect: Exclude<Effect, { do: Elsewhere }>,
  asking: Asking,
): Write[] {
  const { person, phone, begunAt, at } = asking;
  switch (effect.do) {
    case "remember_language":
      return [rememberLanguage({ person, language: effect.language })];
    case "save_draft":
      return [saveDraft({ person, begunAt, at, draft: effect.draft, keepMs: effect.keepMs })];
    case "drop_draft":
      return [dropDraft({ person, service: effect.service, intent: effect.intent, begunAt, at })];
    case "send_sms":
      return [sendScreen(vault, { ...asking, ...effect, id: newId(at, random) })];
    case "owe_look_up":
      // Its row is written by `look-ups`, which knows what is under way.
      return [];
    case "told_blocked":
      return markTold(vault, phone, at);
    case "count":
      // Not `asking`: what is counted is not to know whose it is.
      return countAnswers({ ...effect, timeZone: asking.release.channel.timeZone, at });
  }
}
