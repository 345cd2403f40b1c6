/**
 * The checker: what an operator would otherwise learn from a citizen.
 *
 * Owns the rules of whole releases; `read` has those of a file's shape. Changes nothing, and what
 * it reports is in `docs/menus.md`, rule by rule. Called by `release`.
 */
import { checkAlike } from "./check/alike.ts";
import { checkAnswerable } from "./check/answerable.ts";
import { checkAnonymous } from "./check/anonymous.ts";
import { checkAskedAfter } from "./check/asked-after.ts";
import { checkAssist } from "./check/assist.ts";
import { checkAppointments } from "./check/appointments.ts";
import { checkClaims } from "./check/claims.ts";
import { checkCodes } from "./check/codes.ts";
import { acceptedIn } from "./check/accept.ts";
import { checkDecided } from "./check/decided.ts";
import { checkCurrency } from "./check/currency.ts";
import { checkDigits } from "./check/digits.ts";
import { checkExpressions } from "./check/expressions.ts";
import { checkChanged } from "./check/changed.ts";
import { checkCharges } from "./check/charge.ts";
import { checkConfirms } from "./check/confirms.ts";
import { checkConnectors } from "./check/connectors.ts";
import { checkFirst } from "./check/first.ts";
import { checkGives } from "./check/gives.ts";
import { checkMachine, OUR_FAULT } from "./check/explore.ts";
import { checkFair } from "./check/fair.ts";
import { checkKeyAnswers } from "./check/key-answers.ts";
import { checkKeyWords } from "./check/key-words.ts";
import { checkKeys } from "./check/keys.ts";
import { checkKept } from "./check/kept.ts";
import { checkLabels } from "./check/labels.ts";
import { checkLaw } from "./check/law.ts";
import { checkLetTexts } from "./check/let-texts.ts";
import { checkLife } from "./check/life.ts";
import { checkLengths } from "./check/lengths.ts";
import { checkHours } from "./check/hours.ts";
import { checkLimits } from "./check/limits.ts";
import { checkLookUps } from "./check/look-ups.ts";
import { checkLookUpTime } from "./check/look-up-time.ts";
import { checkMoved } from "./check/moved.ts";
import { checkMine } from "./check/mine.ts";
import { checkNotices } from "./check/notices.ts";
import { checkNoneOffered } from "./check/none-offered.ts";
import { checkOffered } from "./check/offered.ts";
import { checkPastEntry } from "./check/past-entry.ts";
import { checkPatterns } from "./check/patterns.ts";
import { checkPin } from "./check/pin.ts";
import { checkPromises } from "./check/promises.ts";
import { checkRecipients } from "./check/recipients.ts";
import { checkRefused } from "./check/refused.ts";
import { checkReminders } from "./check/remind.ts";
import { checkRenamed } from "./check/renamed.ts";
import { checkRows } from "./check/rows.ts";
import { checkSameWords } from "./check/same-words.ts";
import { checkSensitive } from "./check/sensitive.ts";
import { checkSms } from "./check/sms.ts";
import { checkSwapped } from "./check/swapped.ts";
import { checkTexts } from "./check/texts.ts";
import { checkTranslations } from "./check/translations.ts";
import { checkToldApart } from "./check/told-apart.ts";
import { checkBlank } from "./check/blank.ts";
import { checkUnasked } from "./check/unasked.ts";
import { checkUnsaved } from "./check/unsaved.ts";
import { checkUnsent } from "./check/unsent.ts";
import { checkUntold } from "./check/untold.ts";
import { checkUntoldGiven } from "./check/untold-given.ts";
import { checkVerify } from "./check/verify.ts";
import { checkWays } from "./check/ways.ts";
import { checkWindows } from "./check/window.ts";
import { checkWordless } from "./check/wordless.ts";
import { checkWords } from "./check/words.ts";
import type { World } from "./check/world.ts";
import type { Finding } from "./finding.ts";
import type { Release } from "./model.ts";
import type { Parts } from "./parts.ts";
import type { MenuSource } from "./source.ts";
import { writtenAt } from "./used.ts";

const RULE_SETS = [
  checkWays,
  checkFirst,
  checkOffered,
  checkKeys,
  checkLimits,
  checkKeyAnswers,
  checkKeyWords,
  checkLabels,
  checkTexts,
  checkLetTexts,
  checkAlike,
  checkDigits,
  checkCodes,
  checkToldApart,
  checkSameWords,
  checkSwapped,
  checkTranslations,
  checkWordless,
  checkPromises,
  checkFair,
  checkExpressions,
  checkNoneOffered,
  checkPatterns,
  checkAnswerable,
  checkLaw,
  checkNotices,
  checkSensitive,
  checkRecipients,
  checkLife,
  checkKept,
  checkRefused,
  checkDecided,
  checkGives,
  checkReminders,
  checkClaims,
  checkAnonymous,
  checkAppointments,
  checkRows,
  checkLengths,
  checkSms,
  checkHours,
  checkUnasked,
  checkBlank,
  checkUnsaved,
  checkUnsent,
  checkPastEntry,
  checkUntold,
  checkUntoldGiven,
  checkVerify,
  checkMine,
  checkWindows,
  checkPin,
  checkAssist,
  checkConnectors,
  checkCharges,
  checkAskedAfter,
  checkCurrency,
  checkConfirms,
  checkLookUps,
  checkLookUpTime,
  checkWords,
];

/**
 * All findings of a release; `release` was compiled from `source`. Against the release `before` it,
 * what moved, was renamed or changed silently is found too. `now`: epoch milliseconds, for what is over; null = not asked.
 */
export function check(
  source: MenuSource,
  release: Release,
  before: Parts | null = null,
  now: number | null = null,
): Finding[] {
  const findings: Finding[] = [];
  const world: World = {
    source,
    release,
    now,
    languages: source.channel.languages.map(({ is }) => is),
    report: (at, rule, message, mend, severity = "error") => {
      if (accepts(at, rule, severity)) return;
      const { file, path } = writtenAt(source, at);
      const place = source.places.get(file)?.(path, at.within) ?? { line: 1, column: 1 };
      findings.push({ file, ...place, rule, severity, message, mend });
    },
  };
  const { accepts, rest } = acceptedIn(world);
  const faults = RULE_SETS.flatMap((rules) => failed(world, rules) ?? []);
  // What is wrong in the files makes its machine wrong as well, which is not the compiler's fault.
  if (!findings.some(({ severity }) => severity === "error")) {
    for (const fault of faults) {
      world.report({ file: "channel.yaml", path: [] }, "machine", fault, OUR_FAULT);
    }
    checkMachine(world);
  }
  if (before !== null) {
    checkMoved(world, before);
    checkRenamed(world, before);
    checkChanged(world, before);
  }
  rest();
  return onceEach(findings);
}

/** Null where they went through: the fault of rules that did not, while all others are still told. */
function failed(world: World, rules: (world: World) => void): string | null {
  try {
    rules(world);
    return null;
  } catch (error) {
    return `\`${rules.name}\` failed: ${error instanceof Error ? error.name : "unknown"}`;
  }
}

/** A fault of a question that three services use is one fault. */
function onceEach(findings: readonly Finding[]): Finding[] {
  return [...new Map(findings.map((finding) => [JSON.stringify(finding), finding])).values()];
}
