/**
 * What a right reply is: the words of its turn once, and from then on the same screen for everyone.
 *
 * The first session of each dialogue is compared with the words in `dialogues`; its replies then
 * stand, letter for letter, for those of all others, with the session's own word and the reference
 * taken out. Called for every reply of the bench.
 */
import { dialogueOf, OWN, ownWord } from "./dialogues.ts";

/** Eight digits, or ten where there are many requests already. */
const REFERENCE = /\d{4} \d{4}(?: \d{2}(?!\d))?/;
const MASK = "#### ####";

/** A reply that is not the one a citizen should get: the bench ends with it. */
export class WrongReply extends Error {
  override readonly name = "WrongReply";
}

interface Known {
  text: string;
  own: boolean;
  /** Where the reference stands, or -1. */
  reference: number;
}

export class Expected {
  readonly #known = new Map<string, Known[]>();
  readonly #references = new Set<string>();
  /** Sessions that were told a reference. */
  finished = 0;

  /** @throws WrongReply */
  check(session: number, hop: number, reply: string): void {
    const { name } = dialogueOf(session);
    const known = this.#known.get(name)?.[hop];
    if (known === undefined) return this.#learn(session, hop, reply);
    let wanted = known.own ? known.text.replaceAll(OWN, () => ownWord(session)) : known.text;
    if (known.reference >= 0) {
      // The own word may stand before it, but all own words are of one length.
      const given = REFERENCE.exec(reply.slice(known.reference));
      if (given?.index !== 0) throw wrong(session, hop, reply);
      wanted = wanted.replace(MASK, given[0]);
      this.#note(session, hop, given[0]);
    }
    if (reply !== wanted) throw wrong(session, hop, reply);
  }

  #learn(session: number, hop: number, reply: string): void {
    const { name, turns } = dialogueOf(session);
    const own = ownWord(session);
    const last = hop === turns.length - 1;
    const says = (turns[hop]?.says ?? "").replaceAll(OWN, own);
    if (!reply.startsWith(last ? "END " : "CON ") || !reply.includes(says)) {
      throw wrong(session, hop, reply);
    }
    const reference = last ? reply.search(REFERENCE) : -1;
    if (last && reference < 0) throw wrong(session, hop, reply);
    if (last) this.#note(session, hop, REFERENCE.exec(reply)?.[0] ?? "");
    const text = (last ? reply.replace(REFERENCE, MASK) : reply).replaceAll(own, OWN);
    const hops = this.#known.get(name) ?? [];
    hops[hop] = { text, own: text.includes(OWN), reference };
    this.#known.set(name, hops);
  }

  #note(session: number, hop: number, reference: string): void {
    if (this.#references.has(reference)) {
      throw new WrongReply(`session ${session}, hop ${hop}: ${reference} was given before`);
    }
    this.#references.add(reference);
    this.finished++;
  }
}

function wrong(session: number, hop: number, reply: string): WrongReply {
  const { name, turns } = dialogueOf(session);
  const typed = turns[hop]?.input ?? "";
  return new WrongReply(`${name}, hop ${hop} ("${typed}"): ${JSON.stringify(reply)}`);
}
