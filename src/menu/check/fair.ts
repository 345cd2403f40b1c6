/** Rules about what is fair to ask: who asks, what one may keep to oneself, what one may refuse. */
import { nameOf, sayOf } from "../written.ts";
import { sayingsOf } from "./sayings.ts";
import { below, optionsOf, screensOf, type Screen, type World } from "./world.ts";

/** The option by which a sensitive question is not answered. */
const UNSAID = "unsaid";

export function checkFair(world: World): void {
  const agreeing = agreeingIn(world);
  const starts = new Set(world.source.channel.codes.map(({ start }) => start ?? "main"));
  for (const screen of screensOf(world)) {
    checkUnsaid(world, screen);
    checkConsent(world, screen, agreeing);
    if (screen.service === null && starts.has(screen.name)) checkName(world, screen);
  }
}

function checkUnsaid({ report }: World, { source, at }: Screen): void {
  if (!("sensitive" in source) || source.sensitive !== true) return;
  const free =
    "ask" in source
      ? source.optional === true
      : optionsOf({ source, at }).some(({ option }) => "is" in option && option.is === UNSAID);
  if (free) return;
  const { name, kind } = nameOf(source);
  const message = `\`${name}\` is sensitive, and nobody can pass over it`;
  const mend =
    kind === "ask"
      ? "Add `optional: true`; or say under `accept` why it must be known."
      : "Add an option `{ is: unsaid, say: … }`; or say under `accept` why it must be known.";
  report({ ...at, path: [...at.path, kind] }, "unsaid-missing", message, mend, "warning");
}

/** The words of the channel for "I agree", in every language. */
function agreeingIn(world: World): ReadonlySet<string> {
  const { agree } = world.source.channel.texts;
  if (agree === undefined) return new Set();
  const at = { file: "channel.yaml", path: ["texts", "agree"] };
  return new Set(sayingsOf(world, agree, at).map(({ saying }) => plain(saying)));
}

const plain = (saying: string) => saying.trim().toLowerCase();

function checkConsent(world: World, screen: Screen, agreeing: ReadonlySet<string>): void {
  if (screen.service === null || screen.service.privacy?.basis === "consent") return;
  for (const { option, at } of optionsOf(screen)) {
    const place = below(at, "say");
    const agrees = sayingsOf(world, option.say, place).find(({ saying }) =>
      agreeing.has(plain(saying)),
    );
    if (agrees === undefined) continue;
    const message = "this asks to agree, where consent is not the basis";
    const mend = "Tell it with a `notice`; or, if people may refuse, write `basis: consent`.";
    world.report(agrees.at, "consent-asked", message, mend);
  }
}

/** Whoever dials a wrong code must see whom they have reached. */
function checkName(world: World, { source, at }: Screen): void {
  const said = sayOf(source);
  if (said === undefined) return;
  const { channel } = world.source;
  const names = sayingsOf(world, channel.name, { file: "channel.yaml", path: ["name"] });
  const place = below(at, "say");
  const missing = sayingsOf(world, said, place).find(
    ({ saying }) =>
      !saying.includes("{channel}") && !names.some((name) => saying.includes(name.saying)),
  );
  if (missing === undefined) return;
  const message = "the first screen does not say whose it is";
  world.report(missing.at, "operator-name", message, "Begin it with {channel}.", "warning");
}
