import { generatedPoints } from '../generated-documents.js';
import { inGroups } from '../in-parallel.js';
import type { LoadPlan } from '../load-plan.js';
import { type FactDocument, factDocument } from './fact-document.js';

const POINTS_TOGETHER = 1_000;

/** Master data of the plan's points. The same for the same plan, byte for byte. */
export function* madeUpPoints(plan: LoadPlan): Generator<FactDocument> {
  for (const points of inGroups(generatedPoints(plan), POINTS_TOGETHER)) {
    yield factDocument('portfolio.points', points.map(({ gsrn, masterData }) => ({ gsrn, ...masterData })), points[0]!.gsrn);
  }
}
