import * as z from 'zod/mini';
import { openApiDocument } from '#application/contracts/api/openapi.ts';
import type { ApiRequest } from './api-desk.ts';

/** A request that is not as the document says, or only just. */
export interface HostileRequest extends ApiRequest {
  /** What is wrong with it. */
  readonly fault: string;
  /** `true`: nothing but a refusal will do. */
  readonly mustBeRefused: boolean;
}

const schema = z.looseObject({
  properties: z.optional(z.record(z.string(), z.unknown())),
  required: z.optional(z.array(z.string())),
});

const operationSchema = z.looseObject({
  parameters: z.optional(z.array(z.looseObject({ name: z.string(), in: z.enum(['path', 'query', 'header']) }))),
  requestBody: z.optional(z.looseObject({ content: z.looseObject({ 'application/json': z.looseObject({ schema }) }) })),
});

const pathsSchema = z.record(z.string(), z.record(z.string(), operationSchema));

/** A route as the document describes it, with a request that is right. */
interface Described {
  readonly request: ApiRequest;
  readonly names: { readonly path: readonly string[]; readonly query: readonly string[] };
  readonly headers: readonly string[];
  readonly fields: readonly string[] | null;
  readonly required: readonly string[];
}

/** What is well formed for each route; routes that are not named need nothing. */
export interface RightRequests {
  readonly path: Readonly<Record<string, string>>;
  /** In place of `path` on one route. */
  readonly paths: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly bodies: Readonly<Record<string, object>>;
}

const INJECTED = [
  "'; DROP TABLE orders; --",
  '" OR 1=1 --',
  '{{7*7}}',
  `\${7*7}`,
  '<script>alert(1)</script>',
  '../../etc/passwd',
  '=cmd()',
  '%00',
  '__proto__',
  'constructor',
  'toString',
];
const ODD_TEXT = [
  '',
  ' ',
  '\u0000',
  'a\u0000b',
  '\ud800',
  '\u202Etxt',
  '🚀'.repeat(30),
  'ﬀ',
  'İ',
  'x'.repeat(100_000),
  '\r\nX: y',
];
const ODD_NUMBERS = [
  '-1',
  '-0',
  '0',
  '+1',
  '1e5',
  '1E-7',
  'NaN',
  'Infinity',
  '-Infinity',
  '0x10',
  '1_000',
  '1,5',
  '.5',
  '5.',
  '٣',
  '9'.repeat(20),
  `${'9'.repeat(20)}.${'9'.repeat(20)}`,
  `0.${'0'.repeat(19)}1`,
  '9'.repeat(400),
  '0'.repeat(20),
];
const HOSTILE_TEXTS = [...INJECTED, ...ODD_TEXT, ...ODD_NUMBERS];
/** As JSON. No field of the API is an object or `null`, and one is a number. */
const NUMBER_FIELD = 'strength';
const WRONG_TYPES = ['null', '-1', '0', '1', '1e999', '-0', '1.5', '{}', '{"a":1}', '[[]]', '[null]', '{"toString":1}'];
const OTHER_TYPES = ['true', '[]'];
const UNKNOWN_FIELDS = [
  'x',
  '',
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  'Symbol',
  '\u0000',
  '🚀',
];
const NOT_JSON = [
  '{',
  '}',
  'nul',
  '[1,2',
  "{'symbol':1}",
  '{"a":NaN}',
  '{"a":1}}',
  '\u0000',
  '\ufeff{}',
  '<xml/>',
  'a=b&c=d',
  '{"a":\u00001}',
];
const NOT_OBJECTS = ['[]', 'null', '1', '"x"', 'true', '[{}]'];

/** Everything hostile that the document's routes leave room for. */
export function hostileRequests(right: RightRequests): HostileRequest[] {
  return describedRoutes(right).flatMap((route) => [
    ...hostilePaths(route),
    ...hostileQueries(route),
    ...hostileHeaders(route),
    ...hostileBodies(route),
    ...hostileFields(route),
  ]);
}

/** Every route with a request that is right for it. */
export function describedRoutes(right: RightRequests): Described[] {
  const paths = pathsSchema.parse(openApiDocument()['paths']);
  return Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]) =>
      describe(`${method.toUpperCase()} ${path}`, operation, right),
    ),
  );
}

function describe(routeKey: string, operation: z.output<typeof operationSchema>, right: RightRequests): Described {
  const namesIn = (place: string) =>
    (operation.parameters ?? []).filter((each) => each.in === place).map(({ name }) => name);
  const body = operation.requestBody?.content['application/json'].schema;
  const path = namesIn('path');
  const request: ApiRequest = {
    routeKey,
    ...(path.length === 0
      ? {}
      : {
          path: Object.fromEntries(path.map((name) => [name, { ...right.path, ...right.paths[routeKey] }[name] ?? ''])),
        }),
    ...(body === undefined ? {} : { body: JSON.stringify(right.bodies[routeKey] ?? {}) }),
  };
  return {
    request,
    names: { path, query: namesIn('query') },
    headers: namesIn('header'),
    fields: body === undefined ? null : Object.keys(body.properties ?? {}),
    required: body?.required ?? [],
  };
}

