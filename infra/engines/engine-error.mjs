/** An engine could not be started or stopped for a reason that a person can do something about. The message says what to do. */
export class EngineError extends Error {
  /**
   * @param {'PORT_IN_USE' | 'DISK_FULL' | 'NOT_INSTALLED' | 'NOT_ALLOWED' | 'DID_NOT_START' | 'DID_NOT_STOP' | 'BUSY'} code stable
   * @param {string} message one sentence, with what to do
   * @param {{ cause?: unknown }} [options]
   */
  constructor(code, message, options) {
    super(message, options);
    this.name = 'EngineError';
    this.code = code;
  }
}
