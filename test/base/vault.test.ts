import { createDecipheriv, hkdfSync } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  newMacKey,
  openVault,
  parseKeys,
  secretsOf,
  textMac,
  VaultError,
  type Key,
  type SealedAt,
} from "../../src/base/vault.ts";
import { seededRandom } from "../../src/base/ids.ts";

const DAY_MS = 86_400_000;
const NOON = Date.UTC(2026, 10, 23, 12);
const AT: SealedAt = { table: "drafts", column: "state", row: "42" };

const key = (id: string, fill: number): Key => ({ id, bytes: new Uint8Array(32).fill(fill) });
const [first, second, third] = [key("k1", 1), key("k2", 2), key("k3", 3)];
const vaultOf = (vaultKeys: Key[], lookupKeys: Key[] = [first]) =>
  openVault({ vaultKeys, lookupKeys });
const vault = vaultOf([first]);

/** Text that survives UTF-8: no lone surrogates. */
const text = fc.string({ unit: "binary", maxLength: 300 });
/** With the letters that could blur where one name ends and the next begins. */
const name = fc.string({ unit: fc.constantFrom("a", "b", "1", "2", ":", " ", "\0"), maxLength: 6 });
const place = fc.record({ table: name, column: name, row: name });

/** The code of the refusal; null when it opened after all. */
function refusal(open: () => string): string | null {
  try {
    open();
    return null;
  } catch (error) {
    if (error instanceof VaultError) return error.code;
    throw error;
  }
}

describe("a seal", () => {
  test("opens where it was made, whatever was in it and whenever", () => {
    fc.assert(
      fc.property(text, place, fc.integer({ min: 0, max: 2 ** 47 }), (plain, at, now) => {
        expect(vault.open(at, vault.seal({ at, now, plain }))).toBe(plain);
      }),
    );
  });

  test("opens nowhere else, not even where the names run together the same", () => {
    fc.assert(
      fc.property(place, place, (at, other) => {
        fc.pre(JSON.stringify(at) !== JSON.stringify(other));
        const sealed = vault.seal({ at, now: NOON, plain: "" });
        expect(refusal(() => vault.open(other, sealed))).toBe("not_authentic");
      }),
      { numRuns: 500 },
    );
    for (const moved of [{ table: "requests" }, { column: "reply" }, { row: "43" }]) {
      const sealed = vault.seal({ at: AT, now: NOON, plain: "Water leak" });
      expect(refusal(() => vault.open({ ...AT, ...moved }, sealed))).toBe("not_authentic");
    }
  });

  test("with any bit changed is refused", () => {
    const sealed = vault.seal({ at: AT, now: NOON, plain: "Water leak, ward 7" });
    for (let bit = 0; bit < sealed.length * 8; bit++) {
      const changed = Uint8Array.from(sealed);
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect([bit, refusal(() => vault.open(AT, changed))]).not.toEqual([bit, null]);
    }
  });

  test("cut off or lengthened anywhere is refused", () => {
    const sealed = vault.seal({ at: AT, now: NOON, plain: "Water leak" });
    for (let length = 0; length < sealed.length; length++) {
      expect(refusal(() => vault.open(AT, sealed.slice(0, length)))).not.toBeNull();
      expect(refusal(() => vault.open(AT, sealed.slice(length + 1)))).not.toBeNull();
    }
    expect(refusal(() => vault.open(AT, Uint8Array.of(...sealed, 0)))).toBe("not_authentic");
  });

  test("holds nothing of what is in it, and is another every time", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", minLength: 8, maxLength: 80 }), (plain) => {
        const [one, other] = [
          vault.seal({ at: AT, now: NOON, plain }),
          vault.seal({ at: AT, now: NOON, plain }),
        ];
        const bytes = Buffer.from(plain);
        for (let at = 0; at + 8 <= bytes.length; at++) {
          expect(Buffer.from(one).includes(bytes.subarray(at, at + 8))).toBe(false);
        }
        expect(one).not.toEqual(other);
        expect(one).toHaveLength(other.length);
      }),
    );
  });

  test("is of the form that is on disk: version, key id, day, nonce, text, tag", () => {
    const day = Math.floor(NOON / DAY_MS);
    const sealed = Buffer.from(vaultOf([second]).seal({ at: AT, now: NOON, plain: "Maji" }));
    const head = sealed.subarray(0, 8);
    expect(head.toString("latin1", 0, 4)).toBe("\x01\x02k2");
    expect(head.readUInt32BE(4)).toBe(day);
    const dayKey = hkdfSync("sha256", second.bytes, "", `njia row ${day}`, 32);
    const decipher = createDecipheriv("aes-256-gcm", Buffer.from(dayKey), sealed.subarray(8, 20));
    decipher.setAAD(Buffer.concat([Buffer.from("6:drafts5:state2:42"), head]));
    decipher.setAuthTag(sealed.subarray(-16));
    const opened = decipher.update(sealed.subarray(20, -16));
    expect(Buffer.concat([opened, decipher.final()]).toString()).toBe("Maji");
  });

  test("of the first version of Njia opens for ever", () => {
    const sealed = Buffer.from(GOLDEN, "base64");
    expect(vault.open({ table: "requests", column: "answers", row: "1" }, sealed)).toBe(
      "Ng'ombe 3 €",
    );
  });
});

