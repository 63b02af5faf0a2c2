import { type AwsResponse, awsQuery, failureFor } from '../gateway/aws-response.ts';
import { type JsonObject, textAt } from '../template/json.ts';
import type { LocalTemplate } from '../template/local-template.ts';

/** What a topic hands to its subscribers: mail is AWS's to send. */
export interface PublishedMessage {
  readonly topicArn: string;
  readonly subject: string;
  readonly message: string;
}

const SUBJECT = /^[^\p{Cc}]{1,99}$/u;
const MOST_BYTES = 256 * 1024;

/** Topics that functions publish to. As SNS does, they refuse a subject or a message that could not be sent. */
export class Topics {
  readonly #template: LocalTemplate;
  readonly #published: PublishedMessage[] = [];

  constructor(template: LocalTemplate) {
    this.#template = template;
  }

  /** The latest last. */
  get published(): readonly PublishedMessage[] {
    return this.#published;
  }

  publish(body: JsonObject): AwsResponse {
    const [topicArn = '', message = ''] = [textAt(body, 'TopicArn'), textAt(body, 'Message')];
    const subject = textAt(body, 'Subject') ?? '';
    if (!this.#template.topics.some(({ arn }) => arn === topicArn))
      return failureFor('sns', 'NotFound', 'Topic does not exist');
    if (!SUBJECT.test(subject)) return failureFor('sns', 'InvalidParameter', 'Invalid parameter: Subject');
    if (message === '' || Buffer.byteLength(message) > MOST_BYTES)
      return failureFor('sns', 'InvalidParameter', 'Invalid parameter: Message');
    this.#published.push({ topicArn, subject, message });
    return awsQuery('Publish', { MessageId: `message-${this.#published.length}` });
  }
}
