//! `/v1/static`: a map of any place in any styles as one picture, by its address alone.

use std::sync::Arc;

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use hexward_engine::geom::{PixelRect, Position, WorldPoint};
use hexward_engine::render::{self, Rgba, Style, View};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::tile_address::{self, TileQuery};
use crate::answer::{Answer, LIVE};
use crate::dto::choices::ColouredAreas;
use crate::dto::{TierName, choices};
use crate::error::{ApiError, shown};
use crate::openapi::{Problem, Unchanged, tag};
use crate::request::{Parameters, Pieces, bounds};
use crate::state::AppState;
use crate::tile_cache::{Density, Format};
use crate::view::Asked;

/// Longest side of a picture in pixels of the map.
const SIDE_MAX_PX: u32 = 2048;
/// Most pixels of a picture.
const PIXELS_MAX: u32 = 4 << 20;
/// Most styles in one picture.
const STYLES_MAX: usize = 8;

pub(crate) fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(map))
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Wish {
    /// Which areas a style of areas colours; without it cells where there is a honeycomb, else grids.
    #[param(inline, value_type = Option<ColouredAreas>)]
    areas: Option<String>,
    /// The honeycomb whose cells are drawn.
    #[param(example = "hex60a")]
    layer: Option<String>,
    /// The tier whose grids are drawn.
    #[param(inline, value_type = Option<TierName>)]
    tier: Option<String>,
    /// What a load counts.
    #[param(inline, value_type = Option<choices::Load>)]
    by: Option<String>,
    /// What the styles are made for.
    #[param(inline, value_type = Option<choices::Ground>)]
    theme: Option<String>,
    /// The colour of the paper, without the `#`; transparent without it.
    #[param(example = "ffffff", pattern = "^[0-9a-f]{6}([0-9a-f]{2})?$")]
    paper: Option<String>,
}

/// A static map
///
/// Styles over each other, around a box (`west,south,east,north`) at the largest zoom that shows all of it, or around a
/// position at a zoom (`lon,lat,zoom`), of at most 2048 pixels a side and 4,194,304 in all.
#[utoipa::path(
    get,
    path = "/v1/static/{styles}/{frame}/{file}",
    operation_id = "get_static_map",
    tag = tag::TILES,
    params(
        ("styles" = String, Path, description = "The styles, the lowest first, separated by commas.", example = "streets,cases,checkpoints"),
        ("frame" = String, Path, description = "The box, or the position and the zoom.", example = "-0.1367,51.5133,16"),
        ("file" = String, Path, description = "Width and height, `@2x` for screens of double density, the format.", example = "640x480@2x.png", pattern = r"^[1-9][0-9]{0,3}x[1-9][0-9]{0,3}(@2x)?\.(png|webp)$"),
        Wish,
        Asked,
    ),
    responses(
        (status = 200, description = "The map.", content((Vec<u8> = "image/png"), (Vec<u8> = "image/webp"))),
        Unchanged,
        Problem<404>,
        Problem<422>,
    ),
)]
async fn map(
    State(state): State<AppState>,
    Pieces((styles, frame, file)): Pieces<(String, String, String)>,
    Parameters(wish): Parameters<Wish>,
    asked: Asked,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let sheet = Sheet::parse(&file)?;
    let ids: Vec<String> = styles.split(',').map(str::to_owned).collect();
    if ids.len() > STYLES_MAX {
        return Err(malformed(
            "/path/styles",
            format!("there are more than {STYLES_MAX} styles"),
        ));
    }
    for id in &ids {
        state.style(id)?;
    }
    let frame = Frame::parse(&frame)?;
    let paper = wish.paper.as_deref().map(paper).transpose()?;
    let seen = state.see(&asked).await?;
    let (drawer, own) = (state.clone(), seen.clone());
    let work = move || {
        let query = TileQuery {
            areas: wish.areas,
            layer: wish.layer,
            tier: wish.tier,
            by: wish.by,
            theme: wish.theme,
            ..TileQuery::default()
        };
        let form = (sheet.density, query.theme()?);
        let mut drawn: Vec<(Arc<Style>, View)> = Vec::with_capacity(ids.len());
        for id in &ids {
            let style = drawer.style_for(id, form)?;
            let view = query.view(style, (Format::Png, sheet.density), &own.snapshot)?;
            let view = drawer.compare(style, &own, view)?;
            drawn.push((drawer.fit(style, &own, &view), view));
        }
        let rect = frame.pixels(&sheet, &drawn)?;
        let canvas = render::composed(&own.snapshot, &drawn, paper, rect)?;
        let png = canvas.png()?;
        let bytes = match sheet.format {
            Format::Webp => render::webp_of_png(&png)?,
            Format::Png | Format::Mvt => png,
        };
        Ok(Answer::new(bytes, sheet.format.media_type(), LIVE))
    };
    Ok(state.draw(work).await?.showing(&seen).to(&headers))
}

fn malformed(pointer: &'static str, detail: String) -> ApiError {
    ApiError::Malformed { pointer, detail }
}

fn paper(text: &str) -> Result<Rgba, ApiError> {
    let color = Rgba::parse(&format!("#{text}"));
    color.ok_or_else(|| {
        malformed(
            "/query/paper",
            format!("`{}` is not a colour rrggbb", shown(text)),
        )
    })
}

/// The size and format of a picture.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Sheet {
    width: u32,
    height: u32,
    density: Density,
    format: Format,
}

