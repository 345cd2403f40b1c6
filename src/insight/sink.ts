/**
 * Where log lines go: out of the process, and never at a citizen's cost.
 *
 * Owns the lines not yet written. Refuses to wait: a reader that is slow gets its lines later, and
 * lines that a full disk or a reader that hangs does not take are dropped and counted. Called by
 * `log`.
 */
import { fstatSync, writeSync } from "node:fs";

/** Where lines go. */
export interface Sink {
  write(line: string): void;
  /** Writes out what is there, as far as it is taken at once. */
  flushSync?(): void;
  /** Lines lost so far, after another try with those still held. */
  dropped?(): number;
}

/** Writes some of the bytes and says how many, or throws; never waits. */
export type WriteSome = (bytes: Uint8Array) => number;

/** 5,000 lines of hops: a reader may look away for some seconds of the fullest load. */
export const HELD_BYTES_MAX = 1_048_576;
/** Held until so many have gathered: one write for each line cost 3 to 15 µs of a hop. */
const GATHERED_BYTES = 8_192;
/**
 * Milliseconds until lines are written though few came, and until a reader that was behind is tried
 * again. A pipe holds 64 kB, so even that lets 6,000 lines a second through.
 */
const WRITE_MS = 50;
const NEWLINE = 10;

/** A sink over anything that takes bytes. */
export function openSink(writeSome: WriteSome): Sink {
  let gathered: string[] = [];
  /** UTF-16 units in `gathered`; a line is ASCII but for names of files. */
  let held = 0;
  /** What is being written, from its first unwritten byte. */
  let rest: Uint8Array = new Uint8Array(0);
  /** The last byte written is within a line. */
  let within = false;
  /** That line has lost its end. */
  let torn = false;
  /** The reader is behind. */
  let busy = false;
  let dropped = 0;
  let waiting = false;

  function take(): void {
    rest = Buffer.from(gathered.join(""));
    gathered = [];
    held = 0;
  }

  /** @throws what `writeSome` throws */
  function writeRest(): void {
    // What comes next must not be taken for the end of a torn line.
    if (torn && writeSome(Buffer.of(NEWLINE)) > 0) torn = within = false;
    const written = writeSome(rest);
    if (written > 0) within = rest[written - 1] !== NEWLINE;
    rest = rest.subarray(written);
  }

  function push(): void {
    if (rest.length === 0) take();
    if (rest.length === 0) return;
    try {
      writeRest();
      busy = rest.length > 0;
    } catch (error) {
      busy = isBusy(error);
      if (!busy) {
        // A full disk, a pipe without a reader: the next lines may fare better.
        const lines = rest.reduce((count, byte) => count + Number(byte === NEWLINE), 0);
        // A line of which only the break is missing is not lost: it gets another one.
        dropped += within && rest[0] === NEWLINE ? lines - 1 : lines;
        rest = new Uint8Array(0);
        torn = within;
      }
    }
    if (busy) later();
  }

  function later(): void {
    if (waiting) return;
    waiting = true;
    const timer = setTimeout(() => {
      waiting = false;
      push();
    }, WRITE_MS);
    // No reason for the process to go on: whoever ends it flushes.
    timer.unref();
  }

  function flush(): void {
    // Twice: what an earlier write had left over, and what has gathered since.
    push();
    push();
  }

  return {
    write(line) {
      if (held + rest.length + line.length > HELD_BYTES_MAX) {
        dropped++;
        return;
      }
      gathered.push(line);
      held += line.length;
      if (held < GATHERED_BYTES || busy) later();
      else push();
    },
    flushSync: flush,
    dropped() {
      flush();
      return dropped;
    },
  };
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "EAGAIN";
}

/** The process's own stdout. A terminal or a file is written to at once. */
export function standardOutput(): Sink {
  const kind = fstatSync(1);
  // Looking at it makes Node open it, and opening makes a pipe or a socket one that never blocks: a
  // blocked write would hold up every citizen, and even the end of the process.
  if (kind.isFIFO() || kind.isSocket()) void process.stdout;
  return openSink((bytes) => writeSync(1, bytes));
}
