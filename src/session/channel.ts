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
  const { ucs2 = UCS2_UNITS, ...budgets } = channel.budgets;
  const known = network === null ? undefined : budgets[network];
  const least = Math.min(SEPTETS_SAFE, ...Object.values(budgets));
  return { gsm7: (known ?? least) - prefixSeptets, ucs2: ucs2 - prefixSeptets };
}

/** An END in every language of the channel, for when the citizen's is not known. */
export function inAllLanguages(
  release: Release,
  text: SystemText,
  values: Readonly<Record<string, Value>>,
  budget: number,
): string {
  const { languages, texts } = release.channel;
  const said = languages.map(({ is }) => say(texts[text], is, ({ name }) => values[name] ?? ""));
  const all = [...new Set(said)].join("\n");
  return (septets(all) ?? Infinity) <= budget ? all : (said[0] ?? "");
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