const GOLDEN = "AQJrMQAAUSxs/tkugOQAN9p/8b8WUtS0KqvawUQA6KUIyUVLYSuOOPn+ts40a88aIA==";

describe("keys", () => {
  test("are others every UTC day, so that yesterday's never seals today", () => {
    const dayOf = (now: number) =>
      Buffer.from(vault.seal({ at: AT, now, plain: "" })).readUInt32BE(4);
    const midnight = Date.UTC(2026, 10, 24);
    expect(dayOf(midnight) - dayOf(midnight - 1)).toBe(1);
    expect(dayOf(midnight + DAY_MS - 1)).toBe(dayOf(midnight));
  });

  test("of more days than are kept at hand all open, in any order", () => {
    const days = Array.from({ length: 200 }, (_, day) => day);
    const sealed = days.map((day) =>
      vault.seal({ at: AT, now: NOON + day * DAY_MS, plain: `day ${day}` }),
    );
    const opened = days.toReversed().map((day) => vault.open(AT, sealed[day] ?? new Uint8Array(0)));
    expect(opened.toReversed()).toEqual(days.map((day) => `day ${day}`));
  });

  test("all read, and the first one writes: old seals outlive a rotation", () => {
    const before = vaultOf([first]).seal({ at: AT, now: NOON, plain: "before" });
    const rotating = vaultOf([second, first]);
    const after = rotating.seal({ at: AT, now: NOON, plain: "after" });
    expect([rotating.open(AT, before), rotating.open(AT, after)]).toEqual(["before", "after"]);
    expect(vaultOf([second]).open(AT, after)).toBe("after");
    expect(refusal(() => vaultOf([first]).open(AT, after))).toBe("unknown_key");
    expect(refusal(() => vaultOf([second, third]).open(AT, before))).toBe("unknown_key");
  });

  test("of the same name with other bytes open nothing", () => {
    const sealed = vault.seal({ at: AT, now: NOON, plain: "Maji" });
    expect(refusal(() => vaultOf([key("k1", 9)]).open(AT, sealed))).toBe("not_authentic");
  });

  test("have to be there: one of each kind", () => {
    expect(() => vaultOf([])).toThrow("a vault needs a key of each kind");
    expect(() => vaultOf([first], [])).toThrow("a vault needs a key of each kind");
  });
});

