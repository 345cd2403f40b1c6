/** The bodies of the screens that no file makes. Called by `view`. */
import { showReference } from "../base/reference.ts";
import type { Facts, Snapshot } from "./contract.ts";
import { requestBody } from "./request-body.ts";
import { commands, numbered, plainBody, type Body, type Entry } from "./entries.ts";
import type { SystemText } from "./format.ts";
import { keyAt, reservedBy } from "./list.ts";
import { OWN } from "./model.ts";
import { isQuestion, pathOf } from "./path.ts";
import { say, type Value } from "./text.ts";
import { answerLabel, titleOf, valuesOf, type Speaking } from "./values.ts";

/** The screens that no file makes. */
export function ownBody(speaking: Speaking, snapshot: Snapshot, facts: Facts): Body {
  const { release, language } = speaking;
  const text = (name: SystemText, extra?: () => Record<string, Value>) => () =>
    say(release.channel.texts[name], language, valuesOf(speaking, extra?.()));
  switch (snapshot.screen) {
    case OWN.resume:
      return {
        head: text("resume", () => draftValues(speaking, snapshot, facts)),
        ...commands(speaking, ["resume_continue", "resume_again"]),
      };
    case OWN.stuck: {
      // Only who has a draft is told that it is safe.
      const kept = pathOf(release, speaking.service ?? "", snapshot.answers).answered.some(
        isQuestion,
      );
      return snapshot.ended
        ? plainBody(text(kept ? "help_saved" : "help"), true)
        : {
            head: text(kept ? "stuck_saved" : "stuck"),
            ...commands(speaking, ["stuck_retry", "stuck_help"]),
          };
    }
    case OWN.change:
      return { head: text("change_which"), ...numbered(changeEntries(speaking)) };
    case OWN.request:
    case OWN.sure:
    case OWN.moved:
      return requestBody(speaking, snapshot, facts);
    case OWN.sent:
      return plainBody(
        text("sent_before", () => ({ ref: showReference(snapshot.about ?? "") })),
        true,
      );
    default:
      return plainBody(text("expired"), true);
  }
}

function draftValues(speaking: Speaking, snapshot: Snapshot, facts: Facts): Record<string, Value> {
  const draft = facts.drafts?.find(({ service }) => service === snapshot.about);
  const path = pathOf(speaking.release, snapshot.about ?? "", draft?.answers ?? {});
  const step = path.answered.length + 1;
  return {
    service: titleOf(speaking.release, snapshot.about, speaking.language),
    step: Math.min(step, path.steps),
    steps: path.steps,
  };
}

/** Every answered question by its label, with the answer unless the file calls it sensitive. */
function changeEntries(speaking: Speaking): Entry[] {
  const path = pathOf(speaking.release, speaking.service ?? "", speaking.answers);
  const reserved = reservedBy(Object.values(speaking.release.channel.keys));
  return path.answered.filter(isQuestion).map((screen, index) => {
    const label =
      screen.label === null
        ? screen.name
        : say(screen.label, speaking.language, valuesOf(speaking));
    const answer = String(answerLabel(speaking, screen, path.answers[screen.name] ?? null));
    return {
      item: {
        is: screen.id,
        key: keyAt(index, reserved),
        choice: null,
      },
      label: () =>
        screen.sensitive ? label : `${label}: ${[...answer].slice(0, ANSWER_SHOWN_MAX).join("")}`,
    };
  });
}

/** Letters of an answer beside its label: enough to know it by, and five fit a screen. */
const ANSWER_SHOWN_MAX = 16;
