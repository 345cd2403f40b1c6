/**
 * Agencies' systems as look-ups see them: a question goes out, and what came back is fields or none.
 *
 * Owns how a call and its answer become that. Never rejects. Called by `look-ups`; a rehearsal puts the
 * made-up answers of `canned` in its place.
 */
import type { Connector } from "../connector/connector.ts";
import { callOf, type CompiledConnector } from "../menu/connector.ts";
import { readAnswered, type Answered } from "../menu/connector-answer.ts";
import type { Answers } from "../menu/contract.ts";

/** `late`: of a made-up answer, that no citizen can wait for it. */
export type Said = Answered | { is: "late" };

export interface Agency {
  /** `owed` where a citizen does not wait any more. */
  ask(
    connector: CompiledConnector,
    inputs: Answers,
    how: { signal: AbortSignal; owed: boolean },
  ): Promise<Said>;
}

export interface AgencyNeeds {
  connector: Pick<Connector, "ask">;
  /** The variables that connectors may name. */
  variables: Readonly<Record<string, string>>;
}

export function openAgency({ connector: wire, variables }: AgencyNeeds): Agency {
  return {
    async ask(connector, inputs, { signal }) {
      const call = callOf(connector, inputs, variables);
      // What cannot stand in an address is nobody's number.
      if ("no" in call) return call.no === "input" ? { is: "none" } : broken(`no_${call.no}`);
      const heard = await wire.ask(call, signal);
      if (heard.is === "unreached") return broken(heard.why);
      return readAnswered(connector.fields, heard.status, heard.body);
    },
  };
}

function broken(why: string): Answered {
  return { is: "broken", why };
}
