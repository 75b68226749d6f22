import { describe, expect, it } from '@jest/globals';
import { ForbiddenException, HttpException, NotFoundException } from '@nestjs/common';
import { InvalidAppend, Rejected } from '#kernel';
import { faultOf } from './fault-of.js';
import { statusOf } from './status-of.js';
import { toProblem } from './to-problem.js';

describe('the status of a refusal', () => {
  it.each([
    ['NOT_FOUND', 404], ['METERING_POINT_NOT_FOUND', 404], ['FORBIDDEN', 403], ['DOCUMENT_TOO_LARGE', 413], ['API_KEY_INVALID', 422], ['INVALID_PERIOD', 422],
    ['INVOICE_EXISTS', 409], ['E86', 409], ['NOT_FOUNDED', 409], ['INVALIDATED', 409],
  ])('%s is %i', (code, status) => expect(statusOf(code)).toBe(status));
});

describe('the fault of an error', () => {
  it('says which thing a rule refused, in the words of the rule if it has any', () => {
    expect(faultOf(new Rejected('INVOICE_EXISTS', { invoiceId: '17' }))).toMatchObject({ detail: 'Refused: invoice exists.', details: { invoiceId: '17' } });
    expect(faultOf(new Rejected('INVOICE_EXISTS', { detail: 'Invoice 17 was issued before.' }))).toMatchObject({ detail: 'Invoice 17 was issued before.', details: {} });
  });

  it.each([
    [new NotFoundException('Cannot GET /x'), 404, 'ROUTE_NOT_FOUND'],
    [new ForbiddenException(), 403, 'FORBIDDEN'],
    [new HttpException('short and stout', 418), 418, 'HTTP_418'],
    [new HttpException('x', 413, { cause: Object.assign(new Error('x'), { code: 'FST_ERR_CTP_BODY_TOO_LARGE' }) }), 413, 'BODY_TOO_LARGE'],
    [Object.assign(new Error('x'), { code: 'FST_ERR_OF_TOMORROW', statusCode: 422 }), 422, 'HTTP_422'],
    [Object.assign(new Error('x'), { code: 'FST_ERR_REP_INVALID_PAYLOAD_TYPE', statusCode: 500 }), 500, 'INTERNAL'],
    [new InvalidAppend('TOO_LARGE', 'x'), 413, 'EVENT_TOO_LARGE'],
    [new InvalidAppend('NO_EVENTS', 'x'), 500, 'INTERNAL'],
    [Object.assign(new Error('could not extend file'), { code: '53100' }), 507, 'DISK_FULL'],
    [Object.assign(new Error('canceling statement'), { code: '57014' }), 503, 'DATABASE_SLOW'],
    [Object.assign(new Error('the database system is shutting down'), { code: '57P01' }), 503, 'DATABASE_UNAVAILABLE'],
    [Object.assign(new Error('too many clients'), { code: '53300' }), 503, 'DATABASE_UNAVAILABLE'],
    [new Error('Connection terminated unexpectedly'), 503, 'DATABASE_UNAVAILABLE'],
    [Object.assign(new Error('duplicate key'), { code: '23505' }), 500, 'INTERNAL'],
    ['just text', 500, 'INTERNAL'],
    [undefined, 500, 'INTERNAL'],
  ])('%s is %i %s', (error, status, code) => expect(faultOf(error)).toMatchObject({ status, code }));
});

describe('a problem', () => {
  it('leaves out what it does not have, and the query of the path', () => {
    expect(toProblem({ status: 404, code: 'X', detail: 'd', errors: [], details: {} }, { url: '/a/b?key=secret' })).toEqual({
      type: 'urn:gridtally:problem:X', title: 'Not Found', status: 404, code: 'X', detail: 'd', instance: '/a/b',
    });
  });
});
