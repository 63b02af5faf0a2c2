import { signRequest } from '../http/signature.ts';
import type { LocalCloud } from '../local-cloud.ts';

/** The HTTP API as the operator calls it: signed. */
export class OperatorApi {
  readonly #cloud: LocalCloud;

  constructor(cloud: LocalCloud) {
    this.#cloud = cloud;
  }

  async post(
    path: string,
    body: object,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<{ status: number; body: unknown }> {
    const { api, access, template } = this.#cloud;
    const url = new URL(path, api.url);
    const text = JSON.stringify(body);
    const request = { method: 'POST', url, headers: { 'content-type': 'application/json', ...headers }, body: text };
    const signed = await signRequest(
      request,
      access.operator,
      { region: template.region, service: 'execute-api' },
      new Date(),
    );
    const response = await fetch(url, { method: 'POST', headers: signed, body: text });
    const answer = await response.text();
    return { status: response.status, body: answer === '' ? null : JSON.parse(answer) };
  }
}
