//! Documents of the OGC API: links, landing page, conformance, collections.

use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

/// A link (RFC 8288).
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct Link {
    pub(crate) href: String,
    pub(crate) rel: String,
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub(crate) media_type: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) title: Option<String>,
    /// Whether variables in braces are to be replaced in the address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) templated: Option<bool>,
}

impl Link {
    /// A link to a JSON document.
    pub(crate) fn json(href: String, rel: &str, title: &str) -> Self {
        Self {
            media_type: Some("application/json"),
            title: Some(title.to_owned()),
            ..Self::bare(href, rel)
        }
    }

    /// A link of which nothing else is said.
    pub(crate) fn bare(href: String, rel: &str) -> Self {
        Self {
            href,
            rel: rel.to_owned(),
            media_type: None,
            title: None,
            templated: None,
        }
    }
}

/// What the OGC API begins with.
#[derive(Serialize, ToSchema)]
pub(crate) struct LandingPage {
    pub(crate) title: String,
    pub(crate) description: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) attribution: Option<String>,
    pub(crate) links: Vec<Link>,
}

/// The classes of requirements that are met.
#[derive(Serialize, ToSchema)]
pub(crate) struct Conformance {
    #[serde(rename = "conformsTo")]
    pub(crate) conforms_to: Vec<&'static str>,
}

/// Where and when.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct Extent {
    pub(crate) spatial: SpatialExtent,
}

/// West, south, east and north in degrees of CRS84.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct SpatialExtent {
    pub(crate) bbox: Vec<[f64; 4]>,
    pub(crate) crs: &'static str,
}

impl Extent {
    /// The extent of a box.
    pub(crate) fn of(bbox: [f64; 4]) -> Self {
        Self {
            spatial: SpatialExtent {
                bbox: vec![bbox],
                crs: super::CRS84,
            },
        }
    }
}

/// A collection of features, or of what tiles show.
#[derive(Serialize, ToSchema)]
pub(crate) struct Collection {
    pub(crate) id: String,
    pub(crate) title: String,
    pub(crate) description: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) attribution: Option<String>,
    pub(crate) extent: Extent,
    #[serde(rename = "itemType", skip_serializing_if = "Option::is_none")]
    pub(crate) item_type: Option<&'static str>,
    pub(crate) crs: Vec<&'static str>,
    pub(crate) links: Vec<Link>,
}

/// The collections.
#[derive(Serialize, ToSchema)]
pub(crate) struct Collections {
    pub(crate) links: Vec<Link>,
    pub(crate) collections: Vec<Collection>,
}

/// Features as GeoJSON (RFC 7946), with links.
#[derive(Serialize, ToSchema)]
#[expect(clippy::struct_field_names, reason = "the standard calls them so")]
pub(crate) struct Features {
    #[serde(rename = "type")]
    pub(crate) kind: &'static str,
    pub(crate) features: Vec<Feature>,
    pub(crate) links: Vec<Link>,
    #[serde(rename = "numberMatched")]
    pub(crate) number_matched: usize,
    #[serde(rename = "numberReturned")]
    pub(crate) number_returned: usize,
}

/// A feature as GeoJSON.
#[derive(Serialize, ToSchema)]
pub(crate) struct Feature {
    #[serde(rename = "type")]
    pub(crate) kind: &'static str,
    pub(crate) id: String,
    #[schema(value_type = Object)]
    pub(crate) properties: Map<String, Value>,
    #[schema(value_type = super::forms::Shape)]
    pub(crate) geometry: geojson::Geometry,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) links: Vec<Link>,
}

/// The styles.
#[derive(Serialize, ToSchema)]
pub(crate) struct StyleList {
    pub(crate) styles: Vec<StyleEntry>,
    pub(crate) links: Vec<Link>,
}

/// A style.
#[derive(Serialize, ToSchema)]
pub(crate) struct StyleEntry {
    pub(crate) id: String,
    pub(crate) title: String,
    pub(crate) description: String,
    pub(crate) links: Vec<Link>,
}
