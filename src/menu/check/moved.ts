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
  for (const moved of movedNumbers(before, world)) {
    if (acknowledged(world, moved)) continue;
    const at = placeOf(world, moved);
    const { screen, number, was, is, from } = moved;
    const entry = `\`moved: [${showEntry(moved)}]\``;
    if (screen === null) {
      const message = `star ${number} was ${name(was)} and is ${name(is)} now`;
      world.report(at, "star-moved", message, `Give it back, or write ${entry}.`);
    } else {
      const message = `${number} was ${name(was)} and is ${name(is)} now`;
      const back = from === null ? "Use a number that was free" : `Give it back its key ${from}`;
      world.report(at, "key-moved", message, `${back}, or write ${entry}.`);
    }
  }
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
  if (screen === null) return { file, path: ["star"] };
  const id = `${service ?? "channel"}/${screen}`;
  const found = screensOf(world).find((one) => one.id === id);
  if (found === undefined) return { file, path: [] };
  const compiled = world.release.screens.get(id);
  const isAssist = world.source.channel.assist?.key === number;
  if (is === ASSIST && isAssist) return { file, path: ["assist", "key"] };
  const index = compiled?.choices.findIndex((one) => one.is === is && one.key === number) ?? -1;
  const options = optionsOf(found);
  const option = index < 0 ? options.at(-1) : options[index];
  if (option === undefined) return found.at;
  return option.option.key === undefined ? option.at : below(option.at, "key");
}
