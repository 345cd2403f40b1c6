/**
 * Rules against the release before: numbers and stars that people know by heart do not move, unless
 * the file says that it is meant.
 *
 * An acknowledgement names what the number was and what it is, so that it covers no later move.
 */
import type { MovedFile } from "../format.ts";
import { ASSIST, movedNumbers, type MovedNumber } from "../numbers.ts";
import type { Parts } from "../parts.ts";
import { below, optionsOf, screensOf, type At, type World } from "./world.ts";

export function checkMoved(world: World, before: Parts): void {
  const all = movedNumbers(before, world).filter(
    (moved) => !isUnread(world, moved) && !acknowledged(world, moved),
  );
  for (const moved of all) {
    const at = placeOf(world, moved);
    const { service, screen, number, was, is, from } = moved;
    if (screen === null) {
      const message = `star ${number} was ${name(was)} and is ${name(is)} now`;
      // A new star is two moves, and whoever means the one means the other.
      const entries = all.filter((one) => one.screen === null && one.service === service);
      const whole = service === null ? [moved] : entries;
      world.report(at, "star-moved", message, `Give it back, or ${written(whole)}.`);
    } else {
      const message = `${number} was ${name(was)} and is ${name(is)} now`;
      const other = from === null ? "Use a number that was free" : `Give it back its key ${from}`;
      const back = is === null ? "Give it back" : other;
      // Who types it is told so, and sees the screen again: no harm, but no slip either.
      const severity = is === null ? "warning" : "error";
      world.report(at, "key-moved", message, `${back}, or ${written([moved])}.`, severity);
    }
  }
}

/** Of a service or a screen that is there and cannot be read nobody knows what moved. */
function isUnread({ source }: World, { service, screen, was }: MovedNumber): boolean {
  if (screen !== null) return source.unread.has(`${service ?? "channel"}/${screen}`);
  return service === null && was !== null && source.unread.has(was);
}

/** What to write, so that it can stand beside what is there already. */
function written(entries: readonly MovedNumber[]): string {
  const lines = entries.map((moved) => `\`- ${showEntry(moved)}\``);
  return `write under \`moved:\` the ${lines.length === 1 ? "line" : "lines"} ${lines.join(" and ")}`;
}

/** `{ screen: category, key: 9, was: other, is: litter }`, as the file would write it. */
function showEntry({ screen, number, was, is }: MovedNumber): string {
  const of = screen === null ? [`star: ${number}`] : [`screen: ${screen}`, `key: ${number}`];
  const named = [...(was === null ? [] : [`was: ${was}`]), ...(is === null ? [] : [`is: ${is}`])];
  return `{ ${[...of, ...named].join(", ")} }`;
}

const name = (of: string | null) => (of === null ? "nothing" : `\`${of}\``);

function acknowledged({ source }: World, moved: MovedNumber): boolean {
  const file = moved.service === null ? source.channel : source.services.get(moved.service);
  return (file?.moved ?? []).some((entry: MovedFile) => {
    const same = (entry.was ?? null) === moved.was && (entry.is ?? null) === moved.is;
    if ("star" in entry) return same && moved.screen === null && `${entry.star}` === moved.number;
    return same && entry.screen === moved.screen && entry.key === moved.number;
  });
}

function placeOf(world: World, { service, screen, is, number }: MovedNumber): At {
  const file = `${service ?? "channel"}.yaml`;
  if (screen === null) return { file, path: [starKey(world, service)] };
  const id = `${service ?? "channel"}/${screen}`;
  const found = screensOf(world).find((one) => one.id === id);
  if (found === undefined) return { file, path: [] };
  if (is === null) return found.at;
  const compiled = world.release.screens.get(id);
  const isAssist = world.source.channel.assist?.key === number;
  if (is === ASSIST && isAssist) return { file, path: ["assist", "key"] };
  const index = compiled?.choices.findIndex((one) => one.is === is && one.key === number) ?? -1;
  const options = optionsOf(found);
  const option = index < 0 ? options.at(-1) : options[index];
  if (option === undefined) return found.at;
  return option.option.key === undefined ? option.at : below(option.at, "key");
}

/** Where a star stands or stood: with its service, which may be withdrawn; of one that is gone the channel tells. */
function starKey({ source }: World, service: string | null): string {
  const file = service === null ? undefined : source.services.get(service);
  if (file === undefined) return "channel";
  if (file.star === undefined) return "service";
  return file.released === false ? "released" : "star";
}
