/** The bodies of the screens that no file makes, and of requests. Called by `view`. */
import { showReference } from "../base/reference.ts";
import type { Facts, Snapshot } from "./contract.ts";
import { commands, numbered, plainBody, type Body, type Entry, type Said } from "./entries.ts";
import type { SystemText } from "./format.ts";
import { keyAt, reservedBy } from "./list.ts";
import { OWN, type CompiledScreen } from "./model.ts";
import { isQuestion, pathOf } from "./path.ts";
import { say, type Value } from "./text.ts";
import { answerLabel, dateText, titleOf, valuesOf, type Speaking } from "./values.ts";

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
    case OWN.request: {
      const request = facts.requests?.find(({ ref }) => ref === snapshot.about);
      if (request === undefined) return plainBody(text("no_requests"));
      return plainBody(() =>
        say(release.channel.texts.request, language, requestValues(speaking, request)),
      );
    }
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

/** The caller's requests, newest first, or that there are none. */
export function requestsBody(
  speaking: Speaking,
  screen: CompiledScreen,
  facts: Facts,
  head: Said,
): Body {
  const { release, language } = speaking;
  const requests = (facts.requests ?? []).filter(
    (request) => screen.of === null || request.service === screen.of,
  );
  if (requests.length === 0) {
    return plainBody(() => say(release.channel.texts.no_requests, language, valuesOf(speaking)));
  }
  const entries = requests.map((request, index) => ({
    item: { is: request.ref, key: String(index + 1), choice: null },
    label: () =>
      say(release.channel.texts.request_line, language, requestValues(speaking, request)),
  }));
  return { head, ...numbered(entries) };
}

function requestValues(speaking: Speaking, request: NonNullable<Facts["requests"]>[number]) {
  const { release, language } = speaking;
  const status = release.services.get(request.service)?.life?.statuses.get(request.status);
  const none = valuesOf(speaking);
  return valuesOf(speaking, {
    service: titleOf(release, request.service, language),
    ref: showReference(request.ref),
    status: status === undefined ? request.status : say(status.say, language, none),
    next: status?.next ? say(status.next, language, none) : "",
    sent: dateText(language, release.channel.timeZone, request.openedAt),
  });
}
