/** Rules about connectors: inputs and fields that are there, made-up answers, and with `connector-address` whom they call. */
import type { CompiledConnector } from "../connector.ts";
import { fieldsOf } from "../connector-answer.ts";
import type { CannedFile } from "../connector-format.ts";
import { ourPath } from "../json-path.ts";
import { CAME_AT, INSTEAD } from "../looked-up.ts";
import { meant } from "../nearest.ts";
import { checkAddress, checkHeaders } from "./connector-address.ts";
import { below, screensOf, type At, type World } from "./world.ts";

export function checkConnectors(world: World): void {
  const used = new Set(
    screensOf(world).flatMap(({ source }) => ("look_up" in source ? [source.in] : [])),
  );
  const { connectors } = world.release.channel;
  // One that is not there may be a slip of one that is, and that is told already.
  const slip = [...used].some((name) => !connectors.has(name));
  for (const [name, connector] of connectors) {
    const at = { file: "channel.yaml", path: ["connectors", name] };
    checkAddress(world, connector, at);
    checkHeaders(world, connector, at);
    checkFields(world, connector, at);
    for (const [index, canned] of connector.test.entries()) {
      checkCanned(world, connector, canned, below(at, "test", index));
    }
    if (!used.has(name) && !slip && world.source.unread.size === 0) {
      const message = `no screen looks up in \`${name}\``;
      world.report({ ...at, within: "key" }, "connector-unused", message, MEND_UNUSED, "warning");
    }
  }
}

const MEND_UNUSED = "Remove it, or use it with `look_up`.";

function checkFields({ report }: World, { fields }: CompiledConnector, at: At): void {
  if (fields.size === 0) {
    report(below(at, "fields"), "connector", "nothing is taken from the answer", "Add a field.");
  }
  for (const [name, { at: path, as, max }] of fields) {
    const place = below(at, "fields", name);
    const meantPath = ourPath(path);
    if (meantPath !== null) {
      const message = `\`${path}\` is a path of other programs`;
      const severity = path.includes("[") || path.startsWith("$") ? "error" : "warning";
      report(below(place, "at"), "connector", message, `Write ${meantPath}.`, severity);
    }
    const ours = OUR_FIELDS.get(name);
    if (ours !== undefined) {
      const message = `\`${name}\` is ${ours}`;
      report({ ...place, within: "key" }, "connector", message, "Name it otherwise.");
    }
    const sized = as === "text" || as === "number" || as === "money";
    if (as === "text" && max !== undefined && max > TEXT_MAX) {
      const message = `${max} letters are more than a text may have`;
      report(below(place, "max"), "connector", message, `Write at most ${TEXT_MAX}.`);
    }
    if (sized === (max !== undefined)) continue;
    const what = as === "text" ? `its letters, at most ${TEXT_MAX}` : "its greatest number";
    const mend = sized ? `Add \`max\`: ${what}. Screens are proven with it.` : "Remove `max`.";
    report(place, "connector", `\`as: ${as}\` ${sized ? "needs a `max`" : "has no `max`"}`, mend);
  }
}

/** Fields that Njia adds to what was looked up. */
const OUR_FIELDS: ReadonlyMap<string, string> = new Map([
  [CAME_AT, "when the answer came"],
  [INSTEAD, "what there was instead of an answer"],
]);

/** As of a typed answer. */
const TEXT_MAX = 160;

/** What to write where a connector has no such input. */
export function inputsMend(inputs: readonly string[], input: string): string {
  return inputs.length === 0
    ? `It has none: put {${input}} into its \`url\`, or leave it out here.`
    : `Its inputs are ${inputs.join(", ")}.`;
}

/** Made-up answers that no system could give would prove nothing. */
function checkCanned(
  { report }: World,
  connector: CompiledConnector,
  canned: CannedFile,
  at: At,
): void {
  const { inputs, fields } = connector;
  const given = Object.keys(canned.with);
  const missing = inputs.filter((each) => !given.includes(each));
  const extra = given.find((each) => !inputs.includes(each));
  if (missing.length > 0 || extra !== undefined) {
    const message =
      extra === undefined ? `lacks ${missing.join(", ")}` : `has no input \`${extra}\``;
    const mend = inputsMend(inputs, extra ?? "");
    report(below(at, "with"), "connector", `this test answer ${message}`, mend);
  }
  if (!("gives" in canned)) return;
  const { gives } = canned;
  const odd = Object.keys(gives).find((each) => !fields.has(each));
  if (odd !== undefined) {
    const mend =
      meant(odd, [...fields.keys()]) || `Its fields are ${[...fields.keys()].join(", ")}.`;
    report(below(at, "gives", odd), "connector", `there is no field \`${odd}\``, mend);
  }
  const read = fieldsOf(fields, (_, name) => gives[name]);
  if (read.is === "found") return;
  const why =
    read.is === "none" ? "gives nothing" : read.why.replace(/^(field|without)_(.*)/, "$1 `$2`");
  const mend = "Give each field a value of its type, or write `is: none`.";
  report(below(at, "gives"), "connector", `this test answer cannot be: ${why}`, mend);
}
