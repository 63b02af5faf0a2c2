import { UnsupportedTemplateError } from '../errors.ts';
import { readWorkflowDefinition } from '../workflows/workflow-definition.ts';
import { objectAt, requiredTextAt, textAt } from './json.ts';
import type { FunctionSpec, RoleSpec, StateMachineSpec } from './local-template.ts';
import type { ResolvedResource } from './resolved-resources.ts';

/** Properties that change what runs, or how; what is left concerns names, tags and keys. */
const REFUSED = ['Definition', 'DefinitionS3Location', 'DefinitionSubstitutions'];

/** A state machine with its definition and its role. Express workflows and definitions that lie elsewhere are not served. */
export function readStateMachine(
  resource: ResolvedResource,
  targets: { readonly functions: readonly FunctionSpec[]; readonly roles: readonly RoleSpec[] },
): StateMachineSpec {
  const { properties, logicalId } = resource;
  const refused = REFUSED.find((name) => properties[name] !== undefined);
  if (refused !== undefined)
    throw new UnsupportedTemplateError(`${refused} of ${logicalId}`, 'DefinitionString is expected');
  const kind = textAt(properties, 'StateMachineType') ?? 'STANDARD';
  if (kind !== 'STANDARD')
    throw new UnsupportedTemplateError(`StateMachineType ${kind} of ${logicalId}`, 'STANDARD is expected');
  const roleArn = requiredTextAt(properties, 'RoleArn');
  const role = targets.roles.find((candidate) => candidate.arn === roleArn);
  if (role === undefined)
    throw new UnsupportedTemplateError(`role ${roleArn} of ${logicalId}`, 'it is not in the template');
  const definition = readWorkflowDefinition(requiredTextAt(properties, 'DefinitionString'), logicalId);
  for (const [state, { functionArn }] of definition.tasks) {
    if (targets.functions.some(({ arn }) => arn === functionArn)) continue;
    throw new UnsupportedTemplateError(
      `Resource ${functionArn} of state ${state} of ${logicalId}`,
      'the ARN of a function of the template is expected',
    );
  }
  return {
    name: resource.name,
    arn: requiredTextAt(resource.attributes, 'Arn'),
    role,
    definition,
    isLogged: (textAt(objectAt(properties, 'LoggingConfiguration'), 'Level') ?? 'OFF') !== 'OFF',
    isTraced: objectAt(properties, 'TracingConfiguration').Enabled === true,
  };
}
