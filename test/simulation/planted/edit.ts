/** An edit of a module's text while it is loaded, in every thread that loads this. */
import { registerHooks } from "node:module";

export interface Edit {
  name: string;
  /** Below `src`. */
  file: string;
  /** Stands in its file exactly once. */
  find: string;
  put: string;
}

export function edit({ name, file, find, put }: Edit): void {
  const place = new URL(`../../../src/${file}`, import.meta.url).href;
  registerHooks({
    load(url, context, nextLoad) {
      const loaded = nextLoad(url, context);
      if (url !== place) return loaded;
      const text = Buffer.from(loaded.source as Uint8Array).toString(); // as Node reads a file
      const parts = text.split(find);
      if (parts.length !== 2)
        throw new Error(`${file} has ${parts.length - 1} places for: ${name}`);
      return { ...loaded, source: parts.join(put) };
    },
  });
}
