/** What every gateway must bring to the contract suite: raw bodies and what they mean. */
import type { Hop, SessionEnd } from "../../src/gateway/contract.ts";
import * as africastalking from "./africastalking.bodies.ts";
import * as sandbox from "./sandbox.bodies.ts";
import { smsForms } from "./sms.bodies.ts";

export interface Fixtures {
  /** Bodies that are hops; the first one opens a session. */
  hops: readonly { what: string; body: string; hop: Omit<Hop, "gateway"> }[];
  /** Bodies that are none, with the code a log may carry. */
  noHops: readonly { what: string; body: string; code: string }[];
  ends: readonly { what: string; body: string; end: Omit<SessionEnd, "gateway"> }[];
  noEnds: readonly { what: string; body: string; code: string }[];
  labelHeader: string;
  /** What it posts about SMS; null = nothing. */
  sms: typeof smsForms | null;
}

export const fixtures: Readonly<Record<string, Fixtures>> = {
  africastalking: { ...africastalking.fixtures, sms: smsForms },
  // Its phones' SMS come through a fake that speaks the same forms.
  sandbox: { ...sandbox.fixtures, sms: smsForms },
};
