//! Cards of grids: what they say, for programs.

use hexward_engine::bounds::{Bound, Kind, Named};
use serde::Serialize;
use utoipa::ToSchema;

use super::{Code, Text, TierName};
use crate::cards::{Beside, Card, Post};

/// What stands on the card of a grid.
#[derive(Serialize, ToSchema)]
pub(crate) struct GridCard {
    #[schema(value_type = Code)]
    code: String,
    name: String,
    #[schema(value_type = TierName)]
    tier: &'static str,
    /// The four bounds as a sentence.
    text: Text,
    /// By how many degrees the quarters of the compass are turned with the streets, counter-clockwise.
    turned_deg: f64,
    /// East, south, west, north.
    bounds: Vec<SideOfGrid>,
    area_m2: f64,
    addresses: u64,
    households: u64,
    residents: u64,
    checkpoints: Vec<StandingCheckpoint>,
    /// The posts that answer for it as a whole, those of the largest area first.
    posts: Vec<PostOfGrid>,
    /// Who answers for a part of it besides those who answer for it as a whole, as where grids cross; those with the most
    /// addresses first.
    besides: Vec<AnsweringBeside>,
    /// The grids that it borders on, the longest border first.
    neighbours: Vec<GridBeside>,
    /// What the code to scan says.
    link: String,
}

/// One side of a grid.
#[derive(Serialize, ToSchema)]
pub(crate) struct SideOfGrid {
    #[schema(pattern = "^(east|south|west|north)$")]
    side: &'static str,
    length_m: f64,
    /// Whether nothing faces this way, so that the side is the outermost corner.
    corner: bool,
    /// One name or two, the one with the greater share first.
    names: Vec<SideWord>,
    /// The share of the side that its names lead to when they are looked up on the ground, 0 to 1.
    led_to: f64,
}

/// What a side is named by.
#[derive(Serialize, ToSchema)]
pub(crate) struct SideWord {
    /// `line`, `area`, or `edge` where nothing is known beyond.
    #[schema(pattern = "^(line|area|edge)$")]
    kind: &'static str,
    /// Of a line, what it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    class: Option<String>,
    name: String,
    /// Its share of the side, 0 to 1, without what names before it have.
    share: f64,
}

/// A checkpoint that stands in a grid.
#[derive(Serialize, ToSchema)]
pub(crate) struct StandingCheckpoint {
    id: String,
    name: String,
    kind: String,
    #[schema(pattern = "^(open|closed)$")]
    state: &'static str,
    lon: f64,
    lat: f64,
}

/// A post that answers for a grid, or for an area that it lies in.
#[derive(Serialize, ToSchema)]
pub(crate) struct PostOfGrid {
    role: String,
    title: Text,
    /// Whose post it is.
    #[schema(value_type = Code)]
    area: String,
    /// Post or staff numbers; none while it is vacant.
    holders: Vec<String>,
}

/// Somebody who answers for a part of a grid: for borders, junctions, lines, regions, buildings or households.
#[derive(Serialize, ToSchema)]
pub(crate) struct AnsweringBeside {
    role: String,
    title: Text,
    /// The post or staff number.
    staff: String,
    /// The duties.
    duties: Vec<String>,
    /// How many addresses of the grid.
    addresses: u64,
    /// Their households.
    households: u64,
}

/// A grid beside another.
#[derive(Serialize, ToSchema)]
pub(crate) struct GridBeside {
    #[schema(value_type = Code)]
    code: String,
    name: String,
    /// The length of the common border.
    length_m: f64,
}

impl GridCard {
    pub(crate) fn new(card: &Card<'_>) -> Self {
        let four = &card.bounds.bounds;
        let sides = four.bounds.iter().zip(card.bounds.led_to);
        Self {
            code: card.grid.code.to_string(),
            name: card.grid.name.clone(),
            tier: card.grid.tier.name(),
            text: Text::from(&four.said()),
            turned_deg: four.turned_deg,
            bounds: sides.map(|(bound, led_to)| side(bound, led_to)).collect(),
            area_m2: card.area_m2,
            addresses: card.tally.addresses,
            households: card.tally.households,
            residents: card.tally.residents,
            checkpoints: card
                .checkpoints
                .iter()
                .map(|checkpoint| StandingCheckpoint {
                    id: checkpoint.id.to_string(),
                    name: checkpoint.name.clone(),
                    kind: checkpoint.kind.clone(),
                    state: checkpoint.state.name(),
                    lon: checkpoint.position.lon_degrees(),
                    lat: checkpoint.position.lat_degrees(),
                })
                .collect(),
            posts: card.posts.iter().map(post).collect(),
            besides: card.besides.iter().map(beside).collect(),
            neighbours: card
                .neighbours
                .iter()
                .map(|beside| GridBeside {
                    code: beside.grid.code.to_string(),
                    name: beside.grid.name.clone(),
                    length_m: beside.length_m,
                })
                .collect(),
            link: card.link.clone(),
        }
    }
}

fn post(post: &Post<'_>) -> PostOfGrid {
    let holders = post.duty.iter().flat_map(|duty| &duty.holders);
    PostOfGrid {
        role: post.role.id.to_string(),
        title: Text::from(&post.role.title),
        area: post.area.code.to_string(),
        holders: holders.map(|holder| holder.staff.to_string()).collect(),
    }
}

fn beside(beside: &Beside<'_>) -> AnsweringBeside {
    AnsweringBeside {
        role: beside.role.id.to_string(),
        title: Text::from(&beside.role.title),
        staff: beside.staff.to_string(),
        duties: beside.duties.iter().map(ToString::to_string).collect(),
        addresses: beside.addresses,
        households: beside.households,
    }
}

fn side(bound: &Bound, led_to: f64) -> SideOfGrid {
    SideOfGrid {
        side: bound.side.name(),
        length_m: bound.length_m,
        corner: bound.corner,
        names: bound.names.iter().map(word).collect(),
        led_to,
    }
}

fn word(named: &Named) -> SideWord {
    let (kind, class) = match &named.kind {
        Kind::Line(class) => ("line", Some(class.clone())),
        Kind::Area => ("area", None),
        Kind::Edge => ("edge", None),
    };
    SideWord {
        kind,
        class,
        name: named.name.clone(),
        share: named.share,
    }
}
