/** What no file of ours may say, as checks over texts. */
import { faultsIn, type SourceFile } from "./source.ts";

interface Unwanted {
  what: RegExp;
  /** The files it is looked for in. */
  where: RegExp;
  why: string;
}

const UNWANTED: readonly Unwanted[] = [
  {
    // A path of the machine it was written on, or a temporary one that is not asked for.
    what: /(?<![\w.~)])\/(?:work|home|tmp|Users|root)\/[\w.-]*/g,
    where: /^(src|docs|menus|test|drizzle|\.ci)\/|^[^/]+$/,
    why: "is a path of one machine",
  },
  {
    what: /\b(?:TO[D]O|FIX[M]E|X{3}|HAC[K])\b/g,
    where: /./,
    why: "is a promise nobody counts: do it, or open an issue",
  },
  {
    what: /\.(?:skip|only|todo)\b(?=[(.`])/g,
    where: /^test\/.*\.ts$/,
    why: "leaves tests out",
  },
];

/** Casts that tell the compiler to look away. */
const BLIND_CAST = /\bas (?:any|never|unknown as)\b/g;

/** Every word of ours that should not be there, as `path:line: words`. Pure. */
export function wordFaults(files: readonly SourceFile[]): string[] {
  return files.flatMap((file) => [
    ...UNWANTED.filter(({ where }) => where.test(file.path)).flatMap(({ what, why }) =>
      faultsIn(file, what, ([words]) => `${words} ${why}`),
    ),
    ...castFaults(file),
  ]);
}

/** A blind cast says why beside it, or above it in the same paragraph. */
function castFaults(file: SourceFile): string[] {
  if (!/^src\/.*\.ts$/.test(file.path)) return [];
  return faultsIn(file, BLIND_CAST, ({ 0: cast, index }) => {
    const start = Math.max(0, file.text.lastIndexOf("\n\n", index));
    const end = file.text.indexOf("\n", index);
    const paragraph = file.text.slice(start, end);
    return paragraph.includes("//") ? null : `${cast} without a reason beside it`;
  });
}
