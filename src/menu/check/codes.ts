/**
 * Rule: a code to dial that a text names leads somewhere: its number is a star, or one of the main menu.
 *
 * A warning: whoever dials another number comes to the main menu, and looks there for what is not there. Of
 * codes that are none of ours only such are told as are one letter off a code of a service. Our own code alone is
 * told where `{code}` would say the same: with a number behind it nothing else can say it.
 */
import { nearest } from "../nearest.ts";
import type { CompiledChannel, Release } from "../model.ts";
import { saidIn, type Said } from "./said.ts";
import { sayingsOf } from "./sayings.ts";
import { eatenHash } from "./text-slips.ts";
import type { World } from "./world.ts";

const CODE = /\*[0-9]+(?:\*[0-9]+)*#/g;

export function checkCodes(world: World): void {
  // What cannot be read may be what the code opens.
  if (world.source.unread.size > 0) return;
  const { release } = world;
  const stars = [...release.services.values()].flatMap(({ star }) => star ?? []);
  for (const said of saidIn(world)) {
    const { text, at, service } = said;
    for (const { saying, letter } of sayingsOf(world, text, at)) {
      const typed = typedIn(release.channel, said, saying);
      if (typed !== null) {
        const message = `\`${typed.code}\` is typed by hand, and stays here when the code changes`;
        const shared = typeof text === "object" && "word" in text;
        const mend = shared ? "Write {code} in `words` of channel.yaml." : "Write {code}.";
        world.report(letter(typed.index), "target-exists", message, mend, "warning");
      }
      for (const { 0: code, index } of saying.matchAll(CODE)) {
        const wrong = faultOf(release, code, stars, service?.star);
        if (wrong === null) continue;
        world.report(letter(index), "target-exists", wrong.message, wrong.mend, "warning");
      }
    }
  }
}

/** Our code typed where `{code}` prints it; null where there is none. */
function typedIn({ codes }: CompiledChannel, { extra, service, sms }: Said, saying: string) {
  const [first, ...others] = codes;
  if (first === undefined || !extra.includes("code")) return null;
  // On a screen {code} is the one that was dialled: a menu may send to another one on purpose.
  if (others.length > 0 && service === null && !sms) return null;
  const found = [...saying.matchAll(CODE)];
  if (others.some(({ dial }) => found.some(([code]) => code === dial))) return null;
  const typed = found.find(([code]) => code === first.dial || first.also.includes(code));
  // Of one in a plural its own finding tells.
  if (typed === undefined || eatenHash(saying) !== null) return null;
  return { code: typed[0], index: typed.index };
}

const of = (dial: string, star: string) => `${dial.slice(0, -1)}*${star}#`;

/** `own`: the star of the service whose text it is. */
function faultOf(release: Release, code: string, stars: readonly string[], own?: number) {
  const { codes } = release.channel;
  if (codes.some(({ dial, also }) => dial === code || also.includes(code))) return null;
  const opened = ownOf(codes, code);
  if (opened === null) {
    const starred = codes.flatMap(({ dial }) => stars.map((star) => of(dial, star)));
    const near = starred.find((one) => isOneOff(one, code));
    const message = `\`${code}\` is no code of this channel, and almost \`${near}\``;
    const mend = `Write ${near}; another's code can be accepted on the screen that it stands on.`;
    return near === undefined ? null : { message, mend };
  }
  const [number = ""] = code.slice(opened.dial.length).split(/[*#]/);
  const known = [
    ...stars,
    ...(release.screens.get(opened.start)?.choices ?? []).map(({ key }) => key),
  ];
  const { assist } = release.channel;
  if (known.includes(number) || String(assist?.key) === number) return null;
  const like = nearest(number, known) ?? own ?? known[0];
  const such = like === undefined ? "" : `, such as ${of(opened.dial, String(like))}`;
  const message = `\`${code}\` leads nowhere: ${number} is no star, and no number of the main menu`;
  const mend = `Write the number of a service${such}, or {code} alone.`;
  return { message, mend };
}

/** The code of ours that this one begins with, the longest one. */
function ownOf(codes: CompiledChannel["codes"], code: string) {
  const [longest] = codes
    .filter(({ dial }) => code.startsWith(`${dial.slice(0, -1)}*`))
    .sort((a, b) => b.dial.length - a.dial.length);
  return longest ?? null;
}

function isOneOff(one: string, other: string): boolean {
  if (one.length !== other.length) return false;
  return [...one].filter((letter, index) => letter !== other[index]).length === 1;
}
