import type { zh } from "../zh/counts.ts";

/** English texts of the import of counts. */
export const en: Record<keyof typeof zh, string> = {
  heading: "Counts",
  intro: "The day's figures come by address: measure, unit, last day, value. The same file a second time changes nothing; a new value of the same address, measure and day takes the place of the old one.",
  stored: "Measures that are stored",
  measure: "Measure",
  total: "Sum",
  cutoff: "As of",
  none: "No counts yet. After the first file the map has layers such as the density of cases.",
  form: "Form of the file",
  form_help: "CSV or Excel, one figure a row; columns may be called in Chinese. Names, telephone and identity numbers are never taken.",
  sample: "Download a sample (CSV)",
  sample_name: "counts-sample.csv",
  col_address: "Id of an address that is stored",
  col_measure: "lower-case word, such as cases",
  col_unit: "such as persons",
  col_cutoff: "year-month-day",
  col_value: "whole number, not negative",
};
