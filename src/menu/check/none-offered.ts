/** Rule: of options that each have a condition, one is always offered. */
import { parseCel, type CelNode } from "../cel.ts";
import { scopeOf } from "./answers.ts";
import { outcomesOf } from "./outcomes.ts";
import { mayBe } from "./possible.ts";
import { isPartial, optionsOf, screensOf, type World } from "./world.ts";

export function checkNoneOffered(world: World): void {
  for (const screen of screensOf(world)) {
    const { source, service, at, name } = screen;
    if (service !== null && isPartial(world, service.service)) continue;
    if ("from" in source && source.from !== undefined) continue;
    const conditions = optionsOf(screen).map(({ option: { when } }) => when);
    if (conditions.length === 0 || !conditions.every((one) => one !== undefined)) continue;
    const scope = scopeOf(world, service);
    const any = parseCel(conditions.map((one) => `(${one})`).join(" || "), scope.types);
    // Of a condition that never holds, or cannot be read, its own finding tells.
    const each = conditions.map((one) => parseCel(one, scope.types));
    if (any === null || !each.every((one) => one !== null && holds(one))) continue;
    if (outcomesOf(scope, any, true).every((one) => mayBe(one, true))) continue;
    const message = `\`${name}\` has no option for whom no condition holds`;
    world.report(at, "go-otherwise", message, "Leave one of them without `when`.");

    function holds(one: CelNode): boolean {
      return outcomesOf(scope, one).some((outcome) => mayBe(outcome, true));
    }
  }
}
