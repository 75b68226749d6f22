import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Body, Controller, Module, Post } from '@nestjs/common';
import { Type } from 'class-transformer';
import { IsArray, IsOptional, IsString, ValidateNested } from 'class-validator';
import fc from 'fast-check';
import { Roles } from '../security/roles.js';
import { testHttpApp, type TestHttpApp } from '../testing.js';

class Line {
  @IsString() readonly code!: string;
}

class Order {
  @IsString() readonly orderId!: string;
  @IsOptional() @IsArray() @ValidateNested({ each: true }) @Type(() => Line) readonly lines?: Line[];
  @IsOptional() @ValidateNested() @Type(() => Line) readonly first?: Line;
}

@Controller('api/orders')
@Roles('back-office')
class OrdersController {
  @Post() place(@Body() order: Order) { return { isOrder: order instanceof Order }; }
}

@Module({ controllers: [OrdersController] })
class OrdersModule {}

const NAMES = ['orderId', 'lines', 'first', 'code', 'constructor', 'prototype', '__proto__', 'toString', 'then', 'length', 'hasOwnProperty', 'valueOf', '', '0', 'toJSON'];
const { value: json } = fc.letrec((tie) => ({
  value: fc.oneof({ depthSize: 'small' }, fc.jsonValue({ maxDepth: 1 }), fc.array(tie('value'), { maxLength: 4 }), fc.uniqueArray(fc.tuple(fc.constantFrom(...NAMES), tie('value')), { maxLength: 5, selector: ([name]) => name }).map(toObject)),
}));

/** Own properties whatever their name, so that JSON.stringify writes them. */
function toObject(entries: [string, unknown][]): object {
  const object = {};
  for (const [name, value] of entries) Object.defineProperty(object, name, { value, enumerable: true });
  return object;
}

describe('whatever is sent', () => {
  let app: TestHttpApp;
  beforeAll(async () => { app = await testHttpApp(OrdersModule, { LOG_LEVEL: 'error' }); });
  afterAll(() => app.close());

  const send = (body: string | Buffer) => app.ask('POST', '/api/orders', { as: 'back-office', headers: { 'content-type': 'application/json' }, body });

  it('as JSON is an order or a problem of the sender, never a fault of ours', async () => {
    await fc.assert(fc.asyncProperty(json, async (value) => {
      const { status, body } = await send(JSON.stringify(value) ?? 'null');
      expect([201, 400]).toContain(status);
      if (status === 201) expect(body).toEqual({ isOrder: true });
      else expect(body).toMatchObject({ status: 400, code: expect.stringMatching(/^(INVALID_INPUT|INVALID_JSON)$/) });
    }), { numRuns: 1000 });
    expect(app.logged()).toEqual([]);
  }, 120_000);

  it('as bytes is a problem of the sender', async () => {
    await fc.assert(fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (bytes) => {
      expect((await send(Buffer.from(bytes))).status).toBe(400);
    }), { numRuns: 500 });
    expect(app.logged()).toEqual([]);
  }, 120_000);
});
