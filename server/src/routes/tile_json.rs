//! `/tiles/{style}.json`: TileJSON, from which map libraries learn where the tiles are.

use axum::extract::State;
use axum::http::header::HOST;
use axum::http::{HeaderMap, Uri};
use axum::response::Response;
use hexward_engine::geom::TileSize;
use hexward_engine::render::{Areas, Style, View, vector_fields};
use hexward_engine::snapshot::Snapshot;

use super::root::{center, first_zoom};
use super::tile_address::{self, TileQuery, zooms};
use crate::answer::Answer;
use crate::config::Config;
use crate::dto;
use crate::error::ApiError;
use crate::request::Parameters;
use crate::state::AppState;
use crate::tile_cache::Format;

pub(super) async fn document(
    State(state): State<AppState>,
    uri: Uri,
    Parameters(query): Parameters<TileQuery>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let name = uri.path().trim_start_matches("/tiles/");
    let id = name.strip_suffix(".json").ok_or_else(|| {
        ApiError::NotOffered("a style is described at /tiles/{style}.json".to_owned())
    })?;
    let style = state.style(id)?;
    let snapshot = state.engine().snapshot();
    let view = query.view(style, &snapshot)?;
    let format = match query.format.as_deref() {
        Some(extension) => tile_address::format(extension)?,
        None if style.has_raster() => Format::Png,
        None => Format::Mvt,
    };
    let base = base_url(state.config(), &headers);
    Ok(Answer::json(&tile_json(style, &snapshot, &view, format, &base)).to(&headers))
}

fn tile_json(
    style: &Style,
    snapshot: &Snapshot,
    view: &View,
    format: Format,
    base: &str,
) -> dto::TileJson {
    let zooms = zooms(style, view.size);
    let bounds = snapshot.bounds();
    let [lon, lat] = center(bounds);
    let zoom = first_zoom(bounds).clamp(*zooms.start(), *zooms.end());
    dto::TileJson {
        tilejson: "3.0.0",
        name: style.title().en.clone(),
        description: style.description().en.clone(),
        version: format!("{}.0.0", style.version()),
        scheme: "xyz",
        tiles: vec![template(style, view, format, base)],
        minzoom: *zooms.start(),
        maxzoom: *zooms.end(),
        bounds: dto::extent(bounds),
        center: [lon, lat, f64::from(zoom)],
        vector_layers: match format {
            Format::Png => Vec::new(),
            Format::Mvt => vector_layers(style),
        },
        title: dto::Text::from(style.title()),
        unit: style.unit().map(dto::Text::from),
        scale: style.scale(),
        legend_url: format!("{base}/legends/{}.json", style.id()),
        revision: snapshot.revision.0,
    }
}

/// The address of all tiles, with the query that makes them so.
fn template(style: &Style, view: &View, format: Format, base: &str) -> String {
    let mut query: Vec<String> = Vec::new();
    let extension = match format {
        Format::Png => "png",
        Format::Mvt => "mvt",
    };
    if matches!((format, view.size), (Format::Png, TileSize::Px512)) {
        query.push("size=512".to_owned());
    }
    match &view.areas {
        Areas::Grids => query.push("areas=grids".to_owned()),
        Areas::Cells(Some(layer)) => query.push(format!("layer={}", percent_encoded(layer))),
        Areas::Cells(None) => {}
    }
    let mark = if query.is_empty() { "" } else { "?" };
    format!(
        "{base}/tiles/{}/{{z}}/{{x}}/{{y}}.{extension}{mark}{}",
        style.id(),
        query.join("&")
    )
}

fn vector_layers(style: &Style) -> Vec<dto::VectorLayer> {
    let zooms = zooms(style, TileSize::Px256);
    let layer = |(id, fields): (String, Vec<(&str, &str)>)| dto::VectorLayer {
        id,
        fields: fields
            .into_iter()
            .map(|(name, text)| (name.to_owned(), text.to_owned()))
            .collect(),
        minzoom: *zooms.start(),
        maxzoom: *zooms.end(),
    };
    vector_fields(style).into_iter().map(layer).collect()
}

/// Scheme and host of absolute URLs: what the operator set, else what the client asked for, if that can be a host; else
/// nothing, which makes the URLs relative to the server. Forwarding headers mean nothing: anyone can write them.
fn base_url(config: &Config, headers: &HeaderMap) -> String {
    if let Some(url) = &config.public_url {
        return url.as_str().to_owned();
    }
    let host = headers
        .get(HOST)
        .and_then(|host| host.to_str().ok())
        .filter(|host| is_host(host));
    host.map_or_else(String::new, |host| format!("http://{host}"))
}

/// Whether a text is a host name or address, possibly with a port.
fn is_host(text: &str) -> bool {
    let (host, port) = match text.rsplit_once(':') {
        Some((host, port)) if !port.ends_with(']') => (host, Some(port)),
        _ => (text, None),
    };
    let name = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '.';
    let address = |text: &str| {
        text.chars()
            .all(|c| c.is_ascii_hexdigit() || c == ':' || c == '.')
    };
    let bracketed = host
        .strip_prefix('[')
        .and_then(|host| host.strip_suffix(']'));
    let good_host = bracketed.map_or_else(|| host.chars().all(name), address);
    good_host
        && !host.is_empty()
        && host.len() <= 253
        && port.is_none_or(|port| port.parse::<u16>().is_ok())
}

/// Everything but letters, digits and a few marks as `%XX` (RFC 3986).
fn percent_encoded(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    text.bytes()
        .map(|byte| {
            if plain(byte) {
                char::from(byte).to_string()
            } else {
                format!("%{byte:02X}")
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts() {
        for good in [
            "localhost",
            "127.0.0.1:8080",
            "maps.example.org",
            "[::1]:8080",
            "[::1]",
            "a-b:1",
        ] {
            assert!(is_host(good), "{good}");
        }
        for bad in [
            "", ":80", "a b", "a/b", "x@y", "a:port", "a:99999", "\"", "<i>", "[::1", "a,b", "évil",
        ] {
            assert!(!is_host(bad), "{bad}");
        }
    }

    #[test]
    fn names_in_urls() {
        assert_eq!(percent_encoded("hex 60/街"), "hex%2060%2F%E8%A1%97");
    }
}
