/** The template holds something that the local cloud does not know: it stops the boot instead of pretending. */
export class UnsupportedTemplateError extends Error {
  override readonly name = 'UnsupportedTemplateError';
  readonly code = 'UNSUPPORTED_TEMPLATE';

  /** @param what the resource type, intrinsic or property; @param why what was received or is expected */
  constructor(what: string, why: string) {
    super(`The local cloud does not understand ${what}: ${why}`);
  }
}

/** The CDK app, an emulator or a function could not be started, or died. */
export class LocalCloudError extends Error {
  override readonly name = 'LocalCloudError';
  readonly code = 'LOCAL_CLOUD';
}
