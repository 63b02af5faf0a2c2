import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { environmentSchema } from '#application/contracts/environment-schema.ts';
import { riskSection } from '#application/contracts/sections/risk-section.ts';
import { readRepositoryFile } from '../../support/repository-files.ts';

/** Names of all keys of a schema, those of the sections inside it included. */
function keysOf(schema: unknown): string[] {
  if (schema instanceof z.ZodMiniDefault || schema instanceof z.ZodMiniOptional || schema instanceof z.ZodMiniNullable)
    return keysOf(schema.def.innerType);
  if (schema instanceof z.ZodMiniArray) return keysOf(schema.def.element);
  if (!(schema instanceof z.ZodMiniObject)) return [];
  return Object.entries(schema.shape).flatMap(([key, inner]) => [key, ...keysOf(inner)]);
}

describe('documentation of the configuration', () => {
  it('Given docs/configuration.md, When it is read, Then every key of the schema is in it', () => {
    const text = readRepositoryFile('docs/configuration.md');
    const missing = keysOf(environmentSchema).filter((key) => !new RegExp(`\`(?:\\w+\\.)?${key}\``).test(text));
    expect(keysOf(environmentSchema).length).toBeGreaterThan(80);
    expect(missing).toEqual([]);
  });

  it('Given docs/risk.md, When it is read, Then every limit has a row', () => {
    const rows = [...readRepositoryFile('docs/risk.md').matchAll(/^\| `([a-z_]+)/gm)].map(([, key]) => key);
    const limits = Object.keys(riskSection.shape).filter((key) => key !== 'profile');
    expect(limits.filter((key) => !rows.includes(key))).toEqual([]);
  });
});
