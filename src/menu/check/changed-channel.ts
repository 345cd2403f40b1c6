/**
 * Rules against the release before, for the channel: what no rehearsal meets. That is how connectors ask, since
 * rehearsals ask nobody, and the words of what only a fault, a release, an operator or a provider brings about.
 */
import type { AssistText } from "../assist-format.ts";
import type { ChannelFile } from "../format.ts";
import type { Path } from "../source.ts";
import type { SystemText } from "../system-texts.ts";
import type { Text } from "../text-format.ts";
import { saidOf, type Value } from "./changed-value.ts";

/** Said after a fault of ours, after a release that came in between, while a service is suspended or too many call. */
const RARE = [
  "apology",
  "not_yours",
  "resume_changed",
  "draft_gone",
  "suspended",
  "suspended_saved",
  "busy",
  "busy_saved",
  "often",
] as const satisfies readonly SystemText[];

/**
 * No option leads to what nobody does for another; an officer has helped as many as they may in a day; an
 * administrator took the telephone away.
 */
const RARE_HELP = ["alone", "many", "over"] as const satisfies readonly AssistText[];

/** How long is waited for a connector, and how long its answers are kept. */
export function channelTimes({ session, connectors }: ChannelFile): Value[] {
  const of = Object.entries(connectors ?? {}).flatMap(([name, { deadline, cache }]): Value[] => [
    value("deadline", name, ["connectors", name, "deadline"], deadline),
    value("cache", name, ["connectors", name, "cache"], cache),
  ]);
  return [{ what: "`session`", at: ["session"], is: session }, ...of];
}

/** How connectors ask, and what they take from the answer. */
export function channelUnseen({ connectors }: ChannelFile): Value[] {
  return Object.entries(connectors ?? {}).flatMap(([name, one]): Value[] => [
    ...(["url", "method", "repeat"] as const).map((key) =>
      value(key, name, ["connectors", name, key], one[key]),
    ),
    ...Object.entries(one.fields).flatMap(([field, rules]) =>
      (["at", "as", "max", "optional"] as const).map((key) =>
        value(key, `${name}.${field}`, ["connectors", name, "fields", field, key], rules[key]),
      ),
    ),
  ]);
}

/** Words that no rehearsal shows; of those that are not there, that nothing is said. */
export function channelSaid({ languages, texts, sms, assist }: ChannelFile): Value[] {
  const spoken = languages.map(({ is }) => is);
  const said = (text: Text | undefined, ...at: string[]) => saidOf(text, at, spoken);
  return [
    ...RARE.flatMap((key) => said(texts[key], "texts", key)),
    // The provider says that a phone is blocked.
    ...said(sms?.blocked, "sms", "blocked"),
    ...RARE_HELP.flatMap((key) => said(assist?.texts[key], "assist", "texts", key)),
  ];
}

function value(key: string, of: string, at: Path, is: Value["is"]): Value {
  return { what: `\`${key}\` of \`${of}\``, at, is };
}
