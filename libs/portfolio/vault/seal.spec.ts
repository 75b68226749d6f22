import { describe, expect, it } from '@jest/globals';
import { createSecretKey, randomBytes } from 'node:crypto';
import { seal, unseal } from './seal.js';

const key = () => createSecretKey(randomBytes(32));
const clear = Buffer.from('Jens Prøvesen');

describe('Sealed bytes', () => {
  const mine = key();
  const sealed = seal(mine, clear, 'data of c-1');
  it('are opened by their key', () => expect(unseal(mine, sealed, 'data of c-1').equals(clear)).toBe(true));
  it('are other bytes each time', () => expect(seal(mine, clear, 'data of c-1').equals(sealed)).toBe(false));
  it('are opened by no other key, nor as something else', () => {
    expect(() => unseal(key(), sealed, 'data of c-1')).toThrow();
    expect(() => unseal(mine, sealed, 'data of c-2')).toThrow();
  });
  it('are not opened once a bit was changed, wherever it is', () => {
    for (let at = 0; at < sealed.length; at++) {
      const changed = Buffer.from(sealed);
      changed[at]! ^= 1;
      expect(() => unseal(mine, changed, 'data of c-1')).toThrow();
    }
  });
});
