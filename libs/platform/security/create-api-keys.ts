import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The table of API keys. A table that an earlier release made without migrations is taken over as it is, with its keys. */
export class CreateApiKeys1795219200000 implements MigrationInterface {
  readonly name = 'CreateApiKeys1795219200000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table if not exists platform_api_keys (
        prefix text primary key,
        hash bytea not null,
        name text not null,
        roles text[] not null,
        created_at timestamptz not null,
        created_by text,
        expires_at timestamptz,
        revoked_at timestamptz,
        last_used_at timestamptz
      )`);
  }

  /** Refused: it would lock out everybody, and the table may be older than this migration. */
  async down(): Promise<void> {
    throw new Error('The table of API keys is not dropped. To go back, restore a backup.');
  }
}
