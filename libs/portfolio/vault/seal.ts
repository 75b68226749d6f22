import { createCipheriv, createDecipheriv, type KeyObject, randomBytes } from 'node:crypto';

const ALGORITHM = 'aes-256-gcm';
/** What NIST SP 800-38D recommends for GCM; drawn anew for every sealing, so that no pair of key and nonce comes twice. */
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Bytes that only the key opens: nonce, ciphertext, tag. `about` is bound to them: sealed bytes of one row mean nothing in another. */
export const seal = (key: KeyObject, clear: Buffer, about: string): Buffer => {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(ALGORITHM, key, nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(Buffer.from(about));
  return Buffer.concat([nonce, cipher.update(clear), cipher.final(), cipher.getAuthTag()]);
};

/** The bytes that were sealed. @throws Error when the key or `about` is another, or a bit was changed */
export const unseal = (key: KeyObject, sealed: Buffer, about: string): Buffer => {
  const decipher = createDecipheriv(ALGORITHM, key, sealed.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES });
  decipher.setAAD(Buffer.from(about));
  decipher.setAuthTag(sealed.subarray(sealed.length - TAG_BYTES));
  return Buffer.concat([decipher.update(sealed.subarray(NONCE_BYTES, sealed.length - TAG_BYTES)), decipher.final()]);
};
