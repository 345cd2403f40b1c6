/** Maps what a step asks for to actions, and those to writes. Decides nothing itself. */
import { submit } from "../actions/submit.ts";
import type { Effect } from "../menu/contract.ts";
import { dropDraft, saveDraft } from "../people/drafts.ts";
import { rememberLanguage } from "../people/people.ts";
import type { Write } from "../store/store.ts";

/** Who asked, when, and on which release. */
export interface Asking {
  person: string;
  release: string;
  at: number;
}

/** The writes of one effect, in order. */
export function writesOf(effect: Effect, { person, release, at }: Asking): Write[] {
  switch (effect.do) {
    case "remember_language":
      return [rememberLanguage({ person, language: effect.language })];
    case "save_draft":
      return [saveDraft({ person, at, draft: effect.draft, keepMs: effect.keepMs })];
    case "drop_draft":
      return [dropDraft({ person, service: effect.service })];
    case "submit":
      return submit({ ...effect, person, release, at });
  }
}
