import type { Violation } from '#domain/orders/violation.ts';
import { CommandError } from '../command-error.ts';
import { isRecord } from '../is-record.ts';
import { EXIT, UsageError } from '../usage-error.ts';

/** Answers by which the system says that the request cannot be done, not that it is badly made. */
const REFUSALS = [404, 409, 422];

/** A request that was refused by risk or by the state of things, or that failed. */
export class ApiError extends CommandError {
  override readonly name = 'ApiError';
  /** `null`: no answer came. */
  readonly status: number | null;
  /** Of the answer, as it is. */
  readonly text: string;
  /** More than 1: an earlier attempt may have done its work unseen. */
  readonly attempts: number;

  constructor(kind: 'failed' | 'refused', what: ApiFault, lines: readonly string[]) {
    super(EXIT[kind], lines);
    this.status = what.status;
    this.text = what.text;
    this.attempts = what.attempts;
  }
}

export interface ApiFault {
  readonly status: number | null;
  readonly text: string;
  readonly attempts: number;
}

/** What an answer that is no success means, with the problem's detail and every violated rule. */
export function errorOf(fault: ApiFault, request: string): Error {
  const problem = parseProblem(fault.text);
  if (problem !== null && fault.status === 400) return new UsageError(problem.detail);
  if (problem !== null && REFUSALS.includes(fault.status ?? 0))
    return new ApiError('refused', fault, [problem.detail, ...problem.violations.map(describeViolation)]);
  const said = problem?.detail ?? gatewayMessage(fault.text) ?? fault.text.slice(0, 200);
  return new ApiError('failed', fault, [`${request}: received ${fault.status}${said === '' ? '' : ` (${said})`}`]);
}

/** `  max_order_value: received 1500, limit 1000 (USD)`. */
export function describeViolation({ rule, limit, value, unit }: Violation): string {
  return `  ${rule}: received ${value}, limit ${limit} (${unit})`;
}

interface ParsedProblem {
  readonly detail: string;
  readonly violations: readonly Violation[];
}

/** RFC 9457. */
function parseProblem(text: string): ParsedProblem | null {
  const { detail, violations } = parseRecord(text);
  if (typeof detail !== 'string') return null;
  return { detail, violations: Array.isArray(violations) ? (violations as readonly Violation[]) : [] };
}

/** What API Gateway says for itself, of a signature or a path that it does not know. */
function gatewayMessage(text: string): string | null {
  const { message, Message = message } = parseRecord(text);
  return typeof Message === 'string' ? Message : null;
}

function parseRecord(text: string): Readonly<Record<string, unknown>> {
  try {
    const body: unknown = JSON.parse(text);
    return isRecord(body) ? body : {};
  } catch {
    return {};
  }
}
