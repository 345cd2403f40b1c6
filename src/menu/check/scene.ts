/** Whom the checker shows a screen to. Called by the rules that print, and by storyboards. */
import { budgetOf, PREFIX_SEPTETS } from "../budget.ts";
import type { Facts, Snapshot } from "../contract.ts";
import { isAnonymous } from "../counted.ts";
import { greatestAnswers, greatestInstant, greatestRequest, greatestSlot } from "./greatest.ts";
import type { World } from "./world.ts";

/** Free times that are listed. */
const OFFERED = 12;

/** Who looks at a screen: every answer at its greatest length. */
export interface Scene {
  facts: Facts;
  snapshot: Snapshot;
}

/** Somebody within a service, or in the menus of the channel, on the smallest network. */
export function sceneOf(
  { release }: Pick<World, "release">,
  service: string | null,
  language: string,
): Scene {
  const start = release.channel.codes[0];
  const all = service === null ? [...release.services.keys()] : [service];
  // What is only counted leaves neither a draft nor a request.
  const names = all.filter((name) => !isAnonymous(release, name));
  const answers = service === null ? {} : greatestAnswers(release, service, language);
  const facts: Facts = {
    budget: budgetOf(release.channel, null, PREFIX_SEPTETS),
    code: { dial: start?.dial ?? "", start: start?.start ?? "" },
    language,
    at: greatestInstant(language, release.channel.timeZone),
    drafts: names.map((name) => ({ service: name, answers: {}, intent: null })),
    requests: names.map((name) => greatestRequest(release, name, language)),
  };
  const snapshot: Snapshot = {
    v: 1,
    screen: "",
    language,
    service,
    answers,
    back: ["before"],
    pages: [],
    find: null,
    strikes: 0,
    wrong: null,
    // As many as make a list of several screens.
    offered: Array.from({ length: OFFERED }, () =>
      greatestSlot({ channel: release.channel }, language),
    ),
    intent: { id: "", ref: "1234567890" },
    changing: null,
    pending: [],
    recent: null,
    about: null,
    ended: false,
  };
  return { facts, snapshot };
}
