/** Rule: what a dial or an application begins with is shown to everybody. */
import { below, screensOf, type World } from "./world.ts";

/**
 * Nothing is answered there, and the dial, the steps, the draft and the check screen all reckon from
 * it: a condition could only be passed over by some of them.
 */
export function checkFirst(world: World): void {
  const { channel, services } = world.release;
  const firsts = new Set([
    ...channel.codes.map(({ start }) => start),
    channel.language,
    ...[...services.values()].flatMap(({ first, entry }) => [first, entry]),
  ]);
  for (const { source, id, name, at } of screensOf(world)) {
    if (source.when === undefined || !firsts.has(id)) continue;
    const message = `\`${name}\` is where one begins: nothing is answered that a \`when\` could ask about`;
    const mend = "Leave the `when` out, or the whole screen.";
    const place = { ...below(at, "when"), within: "key" as const };
    world.report(place, "when-first", message, mend);
  }
}
