//! Tables as the sheets of a workbook (XLSX), by the `rust_xlsxwriter` crate.
//!
//! Texts are written as texts, so nothing is a formula; numbers as numbers. The bytes follow from the tables alone: the
//! document says that it was made at the beginning of 2000, whenever it was.

use std::io::{self, Write};

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, Worksheet, XlsxError};

use super::table::{Cell, Column, Table};
use crate::model::Language;

/// Rows of a sheet below its header; a longer table goes on in a further sheet.
const ROWS_A_SHEET: usize = 1_048_575;
/// Characters of a cell; a longer text is cut.
const CHARACTERS_A_CELL: usize = 32_767;

/// Writes tables as a workbook, one sheet a table, its header frozen. Rows go through a temporary file, so that memory does
/// not grow with them.
///
/// # Errors
/// Those of the writer and of the temporary files.
pub fn write_workbook(
    out: &mut (impl Write + io::Seek + Send),
    tables: Vec<Table<'_>>,
    language: Language,
) -> io::Result<()> {
    workbook(tables, language, ROWS_A_SHEET)
        .and_then(|mut workbook| workbook.save_to_writer(out))
        .map_err(|error| match error {
            XlsxError::IoError(error) => error,
            other => io::Error::other(other),
        })
}

fn workbook(
    tables: Vec<Table<'_>>,
    language: Language,
    rows_a_sheet: usize,
) -> Result<Workbook, XlsxError> {
    let mut workbook = Workbook::new();
    let made = ExcelDateTime::from_ymd(2000, 1, 1)?.and_hms(0, 0, 0)?;
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&made));
    for table in tables {
        let title = table.title.title(language);
        let mut rows = table.rows.peekable();
        let mut name = title.to_owned();
        for part in 2.. {
            let sheet = workbook.add_worksheet_with_constant_memory()?;
            sheet.set_name(name)?;
            begin(sheet, table.columns, language)?;
            fill(sheet, rows.by_ref().take(rows_a_sheet))?;
            if rows.peek().is_none() {
                break;
            }
            name = format!("{title} {part}");
        }
    }
    Ok(workbook)
}

fn begin(sheet: &mut Worksheet, columns: &[Column], language: Language) -> Result<(), XlsxError> {
    let bold = Format::new().set_bold();
    sheet.set_freeze_panes(1, 0)?;
    for (place, column) in (0..).zip(columns) {
        let title = column.title(language);
        let wide = title.chars().map(|c| if c.is_ascii() { 1.0 } else { 2.0 });
        sheet.set_column_width(place, wide.sum::<f64>().max(12.0) + 2.0)?;
        sheet.write_string_with_format(0, place, title, &bold)?;
    }
    Ok(())
}

/// Writes rows below the header.
fn fill<'a>(
    sheet: &mut Worksheet,
    rows: impl Iterator<Item = Vec<Cell<'a>>>,
) -> Result<(), XlsxError> {
    // coordinates have seven decimals, nothing else more than two
    let formats = ["0", "0.0", "0.00", "0.0000000"].map(|code| Format::new().set_num_format(code));
    let format = |decimals: usize| &formats[decimals.min(formats.len() - 1)];
    for (row, line) in (1..).zip(rows) {
        for (place, cell) in (0..).zip(line) {
            match cell {
                Cell::Empty => continue,
                Cell::Text(text) => {
                    let text: String = text.chars().take(CHARACTERS_A_CELL).collect();
                    sheet.write_string(row, place, text)?
                }
                Cell::Whole(value) => {
                    sheet.write_number_with_format(row, place, value as f64, format(0))?
                }
                Cell::Decimal(value, decimals) => {
                    let unit = 10_f64.powi(decimals as i32);
                    let value = (value * unit).round() / unit;
                    sheet.write_number_with_format(row, place, value, format(decimals))?
                }
            };
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    const COLUMNS: &[Column] = &[
        Column {
            name: "code",
            zh: "编码",
            en: "Code",
        },
        Column {
            name: "households",
            zh: "户数",
            en: "Households",
        },
    ];

    fn table() -> Table<'static> {
        let row = |n: u64| vec![Cell::text(Some("=1+1")), Cell::Whole(n)];
        Table {
            title: COLUMNS[0],
            columns: COLUMNS,
            rows: Box::new((0..4).map(row)),
        }
    }

    fn written(language: Language) -> Vec<u8> {
        let mut out = Cursor::new(Vec::new());
        write_workbook(&mut out, vec![table()], language).expect("written");
        out.into_inner()
    }

    #[test]
    fn a_long_table_goes_on_in_further_sheets() {
        for (rows_a_sheet, sheets) in [(4, 1), (3, 2), (2, 2), (1, 4)] {
            let mut book = workbook(vec![table()], Language::En, rows_a_sheet).expect("made");
            let names: Vec<String> = book.worksheets().iter().map(Worksheet::name).collect();
            assert_eq!(names.len(), sheets);
            assert_eq!(names[0], "Code");
            assert!(sheets == 1 || names[1] == "Code 2");
        }
    }

    #[test]
    fn the_same_tables_give_the_same_bytes() {
        let bytes = written(Language::Zh);
        assert!(bytes.starts_with(b"PK"));
        assert_eq!(bytes, written(Language::Zh));
        assert_ne!(bytes, written(Language::En));
    }
}
