import { randomBytes } from 'node:crypto';
import { evaluatePolicy } from '../iam/evaluate-policy.ts';
import type { FunctionSpec, GuardedSpec, LocalTemplate, RoleSpec } from '../template/local-template.ts';
import { LOCAL_ACCOUNT } from '../template/resource-identity.ts';
import type { AccessDenial, LocalCredentials, NeededAccess, Principal } from './aws-call.ts';

/** A right of a role that somebody has needed. */
export interface AskedRight extends NeededAccess {
  /** Its ARN. */
  readonly role: string;
}

/**
 * Issues the credentials of the local cloud and decides what their holders may do, by the policies of the
 * template. Every denial is kept: one is enough to fail the run.
 */
export class AccessControl {
  readonly operator: LocalCredentials = issueKey('AKIA');
  readonly #holders = new Map<string, { principal: Principal; role: RoleSpec | null; credentials: LocalCredentials }>();
  readonly #byFunction = new Map<string, LocalCredentials>();
  readonly #guarded: ReadonlyMap<string, GuardedSpec>;
  readonly #denials: AccessDenial[] = [];
  readonly #asked = new Map<string, AskedRight>();

  constructor(template: LocalTemplate) {
    this.#guarded = new Map([...template.queues, ...template.topics].map((one) => [one.arn, one]));
    this.#hold({ name: 'operator', roleArn: null }, null, this.operator);
    for (const spec of template.functions) {
      const credentials = { ...issueKey('ASIA'), sessionToken: randomBytes(30).toString('base64') };
      this.#byFunction.set(spec.name, credentials);
      this.#hold({ name: spec.service, roleArn: spec.role.arn }, spec.role, credentials);
    }
  }

  get denials(): readonly AccessDenial[] {
    return this.#denials;
  }

  /** What roles were used for, each right once. */
  get asked(): readonly AskedRight[] {
    return [...this.#asked.values()];
  }

  /** Credentials of the function's role. Lambda must be trusted to assume it. */
  credentialsOf(spec: FunctionSpec): LocalCredentials {
    const credentials = this.#byFunction.get(spec.name);
    if (credentials === undefined) throw new Error(`function ${spec.name} is not in the template`);
    this.assumeRole(spec.role, 'lambda.amazonaws.com', spec.service);
    return credentials;
  }

  /** Holder of an access key; `null` for a key that was not issued here. */
  holderOf(accessKeyId: string): { readonly principal: Principal; readonly credentials: LocalCredentials } | null {
    return this.#holders.get(accessKeyId) ?? null;
  }

  /** Whether the holder of the key has all rights; the first missing one is recorded and returned. */
  authorise(accessKeyId: string, needed: readonly NeededAccess[]): AccessDenial | null {
    const holder = this.#holders.get(accessKeyId);
    if (holder === undefined) return this.#deny({ principal: 'unknown credentials', action: '*', resource: '*' });
    const { role, principal } = holder;
    if (role === null) return null;
    const missing = needed.find((access) => !this.#isAllowed(role, access));
    return missing === undefined ? null : this.#deny({ principal: principal.name, ...missing });
  }

  /** Whether a role may do something on behalf of a service that has assumed it, e.g. the scheduler's invocation. */
  authoriseRole(role: RoleSpec, principal: string, access: NeededAccess): AccessDenial | null {
    return this.#isAllowed(role, access) ? null : this.#deny({ principal, ...access });
  }

  /** Whether a service may act on a resource by that resource's own policy. */
  authoriseService(service: string, sourceArn: string, target: GuardedSpec, action: string): AccessDenial | null {
    const request = { action, resource: target.arn, principal: service, context: contextOf(sourceArn) };
    if (evaluatePolicy(target.policy, request) === 'allowed') return null;
    return this.#deny({ principal: `${service} (${sourceArn})`, action, resource: target.arn });
  }

  /** Whether a service may assume a role. */
  assumeRole(role: RoleSpec, service: string, who: string): AccessDenial | null {
    const request = { action: 'sts:AssumeRole', resource: role.arn, principal: service, context: contextOf() };
    if (evaluatePolicy(role.trust, request) === 'allowed') return null;
    return this.#deny({ principal: `${service} for ${who}`, action: 'sts:AssumeRole', resource: role.arn });
  }

  /** In one account an allow of the role or of the resource is enough; a deny of either is final. */
  #isAllowed(role: RoleSpec, access: NeededAccess): boolean {
    const { action, resource } = access;
    this.#asked.set(`${role.arn} ${action} ${resource}`, { role: role.arn, action, resource });
    const own = evaluatePolicy(role.policy, { ...access, context: contextOf() });
    const guarded = this.#guarded.get(access.resource);
    if (guarded === undefined || own === 'explicitly denied') return own === 'allowed';
    const theirs = evaluatePolicy(guarded.policy, { ...access, principal: role.arn, context: contextOf() });
    return theirs !== 'explicitly denied' && (own === 'allowed' || theirs === 'allowed');
  }

  #deny(denial: AccessDenial): AccessDenial {
    this.#denials.push(denial);
    return denial;
  }

  #hold(principal: Principal, role: RoleSpec | null, credentials: LocalCredentials): void {
    this.#holders.set(credentials.accessKeyId, { principal, role, credentials });
  }
}

/** The loopback stands for AWS's TLS endpoints. */
function contextOf(sourceArn?: string): Readonly<Record<string, string>> {
  return {
    'aws:SecureTransport': 'true',
    'aws:SourceAccount': LOCAL_ACCOUNT,
    ...(sourceArn === undefined ? {} : { 'aws:SourceArn': sourceArn }),
  };
}

function issueKey(prefix: 'AKIA' | 'ASIA'): LocalCredentials {
  return {
    accessKeyId: `${prefix}${randomBytes(8).toString('hex').toUpperCase()}`,
    secretAccessKey: randomBytes(30).toString('base64'),
  };
}
