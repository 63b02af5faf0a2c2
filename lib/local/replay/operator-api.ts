import { signRequest } from '../http/signature.ts';
import type { LocalCloud } from '../local-cloud.ts';

/** Status, and the body as it reads; `null`: there is none. */
export interface ApiReply {
  readonly status: number;
  readonly body: unknown;
}

/** The HTTP API as the operator calls it: signed. */
export class OperatorApi {
  readonly #cloud: LocalCloud;

  constructor(cloud: LocalCloud) {
    this.#cloud = cloud;
  }

  post(path: string, body: object, headers: Readonly<Record<string, string>> = {}): Promise<ApiReply> {
    return this.#request('POST', path, JSON.stringify(body), { 'content-type': 'application/json', ...headers });
  }

  get(path: string): Promise<ApiReply> {
    return this.#request('GET', path, '', {});
  }

  async #request(
    method: string,
    path: string,
    text: string,
    headers: Readonly<Record<string, string>>,
  ): Promise<ApiReply> {
    const { api, access, template } = this.#cloud;
    const url = new URL(path, api.url);
    const request = { method, url, headers, body: text };
    const signed = await signRequest(
      request,
      access.operator,
      { region: template.region, service: 'execute-api' },
      new Date(),
    );
    const response = await fetch(url, { method, headers: signed, ...(text === '' ? {} : { body: text }) });
    const answer = await response.text();
    return { status: response.status, body: answer === '' ? null : JSON.parse(answer) };
  }
}
