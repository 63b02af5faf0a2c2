import { readFileSync } from 'node:fs';

/** The API's document, which the build makes of the schemas and puts beside the handler: what makes it is as large as what it says. */
export function readBundledOpenApi(): unknown {
  return JSON.parse(readFileSync(new URL('./openapi.json', import.meta.url), 'utf8'));
}
