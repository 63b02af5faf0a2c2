import '../../simulation/quiet.ts';
import { describe, expect, it } from 'vitest';
import { API_ROUTES, type ApiRoute } from '#application/contracts/api/routes.ts';
import { toIso } from '#domain/shared/instant.ts';
import { type ApiDesk, aFlatApi, anIdleApi, aTradingApi, DESK_TOKEN } from '../../support/api-desk.ts';
import { T0 } from '../../support/builders.ts';
import {
  describedRoutes,
  type HostileRequest,
  hostileRequests,
  type RightRequests,
} from '../../support/hostile-requests.ts';

/** Longest answer to what is refused: nobody gets his own megabyte back. */
const MOST_CHARACTERS = 1_000;

type DeskName = 'idle' | 'flat' | 'trading';

const OPEN: Readonly<Record<DeskName, () => Promise<ApiDesk>>> = {
  idle: async () => anIdleApi(),
  flat: aFlatApi,
  trading: async () => {
    const api = await aTradingApi();
    await api.desk.ledger.recordRiskEvent(RISK_EVENT);
    return api;
  },
};

const WEBHOOK = 'POST /webhooks/signals/{strategy}';

/** The state in which a right request of the route is accepted. */
function deskOf(routeKey: string): DeskName {
  if (routeKey === 'POST /sessions') return 'idle';
  return routeKey === 'POST /orders' || routeKey === WEBHOOK ? 'flat' : 'trading';
}

function statusOf(routeKey: string): number | undefined {
  const routes: Readonly<Record<string, ApiRoute>> = API_ROUTES;
  return routes[routeKey]?.status;
}

/** Desks that are used until a request has changed one. */
class Desks {
  readonly #open = new Map<DeskName, ApiDesk>();

  async get(name: DeskName): Promise<ApiDesk> {
    const open = this.#open.get(name) ?? (await OPEN[name]());
    this.#open.set(name, open);
    return open;
  }

  drop(name: DeskName): void {
    this.#open.delete(name);
  }
}

const RISK_EVENT = {
  id: 'RiskLimitApproached#1',
  account: 'main',
  sessionId: null,
  kind: 'RiskLimitApproached',
  severity: 'warning',
  at: T0,
  detail: {},
} as const;

const trading = await aTradingApi();
const right: RightRequests = {
  path: {
    id: trading.desk.sessionId,
    clientOrderId: trading.orderId,
    symbol: 'SYN/USD',
    strategy: 'desk',
    day: 'today',
  },
  paths: { 'POST /risk-events/{id}/resolve': { id: Buffer.from(RISK_EVENT.id).toString('base64url') } },
  bodies: {
    'POST /risk-events/{id}/resolve': { reason: 'test' },
    'POST /orders': { symbol: 'SYN/USD', side: 'buy', quantity: '1', type: 'limit', limitPrice: '90' },
    'PATCH /orders/{clientOrderId}': { limitPrice: '91' },
    'PUT /positions/{symbol}': { targetQuantity: '50' },
    [WEBHOOK]: { symbol: 'SYN/USD', signal: 'BUY', time: toIso(trading.desk.now), id: 'one', token: DESK_TOKEN },
    'POST /promotion/evidence': {
      evidence: [
        {
          environment: 'paper',
          account: 'paper',
          rung: 'paper',
          strategy: 'trend',
          fingerprint: '0123456789abcdef',
          days: 1,
          lastDay: '2026-01-04',
          unresolved: null,
          at: toIso(trading.desk.now),
        },
      ],
    },
    'POST /emergency-stop': { reason: 'test' },
    'POST /emergency-stop/reset': { reason: 'test' },
  },
};
const routes = describedRoutes(right).map(({ request }) => request);
const desks = new Desks();

