/**
 * The receipts of messages that were taken: Sent, then Success, unless a fault says otherwise.
 *
 * Owns which are held back until they are asked for. A receipt that nobody takes is lost, as the
 * callbacks' own report says.
 */
import { CallbackFault, type Callbacks } from "./callbacks.ts";
import type { Fault } from "./faults.ts";
import { receiptForm, type ReceiptWords } from "./wire.ts";

export interface Receipts {
  /** Posts one message's receipts one behind the other, or keeps them while they are held. */
  after(message: { id: string; to: string }, faults: ReadonlySet<Fault>): Promise<void>;
  /** Posts one at once. @throws CallbackFault */
  post(words: ReceiptWords): Promise<void>;
  /** Keeps all that come from now on. */
  hold(): void;
  /** Posts those kept so far, in order; those that come later are kept all the same. */
  release(): Promise<void>;
}

export function openReceipts(callbacks: Callbacks): Receipts {
  let held: ReceiptWords[] | null = null;
  const post = (words: ReceiptWords) => callbacks.post("delivery", receiptForm(words));

  const postAll = async (all: readonly ReceiptWords[]) => {
    for (const words of all) {
      try {
        await post(words);
      } catch (error) {
        // Told by the callbacks; the message was sent all the same.
        if (!(error instanceof CallbackFault)) throw error;
      }
    }
  };

  return {
    async after(message, faults) {
      const all = wordsOf(message, faults);
      // What must come before the answer cannot wait for a test to ask for it.
      if (held === null || faults.has("receipt_first")) await postAll(all);
      else held.push(...all);
    },
    post,
    hold() {
      held ??= [];
    },
    async release() {
      await postAll(held?.splice(0) ?? []);
    },
  };
}

function wordsOf(
  { id, to }: { id: string; to: string },
  faults: ReadonlySet<Fault>,
): ReceiptWords[] {
  if (faults.has("no_receipt")) return [];
  const last: ReceiptWords = faults.has("receipt_failed")
    ? { id, to, status: "Failed", failureReason: "DeliveryFailure" }
    : { id, to, status: "Success" };
  const all = [{ id, to, status: "Sent" }, last];
  return faults.has("receipt_twice") ? all.flatMap((words) => [words, words]) : all;
}
