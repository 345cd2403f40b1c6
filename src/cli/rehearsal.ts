/**
 * A rehearsal: menus that are not released, dialled while they are written.
 *
 * Owns a Njia in this process, over a store of its own that goes with it: the routes, sessions and
 * SMS are those of a server, and nothing of this machine's real database is opened. Refuses a folder
 * with errors at first; later ones leave the last faultless menus in place. Called by `dial`.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemClock as clock } from "../base/clock.ts";
import { systemRandom as random } from "../base/ids.ts";
import type { Phone } from "../base/phone.ts";
import { openVault } from "../base/vault.ts";
import { sandbox } from "../gateway/sandbox/sandbox.ts";
import { signatureOf } from "../menu/folder.ts";
import { follow, publishFolder, type Followed } from "../session/follow.ts";
import { openReleases } from "../session/releases.ts";
import { openSqlite } from "../store/sqlite.ts";
import { listFindings } from "../terminal.ts";
import { unreadFolder } from "../told.ts";
import type { SmsLine } from "./dial-sms.ts";
import { DialFault, type Caller, type Wire } from "./dial-wire.ts";
import type { Answer, Callback } from "./handset.ts";
import { registerOfficer } from "./officer-phone.ts";
import { openRehearsalPins } from "./rehearsal-pins.ts";
import { currentOf, openStage, type StagedSms } from "./stage.ts";

/** What was saved since somebody last asked. */
export interface MenuNews {
  lines: readonly string[];
  /** True where the last faultless menus stay. */
  refused: boolean;
  /** True where calls are to be carried over. */
  changed: boolean;
}

export interface Rehearsal {
  folder: string;
  wire: Wire;
  sms: SmsLine;
  /** Those of the channel, as they were at first. */
  codes: readonly string[];
  /** Null when nothing was saved. */
  news(): MenuNews | null;
  /** Moves the call of this last callback to the menus as they are now; null where it is there already. */
  carry(
    callback: Callback,
    caller: Caller,
  ): Promise<{ answer: Answer; told: readonly string[] } | null>;
  /** Removes all that was dialled. */
  close(): Promise<void>;
}

/**
 * `officer`: the phone that may dial for others; null where none may.
 * @throws DialFault when the folder cannot be read or has errors; the message lists them
 */
export async function openRehearsal(
  folder: string,
  officer: Phone | null = null,
): Promise<Rehearsal> {
  const place = mkdtempSync(join(tmpdir(), "njia-rehearsal-"));
  const parts = new AsyncDisposableStack();
  parts.defer(() => rmSync(place, { recursive: true, force: true }));
  try {
    return await open({ folder, officer, file: join(place, "rehearsal.db") }, parts);
  } catch (error) {
    await parts.disposeAsync();
    throw error;
  }
}

async function open(
  { folder, officer, file }: { folder: string; officer: Phone | null; file: string },
  parts: AsyncDisposableStack,
): Promise<Rehearsal> {
  const fresh = () => [{ id: "rehearsal", bytes: random(32) }];
  const keys = { vaultKeys: fresh(), lookupKeys: fresh() };
  const store = openSqlite({ file, serve: false, vaultKeys: keys.vaultKeys });
  parts.defer(() => store.close());
  const releases = await openReleases(store, clock, { rehearsed: true });
  const { seen, first } = await publishFirst(folder, () => publishFolder(releases, folder));
  const told: (Followed | { fault: unknown })[] = first.findings.length > 0 ? [first] : [];
  parts.defer(follow(releases, folder, seen, (followed) => void told.push(followed)));

  const vault = openVault(keys);
  if (officer !== null) {
    const named = { id: "rehearsal-officer", name: "officer", phone: officer, at: clock() };
    await registerOfficer({ store, vault }, named);
  }
  const stage = openStage({
    store,
    vault,
    releases,
    clock,
    random,
    pins: openRehearsalPins(),
  });
  parts.defer(() => stage.close());
  const arrived: StagedSms[] = [];

  return {
    folder,
    wire: stage.wire,
    sms: {
      async arrived(phone) {
        arrived.push(...(await stage.arrived()));
        const mine = arrived.filter(({ to }) => to === phone);
        for (const one of mine) arrived.splice(arrived.indexOf(one), 1);
        return mine;
      },
      send: (phone, text) => stage.write(phone, text),
    },
    codes: currentOf(releases).channel.codes.map(({ dial }) => dial),
    news: () => newsOf(folder, told.splice(0)),
    async carry({ session: sessionId, code: serviceCode, text }, { phone, network }) {
      const hop = sandbox.readHop(
        JSON.stringify({
          session: sessionId,
          phone,
          ...(network === null ? {} : { network }),
          code: serviceCode,
          text,
        }),
      );
      const carried = "unreadable" in hop ? null : await stage.sessions.carry(hop);
      return carried === null ? null : { answer: carried.reply, told: carried.told };
    },
    close: () => parts.disposeAsync(),
  };
}

async function publishFirst(
  folder: string,
  publish: () => Promise<Followed>,
): Promise<{ seen: string; first: Followed }> {
  const { seen, first } = await signatureOf(folder)
    .then(async (signature) => ({ seen: signature, first: await publish() }))
    .catch((error: unknown) => {
      const why = unreadFolder(folder, error);
      throw why === null ? error : new DialFault(`${why}.`);
    });
  if (first.digest !== null) return { seen, first };
  const cameTo = `nothing can be dialled in ${folder} until they are mended.`;
  throw new DialFault(listFindings(first.findings, cameTo));
}

function newsOf(folder: string, told: readonly (Followed | { fault: unknown })[]): MenuNews | null {
  const last = told.at(-1);
  if (last === undefined) return null;
  if ("fault" in last) {
    const why = unreadFolder(folder, last.fault);
    if (why === null) throw last.fault;
    const stays = `${why}. The menus stay as they were.`;
    return { lines: [stays], refused: true, changed: told.some(isPublished) };
  }
  const refused = last.digest === null;
  const cameTo = refused
    ? `the menus stay as they were before this change.`
    : `the menus are as they were saved.`;
  const lines =
    last.findings.length === 0
      ? ["Saved: the menus are as they are now in the files."]
      : listFindings(last.findings, cameTo).split("\n");
  return { lines, refused, changed: told.some(isPublished) };
}

function isPublished(followed: Followed | { fault: unknown }): boolean {
  return "digest" in followed && followed.digest !== null;
}
