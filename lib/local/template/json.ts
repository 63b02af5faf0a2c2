/** A value of a parsed JSON document. */
export type Json = string | number | boolean | null | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [name: string]: Json;
}

/** Whether a JSON value is an object: neither an array nor `null`. */
export function isJsonObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The member as an object; a missing one is an empty object. Throws for anything else. */
export function objectAt(parent: JsonObject, name: string): JsonObject {
  const value = parent[name];
  if (value === undefined || value === null) return {};
  if (isJsonObject(value)) return value;
  throw new TypeError(`${name} is ${JSON.stringify(value)}; an object is expected`);
}

/** The member as a list; a missing one is empty, a single value is a list of one (as IAM and CloudFormation read it). */
export function listAt(parent: JsonObject, name: string): readonly Json[] {
  const value = parent[name];
  if (value === undefined || value === null) return [];
  return isList(value) ? value : [value];
}

/** The member as a list of strings. Throws when an element is not a string. */
export function stringsAt(parent: JsonObject, name: string): readonly string[] {
  return listAt(parent, name).map((value) => {
    if (typeof value === 'string') return value;
    throw new TypeError(`${name} contains ${JSON.stringify(value)}; only strings are expected`);
  });
}

/** The member as a string, `undefined` when absent. Numbers and booleans become their text, as CloudFormation does. */
export function textAt(parent: JsonObject, name: string): string | undefined {
  const value = parent[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw new TypeError(`${name} is ${JSON.stringify(value)}; a string is expected`);
}

/** As `textAt`, for a member that must be there. */
export function requiredTextAt(parent: JsonObject, name: string): string {
  const value = textAt(parent, name);
  if (value === undefined) throw new TypeError(`${name} is missing; a string is expected`);
  return value;
}

/** The member as a number, also when CloudFormation wrote it as text; `fallback` when absent. */
export function numberAt(parent: JsonObject, name: string, fallback: number): number {
  const text = textAt(parent, name);
  if (text === undefined) return fallback;
  const value = Number(text);
  if (Number.isFinite(value)) return value;
  throw new TypeError(`${name} is ${JSON.stringify(text)}; a number is expected`);
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
