//! Health, and what the server allows.

use std::collections::BTreeMap;

use hexward_engine::geom::MAX_PIXEL_ZOOM;
use serde::Serialize;
use utoipa::ToSchema;

use crate::config::{
    BODY_LIMIT_BYTES, CHANGESET_LIMIT_BYTES, Config, DRAWING_PATIENCE, DRAWINGS_WAITING, EDITS_MAX,
    FRESH_TILES_MAX, HEARTBEAT, LIST_MAX, LISTENERS_DEFAULT, LISTS, NEAREST_MAX, PLACE_PATIENCE,
    REQUEST_TIMEOUT, REVISION_ROWS_MAX, TILE_CACHE_BYTES, VIEWS_AT_ONCE, VIEWS_WAITING,
};
use crate::draw_queue::drawings_at_once;
use crate::idempotency::KEY_CHARS_MAX;
use crate::tile_cache::Format;

/// How the server is.
#[derive(Serialize, ToSchema)]
pub(crate) struct Health {
    /// `live` or `ready`.
    pub(crate) status: &'static str,
}

/// What the server allows.
#[derive(Serialize, ToSchema)]
pub(crate) struct Limits {
    request: RequestLimits,
    changesets: ChangesetLimits,
    revisions: RevisionLimits,
    events: EventLimits,
    tiles: TileLimits,
    drawings: DrawingLimits,
    nearest: NearestLimits,
    locate: LocateLimits,
    /// Of each list by its path.
    lists: BTreeMap<&'static str, ListLimits>,
    views: ViewLimits,
    memory: MemoryLimits,
    /// What is not limited, in words.
    not_limited: [&'static str; 4],
}

#[derive(Serialize, ToSchema)]
struct RequestLimits {
    timeout_s: u64,
    body_bytes: usize,
}

#[derive(Serialize, ToSchema)]
struct ChangesetLimits {
    body_bytes: usize,
    edits_max: usize,
    key_chars_max: usize,
}

#[derive(Serialize, ToSchema)]
struct RevisionLimits {
    rows_max: usize,
}

#[derive(Serialize, ToSchema)]
struct EventLimits {
    listeners_max: usize,
    heartbeat_s: u64,
}

#[derive(Serialize, ToSchema)]
struct TileLimits {
    sizes_px: [u16; 2],
    maxzoom: u8,
    formats: [&'static str; 3],
}

/// Of pictures: tiles, legends, static maps.
#[derive(Serialize, ToSchema)]
struct DrawingLimits {
    at_once: usize,
    waiting: usize,
    patience_s: u64,
    place_patience_ms: u64,
}

#[derive(Serialize, ToSchema)]
struct NearestLimits {
    k_min: usize,
    k_max: usize,
}

#[derive(Serialize, ToSchema)]
struct LocateLimits {
    lon: [i16; 2],
    lat: [i16; 2],
}

/// How many rows a portion of a list has.
#[derive(Serialize, ToSchema)]
struct ListLimits {
    #[serde(rename = "limit_min")]
    min: usize,
    #[serde(rename = "limit_max")]
    max: usize,
    #[serde(rename = "limit_default")]
    default: usize,
}

#[derive(Serialize, ToSchema)]
struct ViewLimits {
    parameters: [&'static str; 4],
    made_at_once: usize,
    waited_for: usize,
}

#[derive(Serialize, ToSchema)]
struct MemoryLimits {
    tile_cache_bytes: u64,
    fresh_tiles: u64,
}

impl Limits {
    /// The limits of a server that was started so.
    pub(crate) fn of(config: &Config) -> Self {
        let list = |default| ListLimits {
            min: 1,
            max: LIST_MAX,
            default,
        };
        Self {
            request: RequestLimits {
                timeout_s: REQUEST_TIMEOUT.as_secs(),
                body_bytes: BODY_LIMIT_BYTES,
            },
            changesets: ChangesetLimits {
                body_bytes: CHANGESET_LIMIT_BYTES,
                edits_max: EDITS_MAX,
                key_chars_max: KEY_CHARS_MAX,
            },
            revisions: RevisionLimits {
                rows_max: REVISION_ROWS_MAX,
            },
            events: EventLimits {
                listeners_max: config.listeners.unwrap_or(LISTENERS_DEFAULT),
                heartbeat_s: HEARTBEAT.as_secs(),
            },
            tiles: TileLimits {
                sizes_px: [256, 512],
                maxzoom: MAX_PIXEL_ZOOM - 1,
                formats: Format::ALL.map(Format::extension),
            },
            drawings: DrawingLimits {
                at_once: drawings_at_once(),
                waiting: DRAWINGS_WAITING,
                patience_s: DRAWING_PATIENCE.as_secs(),
                place_patience_ms: PLACE_PATIENCE.as_millis() as u64,
            },
            nearest: NearestLimits {
                k_min: 1,
                k_max: NEAREST_MAX,
            },
            locate: LocateLimits {
                lon: [-180, 180],
                lat: [-90, 90],
            },
            lists: LISTS.map(|(path, rows)| (path, list(rows))).into(),
            views: ViewLimits {
                parameters: ["at", "datetime", "plan", "revision"],
                made_at_once: VIEWS_AT_ONCE,
                waited_for: VIEWS_WAITING,
            },
            memory: MemoryLimits {
                tile_cache_bytes: TILE_CACHE_BYTES,
                fresh_tiles: FRESH_TILES_MAX,
            },
            not_limited: [
                "the size of a vector tile: at a low zoom one of addresses has every address of its ground",
                "the size of one outline, and how many honeycomb layers /v1 lists",
                "connections, and how many requests a client sends",
                "work that a timeout breaks off: it goes on to its end on its core",
            ],
        }
    }
}
