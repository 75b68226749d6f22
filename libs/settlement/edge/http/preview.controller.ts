import { Body, Controller, HttpCode, Inject, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { daysBetween } from '#energy';
import { InvalidInput, Roles, Scoped } from '#platform';
import { previewSettlement, type PreviewParts } from '../../commands/preview/preview-settlement.js';
import { PREVIEW_PARTS } from '../../tokens.js';
import { PreviewInput } from './preview-input.js';

const LONGEST_DAYS = 400;

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
  async preview(@Body() { gsrns, period, suppose }: PreviewInput) {
    const days = daysBetween(period.from, period.to);
    if (days < 1 || days > LONGEST_DAYS) {
      throw new InvalidInput([{ code: 'RANGE_TOO_LONG', path: '$.period.to', en: `to must be 1 to ${LONGEST_DAYS} days after from`, da: `to skal ligge 1 til ${LONGEST_DAYS} dage efter from` }]);
    }
    return previewSettlement(this.parts, { gsrns, run: { from: period.from, to: period.to }, ...(suppose && { changes: suppose }) });
  }
}
