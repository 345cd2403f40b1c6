/** Rules about what is pressed: option numbers, navigation keys, stars, and lists. */
import { meant } from "../nearest.ts";
import { nameOf } from "../written.ts";
import { bareCode } from "./ways.ts";
import { below, optionsOf, screensOf, type Screen, type World } from "./world.ts";

export function checkKeys(world: World): void {
  checkNavigation(world);
  for (const screen of screensOf(world)) {
    checkOptions(world, screen);
    checkNumbers(world, screen);
    checkSource(world, screen);
  }
  checkStars(world);
  checkCodes(world);
  checkData(world);
  checkQuestions(world);
}

function checkNavigation({ release, report }: World): void {
  const keys = Object.values(release.channel.keys);
  const twice = keys.find((key, index) => keys.indexOf(key) !== index);
  if (twice === undefined) return;
  const at = { file: "channel.yaml", path: ["keys"] };
  report(at, "key-twice", `the key ${twice} leads two ways`, "Give each its own key.");
}

function checkOptions({ release, report }: World, screen: Screen): void {
  const compiled = release.screens.get(screen.id);
  const keys = release.channel.keys;
  const answers = new Set<string>();
  const seen = new Set<string>();
  for (const [index, { option, at }] of optionsOf(screen).entries()) {
    const key = compiled?.choices[index]?.key ?? compiled?.other?.key ?? "";
    const place = option.key === undefined ? at : below(at, "key");
    if (seen.has(key)) {
      report(place, "key-twice", `two options have the key ${key}`, "Give each its own key.");
    }
    seen.add(key);
    const way = Object.entries(keys).find(([, taken]) => taken === key)?.[0];
    if (way !== undefined) {
      report(place, "key-reserved", `${key} is the key for \`${way}\``, "Use another number.");
    } else if (key.startsWith("0")) {
      report(place, "key-reserved", `a key does not begin with 0: ${key}`, "Count from 1.");
    }
    if (!("is" in option)) continue;
    if (answers.has(option.is)) {
      const message = `the answer \`${option.is}\` stands here twice`;
      report(below(at, "is"), "name-twice", message, "Give each option its own `is`.");
    }
    answers.add(option.is);
  }
}

/** Numbers are looked for from top to bottom: one out of line is overlooked. */
function checkNumbers({ release, report }: World, screen: Screen): void {
  const choices = release.screens.get(screen.id)?.choices ?? [];
  const at = choices.findIndex(
    ({ key }, index) => index > 0 && Number(key) < Number(choices[index - 1]?.key),
  );
  const option = optionsOf(screen)[at];
  if (option === undefined) return;
  const place = option.option.key === undefined ? option.at : below(option.at, "key");
  const message = `the numbers run ${choices.map(({ key }) => key).join(", ")}`;
  const mend = "Let them grow from top to bottom: move the option, or give the others a `key` too.";
  report(place, "key-order", message, mend, "warning");
}

function checkSource({ source, report }: World, { source: screen, at }: Screen): void {
  if (!("choose" in screen)) return;
  const { other, from = "" } = screen;
  const rows = other === undefined ? [] : (source.data.get(from)?.rows ?? []);
  if (other !== undefined && rows.some(({ id }) => id === other.is)) {
    const message = `the answer \`${other.is}\` is a row of ${from} already`;
    report(below(at, "other", "is"), "name-twice", message, "Give `other` an `is` of its own.");
  }
  const both = screen.options !== undefined && screen.from !== undefined;
  if (both || (screen.options === undefined && screen.from === undefined)) {
    const message = both ? "both `options` and `from`" : "neither `options` nor `from`";
    report(at, "from-or-options", message, "Give it exactly one of them.");
  }
  if (screen.from === undefined) {
    for (const key of ["letters_first", "pick", "other"] as const) {
      if (screen[key] === undefined) continue;
      const message = `\`${key}\` belongs to a list \`from\` a file`;
      report({ ...below(at, key), within: "key" }, "from-or-options", message, "Remove it.");
    }
  } else if (!source.data.has(screen.from) && !source.unread.has(screen.from)) {
    const message = `there is no list ${screen.from}`;
    const mend = meant(screen.from, source.data.keys()) || "Put the file into the menus folder.";
    report(below(at, "from"), "data-missing", message, mend);
  }
}

