/**
 * The made-up answers of a connector: what `test:` of channel.yaml says for these inputs.
 *
 * Nothing for inputs that it does not name. A late one is late while a citizen waits, and gives what it has
 * once it is `owed`. Pure; for rehearsals and journeys.
 */
import type { CompiledConnector, Inputs } from "./connector.ts";
import { fieldsOf, type Answered } from "./connector-answer.ts";

export function cannedAnswer(
  { test, fields }: CompiledConnector,
  inputs: Inputs,
  owed: boolean,
): Answered | { is: "late" } {
  const entry = test.find((one) =>
    Object.entries(one.with).every(([name, value]) => String(inputs[name]) === String(value)),
  );
  if (entry === undefined) return { is: "none" };
  if (entry.is === "late" && !owed) return { is: "late" };
  if ("gives" in entry) return fieldsOf(fields, (_, name) => entry.gives[name]);
  // Late, and nothing ever comes of it.
  return entry.is === "none" ? { is: "none" } : { is: "broken", why: "canned" };
}
