/** The CIM JSON document as the official schema describes it, after validation: field names are the market's. */
export type CimRsm012 = Readonly<{ NotifyValidatedMeasureData_MarketDocument: CimHeader }>;

export const ROOT = 'NotifyValidatedMeasureData_MarketDocument';

export type Coded = Readonly<{ value: string }>;
export type CimId = Readonly<{ codingScheme: string; value: string }>;

export type CimHeader = Readonly<{
  mRID: string;
  'businessSector.type'?: Coded;
  createdDateTime: string;
  'process.processType': Coded;
  'receiver_MarketParticipant.mRID': CimId;
  'receiver_MarketParticipant.marketRole.type': Coded;
  'sender_MarketParticipant.mRID': CimId;
  'sender_MarketParticipant.marketRole.type': Coded;
  type: Coded;
  Series?: readonly CimSeries[];
}>;

export type CimSeries = Readonly<{
  mRID: string;
  'marketEvaluationPoint.mRID': CimId;
  'marketEvaluationPoint.type': Coded;
  'in_Domain.mRID'?: CimId;
  'out_Domain.mRID'?: CimId;
  'originalTransactionIDReference_Series.mRID'?: string;
  product?: string;
  'quantity_Measure_Unit.name': Coded;
  'registration_DateAndOrTime.dateTime': string;
  Period: CimPeriod;
}>;

export type CimPeriod = Readonly<{
  resolution: string;
  timeInterval: Readonly<{ start: Coded; end: Coded }>;
  Point: readonly CimPoint[];
}>;

export type CimPoint = Readonly<{ position: Readonly<{ value: number }>; quality?: Coded; quantity?: number }>;
