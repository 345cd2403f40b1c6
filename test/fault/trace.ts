/**
 * What a process wrote to its files and told the world, in order, as `strace` saw it.
 *
 * Lines are those of `strace -f -y -xx`: a number of the thread, the call, paths and data in hexadecimal.
 * A call that another thread interrupts has two lines.
 */
export type Event =
  | { is: "write"; file: string; at: number; data: Buffer }
  /** Everything written to the file before is on the disk. */
  | { is: "sync"; file: string }
  /** That failed: the kernel takes what was written before for written, and writes it no more. */
  | { is: "unsynced"; file: string }
  | { is: "size"; file: string; bytes: number }
  | { is: "gone"; file: string }
  /** Somebody outside may have read it. */
  | { is: "told"; text: string };

/** Arguments of strace that make such lines. */
export const STRACE = [
  "-f",
  "-y",
  "-xx",
  "--quiet=all",
  // Longer than any write: SQLite's are pages of 4 kB.
  "-s",
  "131072",
  "-e",
  "trace=pwrite64,write,fdatasync,fsync,ftruncate,unlink",
  "-e",
  "signal=none",
];

const LINE = /^(\d+) +(.*)$/;
const UNFINISHED = / <unfinished \.\.\.>$/;
const RESUMED = /^<\.\.\. \w+ resumed>(.*)$/;
const PWRITE = /^pwrite64\(\d+<(\S+)>, "(\S*)", (\d+), (\d+)\) += (-?\d+)/;
const WRITE = /^write\((\d+)<\S+>, "(\S*)", \d+/;
const SYNC = /^f(?:data)?sync\(\d+<(\S+)>\) += (-?\d+)/;
const TRUNCATE = /^ftruncate\(\d+<(\S+)>, (\d+)\) += (-?\d+)/;
const UNLINK = /^unlink\("(\S+)"\) += (-?\d+)/;

export function* eventsIn(lines: Iterable<string>): Generator<Event> {
  /** The first half of a call, by thread. */
  const begun = new Map<string, string>();
  for (const line of lines) {
    const [, thread = "", seen = ""] = LINE.exec(line) ?? [];
    const [, rest] = RESUMED.exec(seen) ?? [];
    const call = rest === undefined ? seen : (begun.get(thread) ?? "") + rest;
    // Told at the latest when it begins, and on the disk at the earliest when it ends.
    const told = rest === undefined ? toldBy(call) : null;
    if (told !== null) yield told;
    if (UNFINISHED.test(call)) begun.set(thread, call.replace(UNFINISHED, ""));
    else {
      const event = eventOf(call);
      if (event !== null) yield event;
    }
  }
}

/** To standard output. */
function toldBy(call: string): Event | null {
  const [, descriptor, data = ""] = WRITE.exec(call) ?? [];
  return descriptor === "1" ? { is: "told", text: bytesOf(data).toString() } : null;
}

function eventOf(call: string): Event | null {
  const written = PWRITE.exec(call);
  if (written !== null) {
    const [, file = "", data = "", length, at, came] = written;
    if (came !== length) throw new Error(`a write that came to ${came} of ${length} bytes`);
    return { is: "write", file: nameOf(file), at: Number(at), data: bytesOf(data) };
  }
  const [, synced, failed] = SYNC.exec(call) ?? [];
  if (synced !== undefined) {
    return { is: failed === "0" ? "sync" : "unsynced", file: nameOf(synced) };
  }
  const [, sized, bytes, refused] = TRUNCATE.exec(call) ?? [];
  if (sized !== undefined && refused === "0") {
    return { is: "size", file: nameOf(sized), bytes: Number(bytes) };
  }
  const [, gone, kept] = UNLINK.exec(call) ?? [];
  return gone !== undefined && kept === "0" ? { is: "gone", file: nameOf(gone) } : null;
}

function nameOf(hexadecimal: string): string {
  return bytesOf(hexadecimal).toString();
}

function bytesOf(hexadecimal: string): Buffer {
  return Buffer.from(hexadecimal.replaceAll("\\x", ""), "hex");
}
