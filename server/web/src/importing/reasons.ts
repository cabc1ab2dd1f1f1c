import type { Lang } from "../i18n/text.ts";

/** What the server says of bad rows, in Chinese: `$1` and `$2` stand for what differs. The first that fits counts. */
const CHINESE: readonly (readonly [RegExp, string])[] = [
  [/^is empty$/, "为空"],
  [/^is not a number: decimals have a dot, not a comma$/, "不是数字：小数点要用“.”，不能用逗号"],
  [/^is not a number$/, "不是数字"],
  [/^is not a finite number$/, "不是有限的数"],
  [/^is not a whole number$/, "不是整数"],
  [/^is negative$/, "是负数"],
  [/^is larger than (.+)$/, "大于 $1"],
  [/^is longer than (.+) characters$/, "超过 $1 个字符"],
  [/^has a line break or another control character$/, "含有换行或其他控制字符"],
  [/^is not UTF-8$/, "不是 UTF-8 编码"],
  [/^is a list or an object, not a value$/, "是列表或对象，不是单个值"],
  [/^is not a date of the form YYYY-MM-DD$/, "不是“年-月-日”（YYYY-MM-DD）形式的日期"],
  [/^is before the year (.+)$/, "早于 $1 年"],
  [/^is not one of (.+)$/, "不在可选值之内：$1"],
  [/^is not a valid (.+): it is empty$/, "不是有效的编号（$1）：为空"],
  [/^is not a valid (.+): it begins or ends with a space$/, "不是有效的编号（$1）：首尾有空格"],
  [/^is not a valid (.+): it is longer than (.+) characters$/, "不是有效的编号（$1）：超过 $2 个字符"],
  [/^is not a valid (.+): it has a control character$/, "不是有效的编号（$1）：含有控制字符"],
  [/^is not a valid (.+): it has no letter and no digit$/, "不是有效的编号（$1）：没有字母和数字"],
  [/^is not a valid (.+): (.+)$/, "不是有效的编号（$1）：$2"],
  [/^looks like an old identity number; such a code is read where its grid is stored or named beside it$/, "像是旧的身份证号；只有网格已入库或同一行另有说明时，才读作编码"],
  [/^looks like what identifies a person; places and counts only$/, "像是能识别个人的信息；这里只收地点和数量"],
  [/^is already in (line|feature) (.+)$/, "与第 $2 行（或要素）重复"],
  [/^cannot win: the row names no grid$/, "不能以编码为准：这一行没有写网格"],
  [/^differs from (.+), the unit of (.+) in (line|feature) (.+)$/, "单位与第 $4 行（或要素）中 $2 的单位 $1 不同"],
  [/^is the grid itself$/, "上级就是网格自己"],
  [/^cells, the header has (.+)$/, "列，而表头有 $1 列"],
  [/^is not between -180 and 180 degrees$/, "不在 -180 到 180 度之间"],
  [/^is not between -90 and 90 degrees$/, "不在 -90 到 90 度之间"],
  [/^has no place on the globe in (.+)$/, "在 $1 中没有对应的地点"],
  [/^has no line$/, "没有线"],
  [/^is not Feature$/, "不是 Feature"],
  [/^is no geometry$/, "没有几何图形"],
  [/^stands where (.+) should be$/, "形式不对，这里应是坐标（$1）"],
  [/^vertices are more than the (.+) that one feature may have$/, "个顶点，超过一个要素最多 $1 个的限制"],
  [/^has (.+) bytes, more than the (.+) that are read$/, "有 $1 字节，超过可读的 $2 字节"],
  [/^is no well-known text: (.+) at byte (.+)$/, "不是 WKT 文本：第 $2 字节处 $1"],
  [/^is not valid: (.+)$/, "图形无效：$1"],
  [/^is not a stored address; import the addresses first$/, "地址尚未入库；请先导入地址"],
  [/^is neither a stored grid nor one of the file$/, "既不是已入库的网格，也不在本文件中"],
  [/^is not (.+)$/, "不是 $1"],
];

/** Whether a reason has words in Chinese. */
export const isTranslated = (reason: string): boolean => CHINESE.some(([said]) => said.test(reason));

/** Why a row is bad, in the language of the page, and in which language that is: what has no Chinese words stays English. */
export function reasonIn(lang: Lang, reason: string): { text: string; lang: "en" | undefined } {
  if (lang === "en") return { text: reason, lang: undefined };
  for (const [said, words] of CHINESE) if (said.test(reason)) return { text: reason.replace(said, words), lang: undefined };
  return { text: reason, lang: "en" };
}
