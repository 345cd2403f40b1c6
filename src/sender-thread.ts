/** The thread that sends: a provider or an agency that hangs, and a library's work, hold up no hop. */
import { Session } from "node:inspector/promises";
import { parentPort, workerData } from "node:worker_threads";
import type { SendingRules } from "./messages/sender.ts";
import { startSending, type Sending, type SendingData, type SendingEvents } from "./sending.ts";
import { faultFacts, type FaultFacts } from "./insight/fault.ts";
import type { FaultCode } from "./store/fault.ts";

export interface SenderThreadData extends SendingData {
  rules: SendingRules;
}

/** New rules, or the last message. */
export type ToSender = { rules: SendingRules } | "close";

type Handed = Required<SendingEvents>;
/** Those that are plain data: an error does not cross threads as it is. */
type Plain = Exclude<keyof Handed, "fault" | "fatal">;
/** An event of the sender and what it came with. */
export type FromSender =
  | {
      [Name in Plain]: [Name, Parameters<Handed[Name]>[0]];
    }[Plain]
  | ["fault", FaultFacts]
  | ["fatal", FaultCode];

const port = parentPort;
if (port === null) throw new Error("sender-thread.ts is run as a thread");
const data = workerData as SenderThreadData; // given by `sender-beside`
let { rules } = data;

const say = (event: FromSender) => port.postMessage(event);
const sending: Promise<Sending> = startSending(data, () => rules, {
  settled: (fact) => say(["settled", fact]),
  alarm: (code) => say(["alarm", code]),
  balance: (balance) => say(["balance", balance]),
  waiting: (counts) => say(["waiting", counts]),
  delivery: (fact) => say(["delivery", fact]),
  undelivered: (fact) => say(["undelivered", fact]),
  eventsWaiting: (deliveries) => say(["eventsWaiting", deliveries]),
  // Its message may hold what nobody should read.
  fault: (error) => say(["fault", faultFacts(error)]),
  fatal: ({ code }) => say(["fatal", code]),
});

/** Null while it loads and connects: nothing is claimed by then, and a stop need not wait for it. */
let opened: Sending | null = null;
void sending.then((open) => {
  opened = open;
});

/**
 * Loading leaves some 80 MB of garbage in a thread that makes little afterwards, so that no collection comes by
 * itself. Limits of its own would do nothing: V8 holds each thread to the flags of `npm start`.
 */
async function giveBackMemory(): Promise<void> {
  const session = new Session();
  session.connect();
  await session.post("HeapProfiler.collectGarbage");
  session.disconnect();
}

// A start that fails ends the thread; memory that is kept is no reason to.
void sending.then(() =>
  giveBackMemory().catch((error: unknown) => say(["fault", faultFacts(error)])),
);

port.on("message", (told: ToSender) => {
  if (told !== "close") rules = told.rules;
  else if (opened === null) process.exit();
  else void opened.close().then(() => port.close());
});
