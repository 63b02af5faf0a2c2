import { describe, expect, it } from 'vitest';
import { UnsupportedTemplateError } from '#local/errors.ts';
import type { JsonObject } from '#local/template/json.ts';
import { readTemplate } from '#local/template/read-template.ts';
import { SMALL_RESOURCES, smallAssembly } from '../../support/small-template.ts';

const options = { region: 'eu-west-1', gatewayUrl: 'http://127.0.0.1:4000' };

describe('readTemplate', () => {
  const ALIAS = { FunctionName: { Ref: 'Function' }, FunctionVersion: '1', Name: 'live' };
  const ALIASED: JsonObject = {
    Alias: { Type: 'AWS::Lambda::Alias', Properties: ALIAS },
    Mapping: {
      ...SMALL_RESOURCES.app.Mapping,
      Properties: {
        ...SMALL_RESOURCES.app.Mapping.Properties,
        FunctionName: {
          'Fn::Join': ['', [{ 'Fn::Select': [6, { 'Fn::Split': [':', { Ref: 'Alias' }] }] }, ':live']],
        },
      },
    },
  };

  it('Given two stacks, Then everything is resolved across them', () => {
    const { tables, queues, functions, mappings, region } = readTemplate(smallAssembly(), options);
    expect(region).toBe('us-east-1');
    expect(
      tables.map(({ name, arn, keys, indexes }) => [name, arn, keys.map((key) => key.name), indexes[0]?.name]),
    ).toEqual([['data-Table', 'arn:aws:dynamodb:us-east-1:000000000000:table/data-Table', ['pk', 'sk'], 'open']]);
    expect(queues.map(({ name, url, visibilityTimeoutMs }) => [name, url, visibilityTimeoutMs])).toEqual([
      ['app-Queue.fifo', 'http://127.0.0.1:4000/000000000000/app-Queue.fifo', 30_000],
    ]);
    const [place] = functions;
    expect(place?.environment['ORDERS_QUEUE_URL']).toBe(queues[0]?.url);
    expect(place?.codeDirectory).toBe('/nowhere/code');
    expect(place?.role.policy[0]?.resources).toEqual([tables[0]?.arn]);
    expect(mappings[0]).toMatchObject({
      batchSize: 1,
      reportsBatchItemFailures: true,
      queue: queues[0],
      function: place,
    });
  });

  it('Given an alias, Then it is what is called: a permission past it allows nothing', () => {
    const permissionOn = (FunctionName: JsonObject): JsonObject => ({
      Type: 'AWS::Lambda::Permission',
      Properties: { FunctionName, Action: 'lambda:InvokeFunction', Principal: 'events.amazonaws.com' },
    });
    const { functions, mappings } = readTemplate(
      smallAssembly({
        // Before its function, as CloudFormation does not mind.
        ...ALIASED,
        ByAlias: permissionOn({ Ref: 'Alias' }),
        PastIt: permissionOn({ 'Fn::GetAtt': ['Function', 'Arn'] }),
      }),
      options,
    );

    expect(functions[0]).toMatchObject({
      name: 'app-Function',
      arn: 'arn:aws:lambda:us-east-1:000000000000:function:app-Function:live',
    });
    expect(functions[0]?.policy.map(({ origin }) => origin)).toEqual(['permission ByAlias']);
    expect(mappings[0]?.function).toBe(functions[0]);
  });

  const withFunction = (properties: JsonObject): JsonObject => ({
    Function: {
      ...SMALL_RESOURCES.app.Function,
      Properties: { ...SMALL_RESOURCES.app.Function.Properties, ...properties },
    },
  });

  it.each<[string, JsonObject, string]>([
    [
      'an unknown resource type',
      { Topic: { Type: 'AWS::SNS::Nothing' } },
      'resource type AWS::SNS::Nothing (Topic in stack app)',
    ],
    [
      'a conditional resource',
      { Queue: { ...SMALL_RESOURCES.app.Queue, Condition: 'IsProd' } },
      'the Condition of Queue',
    ],
    [
      'a managed policy',
      { Role: { Type: 'AWS::IAM::Role', Properties: { ManagedPolicyArns: ['arn:x'] } } },
      'ManagedPolicyArns of Role',
    ],
    ['a function without service name', withFunction({ Environment: {} }), 'function Function'],
    ['code that is not in the assembly', withFunction({ Code: { S3Key: 'gone.zip' } }), 'the code of Function'],
    [
      'a stream without old images',
      {
        T: { Type: 'AWS::DynamoDB::Table', Properties: { StreamSpecification: { StreamViewType: 'NEW_IMAGE' } } },
      },
      'StreamViewType NEW_IMAGE of T',
    ],
    ['a mapping past the alias', { Alias: ALIASED['Alias'] ?? null }, 'function app-Function of Mapping'],
    [
      'an alias of two versions',
      {
        ...ALIASED,
        Alias: {
          Type: 'AWS::Lambda::Alias',
          Properties: { ...ALIAS, RoutingConfig: { AdditionalVersionWeights: [{ FunctionVersion: '2' }] } },
        },
      },
      'the aliases of Function',
    ],
    [
      'an alias of nothing',
      { Alias: { Type: 'AWS::Lambda::Alias', Properties: { ...ALIAS, FunctionName: 'gone' } } },
      'alias Alias',
    ],
    [
      'a mapping of nothing',
      {
        Mapping: {
          Type: 'AWS::Lambda::EventSourceMapping',
          Properties: { FunctionName: 'f', EventSourceArn: 'arn:gone' },
        },
      },
      'of Mapping',
    ],
  ])('Given %s, Then the boot is refused by name', (_name, changes, message) => {
    expect(() => readTemplate(smallAssembly(changes), options)).toThrow(UnsupportedTemplateError);
    expect(() => readTemplate(smallAssembly(changes), options)).toThrow(message);
  });
});
