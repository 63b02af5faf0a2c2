/** A service outside of the AWS account that tells people when it has not heard of us for some minutes. */
export interface DeadMan {
  /**
   * Says that all is well, and tries again for some seconds where that may help.
   *
   * @throws {NoticeError} when it did not get through; the message holds no secret
   */
  ping(): Promise<void>;
}
