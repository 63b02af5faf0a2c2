import { CommandError } from './command-error.ts';
import { UsageError } from './usage-error.ts';

const MAX_CHARACTERS = 500;
const MAX_LINES = 3;
/** Control characters, and those that change the direction of text or break lines unseen. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** An error in a line for each fault for the terminal, what the user typed made harmless; the middle of a long line is left out. */
export function describeError(error: unknown): string {
  const lines = error instanceof UsageError || error instanceof CommandError ? error.lines : [messageOf(error)];
  return lines.map((line) => shorten(escapeUnseen(line))).join('\n');
}

/** The same in at most three lines, for a failure whose message quotes the output of another program. */
export function describeFailure(error: unknown): string {
  const lines = messageOf(error).split(/\r?\n/).slice(0, MAX_LINES);
  return shorten(lines.map(escapeUnseen).join('\n'));
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Text that somebody else wrote, made harmless for a terminal. */
export function escapeUnseen(text: string): string {
  return text.replaceAll(UNSEEN, (character) => {
    const json = JSON.stringify(character).slice(1, -1);
    return json === character ? `\\u{${character.codePointAt(0)?.toString(16)}}` : json;
  });
}

/** What was received stands in front, what is expected at the end. */
function shorten(text: string): string {
  if (text.length <= MAX_CHARACTERS) return text;
  const half = (MAX_CHARACTERS - 5) / 2;
  return `${text.slice(0, Math.ceil(half))} ... ${text.slice(-Math.floor(half))}`;
}
