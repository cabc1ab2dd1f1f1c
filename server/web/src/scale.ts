/** A scale bar: its length on the ground and on the screen. */
export interface ScaleBar {
  length_m: number;
  width_px: number;
}

/** The longest bar of 1, 2 or 5 times a power of ten metres that fits in `maxWidth_px`. */
export function scaleBar(metresPerPixel: number, maxWidth_px: number): ScaleBar {
  const limit_m = metresPerPixel * maxWidth_px;
  if (!(limit_m > 0)) return { length_m: 0, width_px: 0 };
  const power = 10 ** Math.floor(Math.log10(limit_m));
  const factor = [5, 2, 1].find((step) => step * power <= limit_m) ?? 1;
  const length_m = factor * power;
  return { length_m, width_px: length_m / metresPerPixel };
}
