//! Tables as sheets of a workbook give them, under any mapping and template: whatever is said, the columns that are read are
//! those that were meant, and the order of columns does not show.

use std::fmt::Write;

use hexward_engine::io::{
    ColumnMap, Crs, Format, RecordKind, Source, Statement, Template, read_addresses, read_barriers,
    read_cases, read_checkpoints, read_grids, survey,
};

use super::Target;

/// A mapping or template in the first line, a sheet below: cells parted by bars.
pub(super) const TABLES: Target = Target {
    name: "tables",
    run: tables,
    seeds: &[
        "编号=id,经度=lon,纬度=lat\n编号|经度|纬度|户数\nA1|120.3|31.5|3\nA2|120.4|31.6|\n",
        "\nid|lon|lat|label|building|households|residents|grid|winner\nA1|120.3|31.5|1, \"Road\"|B|3|8|990185400001G001|code\n",
        "名称=name,类型=kind\nid|x|y|名称|类型|state\nC1|120.3|31.5|东门|gate|closed\n",
        "\naddress|measure|unit|cutoff|value\nA1|cases|persons|2026-01-31|2\n",
        "=A{##}=id,={x}{y}=label,=gate=building\nx|y|note\n120.3|31.5|n\n120.4|31.6|\n",
        "WKT=geometry\nid|class|WKT\nb|street|LINESTRING (0 0,1 1)\n",
        "几何=geometry,编码=code\n编码|name|tier|几何\n990185400001G001|n|grid|POLYGON ((0 0,1 0,1 1,0 0))\n",
        "{\"hexward_template\":1,\"kind\":\"addresses\",\"crs\":\"EPSG:4490,swapped\",\"columns\":{\"北\":\"lon\",\"东\":\"lat\"}}\nid|北|东\nA1|31.5|120.3\n",
    ],
    words: &[
        "|",
        "=",
        ",",
        "\n",
        "id",
        "lon",
        "lat",
        "x",
        "y",
        "name",
        "姓名",
        "手机",
        "grid",
        "winner",
        "geometry",
        "\"columns\":{",
        "\"crs\":\"GCJ-02\"",
        "EPSG:4490,swapped",
        "13912345678",
        "POLYGON ((",
        "'",
        "\"",
    ],
};

/// The text of a sheet, as the reader of workbooks writes it.
fn sheet(rows: &[Vec<&str>]) -> String {
    let mut text = String::new();
    for row in rows {
        for (i, cell) in row.iter().enumerate() {
            let comma = if i > 0 { "," } else { "" };
            let cell = cell.replace('\r', " ").replace('"', "\"\"");
            write!(text, "{comma}\"{cell}\"").expect("memory");
        }
        text.push('\n');
    }
    text
}

/// What a first line says: a template, or a mapping of addresses.
fn said(line: &str) -> Option<(RecordKind, Statement)> {
    if !line.starts_with('{') {
        let columns = ColumnMap::parse(line).ok()?;
        let plain = Statement::of(Crs::CRS84);
        return Some((RecordKind::Addresses, Statement { columns, ..plain }));
    }
    let template = Template::read(line).ok()?;
    let crs = template.crs.as_deref().unwrap_or("CRS84");
    let statement = Statement {
        columns: template.mapping().ok()?,
        code_wins: template.winner.as_deref() == Some("code"),
        ..Statement::of(Crs::parse(crs).ok()?)
    };
    // what PROJ alone knows is not asked for a million times
    statement
        .crs
        .is_engine_frame()
        .then_some((template.kind, statement))
}

fn tables(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let (line, rest) = text.split_once('\n').unwrap_or((&text, ""));
    let rows: Vec<Vec<&str>> = rest.lines().map(|row| row.split('|').collect()).collect();
    let Some((kind, statement)) = said(line) else {
        return;
    };
    let text = sheet(&rows);
    let reversed: Vec<Vec<&str>> = rows
        .iter()
        .map(|row| row.iter().rev().copied().collect())
        .collect();
    let reversed = sheet(&reversed);
    let source =
        |text: &str| Source::bytes("x.xlsx", text.as_bytes().to_vec()).with_format(Format::Csv);
    let (one, other) = (source(&text), source(&reversed));
    for kind in [
        kind,
        RecordKind::Checkpoints,
        RecordKind::Cases,
        RecordKind::Barriers,
        RecordKind::Grids,
    ] {
        let outcomes = [&one, &other].map(|source| outcome(kind, source, &statement));
        // which of two faults comes first may differ, whether there is one may not
        match &outcomes {
            [Ok(a), Ok(b)] => assert_eq!(a, b, "{kind}"),
            [Err(_), Err(_)] => {}
            _ => unreachable!("{kind}: {outcomes:?}"),
        }
    }
    for source in [&one, &other] {
        if let Ok(found) = survey(source, Some(kind), None) {
            assert!(
                found.rows < rows.len().max(1) as u64,
                "the first row is the header"
            );
        }
    }
}

/// The records and the numbers of bad rows; for a refused file what is said.
fn outcome(
    kind: RecordKind,
    source: &Source<'_>,
    statement: &Statement,
) -> Result<(String, Vec<u64>), String> {
    macro_rules! told {
        ($read:expr) => {
            match $read {
                Ok(import) => {
                    assert_eq!(import.rows.len(), import.lines.len());
                    let lines = import.rejected.iter().map(|rejected| rejected.line);
                    Ok((format!("{:?}", import.rows), lines.collect()))
                }
                Err(error) => {
                    assert!(error.is_users());
                    Err(error.to_string())
                }
            }
        };
    }
    match kind {
        RecordKind::Checkpoints => told!(read_checkpoints(source, statement)),
        RecordKind::Cases => told!(read_cases(source, &statement.columns)),
        RecordKind::Barriers => told!(read_barriers(source, statement)),
        RecordKind::Grids | RecordKind::Units => told!(read_grids(source, statement, None)),
        RecordKind::Addresses => told!(read_addresses(source, statement)),
    }
}
