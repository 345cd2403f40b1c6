/**
 * Assisted mode on a storyboard of the channel: what officers see who help somebody, and what both are sent.
 *
 * Called by `storyboard`.
 */
import { assistSms } from "../../actions/tell-assisted.ts";
import { LONGEST_PHONE } from "../../base/phone.ts";
import { ASSIST_KEYS } from "../../menu/assist-format.ts";
import type { Snapshot } from "../../menu/contract.ts";
import { OWN, type Release } from "../../menu/model.ts";
import { phones, smsBubble, type Board } from "./board.ts";
import { CHANNEL } from "./boxes.ts";
import { channelShown, EXAMPLE_REF, type Shown } from "./shown.ts";

const EXAMPLE_PHONE = "+254711000111";
const LONGEST_REF = "1234567890";

/** Empty where it is a service's storyboard, or the channel has none. */
export function assistCards({ release, service, languages }: Board): string {
  if (service !== CHANNEL || release.channel.assist === null) return "";
  const shown = languages.map(({ is, say: name }) => {
    const sms = ASSIST_KEYS.sms.map((key) => bubble(release, key, is)).join("");
    return phones(screensIn(release, is), is, name, sms);
  });
  return `<section>
<h2>An officer helps somebody</h2>
<article class="card">
<h3>assist <small>only on registered telephones</small></h3>
<div class="phones">
${shown.join("\n")}
</div>
</article>
</section>`;
}

/** In the order in which an officer comes to them. */
function screensIn(release: Release, language: string): Shown[] {
  const [code] = release.channel.codes;
  const home = { screen: code?.start ?? "", back: [] };
  const officer = { assistant: "officer", about: null };
  const show = (caption: string, over: (phone: string) => Partial<Snapshot>) => {
    const [plain, longest] = [EXAMPLE_PHONE, LONGEST_PHONE].map((phone) => ({
      ...officer,
      ...over(phone),
    }));
    return channelShown(release, language, [plain ?? {}, longest ?? {}], caption);
  };
  const asks = { screen: OWN.assist };
  return [
    show("main menu of an officer", () => home),
    show("whom", () => asks),
    show("their own number", () => ({ ...asks, wrong: { code: "own" } })),
    show("of another country", () => ({ ...asks, wrong: { code: "abroad" } })),
    show("whether they agree", (about) => ({ screen: OWN.agreed, about })),
    show("while helping", (phone) => ({ ...home, assisted: { as: "", phone, language } })),
    show("what nobody else can do", () => ({ screen: OWN.alone, about: "alone" })),
    show("too many in a day", () => ({ screen: OWN.alone, about: "many" })),
    show("no officer any more", () => ({ screen: OWN.alone, about: "over", ended: true })),
  ];
}

function bubble(release: Release, key: (typeof ASSIST_KEYS.sms)[number], language: string): string {
  const text = assistSms(release, key, language, EXAMPLE_REF) ?? "";
  return smsBubble(key, language, {
    text,
    longest: assistSms(release, key, language, LONGEST_REF),
  });
}
