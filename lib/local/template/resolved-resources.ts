import type { AssembledStack, CloudAssembly } from '../assembly/cloud-assembly.ts';
import { UnsupportedTemplateError } from '../errors.ts';
import { type IntrinsicScope, resolveIntrinsics } from './intrinsics.ts';
import { isJsonObject, type JsonObject, objectAt, requiredTextAt, textAt } from './json.ts';
import { identifyResource, LOCAL_ACCOUNT, type ResourceIdentity } from './resource-identity.ts';

/** One resource of the template with every intrinsic function resolved. */
export interface ResolvedResource extends ResourceIdentity {
  readonly logicalId: string;
  readonly type: string;
  readonly stack: AssembledStack;
  readonly properties: JsonObject;
}

interface IdentifiedStack {
  readonly stack: AssembledStack;
  readonly region: string;
  readonly resources: ReadonlyMap<string, ResourceIdentity & { readonly type: string; readonly raw: JsonObject }>;
}

/**
 * Resolves all resources of all stacks.
 * @param region where stacks that fix none are taken to be deployed
 * @param gatewayUrl base URL of queue URLs
 */
export function resolveResources(
  assembly: CloudAssembly,
  region: string,
  gatewayUrl: string,
): readonly ResolvedResource[] {
  const stacks = assembly.stacks.map((stack) => identifyStack(stack, stack.region ?? region, gatewayUrl));
  const exports = new Map<string, string>();
  for (const stack of stacks) collectExports(stack, exports);
  return stacks.flatMap((stack) => {
    const scope = scopeOf(stack, exports);
    return [...stack.resources].map(([logicalId, { type, raw, ...identity }]) => {
      const properties = resolveIntrinsics(raw, scope);
      return {
        ...identity,
        logicalId,
        type,
        stack: stack.stack,
        properties: isJsonObject(properties) ? properties : {},
      };
    });
  });
}

function identifyStack(stack: AssembledStack, region: string, gatewayUrl: string): IdentifiedStack {
  const place = { stackName: stack.name, region, gatewayUrl };
  const resources = new Map<string, ResourceIdentity & { type: string; raw: JsonObject }>();
  for (const [logicalId, resource] of Object.entries(objectAt(stack.template, 'Resources'))) {
    if (!isJsonObject(resource)) throw new UnsupportedTemplateError(`resource ${logicalId}`, 'an object is expected');
    const type = requiredTextAt(resource, 'Type');
    if (type === 'AWS::CDK::Metadata') continue;
    if (resource.Condition !== undefined) {
      throw new UnsupportedTemplateError(
        `the Condition of ${logicalId} in stack ${stack.name}`,
        'conditional resources are not served',
      );
    }
    const raw = objectAt(resource, 'Properties');
    resources.set(logicalId, { ...identifyResource(logicalId, type, raw, place), type, raw });
  }
  for (const [logicalId, { raw, type }] of resources) {
    if (type === 'AWS::Lambda::Alias') identifyAlias(logicalId, raw, resources);
  }
  return { stack, region, resources };
}

/** An alias is known by the ARN of its function, which may come later in the template, and its name. */
function identifyAlias(
  logicalId: string,
  { FunctionName, Name }: JsonObject,
  resources: Map<string, ResourceIdentity & { type: string; raw: JsonObject }>,
): void {
  const target = isJsonObject(FunctionName) ? resources.get(String(FunctionName.Ref)) : undefined;
  const alias = resources.get(logicalId);
  if (target?.type !== 'AWS::Lambda::Function' || alias === undefined || typeof Name !== 'string')
    throw new UnsupportedTemplateError(`alias ${logicalId}`, 'a name, and a function of the same stack, are expected');
  resources.set(logicalId, { ...alias, name: Name, ref: `${target.attributes['Arn']}:${Name}` });
}

function collectExports(stack: IdentifiedStack, exports: Map<string, string>): void {
  const scope = scopeOf(stack, exports);
  for (const output of Object.values(objectAt(stack.stack.template, 'Outputs'))) {
    if (!isJsonObject(output) || output.Export === undefined) continue;
    const name = textAt(toObject(resolveIntrinsics(objectAt(output, 'Export'), scope)), 'Name');
    const value = resolveIntrinsics(output.Value ?? null, scope);
    if (name !== undefined && typeof value === 'string') exports.set(name, value);
  }
}

function scopeOf(stack: IdentifiedStack, exports: ReadonlyMap<string, string>): IntrinsicScope {
  const pseudo: Readonly<Record<string, string>> = {
    'AWS::Region': stack.region,
    'AWS::AccountId': LOCAL_ACCOUNT,
    'AWS::Partition': 'aws',
    'AWS::URLSuffix': 'amazonaws.com',
    'AWS::StackName': stack.stack.name,
    'AWS::StackId': `arn:aws:cloudformation:${stack.region}:${LOCAL_ACCOUNT}:stack/${stack.stack.name}/local`,
  };
  const parameters = objectAt(stack.stack.template, 'Parameters');
  return {
    ref: (name) => pseudo[name] ?? stack.resources.get(name)?.ref ?? parameterDefault(parameters, name),
    attribute: (logicalId, attribute) => stack.resources.get(logicalId)?.attributes[attribute],
    imported: (name) => exports.get(name),
  };
}

function parameterDefault(parameters: JsonObject, name: string): string | undefined {
  return parameters[name] === undefined ? undefined : textAt(objectAt(parameters, name), 'Default');
}

function toObject(value: unknown): JsonObject {
  return value as JsonObject;
}
