import type { SeriesRule } from './rule.js';

/** E87: the interval's steps, each once, counted from 1; their order in the list does not matter. Source: DataHub's documents, B3 and B6. */
export const positionsAreComplete: SeriesRule = ({ series, place, steps }, findings) => {
  const points = series.Period.Point;
  const at = [...place, 'Period', 'Point'];
  if (!Number.isNaN(steps) && points.length !== steps) {
    findings.add({
      code: 'E87', en: `The interval has ${steps} steps, but there are ${points.length} points`, da: `Intervallet har ${steps} skridt, men der er ${points.length} punkter`,
    }, at);
  }
  const taken = new Uint8Array(points.length);
  points.forEach(({ position: { value } }, index) => {
    if (value > points.length) {
      findings.add({
        code: 'E87', en: `Position ${value} lies behind the last of ${points.length} points, so that an earlier one is missing`, da: `Position ${value} ligger efter det sidste af ${points.length} punkter, så en tidligere mangler`,
      }, [...at, index, 'position', 'value']);
    } else if (taken[value - 1] === 1) {
      findings.add({ code: 'E87', en: `Position ${value} stands twice`, da: `Position ${value} forekommer to gange` }, [...at, index, 'position', 'value']);
    } else {
      taken[value - 1] = 1;
    }
  });
};
