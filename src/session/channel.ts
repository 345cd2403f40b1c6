/** The channel's side of a hop: which code was dialled, and the last words of a call. */
import { septets } from "../base/gsm7.ts";
import type { Reply } from "../gateway/contract.ts";
import { budgetOf, PREFIX_SEPTETS } from "../menu/budget.ts";
import type { Facts, Snapshot } from "../menu/contract.ts";
import type { SystemText } from "../menu/system-texts.ts";
import type { CompiledChannel, Release } from "../menu/model.ts";
import { say, type Value } from "../menu/text.ts";

/** The configured code a gateway's service code stands for; null = nobody's. */
export function codeOf(channel: CompiledChannel, serviceCode: string): Facts["code"] | null {
  let codes = codesOf.get(channel);
  if (codes === undefined) codesOf.set(channel, (codes = byForm(channel)));
  return codes.get(bare(serviceCode)) ?? null;
}

/** Gateways write a code with or without its star and hash. */
const bare = (code: string) => code.replace(/^\*|#$/g, "");

const codesOf = new WeakMap<CompiledChannel, ReadonlyMap<string, Facts["code"]>>();

/** Every form of every code; of two codes with one form the first counts. */
function byForm({ codes }: CompiledChannel): ReadonlyMap<string, Facts["code"]> {
  const forms = codes.flatMap(({ dial, start, also }) =>
    [dial, ...also].map((form) => [bare(form), { dial, start }] as const),
  );
  return new Map(forms.toReversed());
}

/** The code told to a caller who dialled another one: what they sent is never printed back. */
export function firstCode({ codes }: CompiledChannel): Facts["code"] {
  return codes[0] ?? { dial: "", start: "channel/main" };
}

/** The last words of a call that cannot go on. */
export type Farewell = Extract<SystemText, "unknown_code" | "expired" | "closed" | "not_yours">;
/** What is told of a hop that is not taken. */
type TurnedAway = Extract<SystemText, "busy" | "busy_saved" | "often">;

/** That a call took too long is told with where the answers are: only where a draft keeps them. */
export function saidAtEnd(text: Farewell, snapshot: Snapshot | null): Farewell {
  const kept = snapshot !== null && !snapshot.ended && snapshot.intent !== null;
  return text === "expired" && !kept ? "closed" : text;
}

/** In the citizen's language, or in all of them while it is not known. */
export function farewell(
  release: Release,
  text: Farewell | TurnedAway,
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
export const LAST_RESORT = "Samahani, jaribu tena baadaye.\nSorry, please try again later.";

/** END with an apology and a short code that the log has too. */
export function apologyFor(release: Release | null, code: string): Reply {
  const text =
    release === null
      ? `${LAST_RESORT} (${code})`
      : inAllLanguages(
          release,
          "apology",
          { code },
          budgetOf(release.channel, null, PREFIX_SEPTETS).gsm7,
        );
  return { text, end: true, label: "apology" };
}
