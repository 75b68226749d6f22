import { Controller, Get, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Pool } from 'pg';
import { Rejected } from '#kernel';
import { Roles, Scoped } from '#platform';
import { Builds, type Freshnesses, type View } from '#projections';
import { VIEW_BOOK } from './tokens.js';

/** How the views stand, and ordering a new build of one. */
export class ViewBook {
  readonly #builds: Builds;

  constructor(pool: Pool, private readonly freshness: Freshnesses, private readonly views: readonly View[]) {
    this.#builds = new Builds(pool);
  }

  /** Every build of every view: the one that answers and the ones that are being filled. */
  list() {
    return this.freshness.all();
  }

  /** Orders a fresh build beside the one that answers; a projector fills it and then it takes over. @throws Rejected VIEW_NOT_FOUND */
  async rebuild(name: string) {
    const view = this.views.find((one) => one.name === name);
    if (!view) throw new Rejected('VIEW_NOT_FOUND', { view: name, views: this.views.map((one) => one.name) });
    return this.#builds.rebuild(view);
  }
}

@ApiTags('operations')
@Controller('api/views')
@Scoped('refused')
export class ViewsController {
  constructor(@Inject(VIEW_BOOK) private readonly book: ViewBook) {}

  @Get()
  @Roles('back-office', 'auditor')
  @ApiOperation({ summary: 'Every view with its version, position and lag' })
  async list() {
    return { views: await this.book.list() };
  }

  @Post(':name/rebuild')
  @HttpCode(202)
  @Roles('admin')
  @ApiOperation({ summary: 'Fill the view anew beside the one that answers; it takes over when it has caught up' })
  rebuild(@Param('name') name: string) {
    return this.book.rebuild(name);
  }
}
