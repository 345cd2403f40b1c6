/** Rules about screens that look something up: a connector that is there, and answers to ask it with. */
import { meant } from "../nearest.ts";
import { questionsOf } from "./named.ts";
import { inputsMend } from "./connectors.ts";
import { below, isPartial, screensOf, type World } from "./world.ts";

export function checkLookUps(world: World): void {
  const { connectors } = world.release.channel;
  for (const { source, at, service } of screensOf(world)) {
    if (!("look_up" in source)) continue;
    if (service === null) {
      world.report(at, "look-up", "only a service can look something up", "Move it to one.");
      continue;
    }
    const connector = connectors.get(source.in);
    if (connector === undefined) {
      const mend =
        meant(source.in, [...connectors.keys()]) || "Add it to `connectors` of channel.yaml.";
      world.report(below(at, "in"), "look-up", `there is no connector \`${source.in}\``, mend);
      continue;
    }
    const given = Object.keys(source.with);
    const missing = connector.inputs.filter((input) => !given.includes(input));
    if (missing.length > 0) {
      const message = `\`${source.in}\` is asked without ${missing.join(", ")}`;
      const mend = `Say which answer it is: \`with: { ${missing[0]}: … }\`.`;
      world.report(below(at, "with"), "look-up", message, mend);
    }
    const partial = isPartial(world, service.service);
    const answers = questionsOf(service).filter((name) => name !== source.look_up);
    for (const [input, name] of Object.entries(source.with)) {
      const place = below(at, "with", input);
      if (!connector.inputs.includes(input)) {
        const mend = meant(input, connector.inputs) || inputsMend(connector.inputs, input);
        const key = { ...place, within: "key" as const };
        world.report(key, "look-up", `\`${source.in}\` has no input \`${input}\``, mend);
      } else if (!answers.includes(name) && !partial) {
        const mend = meant(name, answers) || "Name a question of this service.";
        world.report(place, "look-up", `there is no answer \`${name}\``, mend);
      }
    }
  }
}
