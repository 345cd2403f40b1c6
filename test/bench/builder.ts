/**
 * The same two dialogues as somebody would build them today: ussd-menu-builder on express, with
 * sessions and applications in memory.
 *
 * Everything is decided in its favour. It speaks one language in each service, keeps nothing on
 * disk, seals nothing, logs nothing, remembers nobody, has no way back, and writes its labels as
 * constants. The screens are the same, letter for letter, where the words are not the channel's.
 */
import { readFileSync } from "node:fs";
import express from "express";
import UssdMenu from "ussd-menu-builder";
import type { RequestListener } from "node:http";

const BACK = "\n0. Back";
const RUDI = "\n0. Rudi";

interface Row {
  name: string;
  office: string;
}

function rowsOf(file: string): Row[] {
  const text = readFileSync(new URL(`../../menus/data/${file}`, import.meta.url), "utf8");
  const lines = text.trim().split("\n").slice(1);
  return lines.map((line) => {
    const [, name = "", office = ""] = line.split(",");
    return { name, office };
  });
}

const schools = rowsOf("schools.csv");
const wards = rowsOf("wards.csv");
const CATEGORIES = [
  "",
  "Maji yanavuja",
  "Hakuna maji",
  "Shimo barabarani",
  "Taa ya barabarani haiwaki",
  "Taka",
];

function schoolsWith(letters: string): Row[] {
  const wanted = letters.toLowerCase();
  return schools.filter(({ name }) =>
    name
      .toLowerCase()
      .split(" ")
      .some((word) => word.startsWith(wanted)),
  );
}

function numbered(labels: readonly string[]): string {
  return labels.map((label, at) => `\n${at + 1}. ${label}`).join("");
}

function wardPage(shown: number, more: string): string {
  return `${numbered(wards.slice(0, shown).map(({ name }) => name))}\n98. ${more}`;
}

function shillings(amount: string): string {
  return Number(amount).toLocaleString("en");
}

