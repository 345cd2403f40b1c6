/**
 * Every gateway Njia speaks to, as a literal list: what is not here does not exist.
 *
 * The contract suite walks it, so that an adapter without fixtures fails the tests.
 */
import { africastalking } from "./africastalking/africastalking.ts";
import type { Gateway } from "./contract.ts";
import { sandbox } from "./sandbox/sandbox.ts";

export const gateways: readonly Gateway[] = [africastalking, sandbox];

/** Those to serve: a sandbox believes any phone, so production has none. */
export function servedGateways(production: boolean): readonly Gateway[] {
  return gateways.filter(({ sandbox: forTrials }) => !(production && forTrials));
}
