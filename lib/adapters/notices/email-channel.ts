import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { type NoticeChannel, NoticeError } from '#application/ports/notice-channel.ts';
import { noticeText } from '#domain/notices/notice.ts';
import { AWS_CLIENT_SETTINGS } from '../aws-client-settings.ts';

export interface EmailChannelOptions {
  /** Its subscribers get the mail. */
  readonly topicArn: string;
  /** @default a client by the environment */
  readonly client?: SNSClient;
}

/** SNS takes subjects of less than 100 characters, without control characters; mail of old takes ASCII only. */
const MOST = 99;
const NOT_PLAIN = /[^ -~]+/g;

/** E-mail, by a topic of SNS. What the client sends again after an answer that was lost arrives twice. */
export function emailChannel({
  topicArn,
  client = new SNSClient(AWS_CLIENT_SETTINGS),
}: EmailChannelOptions): NoticeChannel {
  return {
    name: 'email',
    send: async (notice) => {
      const message = { TopicArn: topicArn, Subject: subjectOf(notice.title), Message: noticeText(notice) };
      try {
        await client.send(new PublishCommand(message));
      } catch (error) {
        // Its message may name the account.
        throw new NoticeError(`email: ${error instanceof Error ? error.name : 'not published'}`);
      }
    },
  };
}

function subjectOf(title: string): string {
  return title.replaceAll(NOT_PLAIN, '?').trim().slice(0, MOST);
}
