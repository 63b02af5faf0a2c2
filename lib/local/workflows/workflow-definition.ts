import { UnsupportedTemplateError } from '../errors.ts';
import {
  isJsonObject,
  type Json,
  type JsonObject,
  listAt,
  numberAt,
  objectAt,
  requiredTextAt,
  textAt,
} from '../template/json.ts';
import { type RetryPolicy, readRetry } from './retry-policy.ts';

/** A definition in the Amazon States Language, all of which the local cloud runs. */
export interface WorkflowDefinition {
  readonly startAt: string;
  readonly states: Readonly<Record<string, JsonObject>>;
  /** After which an execution is over, whatever it does. */
  readonly timeoutMs: number;
  /** Its tasks by the names of their states. */
  readonly tasks: ReadonlyMap<string, TaskSpec>;
}

export interface TaskSpec {
  readonly functionArn: string;
  /** `null`: a failure is final. */
  readonly retry: RetryPolicy | null;
}

const PATHS = ['InputPath', 'OutputPath'];
const ONWARDS = ['Next', 'End'];

/** What a state of each type may have. The runner passes over anything else in silence: JSONata, `Assign`, heartbeats, time-outs of tasks. */
const FIELDS: Readonly<Record<string, readonly string[]>> = {
  Task: [...PATHS, ...ONWARDS, 'Resource', 'Parameters', 'ResultSelector', 'ResultPath', 'Retry', 'Catch'],
  Wait: [...PATHS, ...ONWARDS, 'Seconds', 'SecondsPath', 'Timestamp', 'TimestampPath'],
  Pass: [...PATHS, ...ONWARDS, 'Result', 'Parameters', 'ResultPath'],
  Choice: [...PATHS, 'Choices', 'Default'],
  Succeed: PATHS,
  Fail: ['Error', 'ErrorPath', 'Cause', 'CausePath'],
};
const OF_EVERY_STATE = ['Type', 'Comment', 'QueryLanguage'];
const OF_A_DEFINITION = ['Comment', 'QueryLanguage', 'StartAt', 'States', 'TimeoutSeconds', 'Version'];
const OF_A_CATCHER = ['Comment', 'ErrorEquals', 'Next', 'ResultPath'];
const OF_A_CHOICE =
  /^(Variable|Next|Comment|And|Or|Not|Is(Null|Present|Numeric|String|Boolean|Timestamp)|(String|Numeric|Boolean|Timestamp)(Equals|LessThan|GreaterThan|LessThanEquals|GreaterThanEquals|Matches)(Path)?)$/;

/** What of the context object an execution knows: no task token, no time of this machine. */
const CONTEXT = /^\$\$\.Execution\.(Input|Id|Name)\b/;

/** Reads the definition of a state machine. Throws {@link UnsupportedTemplateError} for whatever would not be run as on AWS. */
export function readWorkflowDefinition(text: string, origin: string): WorkflowDefinition {
  const document = parse(text, origin);
  assertFields(document, OF_A_DEFINITION, origin);
  assertJsonPath(document, origin);
  const states = readStates(document, origin);
  const timeoutMs = numberAt(document, 'TimeoutSeconds', 0) * 1_000;
  if (!(timeoutMs > 0))
    throw new UnsupportedTemplateError(
      `${origin} without TimeoutSeconds`,
      'an execution must end, even one that waits',
    );
  const startAt = requiredTextAt(document, 'StartAt');
  assertTargets([startAt, ...Object.values(states).flatMap(targetsOf)], states, origin);
  const tasks = Object.entries(states).filter(([, state]) => state['Type'] === 'Task');
  return {
    startAt,
    states,
    timeoutMs,
    tasks: new Map(
      tasks.map(([name, state]) => [
        name,
        { functionArn: requiredTextAt(state, 'Resource'), retry: readRetry(state, `state ${name} of ${origin}`) },
      ]),
    ),
  };
}

function parse(text: string, origin: string): JsonObject {
  try {
    const document = JSON.parse(text) as Json;
    if (isJsonObject(document)) return document;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw new UnsupportedTemplateError(`the definition of ${origin}`, 'a JSON object is expected');
}

function readStates(document: JsonObject, origin: string): Readonly<Record<string, JsonObject>> {
  const states = objectAt(document, 'States');
  return Object.fromEntries(
    Object.keys(states).map((name) => {
      const state = objectAt(states, name);
      assertState(state, `state ${name} of ${origin}`);
      return [name, state];
    }),
  );
}

function assertState(state: JsonObject, origin: string): void {
  const type = textAt(state, 'Type') ?? 'nothing';
  const fields = FIELDS[type];
  if (fields === undefined)
    throw new UnsupportedTemplateError(`type ${type} of ${origin}`, `known are ${Object.keys(FIELDS).join(', ')}`);
  assertFields(state, [...OF_EVERY_STATE, ...fields], origin);
  assertJsonPath(state, origin);
  assertContext(state, origin);
  for (const catcher of objectsIn(state, 'Catch')) assertFields(catcher, OF_A_CATCHER, `Catch of ${origin}`);
  for (const rule of objectsIn(state, 'Choices')) assertRule(rule, `Choices of ${origin}`);
}

function assertFields(parent: JsonObject, known: readonly string[], origin: string): void {
  const strange = Object.keys(parent).find((field) => !known.includes(field));
  if (strange !== undefined)
    throw new UnsupportedTemplateError(`${strange} of ${origin}`, `known are ${known.join(', ')}`);
}

function assertJsonPath(parent: JsonObject, origin: string): void {
  const language = textAt(parent, 'QueryLanguage') ?? 'JSONPath';
  if (language !== 'JSONPath')
    throw new UnsupportedTemplateError(`QueryLanguage ${language} of ${origin}`, 'JSONPath is expected');
}

/** Rules may be nested in `And`, `Or` and `Not`. */
function assertRule(rule: JsonObject, origin: string): void {
  const strange = Object.keys(rule).find((field) => !OF_A_CHOICE.test(field));
  if (strange !== undefined) throw new UnsupportedTemplateError(`${strange} of ${origin}`, 'comparisons are expected');
  for (const operator of ['And', 'Or', 'Not']) {
    for (const inner of objectsIn(rule, operator)) assertRule(inner, origin);
  }
}

/** Looks at every path of the context object, also within intrinsic functions. */
function assertContext(value: Json, origin: string): void {
  if (typeof value === 'string') {
    const strange = (value.match(/\$\$[\w.]*/g) ?? []).find((path) => !CONTEXT.test(path));
    if (strange === undefined) return;
    throw new UnsupportedTemplateError(`${strange} of ${origin}`, 'Input, Id and Name of $$.Execution are known');
  }
  if (typeof value === 'object' && value !== null)
    for (const inner of Object.values(value)) assertContext(inner, origin);
}

function targetsOf(state: JsonObject): readonly string[] {
  const branches = [...objectsIn(state, 'Catch'), ...objectsIn(state, 'Choices')];
  const targets = [
    textAt(state, 'Next'),
    textAt(state, 'Default'),
    ...branches.map((branch) => textAt(branch, 'Next')),
  ];
  return targets.filter((target) => target !== undefined);
}

function assertTargets(targets: readonly string[], states: Readonly<Record<string, JsonObject>>, origin: string): void {
  const lost = targets.find((target) => !Object.hasOwn(states, target));
  if (lost !== undefined)
    throw new UnsupportedTemplateError(`state ${lost} of ${origin}`, 'it is named and not defined');
}

function objectsIn(parent: JsonObject, name: string): readonly JsonObject[] {
  return listAt(parent, name).filter(isJsonObject);
}
