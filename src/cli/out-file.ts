/**
 * Files that commands write where they are told to: what somebody else wrote stays as it is.
 *
 * Owns which of them may be written over. Called by `commands` and `words`.
 */
import { readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

/** The file cannot be written, or must not be; the message says what to do, for the terminal. */
export class OutFault extends Error {
  override readonly name = "OutFault";
}

/** Why a file that is there stays as it is; null where the command may write over it. */
export type Keeps = (content: string, file: string) => string | null;

/** What nobody means to write over with anything: menus, and journeys through them. */
const MENU_FILE = /\.(ya?ml|journey)$/i;

/** @throws OutFault; then nothing was written */
export function writeOut(file: string, text: string, keeps: Keeps): void {
  if (statSync(dirname(file), { throwIfNoEntry: false })?.isDirectory() !== true) {
    throw new OutFault(`there is no folder ${dirname(file)}: make it, or name another place`);
  }
  if (MENU_FILE.test(file)) {
    throw new OutFault(`${file} has the name of a menu or a journey: name another file`);
  }
  // A pipe or a terminal has nothing to lose.
  const there = statSync(file, { throwIfNoEntry: false })?.isFile() === true;
  const content = there ? readFileSync(file, "utf8") : "";
  const why = content === "" ? null : keeps(content, file);
  if (why !== null) throw new OutFault(why);
  writeFileSync(file, text);
}

/** How the drawings and pages of these commands begin, whichever service they show. */
const DRAWING =
  /^(?:<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" width="\d+" height="\d+" viewBox="[^"]*" role="img"|flowchart TD\n|<!doctype html>\n<html lang="en">\n<head>\n(?:<meta [^>]*>\n)*<title>[a-z0-9_]+: storyboard<\/title>)/;

/** How the schemas of menu files begin. */
const SCHEMA = /^\{\s*"title": "Njia [a-z]+",/;

export const unlessSchema: Keeps = (content, file) =>
  SCHEMA.test(content)
    ? null
    : `${file} is there already, and no schema of menus: name another folder`;

/** A drawing is made again from the menus, and anything else is somebody's work. */
export const unlessDrawn: Keeps = (content, file) =>
  DRAWING.test(content) ? null : `${file} is there already, and no drawing: name another file`;
