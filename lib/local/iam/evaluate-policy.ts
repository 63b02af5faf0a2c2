import type { ConditionKey, PolicyCondition, PolicyStatement } from './statement.ts';

/** One call as IAM sees it. */
export interface AccessRequest {
  /** `service:Action`. */
  readonly action: string;
  /** ARN. */
  readonly resource: string;
  /** Service or ARN that calls, for a resource's policy. */
  readonly principal?: string;
  readonly context?: Readonly<Partial<Record<ConditionKey, string>>>;
}

export type Decision = 'allowed' | 'explicitly denied' | 'not allowed';

/** IAM's rule for one policy set: a matching Deny wins, else a matching Allow, else nothing is allowed. */
export function evaluatePolicy(statements: readonly PolicyStatement[], request: AccessRequest): Decision {
  const matching = statements.filter((statement) => matches(statement, request));
  if (matching.some((statement) => statement.effect === 'Deny')) return 'explicitly denied';
  return matching.length > 0 ? 'allowed' : 'not allowed';
}

function matches(statement: PolicyStatement, request: AccessRequest): boolean {
  return (
    statement.actions.some((pattern) => matchesWildcard(pattern.toLowerCase(), request.action.toLowerCase())) &&
    statement.resources.some((pattern) => matchesWildcard(pattern, request.resource)) &&
    matchesPrincipal(statement.principals, request.principal) &&
    statement.conditions.every((condition) => holds(condition, request))
  );
}

function matchesPrincipal(principals: readonly string[], principal: string | undefined): boolean {
  if (principal === undefined) return principals.length === 0;
  return principals.some((pattern) => pattern === '*' || pattern === principal);
}

/** A condition on a key that the request does not carry is not met, as in IAM. */
function holds(condition: PolicyCondition, request: AccessRequest): boolean {
  const actual = request.context?.[condition.key];
  if (actual === undefined) return false;
  if (condition.operator === 'Bool') return condition.values.some((value) => value.toLowerCase() === actual);
  if (condition.operator === 'StringEquals') return condition.values.includes(actual);
  return condition.values.some((pattern) => matchesWildcard(pattern, actual));
}

const compiled = new Map<string, RegExp>();

/** `*` is any run of characters, `?` any one, as in IAM's Action and Resource elements. */
export function matchesWildcard(pattern: string, value: string): boolean {
  if (!/[*?]/.test(pattern)) return pattern === value;
  let expression = compiled.get(pattern);
  if (expression === undefined) {
    const escaped = pattern.replaceAll(/[.+^${}()|[\]\\]/g, '\\$&');
    expression = new RegExp(`^${escaped.replaceAll('*', '.*').replaceAll('?', '.')}$`, 's');
    compiled.set(pattern, expression);
  }
  return expression.test(value);
}
