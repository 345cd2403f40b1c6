/** The SMS of a screen: what a citizen is given to keep. Called by `step` and by the checker. */
import { plain } from "../base/gsm7.ts";
import type { Effect, Facts, Snapshot } from "./contract.ts";
import type { Release } from "./model.ts";
import { say } from "./text.ts";
import { valuesOf } from "./values.ts";
import { speakingOf } from "./view.ts";

/** Its words for this citizen; null where the screen sends none. */
export function screenSms(release: Release, snapshot: Snapshot, facts: Facts): string | null {
  const screen = release.screens.get(snapshot.screen);
  if (screen === undefined || screen.sms === null) return null;
  const speaking = speakingOf(release, snapshot, facts, screen);
  return plain(say(screen.sms, speaking.language, valuesOf(speaking)));
}

export function smsOnArrival(release: Release, snapshot: Snapshot, facts: Facts): Effect[] {
  const text = screenSms(release, snapshot, facts);
  return text === null ? [] : [{ do: "send_sms", screen: snapshot.screen, text }];
}
