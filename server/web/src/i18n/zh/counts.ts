/** Chinese texts of the import of counts. */
export const zh = {
  heading: "计数",
  intro: "每日的数字按地址导入：指标、单位、截止日期、数值。同一文件再导入一次不会改变任何内容；同一地址、指标与日期的新值替换旧值。",
  stored: "库中的指标",
  measure: "指标",
  total: "合计",
  cutoff: "截至",
  none: "还没有计数。导入第一个文件后，地图上会出现病例密度等图层。",
  form: "文件格式",
  form_help: "CSV 或 Excel，一行一个数字，列名可用中文。姓名、电话、证件号一律不收。",
  sample: "下载样表（CSV）",
  sample_name: "计数样表.csv",
  col_address: "地址编号，须已在库中",
  col_measure: "英文小写，如 cases",
  col_unit: "如 persons",
  col_cutoff: "年-月-日",
  col_value: "非负整数",
} as const;
