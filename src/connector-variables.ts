/**
 * Variables of the environment that connectors need: which of them nobody has set.
 *
 * Called by `serve`, which does not start without them in production, and by `njia release`, which warns.
 */
import type { Config } from "./config.ts";
import type { Release } from "./menu/model.ts";

/** What connectors of these menus name and nobody has set, a line each. No value stands in it. */
export function missingVariables(
  release: Pick<Release, "channel"> | null,
  given: Config["connectorVariables"],
): string[] {
  return [...(release?.channel.connectors.values() ?? [])].flatMap(({ name, variables }) =>
    variables
      .filter((variable) => !Object.hasOwn(given, variable))
      .map((variable) => `${variable} is missing; the connector ${name} of channel.yaml names it`),
  );
}
