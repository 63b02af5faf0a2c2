import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { LocalCloudError } from '../errors.ts';
import { isJsonObject, type JsonObject, objectAt, requiredTextAt } from '../template/json.ts';

/** One stack of a synthesized CDK app. */
export interface AssembledStack {
  readonly name: string;
  /** Region that the app fixed for the stack; `null` when it is left to the deployment. */
  readonly region: string | null;
  readonly template: JsonObject;
  /** Absolute folder of each file asset, by the object key that the template names (`<hash>.zip`). */
  readonly assets: ReadonlyMap<string, string>;
}

/** What `cdk synth` left in a folder: the stacks in the order of the manifest. */
export interface CloudAssembly {
  readonly directory: string;
  readonly stacks: readonly AssembledStack[];
}

/** Reads manifest, templates and asset lists of a cloud assembly. Throws `LocalCloudError` when it is not one. */
export function readCloudAssembly(directory: string): CloudAssembly {
  const artifacts = objectAt(readJson(join(directory, 'manifest.json')), 'artifacts');
  const stacks: AssembledStack[] = [];
  for (const [id, artifact] of Object.entries(artifacts)) {
    if (!isJsonObject(artifact) || artifact.type !== 'aws:cloudformation:stack') continue;
    stacks.push(readStack(directory, id, artifact));
  }
  if (stacks.length === 0) throw new LocalCloudError(`${directory} holds a cloud assembly without stacks`);
  return { directory: resolve(directory), stacks };
}

function readStack(directory: string, id: string, artifact: JsonObject): AssembledStack {
  const properties = objectAt(artifact, 'properties');
  const region = /^aws:\/\/[^/]+\/(.+)$/.exec(requiredTextAt(artifact, 'environment'))?.[1];
  return {
    name: typeof properties.stackName === 'string' ? properties.stackName : id,
    region: region === undefined || region === 'unknown-region' ? null : region,
    template: readJson(join(directory, requiredTextAt(properties, 'templateFile'))),
    assets: readAssets(directory, `${id}.assets.json`),
  };
}

function readAssets(directory: string, file: string): ReadonlyMap<string, string> {
  const assets = new Map<string, string>();
  for (const entry of Object.values(objectAt(readJson(join(directory, file)), 'files'))) {
    if (!isJsonObject(entry)) continue;
    const path = resolve(directory, requiredTextAt(objectAt(entry, 'source'), 'path'));
    for (const destination of Object.values(objectAt(entry, 'destinations'))) {
      if (isJsonObject(destination)) assets.set(requiredTextAt(destination, 'objectKey'), path);
    }
  }
  return assets;
}

function readJson(path: string): JsonObject {
  try {
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
    return value as JsonObject;
  } catch (error) {
    throw new LocalCloudError(`${path} is not part of a cloud assembly: ${String(error)}`, { cause: error });
  }
}
