import { UnsupportedTemplateError } from '../errors.ts';
import { type PolicyStatement, readStatements } from '../iam/statement.ts';
import { listAt, numberAt, objectAt, requiredTextAt, stringsAt, textAt } from './json.ts';
import type { FunctionSpec, RoleSpec } from './local-template.ts';
import { objectsAt } from './read-storage.ts';
import type { ResolvedResource } from './resolved-resources.ts';

const SERVICE_VARIABLE = 'POWERTOOLS_SERVICE_NAME';

/** A role with its inline policies and the policies attached to it. Managed policies are not on the list. */
export function readRole(resource: ResolvedResource, policies: readonly ResolvedResource[]): RoleSpec {
  const { properties, logicalId } = resource;
  if (listAt(properties, 'ManagedPolicyArns').length > 0) {
    throw new UnsupportedTemplateError(
      `ManagedPolicyArns of ${logicalId}`,
      'only policies written in the template are evaluated',
    );
  }
  const inline = objectsAt(properties, 'Policies').flatMap((policy) =>
    readStatements(
      objectAt(policy, 'PolicyDocument'),
      `role ${logicalId}, policy ${requiredTextAt(policy, 'PolicyName')}`,
    ),
  );
  const attached = policies
    .filter((policy) => stringsAt(policy.properties, 'Roles').includes(resource.ref))
    .flatMap((policy) => readStatements(objectAt(policy.properties, 'PolicyDocument'), `policy ${policy.logicalId}`));
  return {
    name: resource.name,
    arn: requiredTextAt(resource.attributes, 'Arn'),
    policy: [...inline, ...attached],
    trust: readTrust(resource),
  };
}

/** A trust policy has no Resource element: the role itself is meant. */
function readTrust(resource: ResolvedResource): readonly PolicyStatement[] {
  const document = objectAt(resource.properties, 'AssumeRolePolicyDocument');
  const statements = readStatements(document, `trust policy of ${resource.logicalId}`);
  return statements.map((statement) => ({ ...statement, resources: ['*'] }));
}

export interface AroundFunctions {
  readonly roles: readonly RoleSpec[];
  readonly permissions: readonly ResolvedResource[];
  readonly aliases: readonly ResolvedResource[];
}

/**
 * A function with its bundle's folder, its role, and the statements of the permissions on it. One that has an alias is known by that alone: whoever would call past it finds nothing,
 * and a permission past it allows nothing.
 */
export function readFunction(
  resource: ResolvedResource,
  { aliases, permissions, roles }: AroundFunctions,
): FunctionSpec {
  const { properties, logicalId } = resource;
  const environment = readEnvironment(resource);
  const service = environment[SERVICE_VARIABLE];
  if (service === undefined)
    throw new UnsupportedTemplateError(`function ${logicalId}`, `it has no ${SERVICE_VARIABLE}`);
  const roleArn = requiredTextAt(properties, 'Role');
  const role = roles.find((candidate) => candidate.arn === roleArn);
  if (role === undefined)
    throw new UnsupportedTemplateError(`role ${roleArn} of ${logicalId}`, 'it is not in the template');
  const { arn, references } = calledAs(resource, aliases);
  return {
    logicalId,
    name: resource.name,
    arn,
    service,
    role,
    codeDirectory: codeDirectory(resource),
    handler: requiredTextAt(properties, 'Handler'),
    timeoutMs: numberAt(properties, 'Timeout', 3) * 1_000,
    memoryMb: numberAt(properties, 'MemorySize', 128),
    environment,
    logGroup: textAt(objectAt(properties, 'LoggingConfig'), 'LogGroup') ?? `/aws/lambda/${resource.name}`,
    policy: permissions
      .filter((permission) => references.includes(requiredTextAt(permission.properties, 'FunctionName')))
      .map((permission) => toStatement(permission, arn)),
  };
}

function readEnvironment(resource: ResolvedResource): Readonly<Record<string, string>> {
  const variables = objectAt(objectAt(resource.properties, 'Environment'), 'Variables');
  return Object.fromEntries(Object.keys(variables).map((name) => [name, requiredTextAt(variables, name)]));
}

function codeDirectory(resource: ResolvedResource): string {
  const key = requiredTextAt(objectAt(resource.properties, 'Code'), 'S3Key');
  const directory = resource.stack.assets.get(key);
  if (directory !== undefined) return directory;
  throw new UnsupportedTemplateError(`the code of ${resource.logicalId}`, `asset ${key} is not in the cloud assembly`);
}

/** The ARN that callers know, and what a permission may call it. */
function calledAs(
  resource: ResolvedResource,
  aliases: readonly ResolvedResource[],
): { readonly arn: string; readonly references: readonly string[] } {
  const arn = requiredTextAt(resource.attributes, 'Arn');
  const own = aliases.filter((alias) => requiredTextAt(alias.properties, 'FunctionName') === resource.ref);
  const [alias, another] = own;
  if (alias === undefined) return { arn, references: [resource.ref, arn] };
  const versions = objectsAt(objectAt(alias.properties, 'RoutingConfig'), 'AdditionalVersionWeights');
  if (another !== undefined || versions.length > 0)
    throw new UnsupportedTemplateError(`the aliases of ${resource.logicalId}`, 'one alias of one version is expected');
  return { arn: alias.ref, references: [alias.ref] };
}

/** `AWS::Lambda::Permission` as the statement that Lambda makes of it. */
function toStatement(permission: ResolvedResource, functionArn: string): PolicyStatement {
  const sourceArn = textAt(permission.properties, 'SourceArn');
  return {
    origin: `permission ${permission.logicalId}`,
    effect: 'Allow',
    actions: [requiredTextAt(permission.properties, 'Action')],
    resources: [functionArn],
    principals: [requiredTextAt(permission.properties, 'Principal')],
    conditions: sourceArn === undefined ? [] : [{ operator: 'ArnLike', key: 'aws:SourceArn', values: [sourceArn] }],
  };
}
