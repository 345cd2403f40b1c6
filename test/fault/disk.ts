/**
 * A disk that loses its power: what was synced is there, and of what was written since any part.
 *
 * A drive may write in any order, and of a write that is under way whole sectors.
 */
import type { Dice } from "./random.ts";
import type { Event } from "./trace.ts";

const SECTOR_BYTES = 512;

type Change = Extract<Event, { is: "write" | "size" }>;

export class Disk {
  /** What is there whatever happens. */
  readonly #durable = new Map<string, Buffer<ArrayBuffer>>();
  /** What was done to a file since its last sync, in order. */
  readonly #pending = new Map<string, Change[]>();

  take(event: Event): void {
    if (event.is === "write" || event.is === "size") this.#changesOf(event.file).push(event);
    if (event.is === "sync") {
      this.#durable.set(
        event.file,
        this.#image(event.file, () => true),
      );
      this.#pending.delete(event.file);
    }
    // What is read of the file still has it, until it is written again.
    if (event.is === "unsynced") this.#pending.delete(event.file);
    if (event.is === "gone") {
      this.#durable.delete(event.file);
      this.#pending.delete(event.file);
    }
  }

  /** The files as they are found afterwards; with no dice nothing of what was not synced is there. */
  afterCut(dice: Dice | null): Map<string, Buffer> {
    const files = new Set([...this.#durable.keys(), ...this.#pending.keys()]);
    const survives = dice === null ? () => false : () => dice.next() < 0.5;
    const torn = dice === null ? null : dice;
    return new Map([...files].map((file) => [file, this.#image(file, survives, torn)]));
  }

  #changesOf(file: string): Change[] {
    const changes = this.#pending.get(file) ?? [];
    this.#pending.set(file, changes);
    return changes;
  }

  #image(file: string, survives: () => boolean, torn: Dice | null = null): Buffer<ArrayBuffer> {
    let image = Buffer.from(this.#durable.get(file) ?? Buffer.alloc(0));
    const changes = (this.#pending.get(file) ?? []).filter(survives);
    for (const [place, change] of changes.entries()) {
      if (change.is === "size") {
        image = resized(image, change.bytes);
        continue;
      }
      const last = torn !== null && place === changes.length - 1;
      const sectors = Math.ceil(change.data.length / SECTOR_BYTES);
      const data = last
        ? change.data.subarray(0, torn.between(0, sectors) * SECTOR_BYTES)
        : change.data;
      const end = change.at + data.length;
      if (end > image.length) image = resized(image, end);
      data.copy(image, change.at);
    }
    return image;
  }
}

function resized(image: Buffer, bytes: number): Buffer<ArrayBuffer> {
  const next = Buffer.alloc(bytes);
  image.copy(next);
  return next;
}
