import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

/** Debian's Chromium. Without its background services, or it would look hosts up at every start. */
const PROGRAM = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium';
const ARGUMENTS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** @throws {Error} in one line when there is no Chromium. */
export async function launchChromium(): Promise<Browser> {
  if (!existsSync(PROGRAM)) {
    throw new Error(`found no ${PROGRAM}: install Debian's package chromium, or name the program in CHROMIUM_PATH`);
  }
  return chromium.launch({ executablePath: PROGRAM, args: ARGUMENTS });
}
