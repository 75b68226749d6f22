import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a key may see besides its roles; null = everything, as for all keys made before. */
export class AddApiKeyScope1795305600000 implements MigrationInterface {
  readonly name = 'AddApiKeyScope1795305600000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table platform_api_keys add column if not exists scope jsonb');
  }

  /** Refused: a program that does not know scopes would let scoped keys see everything. */
  async down(): Promise<void> {
    throw new Error('The scopes of API keys are not dropped: keys that were limited would see everything. To go back, revoke them first and restore a backup.');
  }
}
