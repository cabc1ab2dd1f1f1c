//! Which registered coordinate reference system a file means.

use gdal::spatial_ref::SpatialRef;

/// CGCS2000 and its Gauss-Krueger zones, as the EPSG registry numbers them; WGS 84, Web Mercator, its zones over China.
const CANDIDATES: [std::ops::RangeInclusive<u32>; 5] = [
    4490..=4490,
    4491..=4554,
    4326..=4326,
    3857..=3857,
    32643..=32653,
];

/// The code of a system, such as `EPSG:4549`; `None` when the registry has none that is the same.
pub(super) fn code_of(stated: &SpatialRef) -> Option<String> {
    if let Some(code) = epsg_of(stated) {
        return Some(code);
    }
    let mut guessed = stated.clone();
    if guessed.auto_identify_epsg().is_ok()
        && let Some(code) = epsg_of(&guessed)
    {
        return Some(code);
    }
    let from_esri = stated
        .to_wkt()
        .ok()
        .and_then(|wkt| SpatialRef::from_esri(&wkt).ok());
    let known = CANDIDATES.into_iter().flatten().find(|&code| {
        SpatialRef::from_epsg(code).is_ok_and(|known| {
            same(&known, stated) || from_esri.as_ref().is_some_and(|esri| same(&known, esri))
        })
    });
    known.map(|code| format!("EPSG:{code}"))
}

fn epsg_of(frame: &SpatialRef) -> Option<String> {
    let authority = frame.auth_name()?;
    let code = frame.auth_code().ok()?;
    authority
        .eq_ignore_ascii_case("EPSG")
        .then(|| format!("EPSG:{code}"))
}

/// Whether two systems are the same but for what they are called and the order of their axes.
fn same(known: &SpatialRef, other: &SpatialRef) -> bool {
    use gdal::spatial_ref::AxisMappingStrategy::TraditionalGisOrder;
    let (mut known, mut other) = (known.clone(), other.clone());
    known.set_axis_mapping_strategy(TraditionalGisOrder);
    other.set_axis_mapping_strategy(TraditionalGisOrder);
    known == other
}
