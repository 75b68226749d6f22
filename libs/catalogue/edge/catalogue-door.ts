import { Inject, Injectable } from '@nestjs/common';
import { type Command, CommandBus } from '@nestjs/cqrs';
import type { Caller } from '#platform';
import type { Freshnesses } from '#projections';
import type { Published } from '../commands/carry-out.js';
import type { Origin } from '../commands/requests.js';
import { CATALOGUE_FRESHNESS, CATALOGUE_QUERIES } from '../tokens.js';
import type { CatalogueQueries } from '../views/catalogue-queries.js';
import { answerTo, originOfRequest } from './origin-of-request.js';

/** Who asks, and under which key the same request is carried out once. `what` names the request. */
export type Asked = Readonly<{ what: readonly string[]; caller: Caller; key: string | undefined }>;

/** What the doors of the catalogue have in common: a statement is carried out and answered for once the views show it. */
@Injectable()
export class CatalogueDoor {
  constructor(
    private readonly commands: CommandBus,
    @Inject(CATALOGUE_QUERIES) protected readonly queries: CatalogueQueries,
    @Inject(CATALOGUE_FRESHNESS) protected readonly freshness: Freshnesses,
  ) {}

  /** `command` as it came in the body; `more` is what the route knows. */
  protected async carriedOut<C extends Command<Published> & { origin: Origin }>(command: C, more: Partial<C>, { what, caller, key }: Asked, views: readonly string[]): Promise<Awaited<ReturnType<typeof answerTo>>> {
    const origin = originOfRequest(what, command, caller, key);
    const published = await this.commands.execute<C, Published>(Object.assign(command, more, { origin }));
    return answerTo(published, this.freshness, views);
  }
}
