/**
 * What agencies' systems said lately, so that the same question need not go out again.
 *
 * Owns for how long: what each connector says. In memory only. Called by `look-ups`.
 */
import type { Clock } from "../base/clock.ts";
import type { CompiledConnector } from "../menu/connector.ts";
import type { Answers } from "../menu/contract.ts";

/** What is remembered at most, of all connectors; the oldest goes first. */
const REMEMBERED_MAX = 1_000;

/** What was found and when, by connector and inputs, for as long as the connector says. In memory only. */
export function openMemory(clock: Clock) {
  const known = new Map<string, { found: { fields: Answers; at: number }; until: number }>();
  // The whole of it: another address, another header or another field is another question.
  const keyOf = ({ url, method, body, headers, fields }: CompiledConnector, inputs: Answers) =>
    JSON.stringify([url, method, [...body], [...headers], [...fields], inputs]);
  return {
    get(connector: CompiledConnector, inputs: Answers): { fields: Answers; at: number } | null {
      if (connector.cacheMs === 0) return null;
      const kept = known.get(keyOf(connector, inputs));
      return kept !== undefined && clock() < kept.until ? kept.found : null;
    },
    keep(connector: CompiledConnector, inputs: Answers, fields: Answers): void {
      if (connector.cacheMs === 0) return;
      const key = keyOf(connector, inputs);
      known.delete(key);
      known.set(key, { found: { fields, at: clock() }, until: clock() + connector.cacheMs });
      const [oldest] = known.keys();
      if (known.size > REMEMBERED_MAX && oldest !== undefined) known.delete(oldest);
    },
  };
}
