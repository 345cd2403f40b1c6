/** The channel's side of a hop: which code was dialled, how much a screen holds, how to apologise. */
import { septets } from "../base/gsm7.ts";
import type { Reply } from "../gateway/contract.ts";
import type { Facts } from "../menu/contract.ts";
import type { SystemText } from "../menu/format.ts";
import type { CompiledChannel, Release } from "../menu/model.ts";
import { say, type Value } from "../menu/text.ts";

/** UTF-16 units a UCS-2 USSD screen holds: 160 octets. */
const UCS2_UNITS = 80;
/** What every network shows: the smallest budget seen, when a channel names none. */
const SEPTETS_SAFE = 160;

/** The configured code a gateway's service code stands for; null = nobody's. */
export function codeOf(channel: CompiledChannel, serviceCode: string): Facts["code"] | null {
  const bare = (code: string) => code.replace(/^\*|#$/g, "");
  const wanted = bare(serviceCode);
  const code = channel.codes.find(
    ({ dial, also }) => bare(dial) === wanted || also.some((form) => bare(form) === wanted),
  );
  return code === undefined ? null : { dial: code.dial, start: code.start };
}

/**
 * What a screen may hold on this network. An unknown one gets the smallest budget there is. Whether
 * `CON ` counts is nowhere documented, so its septets are taken off: a screen is never cut.
 */
export function budgetOf(
  channel: CompiledChannel,
  network: string | null,
  prefixSeptets: number,
): Facts["budget"] {
  const { budgets } = channel;
  const known = network === null || network === "ucs2" ? undefined : budgets[network];
  const ucs2 = budgets["ucs2"] ?? UCS2_UNITS;
  return { gsm7: (known ?? leastOf(budgets)) - prefixSeptets, ucs2: ucs2 - prefixSeptets };
}

function leastOf({ ucs2: _, ...budgets }: CompiledChannel["budgets"]): number {
  return Math.min(SEPTETS_SAFE, ...Object.values(budgets));
}

/** The last words of a call that cannot go on. */
export type Farewell = Extract<SystemText, "unknown_code" | "expired" | "closed" | "not_yours">;

/** In the citizen's language, or in all of them while it is not known. */
export function farewell(
  release: Release,
  text: Farewell,
  language: string | null,
  code: string,
  budget: number,
): string {
  if (language === null) return inAllLanguages(release, text, { code }, budget);
  return said(release, text, language, { code });
}

/** An END in every language of the channel, or in its first where all do not fit. */
function inAllLanguages(
  release: Release,
  text: SystemText,
  values: Readonly<Record<string, Value>>,
  budget: number,
): string {
  const each = release.channel.languages.map(({ is }) => said(release, text, is, values));
  const all = [...new Set(each)].join("\n");
  return (septets(all) ?? Infinity) <= budget ? all : (each[0] ?? "");
}

function said(
  { channel }: Release,
  text: SystemText,
  language: string,
  values: Readonly<Record<string, Value>>,
): string {
  return say(channel.texts[text], language, ({ name }) =>
    name === "channel" ? say(channel.name, language, () => "") : (values[name] ?? ""),
  );
}

/** Said when there is no release to take a text from; both languages of the founding channel. */
const LAST_RESORT = "Samahani, jaribu tena baadaye.\nSorry, please try again later.";

/** END with an apology and a short code that the log has too. */
export function apologyFor(release: Release | null, code: string): Reply {
  const text =
    release === null
      ? `${LAST_RESORT} (${code})`
      : inAllLanguages(release, "apology", { code }, SEPTETS_SAFE - 4);
  return { text, end: true, label: "apology" };
}