impl Sheet {
    fn parse(file: &str) -> Result<Self, ApiError> {
        let fault = || {
            let detail = format!("`{}` is not a size such as 640x480.png", shown(file));
            malformed("/path/file", detail)
        };
        let (size, extension) = file.split_once('.').ok_or_else(fault)?;
        let format = tile_address::format(extension)?;
        if !format.is_picture() {
            return Err(ApiError::NotOffered("a map is .png or .webp".to_owned()));
        }
        let (size, density) = match size.strip_suffix("@2x") {
            Some(size) => (size, Density::Double),
            None => (size, Density::Single),
        };
        let side = |text: &str| {
            let plain = text.bytes().all(|byte| byte.is_ascii_digit());
            let side = text.parse::<u32>().ok();
            side.filter(|side| plain && (1..=SIDE_MAX_PX).contains(side))
        };
        let (width, height) = size.split_once('x').ok_or_else(fault)?;
        let (width, height) = side(width).zip(side(height)).ok_or_else(fault)?;
        let sheet = Self {
            width,
            height,
            density,
            format,
        };
        if sheet.pixels(width) * sheet.pixels(height) > PIXELS_MAX {
            let detail = format!("a picture has at most {PIXELS_MAX} pixels");
            return Err(malformed("/path/file", detail));
        }
        Ok(sheet)
    }

    /// Pixels of the picture for some of the map.
    fn pixels(&self, of_map: u32) -> u32 {
        match self.density {
            Density::Single => of_map,
            Density::Double => 2 * of_map,
        }
    }
}

/// What a picture shows, in the world square.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Frame {
    /// All of a box.
    Box(WorldPoint, WorldPoint),
    /// A position in the middle, at a pixel zoom of the map.
    Center(WorldPoint, u8),
}

impl Frame {
    fn parse(text: &str) -> Result<Self, ApiError> {
        let fault = || {
            let shown = shown(text);
            let detail = format!("`{shown}` is neither west,south,east,north nor lon,lat,zoom");
            malformed("/path/frame", detail)
        };
        let parts: Vec<&str> = text.split(',').collect();
        match parts.as_slice() {
            [lon, lat, zoom] => {
                let degrees = lon.parse().ok().zip(lat.parse().ok());
                let (lon, lat) = degrees.ok_or_else(fault)?;
                let position = Position::from_degrees(lon, lat);
                let position = position.ok().ok_or_else(fault)?;
                let zoom = zoom.parse::<u8>().ok().ok_or_else(fault)?;
                Ok(Self::Center(WorldPoint::of(position), zoom))
            }
            [_, _, _, _] => {
                let bounds = bounds(text).ok().ok_or_else(fault)?;
                let (low, high) = (WorldPoint::of(bounds.min()), WorldPoint::of(bounds.max()));
                Ok(Self::Box(low, high))
            }
            _ => Err(fault()),
        }
    }

    /// The pixels of the picture: at the largest zoom that shows all of a box and that all styles are drawn at.
    fn pixels(&self, sheet: &Sheet, drawn: &[(Arc<Style>, View)]) -> Result<PixelRect, ApiError> {
        let (width, height) = (sheet.pixels(sheet.width), sheet.pixels(sheet.height));
        let finer = u8::from(sheet.density == Density::Double);
        let last = drawn.iter().map(|(style, _)| *style.lattices().end()).min();
        let last = last.unwrap_or(0);
        let (center, pixel_zoom) = match *self {
            Self::Center(center, zoom) => (center, zoom.saturating_add(finer)),
            Self::Box(low, high) => {
                let px = |units: i64, zoom: u8| units >> (32 - u32::from(zoom));
                let fits = |zoom: &u8| {
                    px(high.x - low.x, *zoom) < i64::from(width)
                        && px(low.y - high.y, *zoom) < i64::from(height)
                };
                let middle = |a, b| i64::midpoint(a, b);
                let center = WorldPoint {
                    x: middle(low.x, high.x),
                    y: middle(low.y, high.y),
                };
                (center, (0..=last).rev().find(fits).unwrap_or(0))
            }
        };
        if pixel_zoom > last {
            let detail = format!(
                "the styles are drawn up to zoom {}",
                last.saturating_sub(finer)
            );
            return Err(ApiError::Outside {
                pointer: "/path/frame",
                detail,
            });
        }
        let shift = 32 - u32::from(pixel_zoom);
        Ok(PixelRect {
            pixel_zoom,
            x: (center.x >> shift) - i64::from(width / 2),
            y: (center.y >> shift) - i64::from(height / 2),
            width,
            height,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes() {
        for (file, fine) in [
            ("640x480.png", true),
            ("640x480@2x.webp", true),
            ("2048x2048.png", true),
            ("2048x2048@2x.png", false),
            ("2049x1.png", false),
            ("0x1.png", false),
            ("1x0.png", false),
            ("-1x1.png", false),
            ("+1x1.png", false),
            ("1e3x1.png", false),
            ("NaNxNaN.png", false),
            ("99999999999999999999x1.png", false),
            ("640x480.mvt", false),
            ("640x480", false),
            ("640.png", false),
            ("@2x.png", false),
            ("", false),
        ] {
            assert_eq!(Sheet::parse(file).is_ok(), fine, "{file}");
        }
    }

    #[test]
    fn frames() {
        for (text, fine) in [
            ("-0.14,51.51,-0.13,51.52", true),
            ("-0.1367,51.5133,16", true),
            ("0,0,0", true),
            ("180,90,0", true),
            ("0,0,256", false),
            ("0,0,-1", false),
            ("0,0,1.5", false),
            ("NaN,0,1", false),
            ("0,inf,1", false),
            ("181,0,1", false),
            ("1,0,0,1", false),
            ("0,0", false),
            ("..,..,..", false),
            ("", false),
        ] {
            assert_eq!(Frame::parse(text).is_ok(), fine, "{text}");
        }
    }
}
