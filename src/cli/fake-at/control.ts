/**
 * The fake's own routes, for another process: what was taken, what shall go wrong, who writes.
 *
 * Called by `fake-at`. Bodies are JSON and say so, which no page of a browser can do unasked.
 */
import { z } from "zod";
import { CallbackFault } from "./callbacks.ts";
import { FAULTS, type CallFault } from "./faults.ts";
import type { AcceptedSms } from "./messaging.ts";
import { json, type Answer, type OptOutWords } from "./wire.ts";

export interface Control {
  accepted: readonly AcceptedSms[];
  fault(faults: readonly CallFault[], to: string | undefined): void;
  /** @throws CallbackFault */
  inbound(message: { from: string; to: string; text: string }): Promise<void>;
  /** @throws CallbackFault */
  optOut(words: OptOutWords): Promise<void>;
}

const word = z.enum(FAULTS);
const faultsBody = z.strictObject({
  faults: z.array(z.union([word, z.array(word)])),
  to: z.string().optional(),
});
const inboundBody = z.strictObject({ from: z.string(), to: z.string(), text: z.string() });
const optOutBody = z.strictObject({ phone: z.string(), sender: z.string().default("AFRICASTKNG") });

/** `GET /fake/messages?to=+254…&after=MS`; every `+` may come unencoded, as people type it. */
export function listMessages(query: URLSearchParams, { accepted }: Control): Answer {
  const to = query.get("to")?.replace(/^ /, "+") ?? null;
  const after = Number(query.get("after") ?? 0);
  return json(
    200,
    accepted.filter((message) => message.at > after && (to === null || message.to === to)),
  );
}

/** `POST /fake/faults`, `POST /fake/inbound` and `POST /fake/opt-out`. */
export async function obey(
  path: string,
  type: string | undefined,
  body: string,
  control: Control,
): Promise<Answer> {
  if (type?.split(";")[0] !== "application/json") return json(415, { error: "send JSON" });
  const said = parse(body);
  switch (path) {
    case "/fake/faults":
      return read(faultsBody, said, async ({ faults, to }) => {
        control.fault(faults, to);
        return { ordered: faults.length };
      });
    case "/fake/opt-out":
      return read(optOutBody, said, async (words) => {
        await control.optOut(words);
        return { taken: true };
      });
    default:
      return read(inboundBody, said, async (message) => {
        await control.inbound(message);
        return { taken: true };
      });
  }
}

/** What was asked for, done; or why it was not. */
async function read<Body>(
  schema: z.ZodType<Body>,
  said: unknown,
  act: (body: Body) => Promise<unknown>,
): Promise<Answer> {
  const { data, error } = schema.safeParse(said);
  if (error !== undefined) return json(400, { error: z.prettifyError(error) });
  try {
    return json(200, await act(data));
  } catch (fault) {
    if (!(fault instanceof CallbackFault)) throw fault;
    return json(502, { error: fault.message });
  }
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    // Undefined fits no body above, which then says so.
    return undefined;
  }
}
