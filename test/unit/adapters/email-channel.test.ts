import type { PublishCommand, PublishCommandInput, SNSClient } from '@aws-sdk/client-sns';
import { describe, expect, it } from 'vitest';
import { emailChannel } from '#adapters/notices/email-channel.ts';
import { NoticeError } from '#application/ports/notice-channel.ts';
import type { Notice } from '#domain/notices/notice.ts';

const TOPIC = 'arn:aws:sns:us-east-1:123456789012:mail';
const NOTICE: Notice = {
  id: 'n'.repeat(32),
  severity: 'critical',
  title: 'CRITICAL DriftDetected BTC/USD (prod, account main)',
  lines: ['quantity: -0.5', 'at: 2026-01-05T14:30:00Z'],
};

async function send(notice: Notice, fail: Error | null = null): Promise<readonly PublishCommandInput[]> {
  const sent: PublishCommandInput[] = [];
  const client = {
    send: async ({ input }: PublishCommand) => {
      sent.push(input);
      if (fail !== null) throw fail;
    },
  } as unknown as SNSClient;
  await emailChannel({ topicArn: TOPIC, client }).send(notice);
  return sent;
}

describe('notices by e-mail', () => {
  it('Given a topic, When a notice is sent, Then it is published with its title as subject and all of it as text', async () => {
    const [message, ...more] = await send(NOTICE);
    const text = [NOTICE.title, ...NOTICE.lines].join('\n');
    expect(message).toEqual({ TopicArn: TOPIC, Subject: NOTICE.title, Message: text });
    expect(more).toEqual([]);
  });

  it.each([
    ['a title of more than a subject may have', `WARNING ${'x'.repeat(300)}`, `WARNING ${'x'.repeat(91)}`],
    ['line breaks', 'WARNING a\r\nBcc: b@example.com', 'WARNING a?Bcc: b@example.com'],
    ['what is no ASCII', 'WARNING “é”\u0007', 'WARNING ?'],
  ])('Given %s, When it is sent, Then its subject is one that SNS takes', async (_name, title, subject) => {
    const [message] = await send({ ...NOTICE, title });
    expect(message?.Subject).toBe(subject);
    expect(subject.length).toBeLessThan(100);
    expect(message?.Message?.startsWith(title)).toBe(true);
  });

  it('Given SNS refuses, When a notice is sent, Then it failed, and neither account nor role is in what is said', async () => {
    const refusal = new Error('User: arn:aws:sts::123456789012:assumed-role/x is not authorized');
    refusal.name = 'AuthorizationErrorException';
    const error: unknown = await send(NOTICE, refusal).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(NoticeError);
    expect(String(error)).toBe('NoticeError: email: AuthorizationErrorException');
  });
});