function checkStars({ release, report }: World): void {
  const given = new Map<string, string>();
  for (const { name, star, first } of release.services.values()) {
    if (star === null) continue;
    const at = { file: `${name}.yaml`, path: ["star"] };
    const before = given.get(star);
    if (before !== undefined) {
      const message = `star ${star} belongs to \`${before}\``;
      report(at, "star-twice", message, "Give each service its own star.");
    }
    given.set(star, name);
    for (const { start } of release.channel.codes) {
      const option = release.screens.get(start)?.choices.find(({ key }) => key === star);
      if (option === undefined || option.edges?.some(({ to }) => to === first)) continue;
      const message = `star ${star} is also a number of the main menu, and leads elsewhere there`;
      report(at, "star-shadows-menu", message, "Use a star of two digits, or the same way.");
    }
  }
}

/** A code behind that of a menu is dialled as an option of it is, by whoever knows the option's number. */
function checkCodes({ source, release, report }: World): void {
  const codes = source.channel.codes.map(({ dial, also = [], start = "main" }, index) => ({
    forms: [dial, ...also],
    start: `channel/${start}`,
    at: { file: "channel.yaml", path: ["codes", index] },
  }));
  const stars = new Set([...release.services.values()].map(({ star }) => star));
  for (const { forms, start, at } of codes) {
    for (const form of forms) {
      const [, menu = "", number = ""] = /^(.+)\*(\d+)$/.exec(bareCode(form)) ?? [];
      const above = codes.find((one) => one.forms.some((other) => bareCode(other) === menu));
      const choices = release.screens.get(above?.start ?? "")?.choices ?? [];
      const option = choices.find(({ key }) => key === number);
      // Of a star behind a code `code-twice` tells.
      if (option === undefined || stars.has(number)) continue;
      if (option.edges?.some(({ to }) => to === start) === true) continue;
      const message = `${form} is also option ${number} of the menu of ${above?.forms[0]}, and leads elsewhere there`;
      const mend = `Let its \`start\` and the \`go\` of the option name the same menu, or use a number that the menu has not.`;
      report(at, "star-shadows-menu", message, mend);
    }
  }
}

function checkData(world: World): void {
  const used = new Set(
    screensOf(world).flatMap(({ source }) =>
      "from" in source && source.from !== undefined ? [source.from] : [],
    ),
  );
  // One that is not there may be a slip of one that is, and that is told already.
  const slip = [...used].some((file) => !world.source.data.has(file));
  if (world.source.unread.size > 0 || slip) return;
  for (const file of world.source.data.keys()) {
    if (used.has(file)) continue;
    const at = { file, path: [] };
    world.report(at, "data-unused", "no screen uses this list", "Remove it.", "warning");
  }
}

function checkQuestions({ source, report }: World): void {
  const used = new Set([...source.shared.values()].map(({ index }) => index));
  const seen = new Set<string>();
  for (const [index, question] of (source.channel.questions ?? []).entries()) {
    const at = { file: "channel.yaml", path: ["questions", index] };
    const { name } = nameOf(question);
    if (source.unread.has(`channel/${name}`)) continue;
    if (seen.has(name)) {
      report(at, "name-twice", `\`${name}\` is a question already`, "Give it another name.");
    } else if (!used.has(index) && source.unread.size === 0) {
      const message = `no service uses the question \`${name}\``;
      report(at, "question-unused", message, "Remove it, or ask it by `use`.", "warning");
    }
    seen.add(name);
  }
}
