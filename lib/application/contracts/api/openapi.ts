import * as z from 'zod/mini';
import { HAND_ORDER_TYPES } from './bodies.ts';
import { API_ROUTES, type ApiRoute } from './routes.ts';

/** Plain JSON. */
export type OpenApiDocument = Readonly<Record<string, unknown>>;

const PROBLEM = {
  type: 'object',
  description: 'What was wrong (RFC 9457). Refused by risk: with every violated rule.',
  required: ['type', 'title', 'status', 'detail'],
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string' },
    violations: { type: 'array', items: { type: 'object' } },
  },
};

/** Writes whose repetition is to be the same act. */
const WRITES = ['POST', 'PUT', 'PATCH'];

/** The API as an OpenAPI 3.1 document, from the schemas that requests are judged by. */
export function openApiDocument(): OpenApiDocument {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const [key, route] of Object.entries(API_ROUTES)) {
    const [method = '', path = ''] = key.split(' ');
    paths[path] = { ...paths[path], [method.toLowerCase()]: operationOf(method, path, route) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Tidegate control API',
      version: '1',
      description: `Operates one trading account. Orders by hand: ${HAND_ORDER_TYPES.join(', ')}.`,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    security: [{ sigv4: [] }],
    paths,
    components: {
      schemas: { Problem: PROBLEM },
      securitySchemes: {
        sigv4: {
          type: 'apiKey',
          name: 'Authorization',
          in: 'header',
          description: 'AWS Signature Version 4, service execute-api',
        },
        strategyToken: {
          type: 'http',
          scheme: 'bearer',
          description: 'Token of the strategy; senders that can set no header put it into the body',
        },
      },
    },
  };
}

function operationOf(method: string, path: string, route: ApiRoute) {
  const { body, query, summary, status, isOpen, hasToken } = route;
  const parameters = [
    ...[...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => parameter(String(name), 'path', { type: 'string' }, true)),
    ...queryParameters(query),
    ...(WRITES.includes(method) && hasToken !== true
      ? [parameter('Idempotency-Key', 'header', { type: 'string', maxLength: 200 }, false)]
      : []),
  ];
  return {
    operationId: operationIdOf(method, path),
    summary,
    ...(isOpen === true ? { security: hasToken === true ? [{ strategyToken: [] }, {}] : [] } : {}),
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(body === undefined ? {} : { requestBody: { content: { 'application/json': { schema: schemaOf(body) } } } }),
    responses: {
      [status]: { description: status === 202 ? 'Accepted, carried out later' : 'The answer' },
      default: {
        description: 'Refused',
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    },
  };
}

/** `postSessionsPause` of `POST /sessions/{id}/pause`. */
function operationIdOf(method: string, path: string): string {
  const words = path.split(/[^A-Za-z]+/).filter((word) => word !== '');
  return method.toLowerCase() + words.map((word) => word[0]?.toUpperCase() + word.slice(1)).join('');
}

function queryParameters(query: z.ZodMiniType | undefined) {
  if (query === undefined) return [];
  const { properties = {} } = schemaOf(query) as { readonly properties?: Readonly<Record<string, object>> };
  return Object.entries(properties).map(([name, schema]) => parameter(name, 'query', schema, false));
}

function parameter(name: string, place: 'header' | 'path' | 'query', schema: object, required: boolean) {
  return { name, in: place, required, schema };
}

/** As requests are written, before decimals and times are read. */
function schemaOf(schema: z.ZodMiniType): object {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  return rest;
}
