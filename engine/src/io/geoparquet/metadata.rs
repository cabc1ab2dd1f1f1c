//! What the key `geo` of a file says of its geometries (GeoParquet 1.1, section "Metadata").

use parquet::file::metadata::ParquetMetaData;
use serde_json::Value;

use crate::io::report::shown;

/// The longest text of metadata that is read.
const MAX_BYTES: usize = 4 << 20;

/// Where the geometries of a file are, and in which system.
#[derive(Debug, PartialEq)]
pub(super) struct Geometries {
    /// Their column.
    pub(super) column: String,
    /// Their type in the words of GeoJSON, `Any` where they differ or nothing is said.
    pub(super) kind: String,
    /// The code of their system, such as `EPSG:4549`.
    pub(super) crs: Option<String>,
    /// What the file calls it.
    pub(super) crs_name: Option<String>,
    /// The column with the boxes around them, which says nothing more.
    pub(super) covering: Option<String>,
}

impl Geometries {
    /// What a file says; `None` for a plain table.
    ///
    /// # Errors
    /// Why its geometries are not read.
    pub(super) fn of(metadata: &ParquetMetaData) -> Result<Option<Self>, String> {
        let pairs = metadata.file_metadata().key_value_metadata();
        let geo = pairs
            .into_iter()
            .flatten()
            .find(|pair| pair.key == "geo")
            .and_then(|pair| pair.value.as_deref());
        geo.map(Self::said).transpose()
    }

    fn said(text: &str) -> Result<Self, String> {
        if text.len() > MAX_BYTES {
            return Err("its metadata `geo` are too long".to_owned());
        }
        let geo: Value = serde_json::from_str(text).map_err(|error| {
            format!(
                "its metadata `geo` are no JSON at column {}",
                error.column()
            )
        })?;
        let column = geo["primary_column"].as_str();
        let column = column.ok_or("its metadata `geo` name no primary_column")?;
        let said = geo["columns"][column].as_object();
        let said = said.ok_or("its metadata `geo` say nothing of the primary column")?;
        let encoding = said.get("encoding").and_then(Value::as_str);
        match encoding {
            Some("WKB") => {}
            other => {
                let other = shown(other.unwrap_or("nothing"));
                return Err(format!(
                    "its geometries are encoded as `{other}`; only WKB is read"
                ));
            }
        }
        let edges = said.get("edges").and_then(Value::as_str);
        if edges.is_some_and(|edges| edges != "planar") {
            let reason = "its edges are not straight in the coordinates (edges: spherical)";
            return Err(reason.to_owned());
        }
        let covering = said.get("covering");
        let covering = covering.and_then(|covering| covering["bbox"]["xmin"][0].as_str());
        let (crs, crs_name) = system(said.get("crs"));
        Ok(Self {
            column: column.to_owned(),
            kind: kind(said.get("geometry_types")),
            crs,
            crs_name,
            covering: covering.map(str::to_owned),
        })
    }
}

/// The one type of a list of types.
fn kind(types: Option<&Value>) -> String {
    let types = types.and_then(Value::as_array);
    let only = types.and_then(|types| match &types[..] {
        [only] => only.as_str(),
        _ => None,
    });
    // a type may say that there are heights
    let only = only.and_then(|only| only.split(' ').next());
    shown(only.unwrap_or("Any"))
}

/// The code and the name of a system: one that is not said is OGC:CRS84, null is none that is known.
fn system(crs: Option<&Value>) -> (Option<String>, Option<String>) {
    let Some(crs) = crs else {
        return (Some("OGC:CRS84".to_owned()), Some("WGS 84".to_owned()));
    };
    let name = crs["name"].as_str().map(shown);
    // a system that is bound to another by a transformation has its code within
    let id = [&crs["id"], &crs["source_crs"]["id"]];
    let id = id.into_iter().find(|id| id.is_object());
    let code = id.and_then(|id| {
        let authority = id["authority"].as_str()?;
        let code = match &id["code"] {
            Value::Number(number) => number.to_string(),
            Value::String(text) => text.clone(),
            _ => return None,
        };
        let plain =
            |text: &str| text.len() <= 16 && text.bytes().all(|b| b.is_ascii_alphanumeric());
        (plain(authority) && plain(&code)).then(|| format!("{authority}:{code}"))
    });
    (code, name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(column: &str) -> Result<Geometries, String> {
        let text =
            format!(r#"{{"version":"1.1.0","primary_column":"g","columns":{{"g":{{{column}}}}}}}"#);
        Geometries::said(&text)
    }

    #[test]
    fn systems() {
        let of = |crs: &str| {
            let found = said(&format!(r#""encoding":"WKB","geometry_types":[]{crs}"#));
            found.expect("read").crs
        };
        assert_eq!(of("").as_deref(), Some("OGC:CRS84"));
        assert_eq!(of(r#","crs":null"#), None);
        let id = r#""id":{"authority":"EPSG","code":4549}"#;
        let system = format!(r#","crs":{{"name":"n",{id}}}"#);
        assert_eq!(of(&system).as_deref(), Some("EPSG:4549"));
        let bound = format!(r#","crs":{{"type":"BoundCRS","source_crs":{{{id}}}}}"#);
        assert_eq!(of(&bound).as_deref(), Some("EPSG:4549"));
        assert_eq!(of(r#","crs":{"id":{"authority":"E\"X","code":1}}"#), None);
        assert_eq!(of(r#","crs":"GEOGCS[…]""#), None);
    }

    #[test]
    fn what_is_not_read() {
        for (column, part) in [
            ("", "`nothing`; only WKB"),
            (r#""encoding":"point""#, "`point`; only WKB"),
            (r#""encoding":"WKB","edges":"spherical""#, "not straight"),
        ] {
            let reason = said(column).expect_err(column);
            assert!(reason.contains(part), "{reason}");
        }
        for (text, part) in [
            ("{", "no JSON"),
            ("[]", "no primary_column"),
            (r#"{"primary_column":"g"}"#, "nothing of the primary"),
        ] {
            let reason = Geometries::said(text).expect_err(text);
            assert!(reason.contains(part), "{reason}");
        }
    }

    #[test]
    fn types_and_boxes() {
        let found = said(
            r#""encoding":"WKB","geometry_types":["Polygon Z"],"covering":{"bbox":{"xmin":["box","xmin"]}}"#,
        );
        let found = found.expect("read");
        assert_eq!(
            (&*found.kind, found.covering.as_deref()),
            ("Polygon", Some("box"))
        );
        let found = said(r#""encoding":"WKB","geometry_types":["Point","LineString"]"#);
        assert_eq!(found.expect("read").kind, "Any");
    }
}
