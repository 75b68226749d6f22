import { Body, Controller, HttpCode, Inject, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Roles, Scoped } from '#platform';
import { previewSettlement, type PreviewParts } from '../../commands/preview/preview-settlement.js';
import { PREVIEW_PARTS } from '../../tokens.js';
import { PreviewInput } from './preview-input.js';
import { previewAskedBy } from './read-preview.js';

/** What a settlement would say, without saying it. */
@ApiTags('settlements')
@Controller('api/settlement/preview')
@Roles('back-office', 'auditor')
export class PreviewController {
  constructor(@Inject(PREVIEW_PARTS) private readonly parts: PreviewParts) {}

  @Post()
  @HttpCode(200)
  @Scoped('gsrn', { body: ['gsrns'] })
  @ApiOperation({ summary: 'Settle points without writing anything: as things are, or with other prices, products, contract, readings or dates; and the difference line by line' })
  async preview(@Body() input: PreviewInput) {
    return previewSettlement(this.parts, previewAskedBy(input));
  }
}
