import { Validator } from '@seriousme/openapi-schema-validator';
import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { openApiDocument } from '#application/contracts/api/openapi.ts';
import { API_ROUTES, type ApiRoute } from '#application/contracts/api/routes.ts';

const operation = z.looseObject({
  operationId: z.string(),
  summary: z.string(),
  security: z.optional(z.array(z.unknown())),
  parameters: z.optional(z.array(z.looseObject({ name: z.string(), in: z.string(), required: z.boolean() }))),
  responses: z.record(z.string(), z.looseObject({ description: z.string() })),
});
type Operation = z.output<typeof operation>;

const { paths } = z
  .looseObject({ paths: z.record(z.string(), z.record(z.string(), operation)) })
  .parse(openApiDocument());

const operations: readonly (readonly [key: string, operation: Operation])[] = Object.entries(paths).flatMap(
  ([path, methods]) =>
    Object.entries(methods).map(([method, each]) => [`${method.toUpperCase()} ${path}`, each] as const),
);

describe('the OpenAPI document', () => {
  it('Given the document, When it is judged by the schema of OpenAPI 3.1, Then it is valid, and every reference leads somewhere', async () => {
    const validator = new Validator({ strict: false });

    const { valid, errors } = await validator.validate(structuredClone(openApiDocument()));

    expect([valid, errors]).toEqual([true, undefined]);
    expect(validator.version).toBe('3.1');
    expect(() => validator.resolveRefs()).not.toThrow();
  });

  it('Given the document, When it goes over the wire, Then nothing of it is lost', () => {
    const document = openApiDocument();

    expect(JSON.parse(JSON.stringify(document))).toEqual(document);
  });

  it('Given the routes, When the document is read, Then it has these and no others, each under a name of its own', () => {
    expect(operations.map(([key]) => key).sort()).toEqual(Object.keys(API_ROUTES).sort());
    expect(new Set(operations.map(([, each]) => each.operationId)).size).toBe(operations.length);
  });

  it.each(operations)(
    'Given %s, When its entry is read, Then its path parameters, its answers and whether it is signed are told',
    (key, { parameters = [], responses, security }) => {
      const route: ApiRoute = API_ROUTES[key as keyof typeof API_ROUTES];
      const inPath = parameters.filter((each) => each.in === 'path');

      expect(inPath.map(({ name }) => `{${name}}`)).toEqual([...key.matchAll(/\{\w+\}/g)].map(([name]) => name));
      expect(inPath.every(({ required }) => required)).toBe(true);
      expect(Object.keys(responses)).toEqual([String(route.status), 'default']);
      const isOpen = route.hasToken === true ? [{ strategyToken: [] }, {}] : [];
      expect(security).toEqual(route.isOpen === true ? isOpen : undefined);
    },
  );
});