/** What is wrong with the API's answer; empty: nothing is. What was taken is delivered, too. */
async function faultsOf(request: HostileRequest): Promise<readonly string[]> {
  const name = deskOf(request.routeKey);
  const api = await desks.get(name);
  const before = api.traces();
  const { statusCode = 0, body = '', headers } = await api.call(request);
  const isRefused = statusCode >= 400;
  const isRecorded = isRefused && JSON.parse(body).violations !== undefined;
  const isChanged = api.traces() !== before;
  if (isChanged) desks.drop(name);
  if (!isRefused) await api.desk.consume();
  const found: readonly (readonly [boolean, string])[] = [
    [statusCode < 200 || statusCode >= 500, `answered with ${statusCode}`],
    [request.mustBeRefused && !isRefused, `taken with ${statusCode}`],
    [isRefused && isChanged && !isRecorded, `refused with ${statusCode}, and something has changed`],
    [isRefused && body.length > MOST_CHARACTERS, `refused with ${body.length} characters`],
    [isRefused && headers?.['content-type'] !== 'application/problem+json', 'refused without a problem document'],
    [body.includes(DESK_TOKEN), 'answered with the token'],
    [/node_modules|\.ts:\d|\bat \w+ \(/.test(body), 'answered with a stack'],
  ];
  return found.flatMap(([isFound, fault]) => (isFound ? [fault] : []));
}

describe('hostile requests', () => {
  const hostile = hostileRequests(right);

  it.each(routes)('Given a right request, When $routeKey gets it, Then it is no bad request', async (request) => {
    const api = await OPEN[deskOf(request.routeKey)]();

    const { statusCode } = await api.call(request);

    const isNothingToDo = [
      'POST /sessions/{id}/resume',
      'POST /sessions/{id}/reset',
      'POST /emergency-stop/reset',
    ].includes(request.routeKey);
    const isNothingThere =
      request.routeKey === 'GET /emergency-stop' || request.routeKey.includes('/reconciliations/{id}');
    expect(statusCode).toBe(isNothingToDo ? 409 : isNothingThere ? 404 : statusOf(request.routeKey));
  });

  it.each(routes.map(({ routeKey }) => routeKey))(
    'Given input of every hostile kind, When %s gets it, Then it never fails, and whatever it refuses leaves no trace',
    async (routeKey) => {
      const found: string[] = [];
      for (const request of hostile.filter((each) => each.routeKey === routeKey)) {
        const faults = await faultsOf(request).catch((error: unknown) => [`threw ${String(error)}`]);
        found.push(...faults.map((fault) => `${request.fault}: ${fault}`));
      }

      expect(found).toEqual([]);
      expect(Object.hasOwn(Object.prototype, 'isAdmin')).toBe(false);
    },
  );

  it('Given all of them, When they are counted, Then every route that takes input has its share', () => {
    const isAsked = (routeKey: string) => hostile.some((request) => request.routeKey === routeKey);

    expect(hostile.length).toBeGreaterThan(3_000);
    expect(
      routes.filter(({ path, body }) => path !== undefined || body !== undefined).map(({ routeKey }) => routeKey),
    ).toSatisfy((keys: string[]) => keys.every(isAsked));
  });
});

describe('unsigned requests', () => {
  it.each(routes.filter(({ routeKey }) => routeKey !== WEBHOOK))(
    'Given no signature, When $routeKey is asked, Then only what is open answers',
    async (request) => {
      const api = await desks.get(deskOf(request.routeKey));
      const before = api.traces();

      const { statusCode, body = '' } = await api.call({ ...request, isSigned: false });

      const isOpen = ['GET /health', 'GET /openapi.json'].includes(request.routeKey);
      expect(statusCode).toBe(isOpen ? 200 : 403);
      if (request.routeKey === 'GET /health') expect(JSON.parse(body)).toEqual({ status: 'healthy' });
      expect(api.traces()).toBe(before);
    },
  );

  it.each(['', '__proto__', 'GET /nowhere', 'constructor', 'GET /health '])(
    'Given the route %j, When it is asked for, Then there is none',
    async (routeKey) => {
      expect((await trading.call({ routeKey })).statusCode).toBe(404);
    },
  );
});
