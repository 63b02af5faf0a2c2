import type { CloudAssembly } from '#local/assembly/cloud-assembly.ts';
import { isJsonObject, type Json, type JsonObject, objectAt, requiredTextAt, textAt } from '#local/template/json.ts';

/** One resource as the template has it: nothing is resolved. */
export interface DeployedResource {
  readonly logicalId: string;
  readonly type: string;
  readonly properties: JsonObject;
}

/** What an environment deploys, over all of its stacks. */
export interface Deployed {
  readonly resources: readonly DeployedResource[];
  of(type: string): readonly DeployedResource[];
  /** Service name of the function that `reference` leads to, through an alias if need be. */
  serviceOf(reference: Json | undefined): string;
}

export function readDeployed({ stacks }: CloudAssembly): Deployed {
  const resources = stacks.flatMap(({ template }) =>
    Object.entries(objectAt(template, 'Resources')).flatMap(([logicalId, resource]) =>
      isJsonObject(resource)
        ? [{ logicalId, type: requiredTextAt(resource, 'Type'), properties: objectAt(resource, 'Properties') }]
        : [],
    ),
  );
  const serviceOf = (reference: Json | undefined): string => {
    const found = resources.find(({ logicalId }) => logicalId === referredTo(reference));
    if (found?.type === 'AWS::Lambda::Alias') return serviceOf(found.properties.FunctionName);
    const name = textAt(
      objectAt(objectAt(found?.properties ?? {}, 'Environment'), 'Variables'),
      'POWERTOOLS_SERVICE_NAME',
    );
    if (name === undefined)
      throw new Error(`received ${JSON.stringify(reference)}, expected it to lead to a function with a service name`);
    return name;
  };
  return { resources, of: (type) => resources.filter((resource) => resource.type === type), serviceOf };
}

/** Logical id that a `Ref` or the first part of a `Fn::GetAtt` names; `null`: neither. */
function referredTo(reference: Json | undefined): string | null {
  if (!isJsonObject(reference)) return null;
  const { Ref: ref, 'Fn::GetAtt': attribute } = reference;
  if (typeof ref === 'string') return ref;
  const [first] = Array.isArray(attribute) ? (attribute as readonly Json[]) : [];
  return typeof first === 'string' ? first : null;
}