function hostilePaths({ request, names }: Described): HostileRequest[] {
  return names.path.flatMap((name) => [
    { ...request, path: {}, fault: `no path parameter ${name}`, mustBeRefused: true },
    ...HOSTILE_TEXTS.map((text) => ({
      ...request,
      path: { ...request.path, [name]: text },
      fault: `path parameter ${name} is ${shown(text)}`,
      mustBeRefused: true,
    })),
  ]);
}

function hostileQueries({ request, names }: Described): HostileRequest[] {
  if (names.query.length === 0) return [];
  const unknown = UNKNOWN_FIELDS.map((name) => ({
    ...request,
    query: Object.fromEntries([[name, '1']]),
    fault: `unknown query parameter ${shown(name)}`,
    mustBeRefused: true,
  }));
  const known = names.query.flatMap((name) =>
    HOSTILE_TEXTS.map((text) => ({
      ...request,
      query: { [name]: text },
      fault: `query parameter ${name} is ${shown(text)}`,
      mustBeRefused: false,
    })),
  );
  return [...unknown, ...known];
}

function hostileHeaders({ request, headers }: Described): HostileRequest[] {
  return headers.flatMap((name) =>
    HOSTILE_TEXTS.map((text) => ({
      ...request,
      headers: { [name.toLowerCase()]: text },
      fault: `header ${name} is ${shown(text)}`,
      mustBeRefused: false,
    })),
  );
}

function hostileBodies({ request, fields, required }: Described): HostileRequest[] {
  if (fields === null) return [];
  const refused = (fault: string, body: string, isBase64 = false) => ({
    ...request,
    body,
    isBase64,
    fault,
    mustBeRefused: true,
  });
  const base = request.body ?? '{}';
  const withField = (name: string, value: string) =>
    `{${JSON.stringify(name)}:${value}${base === '{}' ? '' : ','}${base.slice(1)}`;
  const deep = 10_000;
  return [
    ...NOT_JSON.map((body) => refused(`not JSON: ${shown(body)}`, body)),
    ...NOT_OBJECTS.map((body) => refused(`no object: ${body}`, body)),
    ...UNKNOWN_FIELDS.map((name) => refused(`unknown field ${shown(name)}`, withField(name, '{"isAdmin":true}'))),
    ...required.map((name) => refused(`no ${name}`, JSON.stringify({ ...JSON.parse(base), [name]: undefined }))),
    refused('a megabyte in an unknown field', withField('x', JSON.stringify('x'.repeat(1_000_000)))),
    refused('spaces for a megabyte', base + ' '.repeat(1_000_000)),
    refused('a hundred thousand unknown fields', `{${Array.from({ length: 100_000 }, (_, n) => `"k${n}":0`).join()}}`),
    refused('arrays in arrays', withField('x', '['.repeat(deep) + ']'.repeat(deep))),
    refused('objects in objects', withField('x', `${'{"a":'.repeat(deep)}1${'}'.repeat(deep)}`)),
    refused('arrays in arrays, no object', '['.repeat(9_000) + ']'.repeat(9_000)),
    refused('base64 of what is no UTF-8', Buffer.from([0xff, 0xfe, 0x7b, 0x7d]).toString('base64'), true),
    refused('what is no base64', '{"a":1}', true),
  ];
}

function hostileFields({ request, fields }: Described): HostileRequest[] {
  const right: object = JSON.parse(request.body ?? '{}');
  const withField = (name: string, value: string): string => {
    const rest = Object.entries(right).filter(([key]) => key !== name);
    return `{${[...rest.map(([key, each]) => `${JSON.stringify(key)}:${JSON.stringify(each)}`), `${JSON.stringify(name)}:${value}`].join()}}`;
  };
  return (fields ?? []).flatMap((name) => {
    const changed = (value: string, mustBeRefused: boolean) => ({
      ...request,
      body: withField(name, value),
      fault: `field ${name} is ${shown(value)}`,
      mustBeRefused,
    });
    return [
      ...WRONG_TYPES.map((value) => changed(value, name !== NUMBER_FIELD || Number.isNaN(Number(value)))),
      ...OTHER_TYPES.map((value) => changed(value, false)),
      ...HOSTILE_TEXTS.map((text) => changed(JSON.stringify(text), false)),
      ...HOSTILE_TEXTS.map((text) => changed(JSON.stringify([text]), false)),
    ];
  });
}

function shown(text: string): string {
  return text.length > 60 ? `${JSON.stringify(text.slice(0, 40))}… (${text.length})` : JSON.stringify(text);
}
