/**
 * How a file was saved, told from what became of its bytes when they were read as UTF-8.
 *
 * Owns the words for files that are no UTF-8 text. Called by `yaml` and `csv`.
 */

export interface SavedFault {
  message: string;
  mend: string;
}

/** A letter of another encoding, as a UTF-8 decoder leaves it. */
export const UNDECODED = "\ufffd";

/** A workbook (a zip) and one of before 2007, whose first bytes are no UTF-8. */
const WORKBOOKS = ["PK\u0003\u0004", "\ufffd\ufffd\u0011\u0871"];
/** UTF-16 has a NUL for every second letter of English; a picture or a database has fewer. */
const NULS_SHARE = 4;
const BEGINNING = 1000;

/** Null where it can be read as text; `format` is what to save it as. */
export function savedFault(content: string, format: string): SavedFault | null {
  if (WORKBOOKS.some((mark) => content.startsWith(mark))) {
    const message = "this is a workbook or a document, under the name of a text file";
    return { message, mend: `Open it, and save it as ${format}.` };
  }
  const beginning = content.slice(0, BEGINNING);
  if (beginning.split("\0").length - 1 > beginning.length / NULS_SHARE) {
    return { message: "this file was saved as UTF-16", mend: `Save it as ${format}.` };
  }
  return null;
}
