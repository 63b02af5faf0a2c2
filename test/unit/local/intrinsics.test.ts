import { describe, expect, it } from 'vitest';
import { UnsupportedTemplateError } from '#local/errors.ts';
import { type IntrinsicScope, resolveIntrinsics } from '#local/template/intrinsics.ts';
import type { Json } from '#local/template/json.ts';

const scope: IntrinsicScope = {
  ref: (name) => ({ Queue: 'http://gateway/q', 'AWS::Region': 'eu-west-1' })[name],
  attribute: (logicalId, attribute) => new Map([['Queue.Arn', 'arn:q']]).get(`${logicalId}.${attribute}`),
  imported: (name) => ({ 'data:TableArn': 'arn:t' })[name],
};

describe('resolveIntrinsics', () => {
  it.each<[string, Json, Json]>([
    ['Ref of a resource', { Ref: 'Queue' }, 'http://gateway/q'],
    ['Ref of a pseudo parameter', { Ref: 'AWS::Region' }, 'eu-west-1'],
    ['Fn::GetAtt as a list', { 'Fn::GetAtt': ['Queue', 'Arn'] }, 'arn:q'],
    ['Fn::GetAtt as text', { 'Fn::GetAtt': 'Queue.Arn' }, 'arn:q'],
    ['Fn::Join of nested values', { 'Fn::Join': ['/', ['a', { Ref: 'AWS::Region' }, 1]] }, 'a/eu-west-1/1'],
    [
      'Fn::Sub with names and attributes',
      { 'Fn::Sub': '${AWS::Region}|${Queue.Arn}|${!Literal}' },
      'eu-west-1|arn:q|${!Literal}',
    ],
    [
      'Fn::Sub with variables',
      { 'Fn::Sub': ['${X}-${Queue}', { X: { Ref: 'AWS::Region' } }] },
      'eu-west-1-http://gateway/q',
    ],
    ['Fn::ImportValue', { 'Fn::ImportValue': 'data:TableArn' }, 'arn:t'],
    ['Fn::Select of Fn::Split', { 'Fn::Select': [1, { 'Fn::Split': [':', { 'Fn::GetAtt': ['Queue', 'Arn'] }] }] }, 'q'],
    [
      'AWS::NoValue, which takes its member away',
      { a: 1, b: { Ref: 'AWS::NoValue' }, c: [{ Ref: 'AWS::NoValue' }, 2] },
      { a: 1, c: [2] },
    ],
    ['plain values', { a: [true, null, 'x'], b: { c: 1.5 } }, { a: [true, null, 'x'], b: { c: 1.5 } }],
  ])('Given %s, Then it is resolved', (_name, value, expected) => {
    expect(resolveIntrinsics(value, scope)).toEqual(expected);
  });

  it.each<[string, Json, string]>([
    ['an unknown function', { 'Fn::Transform': {} }, 'intrinsic function Fn::Transform'],
    ['a condition', { 'Fn::If': ['IsProd', 1, 2] }, 'intrinsic function Fn::If'],
    ['an unknown name', { Ref: 'Nobody' }, 'Ref of "Nobody"'],
    ['an unknown attribute', { 'Fn::GetAtt': ['Queue', 'Size'] }, 'Fn::GetAtt of ["Queue","Size"]'],
    ['an unknown export', { 'Fn::ImportValue': 'x' }, 'Fn::ImportValue of "x"'],
  ])('Given %s, Then it is refused by name', (_name, value, message) => {
    expect(() => resolveIntrinsics(value, scope)).toThrow(UnsupportedTemplateError);
    expect(() => resolveIntrinsics(value, scope)).toThrow(message);
  });
});
