import type { Template } from 'aws-cdk-lib/assertions';
import { resourcesOf } from './synthesized-app.ts';

/** One statement of a role's policy: its actions, and the kind of resource it names. */
export type DescribedStatement = readonly [actions: string, resource: string];

interface Statement {
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
}

interface Policy {
  readonly PolicyDocument: { readonly Statement: readonly Statement[] };
  readonly Roles: readonly { readonly Ref: string }[];
}

/** What each role may do, by the role's logical id without its hash: actions sorted, resources by name and type. */
export function describeRoles(template: Template): Readonly<Record<string, readonly DescribedStatement[]>> {
  const roles = resourcesOf(template, 'AWS::IAM::Role').map(
    ([id]) => [withoutHash(id), statementsOf(template, id)] as const,
  );
  return Object.fromEntries(roles);
}

/** All allowing statements of identity policies, as they stand in the template. */
export function allowingStatements(template: Template): readonly Statement[] {
  return policiesOf(template)
    .flatMap((policy) => policy.PolicyDocument.Statement)
    .filter((statement) => statement.Effect === 'Allow');
}

/** A logical id without the eight digits that make it unique. */
export function withoutHash(logicalId: string): string {
  return logicalId.replace(/[0-9A-F]{8}$/, '');
}

/** A reference to a resource in words: `OrdersQueue.Arn`, `LedgerTable.Arn/index/open-orders`. */
export function describeReference(value: unknown): string {
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return value.map(describeReference).join(', ');
  const [[name, argument] = ['', undefined]] = Object.entries(value as Record<string, unknown>);
  if (name === 'Ref') return withoutHash(String(argument));
  if (name === 'Fn::GetAtt' && Array.isArray(argument)) return `${withoutHash(String(argument[0]))}.${argument[1]}`;
  if (name === 'Fn::Join' && Array.isArray(argument)) return argument[1].map(describeReference).join(argument[0]);
  const imported = /^[\w-]+:ExportsOutput(?:FnGetAtt|Ref)(\w+?)[0-9A-F]{8}((?:Stream)?Arn)?[0-9A-F]{8}$/.exec(
    String(argument),
  );
  if (name !== 'Fn::ImportValue' || imported === null) throw new Error(`no reference: ${JSON.stringify(value)}`);
  return imported[2] === undefined ? `${imported[1]}` : `${imported[1]}.${imported[2]}`;
}

function policiesOf(template: Template): readonly Policy[] {
  return resourcesOf(template, 'AWS::IAM::Policy').map(([, { Properties }]) => ({
    PolicyDocument: Properties.PolicyDocument as Policy['PolicyDocument'],
    Roles: Properties.Roles as Policy['Roles'],
  }));
}

function statementsOf(template: Template, roleId: string): readonly DescribedStatement[] {
  return policiesOf(template)
    .filter((policy) => policy.Roles.some((role) => role.Ref === roleId))
    .flatMap((policy) => policy.PolicyDocument.Statement)
    .map((statement) => [[statement.Action].flat().join(' '), describeReference(statement.Resource)]);
}
