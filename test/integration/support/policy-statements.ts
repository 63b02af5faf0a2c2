import type { CloudAssembly } from '#local/assembly/cloud-assembly.ts';
import { isJsonObject, type JsonObject, listAt, objectAt, stringsAt } from '#local/template/json.ts';

/** One statement of one role's policy in a template. */
export interface StatementReference {
  readonly stack: string;
  readonly policy: string;
  readonly index: number;
  readonly actions: readonly string[];
}

/** Every statement of every role, in the order of the templates. */
export function statementsOf(assembly: CloudAssembly): readonly StatementReference[] {
  return assembly.stacks.flatMap((stack) =>
    Object.entries(objectAt(stack.template, 'Resources')).flatMap(([policy, resource]) => {
      if (!isJsonObject(resource) || resource['Type'] !== 'AWS::IAM::Policy') return [];
      const statements = listAt(objectAt(objectAt(resource, 'Properties'), 'PolicyDocument'), 'Statement').filter(
        isJsonObject,
      );
      return statements.map((statement, index) => ({
        stack: stack.name,
        policy,
        index,
        actions: stringsAt(statement, 'Action'),
      }));
    }),
  );
}

/** The assembly with one statement taken out; the given one is not changed. */
export function withoutStatement(assembly: CloudAssembly, gone: StatementReference): CloudAssembly {
  const stacks = assembly.stacks.map((stack) =>
    stack.name === gone.stack ? { ...stack, template: cut(stack.template, gone) } : stack,
  );
  return { ...assembly, stacks };
}

function cut(template: JsonObject, gone: StatementReference): JsonObject {
  const resources = objectAt(template, 'Resources');
  const resource = objectAt(resources, gone.policy);
  const properties = objectAt(resource, 'Properties');
  const document = objectAt(properties, 'PolicyDocument');
  const Statement = listAt(document, 'Statement').filter((_statement, index) => index !== gone.index);
  const policy = { ...resource, Properties: { ...properties, PolicyDocument: { ...document, Statement } } };
  return { ...template, Resources: { ...resources, [gone.policy]: policy } };
}