/** The express application. */
export function builderListener(): RequestListener {
  const sessions = new Map<string, Map<string, string>>();
  const references = new Set<string>();
  const requests: Record<string, string>[] = [];
  const menu = new UssdMenu();
  menu.sessionConfig({
    start: async (id) => void (sessions.has(id) || sessions.set(id, new Map())),
    end: async (id) => void sessions.delete(id),
    set: async (id, key, value) => void sessions.get(id)?.set(key, String(value)),
    get: async (id, key) => sessions.get(id)?.get(key) ?? "",
  });
  menu.on("error", (error: unknown) => {
    throw error;
  });

  /** Shows a question; the reply to the one before is kept under `keep`. */
  const question = (
    name: string,
    keep: string | null,
    text: string,
    next: Record<string, string>,
  ) =>
    menu.state(name, {
      run: async () => {
        if (keep !== null) await menu.session.set(keep, menu.val);
        menu.con(text);
      },
      next,
    });
  const kept = async (...keys: string[]): Promise<Record<string, string>> => {
    const values: Record<string, string> = {};
    for (const key of keys) values[key] = await menu.session.get(key);
    return values;
  };
  /** Opens the request and gives its reference. */
  const opened = (answers: Record<string, string>): string => {
    requests.push(answers);
    // Unique, as ours are: after 10,000 requests two of the same are to be expected.
    let digits: string;
    do digits = String(Math.floor(Math.random() * 1e8)).padStart(8, "0");
    while (references.has(digits));
    references.add(digits);
    return `${digits.slice(0, 4)} ${digits.slice(4)}`;
  };

  menu.startState({
    run: () => menu.con("Karibu! Chagua lugha\nWelcome! Choose language\n1. Kiswahili\n2. English"),
    next: { "1": "kuu", "2": "main" },
  });

  question(
    "main",
    null,
    "Mfano County. Free.\n1. My requests\n2. Apply or renew\n3. Report a problem\n8. Help\n9. Lugha / Language",
    { "2": "apply" },
  );
  question("apply", null, `Apply or renew\n1. Ward bursary${BACK}`, { "1": "bursary" });
  question(
    "bursary",
    null,
    `Ward bursary, closes 31 Jan 2027. Free.\nHave ready: ADM no., parent ID.\n1. Apply (9 steps)\n2. Status\n3. Who can apply?${BACK}`,
    { "1": "privacy" },
  );
  question(
    "privacy",
    null,
    `Bursaries are a county duty. We use your number and answers only for this. The school and ward committee see them. Kept 2 years.\n1. Continue${BACK}`,
    { "1": "level" },
  );
  question(
    "level",
    null,
    `(1/9) Student level\n1. Secondary\n2. TVET/college\n3. University\n4. Special school${BACK}`,
    { "*^[1-4]$": "student" },
  );
  question("student", "level", `(2/9) Student's full name as in school records:${BACK}`, {
    "*^[A-Za-z' .-]{2,40}$": "school",
  });
  question(
    "school",
    "student",
    `(3/9) Type the first 4 letters or more of the school name:${BACK}`,
    { "*^[A-Za-z]{4,}": "pick" },
  );
  menu.state("pick", {
    run: async () => {
      await menu.session.set("letters", menu.val);
      const found = schoolsWith(menu.val).map(({ name }) => name);
      menu.con(`(3/9) Which one?${numbered(found)}\n9. Not here${BACK}`);
    },
    next: { "*^[1-9]$": "adm" },
  });
  question("adm", "pick", `(4/9) Admission (ADM) number:${BACK}`, {
    "*^[A-Za-z0-9/-]{1,12}$": "guardian",
  });
  question("guardian", "adm", `(5/9) Parent or guardian ID number (7 or 8 digits):${BACK}`, {
    "*^[0-9]{7,8}$": "family",
  });
  question(
    "family",
    "guardian",
    `(6/9) Family\n1. Both parents alive\n2. One parent alive\n3. No parent alive\n4. Prefer not to say${BACK}`,
    { "*^[1-4]$": "disability" },
  );
  question(
    "disability",
    "family",
    `(7/9) Does the student have a disability?\n1. Yes\n2. No\n3. Prefer not to say${BACK}`,
    { "*^[1-3]$": "balance" },
  );
  question(
    "balance",
    "disability",
    `(8/9) School fee balance in KES. Digits only, e.g. 18500:${BACK}`,
    { "*^[0-9]{4,6}$": "ceiling" },
  );
  question(
    "ceiling",
    "balance",
    `At this level a bursary pays up to KES 5,000. The family pays the rest.\n1. Continue${BACK}`,
    { "1": "ward" },
  );
  question(
    "ward",
    null,
    `(9/9) Student's ward? Choose or type its name:${wardPage(8, "More")}${BACK}`,
    { "*^[0-9]{1,2}$": "check" },
  );
  menu.state("check", {
    run: async () => {
      await menu.session.set("ward", menu.val);
      const {
        student = "",
        letters = "",
        pick,
        adm,
        balance = "",
      } = await kept("student", "letters", "pick", "adm", "balance");
      const school = schoolsWith(letters)[Number(pick) - 1]?.name;
      const ward = wards[Number(menu.val) - 1]?.name;
      menu.con(
        `Check: ${student.slice(0, 18)}, ${school}, ADM ${adm}, owed KES ${shillings(balance)}, ${ward}.\n1. Send\n2. Change an answer${BACK}`,
      );
    },
    next: { "1": "sent" },
  });
  menu.state("sent", {
    run: async () => {
      const answers = await kept(
        "level",
        "student",
        "letters",
        "pick",
        "adm",
        "guardian",
        "family",
        "disability",
        "balance",
        "ward",
      );
      const ward = wards[Number(answers["ward"]) - 1];
      menu.end(
        `Received. Reference ${opened(answers)}. Take the stamped school form to ${ward?.name} ward office, ${ward?.office}, by 31 Jan 2027. Status: dial *384*99#.`,
      );
    },
  });

  question(
    "kuu",
    null,
    "Kaunti ya Mfano. Bure.\n1. Maombi yangu\n2. Omba au huisha\n3. Ripoti tatizo\n8. Msaada\n9. Lugha / Language",
    { "3": "dharura" },
  );
  question("dharura", null, `Je, kuna mtu aliye hatarini sasa?\n1. Ndiyo\n2. La${RUDI}`, {
    "2": "faragha",
  });
  question(
    "faragha",
    null,
    `Idara husika hupata majibu kurekebisha hili tu. Tatizo na mahali huonekana na umma; nambari yako kamwe. Hutunzwa mwaka 1.\n1. Endelea${RUDI}`,
    { "1": "tatizo" },
  );
  question(
    "tatizo",
    null,
    `(1/5) Tatizo ni lipi?\n1. Maji yanavuja\n2. Hakuna maji\n3. Shimo barabarani\n4. Taa ya barabarani haiwaki\n5. Taka\n9. Jingine${RUDI}`,
    { "*^[1-5]$": "wadi" },
  );
  question(
    "wadi",
    "tatizo",
    `(2/5) Wadi gani? Chagua au andika jina:${wardPage(9, "Zaidi")}${RUDI}`,
    { "*^[0-9]{1,2}$": "mahali" },
  );
  question(
    "mahali",
    "wadi",
    `(3/5) Ni wapi hasa? Taja shule, duka, kanisa, msikiti au barabara iliyo karibu:${RUDI}`,
    { "*^.{3,80}$": "hatari" },
  );
  question("hatari", "mahali", `(4/5) Je, linaweza kuwadhuru watu?\n1. Ndiyo\n2. La${RUDI}`, {
    "2": "simu",
  });
  question(
    "simu",
    null,
    `(5/5) Je, mafundi wanaweza kukupigia simu?\n1. Ndiyo\n2. La, wasione nambari yangu${RUDI}`,
    { "*^[12]$": "hakiki" },
  );
  menu.state("hakiki", {
    run: async () => {
      await menu.session.set("simu", menu.val);
      const { tatizo, wadi, mahali = "" } = await kept("tatizo", "wadi", "mahali");
      menu.con(
        `Hakiki: ${CATEGORIES[Number(tatizo)]}, ${mahali.slice(0, 30)}, wadi ya ${wards[Number(wadi) - 1]?.name}.\n1. Tuma\n2. Badilisha jibu${RUDI}`,
      );
    },
    next: { "1": "asante" },
  });
  menu.state("asante", {
    run: async () => {
      const answers = await kept("tatizo", "wadi", "mahali", "simu");
      menu.end(
        `Asante. Ripoti ${opened(answers)}: ${CATEGORIES[Number(answers["tatizo"])]}, wadi ya ${wards[Number(answers["wadi"]) - 1]?.name}. Lengo: siku 2 za kazi. Hali: *384*99#. Bure.`,
      );
    },
  });

  const app = express();
  app.use(express.urlencoded({ extended: false }));
  app.post("/ussd", (request, reply) => {
    // Parsed from a form: an object of texts, which is what the library takes.
    void menu.run(request.body as UssdMenu.UssdGatewayArgs, (text: string) => {
      reply.set("content-type", "text/plain");
      reply.send(text);
    });
  });
  return app;
}
