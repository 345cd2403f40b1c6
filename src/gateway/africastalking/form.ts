/** Reads form bodies strictly: a field we know is there once or not at all. */

/**
 * The named fields of a form-encoded body, whatever its content type said; null = one is doubled.
 *
 * Works on the raw text because a parsed form has already lost the evidence: of two equal names
 * the last one wins silently, and a foreign content type gives an empty form without an error.
 * Names not asked for are never looked at, so what they carry goes no further than this function.
 */
export function readForm<Name extends string>(
  body: string,
  names: readonly Name[],
): Partial<Record<Name, string>> | null {
  const form = new URLSearchParams(body);
  const fields: Partial<Record<Name, string>> = {};
  for (const name of names) {
    const [value, second] = form.getAll(name);
    if (second !== undefined) return null;
    if (value !== undefined) fields[name] = value;
  }
  return fields;
}

/** A whole number sent as text; null when it is none. */
export function readCount(text: string | undefined): number | null {
  return text !== undefined && /^\d{1,10}$/.test(text) ? Number(text) : null;
}
