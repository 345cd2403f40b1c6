/** Maps what a step asks for to actions, and those to writes. Decides nothing itself. */
import { submit } from "../actions/submit.ts";
import type { Phone } from "../base/phone.ts";
import type { Vault } from "../base/vault.ts";
import type { Effect } from "../menu/contract.ts";
import type { Release } from "../menu/model.ts";
import { dropDraft, saveDraft } from "../people/drafts.ts";
import { rememberLanguage } from "../people/people.ts";
import type { Write } from "../store/store.ts";

/** Who asked, in which language, when, and on which release. */
export interface Asking {
  person: string;
  phone: Phone;
  language: string | null;
  release: Release;
  at: number;
}

/** The writes of one effect, in order. */
export function writesOf(vault: Vault, effect: Effect, asking: Asking): Write[] {
  const { person, at } = asking;
  switch (effect.do) {
    case "remember_language":
      return [rememberLanguage({ person, language: effect.language })];
    case "save_draft":
      return [saveDraft({ person, at, draft: effect.draft, keepMs: effect.keepMs })];
    case "drop_draft":
      return [dropDraft({ person, service: effect.service })];
    case "submit": {
      const { do: _, ...sent } = effect;
      return submit(vault, { ...sent, ...asking });
    }
  }
}
