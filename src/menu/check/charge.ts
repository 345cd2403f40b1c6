/** The rule about money: whoever is charged has seen how much before they confirm. */
import { compileCel } from "../cel.ts";
import { celTypes } from "../conditions.ts";
import { meant } from "../nearest.ts";
import { argumentsOf, sayingsOf } from "./said.ts";
import { below, isPartial, screensOf, type World } from "./world.ts";

export function checkCharges(world: World): void {
  for (const { source, at, service } of screensOf(world)) {
    if (!("confirm" in source) || source.charge === undefined || service === null) continue;
    const { charge } = source;
    const types = celTypes(world.source, service.service);
    const compiled = compileCel(charge, types);
    if ("fault" in compiled || compiled.type !== "int") {
      if (isPartial(world, service.service)) continue;
      const numbers = Object.keys(types).filter((name) => types[name] === "int");
      const message = `\`${charge}\` is no amount`;
      const mend = meant(charge, numbers) || `Known: ${numbers.join(", ") || "none"}.`;
      world.report(below(at, "charge"), "charge", message, mend);
      continue;
    }
    for (const { saying, language, at: place } of sayingsOf(world, source.say, below(at, "say"))) {
      const printed = argumentsOf(saying, language).some(
        ({ name, column }) => (column === undefined ? name : `${name}.${column}`) === charge,
      );
      if (printed) continue;
      const message = "the citizen is charged, and is not told how much";
      world.report(place, "charge", message, `Add {${charge}}, and that there is no other charge.`);
    }
  }
}
