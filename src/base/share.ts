/**
 * A share of work that several processes do on one store: of all keys those that are one process's.
 *
 * Pure. Every key is in exactly one of the shares, however many there are; what decides who has a row is
 * its claim all the same. Keys are shared out by letters of theirs that are drawn by lot.
 */

/** The `at`th of `of` shares, from 0. */
export interface Share {
  readonly at: number;
  readonly of: number;
}

/** Of a process that works alone. */
export const WHOLE: Share = { at: 0, of: 1 };

/** Two letters of a key are of a share from `from` on, and before `until`; in the order of bytes. */
export interface Letters {
  from: string;
  until: string;
}

/** In the order of their bytes, as both engines compare them. */
const HEX = "0123456789abcdef";
const BASE64URL = "-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz";
/** Behind every letter. */
const END = "~";

/** Where the letters stand that an id is shared out by: those before are a time, and nearly the same. */
export const ID_LETTERS_AT = 35;

/** The last two letters of the ids (`newId`) of a share. */
export function lettersOfIds(share: Share): Letters {
  return lettersOf(share, HEX);
}

/** The first two letters of the keyed hashes of a share. */
export function lettersOfHashes(share: Share): Letters {
  return lettersOf(share, BASE64URL);
}

function lettersOf({ at, of }: Share, alphabet: string): Letters {
  const many = alphabet.length;
  const begin = (share: number) => {
    const place = Math.floor((share * many * many) / of);
    return place >= many * many
      ? END
      : `${alphabet[Math.floor(place / many)]}${alphabet[place % many]}`;
  };
  return { from: at === 0 ? "" : begin(at), until: begin(at + 1) };
}