describe("a look-up", () => {
  test("is the same for the same value, and another for another value, kind or key", () => {
    const hash = vault.lookup("phone", "+254711000111");
    expect(hash).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(vaultOf([second]).lookup("phone", "+254711000111")).toBe(hash);
    const others = [
      vault.lookup("phone", "+254711000112"),
      vault.lookup("email", "+254711000111"),
      vaultOf([first], [second]).lookup("phone", "+254711000111"),
    ];
    expect(new Set([hash, ...others]).size).toBe(4);
  });

  test("finds under old keys what was written before a rotation, the new one first", () => {
    const old = vaultOf([first], [first]).lookup("phone", "+254711000111");
    const rotating = vaultOf([first], [second, first]);
    const written = rotating.lookup("phone", "+254711000111");
    expect(written).not.toBe(old);
    expect(rotating.lookups("phone", "+254711000111")).toEqual([written, old]);
  });

  test("stays the same after as many others as are kept", () => {
    const phones = Array.from({ length: 1_100 }, (_, at) => `+2547110${10_000 + at}`);
    const hashes = () => phones.map((phone) => vault.lookup("phone", phone));
    const before = hashes();
    expect(new Set(before).size).toBe(phones.length);
    expect(hashes()).toEqual(before);
  });
});

describe("written keys", () => {
  const base64 = (fill: number, length = 32) => Buffer.alloc(length, fill).toString("base64");

  test("are read in their order, with spaces where people put them", () => {
    expect(parseKeys(` k2:${base64(2)}, k1:${base64(1)} `, "VAULT_KEYS")).toEqual([
      { id: "k2", bytes: Buffer.alloc(32, 2) },
      { id: "k1", bytes: Buffer.alloc(32, 1) },
    ]);
  });

  const secret = base64(0xa7);
  test.each([
    ["nothing", "", "key 1 does not read"],
    ["no id", secret, "key 1 does not read"],
    ["an empty id", `:${secret}`, "key 1 does not read"],
    ["a long id", `${"k".repeat(17)}:${secret}`, "key 1 does not read"],
    ["an id in capitals", `K1:${secret}`, "key 1 does not read"],
    ["a key that is no base64", `k1:${secret.slice(0, -2)}!!`, "key 1 does not read"],
    ["a comma too many", `k1:${secret},`, "key 2 does not read"],
    ["a short key", `k1:${base64(0xa7, 31)}`, 'key "k1" has 31 bytes; it must have 32'],
    ["a long key", `k1:${base64(0xa7, 33)}`, 'key "k1" has 33 bytes; it must have 32'],
    ["an id twice", `k1:${secret},k1:${base64(0xa6)}`, 'key "k1" is named twice'],
  ])("with %s are refused by the variable's name, without the key", (_what, written, words) => {
    let message = "";
    try {
      parseKeys(written, "LOOKUP_KEYS");
    } catch (error) {
      message = String(error);
    }
    expect(message).toContain(`LOOKUP_KEYS: ${words}`);
    // Eight letters of the key in a row are 48 bits of it.
    expect(message).not.toContain(secret.slice(0, 8));
    expect(message).not.toContain(secret.slice(8, 16));
  });
});

describe("the MAC of a text", () => {
  const mine = newMacKey(seededRandom(1));

  test("is the same for the same text and key only", () => {
    fc.assert(
      fc.property(text, text, (one, other) => {
        expect(textMac(mine, one)).toMatch(/^[A-Za-z0-9_-]{43}$/);
        expect(textMac(mine, one) === textMac(mine, other)).toBe(one === other);
        expect(textMac(newMacKey(seededRandom(2)), one)).not.toBe(textMac(mine, one));
      }),
    );
  });
});

test("a text is those of the secrets that are the same to the letter, whatever their lengths", () => {
  fc.assert(
    fc.property(text, text, (one, other) => {
      const matches = secretsOf([one, other]);
      expect(matches(one)).toBe(one === other ? 2 : 1);
      expect(matches(`${one}\0`)).toBe(other === `${one}\0` ? 1 : 0);
      expect(secretsOf([])(one)).toBe(0);
    }),
  );
});
