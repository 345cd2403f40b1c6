/** Changes single fields of a CSV list and leaves every other letter as it is. Called by `take`. */
import { rowsOf } from "../csv.ts";

/** `fields` are by the id of their row. */
export function withFields(
  content: string,
  heading: string,
  fields: ReadonlyMap<string, string>,
): string {
  const rows = rowsOf(content, () => undefined) ?? [];
  const headings = rows[0]?.fields ?? [];
  const [id, column] = [headings.indexOf("id"), headings.indexOf(heading)];
  const lines = content.split("\n");
  for (const { fields: row, line } of rows.slice(1)) {
    const field = fields.get(row[id] ?? "");
    if (field === undefined) continue;
    lines[line - 1] = withField(lines[line - 1] ?? "", column, field);
  }
  return lines.join("\n");
}

function withField(line: string, column: number, field: string): string {
  let from = 0;
  for (let at = 0; at < column; at++) from = endOf(line, from) + 1;
  const quoted = /[",]|^ | $/.test(field) ? `"${field.replaceAll('"', '""')}"` : field;
  return line.slice(0, from) + quoted + line.slice(endOf(line, from));
}

/** Where the field ends that begins at an offset: at a comma that stands in no quotes. */
function endOf(line: string, from: number): number {
  let inQuotes = false;
  for (let at = from; at < line.length; at++) {
    if (line[at] === '"') inQuotes = !inQuotes;
    else if ((line[at] === "," && !inQuotes) || line[at] === "\r") return at;
  }
  return line.length;
}
