import fc from "fast-check";
import { expect, test } from "vitest";
import { Disk } from "./disk.ts";
import { dice } from "./random.ts";
import { eventsIn, type Event } from "./trace.ts";

const hex = (text: string) =>
  [...Buffer.from(text)].map((byte) => `\\x${byte.toString(16).padStart(2, "0")}`).join("");

test("calls are read in order, those of two lines at their end, and what is told at its beginning", () => {
  const wal = hex("/d/njia.db-wal");
  const lines = [
    `7 pwrite64(19<${wal}>, "${hex("abc")}", 3, 32) = 3`,
    `8 pwrite64(19<${wal}>, "${hex("de")}", 2, 35 <unfinished ...>`,
    `7 write(1<${hex("pipe:[1]")}>, "${hex("0.0.1\n")}", 6 <unfinished ...>`,
    `8 <... pwrite64 resumed>) = 2`,
    `8 fsync(19<${wal}> <unfinished ...>`,
    `7 <... write resumed>) = 6`,
    `8 <... fsync resumed>) = 0`,
    `8 fsync(19<${wal}>) = -1 EIO (Input/output error)`,
    `8 ftruncate(19<${wal}>, 0) = 0`,
    `8 write(15<${hex("anon_inode:[eventfd]")}>, "${hex("x")}", 1) = 1`,
    `8 unlink("${hex("/d/njia.db-journal")}") = 0`,
    "8 +++ killed by SIGKILL +++",
  ];
  const file = "/d/njia.db-wal";
  expect([...eventsIn(lines)]).toEqual([
    { is: "write", file, at: 32, data: Buffer.from("abc") },
    { is: "told", text: "0.0.1\n" },
    { is: "write", file, at: 35, data: Buffer.from("de") },
    { is: "sync", file },
    { is: "unsynced", file },
    { is: "size", file, bytes: 0 },
    { is: "gone", file: "/d/njia.db-journal" },
  ]);
  const half = [`7 pwrite64(19<${wal}>, "${hex("abc")}", 3, 0) = 1`];
  expect(() => [...eventsIn(half)]).toThrow(/came to 1 of 3/);
});

test("without luck a cut leaves what was synced, and nothing else", () => {
  const disk = new Disk();
  const write = (at: number, text: string): Event => {
    return { is: "write", file: "f", at, data: Buffer.from(text) };
  };
  disk.take(write(0, "abcdef"));
  expect(disk.afterCut(null).get("f")?.toString()).toBe("");
  disk.take({ is: "sync", file: "f" });
  disk.take(write(4, "XYZ"));
  disk.take({ is: "size", file: "f", bytes: 2 });
  expect(disk.afterCut(null).get("f")?.toString()).toBe("abcdef");
  disk.take({ is: "sync", file: "f" });
  expect(disk.afterCut(null).get("f")?.toString()).toBe("ab");
  disk.take(write(2, "cd"));
  disk.take({ is: "unsynced", file: "f" });
  disk.take({ is: "sync", file: "f" });
  expect(disk.afterCut(null).get("f")?.toString()).toBe("ab");
  disk.take({ is: "gone", file: "f" });
  expect(disk.afterCut(null).get("f")).toBeUndefined();
});

const block = fc.record({ at: fc.nat(7), byte: fc.integer({ min: 1, max: 255 }) });

test("with any luck every sector is as it was synced, or as something wrote it since", () => {
  const cut = fc.property(fc.array(block), fc.array(block), fc.nat(), (before, since, seed) => {
    const SECTOR = 512;
    const event = ({ at, byte }: { at: number; byte: number }): Event => {
      return { is: "write", file: "f", at: at * SECTOR, data: Buffer.alloc(SECTOR * 2, byte) };
    };
    const disk = new Disk();
    for (const each of before) disk.take(event(each));
    disk.take({ is: "sync", file: "f" });
    const synced = disk.afterCut(null).get("f") ?? Buffer.alloc(0);
    for (const each of since) disk.take(event(each));
    const found = disk.afterCut(dice(seed)).get("f") ?? Buffer.alloc(0);
    expect(found.length).toBeGreaterThanOrEqual(synced.length);
    for (let sector = 0; sector * SECTOR < found.length; sector++) {
      const bytes = found.subarray(sector * SECTOR, (sector + 1) * SECTOR);
      const wrote = since.filter(({ at }) => at === sector || at === sector - 1);
      const possible = [synced[sector * SECTOR] ?? 0, ...wrote.map(({ byte }) => byte)];
      expect(new Set(bytes).size).toBe(1);
      expect(possible).toContain(bytes[0]);
    }
  });
  fc.assert(cut);
});
