/** The first hop: language, deep link, the offer of a draft, or the main menu. Called by `step`. */
import { arrive, type Move } from "./arrive.ts";
import type { DraftFact, Input, Snapshot } from "./contract.ts";
import { advance } from "./machine.ts";
import { OWN, type CompiledScreen, type Release } from "./model.ts";
import { FRESH } from "./snapshot.ts";
import { openDrafts } from "./window.ts";

/** The language if unknown, then a deep link, an offered draft or the main menu. */
export function dial(release: Release, tokens: readonly string[], input: Input): Move {
  const { facts } = input;
  const asks = release.channel.language;
  const known = release.channel.languages.some(({ is }) => is === facts.language);
  const snapshot = { ...FRESH, screen: facts.code.start, language: known ? facts.language : null };
  if (!known && asks !== null) return { to: { ...snapshot, screen: asks, pending: tokens } };
  const language = known ? facts.language : (release.channel.languages[0]?.is ?? null);
  return begin(release, { ...snapshot, language }, tokens, input);
}

/** Where a dial leads once the language is known. */
export function begin(
  release: Release,
  snapshot: Snapshot,
  tokens: readonly string[],
  input: Input,
): Move {
  const start = { ...snapshot, screen: input.facts.code.start, pending: [] };
  const link = tokens.length === 0 ? null : deepLink(release, start.screen, tokens);
  if (link !== null) return arrive(release, start, link, input);
  if (input.facts.drafts === undefined) return { needs: "drafts" };
  const { drafts, suspended } = input.facts;
  const gone = drafts.find((draft) => isGone(release, draft));
  if (gone !== undefined) return { to: { ...start, screen: OWN.gone, about: gone.service } };
  const draft = openDrafts(release, drafts, input.at).find(
    ({ service }) => release.services.get(service)?.entry && suspended?.has(service) !== true,
  );
  if (draft === undefined) return { to: start };
  return { to: { ...start, screen: OWN.resume, about: draft.service } };
}

/** Its service is not offered any more, which the citizen is to be told once. */
function isGone(release: Release, { service, from, told }: DraftFact): boolean {
  const began = from?.services.has(service) === true && told !== true;
  return began && !release.services.has(service);
}

/** What is shown there does more than tell: whoever made the link is not to have caused it. */
function doesMore(screen: CompiledScreen | undefined): boolean {
  return screen !== undefined && (screen.sms !== null || screen.becomes.size > 0);
}

/**
 * Follows the tokens of a deep link through navigation options only: a question stops it, so that
 * a link or a printed code can never answer, confirm or send anything in a citizen's name.
 */
function deepLink(release: Release, start: string, tokens: readonly string[]): string | null {
  const [first = "", ...rest] = tokens;
  const starred = [...release.services.values()].find(({ star }) => star === first);
  let at = starred?.first ?? start;
  for (const token of starred === undefined ? tokens : rest) {
    const screen = release.screens.get(at);
    const choice = screen?.choices.find(({ key }) => key === token);
    if (screen?.kind !== "menu" || choice === undefined || choice.when !== null) break;
    const next = advance(release, at, { type: `pick:${token}`, answers: {} }).screen;
    if (next === at || doesMore(release.screens.get(next))) break;
    at = next;
  }
  return at === start ? null : at;
}
