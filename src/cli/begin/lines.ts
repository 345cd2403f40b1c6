/** Questions at a terminal, or answered by the lines of a pipe. */
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import type { Asker } from "./answer.ts";

export function openAsker(
  input: Readable & { isTTY?: boolean },
  output: Writable,
): Asker & { close(): void } {
  const interactive = input.isTTY === true;
  let lines: ReturnType<typeof createInterface> | null = null;
  let typed: AsyncIterator<string> | null = null;
  return {
    interactive,
    async line(prompt) {
      // Opened by the first question: with every answer in a flag, nothing is read.
      lines ??= createInterface(interactive ? { input, output } : { input });
      typed ??= lines[Symbol.asyncIterator]();
      if (interactive) output.write(prompt);
      const next = await typed.next();
      return next.done === true ? null : next.value;
    },
    tell: (line) => void output.write(`${line}\n`),
    close: () => lines?.close(),
  };
}
