import { describe, expect, it } from 'vitest';
import { UnsupportedTemplateError } from '#local/errors.ts';
import type { JsonObject } from '#local/template/json.ts';
import { readTemplate } from '#local/template/read-template.ts';
import { readWorkflowDefinition } from '#local/workflows/workflow-definition.ts';
import { smallAssembly } from '../../support/small-template.ts';
import { faultsOfDefinition } from '../../support/validate-states-language.ts';
import { ASKING, FUNCTION_ARN, MACHINE_ARN, machineResources } from '../../support/workflow-template.ts';

const options = { region: 'us-east-1', gatewayUrl: 'http://127.0.0.1:4000' };
const read = (definition: object) => readWorkflowDefinition(JSON.stringify(definition), 'Machine');

describe('Given a state machine in a template', () => {
  it('When it is read, Then the definition is joined, and role, functions and retries are known', () => {
    const resources = machineResources(ASKING, { TracingConfiguration: { Enabled: true } });
    const [machine] = readTemplate(smallAssembly(resources), options).stateMachines;

    expect(faultsOfDefinition(ASKING)).toBe('');
    expect(machine).toMatchObject({
      name: 'app-Machine',
      arn: MACHINE_ARN,
      role: { name: 'app-MachineRole' },
      isLogged: false,
      isTraced: true,
    });
    expect(machine?.definition).toEqual({
      startAt: 'Ask',
      states: ASKING.States,
      timeoutMs: 900_000,
      tasks: new Map([
        [
          'Ask',
          {
            functionArn: FUNCTION_ARN,
            retry: { intervalMs: 1_000, backoffRate: 2, maxAttempts: 2, maxDelayMs: 15_000 },
          },
        ],
      ]),
    });
  });

  it.each<[string, JsonObject, string]>([
    ['an express workflow', { StateMachineType: 'EXPRESS' }, 'StateMachineType EXPRESS of Machine'],
    ['a definition that lies elsewhere', { DefinitionS3Location: { Bucket: 'b' } }, 'DefinitionS3Location of Machine'],
    ['substitutions', { DefinitionSubstitutions: { a: 'b' } }, 'DefinitionSubstitutions of Machine'],
    ['a role that is not there', { RoleArn: 'arn:gone' }, 'role arn:gone of Machine'],
    ['a definition that is no JSON', { DefinitionString: '{' }, 'the definition of Machine'],
  ])('When it has %s, Then the boot is refused by name', (_name, properties, message) => {
    const assembly = smallAssembly(machineResources(ASKING, properties));
    expect(() => readTemplate(assembly, options)).toThrow(UnsupportedTemplateError);
    expect(() => readTemplate(assembly, options)).toThrow(message);
  });

  it.each([
    ['another service', 'arn:aws:states:::sqs:sendMessage'],
    ['a task token', 'arn:aws:states:::lambda:invoke.waitForTaskToken'],
    ['a function that is not there', 'arn:aws:lambda:us-east-1:000000000000:function:gone'],
  ])('When a task calls %s, Then the boot is refused with state and resource', (_name, Resource) => {
    const definition = JSON.parse(
      JSON.stringify({ ...ASKING, States: { ...ASKING.States, Ask: { ...ASKING.States.Ask, Resource } } }),
    );
    expect(() => readTemplate(smallAssembly(machineResources(definition)), options)).toThrow(
      `Resource ${Resource} of state Ask of Machine`,
    );
  });
});

describe('Given a definition that the runner would not run as AWS does', () => {
  const { Ask, IsDone, Failed } = ASKING.States;
  const withStates = (states: object): object => ({ ...ASKING, States: { ...ASKING.States, ...states } });
  const [retrier] = Ask.Retry;

  it.each<[string, object, string]>([
    ['JSONata', { ...ASKING, QueryLanguage: 'JSONata' }, 'QueryLanguage JSONata of Machine'],
    [
      'JSONata in a state',
      withStates({ Ask: { ...Ask, QueryLanguage: 'JSONata' } }),
      'QueryLanguage JSONata of state Ask',
    ],
    ['arguments of JSONata', withStates({ Ask: { ...Ask, Arguments: {} } }), 'Arguments of state Ask of Machine'],
    [
      'a condition of JSONata',
      withStates({ IsDone: { ...IsDone, Choices: [{ Condition: '{% true %}', Next: 'Done' }] } }),
      'Condition of Choices of state IsDone',
    ],
    ['Assign', withStates({ Ask: { ...Ask, Assign: { a: 1 } } }), 'Assign of state Ask'],
    [
      'Assign in a choice',
      withStates({
        IsDone: { ...IsDone, Choices: [{ Not: { Variable: '$.a', IsNull: true, Assign: {} }, Next: 'Done' }] },
      }),
      'Assign of Choices of state IsDone',
    ],
    [
      'Assign in a catch',
      withStates({ Ask: { ...Ask, Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Failed', Assign: {} }] } }),
      'Assign of Catch of state Ask',
    ],
    [
      'a task token',
      withStates({ Ask: { ...Ask, Parameters: { 'token.$': '$$.Task.Token' } } }),
      '$$.Task.Token of state Ask',
    ],
    [
      'the time of a start',
      withStates({ Failed: { ...Failed, CausePath: "States.Format('{}', $$.Execution.StartTime)" } }),
      '$$.Execution.StartTime of state Failed',
    ],
    [
      'a map that tolerates failures',
      withStates({ Ask: { Type: 'Map', ToleratedFailureCount: 1, Next: 'IsDone' } }),
      'type Map of state Ask',
    ],
    [
      'parallel branches',
      withStates({ Ask: { Type: 'Parallel', Branches: [], Next: 'IsDone' } }),
      'type Parallel of state Ask',
    ],
    ['a time-out of a task', withStates({ Ask: { ...Ask, TimeoutSeconds: 5 } }), 'TimeoutSeconds of state Ask'],
    ['a heartbeat', withStates({ Ask: { ...Ask, HeartbeatSeconds: 5 } }), 'HeartbeatSeconds of state Ask'],
    [
      'two retriers',
      withStates({ Ask: { ...Ask, Retry: [{ ...retrier, ErrorEquals: ['A'] }, retrier] } }),
      'Retry of state Ask',
    ],
    [
      'a retrier of some errors',
      withStates({ Ask: { ...Ask, Retry: [{ ...retrier, ErrorEquals: ['A'] }] } }),
      'Retry of state Ask',
    ],
    [
      'jitter',
      withStates({ Ask: { ...Ask, Retry: [{ ...retrier, JitterStrategy: 'FULL' }] } }),
      'JitterStrategy in Retry of state Ask',
    ],
    ['no time-out of its own', { ...ASKING, TimeoutSeconds: undefined }, 'Machine without TimeoutSeconds'],
    ['a start that is not there', { ...ASKING, StartAt: 'Gone' }, 'state Gone of Machine'],
    ['a way to nowhere', withStates({ Ask: { ...Ask, Next: 'Gone' } }), 'state Gone of Machine'],
  ])('When it has %s, Then it is refused in one line that names it', (_name, definition, message) => {
    expect(() => read(definition)).toThrow(UnsupportedTemplateError);
    expect(() => read(definition)).toThrow(message);
    expect(() => read(definition)).toThrow(/^The local cloud does not understand [^\n]+$/);
  });
});
