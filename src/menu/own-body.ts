/** The bodies of the screens that no file makes. Called by `view`. */
import { showReference } from "../base/reference.ts";
import { assistBody } from "./assist.ts";
import { isAnonymous } from "./counted.ts";
import type { Facts, Snapshot } from "./contract.ts";
import { bookBody, bookingOf } from "./book.ts";
import { chosenMove, requestBody } from "./request-body.ts";
import { fit } from "./fit.ts";
import { commands, numbered, plainBody, type Body, type Entry } from "./entries.ts";
import type { SystemText } from "./system-texts.ts";
import { keyAt, reservedBy } from "./list.ts";
import { OWN } from "./model.ts";
import { isQuestion, pathOf } from "./path.ts";
import { pinBody } from "./pin.ts";
import { suspendedText } from "./suspended.ts";
import { say } from "./text.ts";
import { standingOf, windowText } from "./window.ts";
import { answerLabel, titleOf, valuesOf, type Lazily, type Speaking } from "./values.ts";

/** The screens that no file makes. */
export function ownBody(speaking: Speaking, snapshot: Snapshot, facts: Facts): Body {
  const { release, language } = speaking;
  const text = (name: SystemText, extra: Lazily = {}) => {
    return () => say(release.channel.texts[name], language, valuesOf(speaking, {}, extra));
  };
  switch (snapshot.screen) {
    case OWN.resume: {
      const offered = offer(speaking, snapshot, facts);
      return {
        head: text(offered.changed ? "resume_changed" : "resume", offered.values),
        ...commands(speaking, ["resume_continue", "resume_again"]),
      };
    }
    case OWN.gone: {
      const draft = facts.drafts?.find(({ service }) => service === snapshot.about);
      const service = (is: string) => titleOf(draft?.from ?? release, snapshot.about, is);
      return {
        head: text("draft_gone", { service }),
        ...commands(speaking, ["continue"]),
      };
    }
    case OWN.suspended: {
      const [service = "", saved] = (snapshot.about ?? "").split(" ");
      const said = facts.suspended?.get(service);
      const words = { said, saved: saved !== undefined };
      return plainBody(() => suspendedText(speaking, service, words));
    }
    case OWN.shut: {
      const [service = "", saved] = (snapshot.about ?? "").split(" ");
      const open = release.services.get(service)?.open;
      const early = standingOf(release, service, facts.at)?.is === "early";
      const own = early ? open?.early : open?.over;
      const day = (which: "opens" | "closes") => (is: string) =>
        windowText(release, service, is, facts.at, which);
      const values = {
        service: (is: string) => titleOf(release, service, is),
        opens: day("opens"),
        closes: day("closes"),
      };
      const told = () =>
        own == null
          ? text(early ? "not_open" : "no_longer_open", values)()
          : say(own, language, valuesOf(speaking, {}, values));
      const safe = saved === undefined ? () => "" : text("suspended_saved");
      return plainBody(() => `${told()} ${safe()}`.trim());
    }
    case OWN.stuck: {
      const kept = keepsAnswers(speaking);
      return snapshot.ended
        ? plainBody(text(kept ? "help_saved" : "help"), true)
        : {
            head: text(kept ? "stuck_saved" : "stuck"),
            ...commands(speaking, ["stuck_retry", "stuck_help"]),
          };
    }
    case OWN.slot:
      return slotBody(speaking, snapshot, facts);
    case OWN.once:
      return onceBody(speaking, snapshot, facts);
    case OWN.change:
      return { head: text("change_which"), ...numbered(changeEntries(speaking)) };
    case OWN.request:
    case OWN.sure:
    case OWN.moved:
      return requestBody(speaking, snapshot, facts);
    case OWN.pin:
      return pinBody(speaking, snapshot, facts);
    case OWN.assist:
    case OWN.agreed:
    case OWN.alone:
      return assistBody(speaking, snapshot);
    case OWN.sent:
      return plainBody(
        text("sent_before", { ref: () => showReference(snapshot.about ?? "") }),
        true,
      );
    default:
      return plainBody(text("expired"), true);
  }
}

/** Only who has a draft is told that it is safe. */
function keepsAnswers({ release, service, answers }: Speaking): boolean {
  if (isAnonymous(release, service)) return false;
  return pathOf(release, service ?? "", answers).answered.some(isQuestion);
}

/** The free times for a request whose time is changed. */
function slotBody(speaking: Speaking, snapshot: Snapshot, facts: Facts): Body {
  const { release, language } = speaking;
  const booking = bookingOf(release, snapshot, facts);
  if (booking === null) {
    return plainBody(() => say(release.channel.texts.no_requests, language, valuesOf(speaking)));
  }
  const { screen, answers } = booking;
  const about = { ...speaking, service: screen.service, answers };
  return bookBody(about, screen, snapshot, () => chosenMove(speaking, snapshot, facts));
}

/** Another request is open that has the same answers: before the check screen, or a request moved again. */
function onceBody(speaking: Speaking, { about }: Snapshot, facts: Facts): Body {
  const request = facts.requests?.find(({ ref }) => ref === about);
  const { service = speaking.service, answers = speaking.answers } = request ?? {};
  const { services, channel } = speaking.release;
  const said = services.get(service ?? "")?.once?.say ?? channel.texts.no_requests;
  const told = () => say(said, speaking.language, valuesOf({ ...speaking, service, answers }));
  return about === null ? { head: told, ...commands(speaking, ["change"]) } : plainBody(told);
}

/** Where a draft stands on this release, and which questions a change of the menus leaves open. */
function offer({ release, code }: Speaking, { about }: Snapshot, facts: Facts) {
  const service = about ?? "";
  const draft = facts.drafts?.find((one) => one.service === service);
  const { answers, open } = fit(release, service, draft?.answers ?? {}, facts.at ?? 0);
  const path = pathOf(release, service, answers);
  const more = open.length > OPEN_SHOWN ? [`+${open.length - OPEN_SHOWN}`] : [];
  const labelsIn = (language: string) => {
    // Its own answers may be printed in a label.
    const own = valuesOf({ release, language, code, service, answers });
    const labels = open.map(({ label, name }) =>
      label === null ? name : say(label, language, own),
    );
    return [labels.slice(0, OPEN_SHOWN).join(", "), ...more].join(" ");
  };
  const values: Lazily = {
    service: (language) => titleOf(release, service, language),
    step: () => Math.min(path.answered.length + 1, path.steps),
    steps: () => path.steps,
    open: labelsIn,
  };
  return { changed: open.length > 0, values };
}

/** Questions that the offer lists by name; of more it says how many: a screen each costs money. */
const OPEN_SHOWN = 5;

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
