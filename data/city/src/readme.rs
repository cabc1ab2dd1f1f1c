//! What the files of a city say about themselves.

use hexward_engine::model::Tier;

use crate::city::City;

/// What was written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Totals {
    /// Areas of each tier, from streets to micro-grids.
    pub areas: [usize; 4],
    /// Vertices of each tier, those that areas share counted for each.
    pub vertices: [usize; 4],
    /// Addresses.
    pub addresses: u64,
    /// Addresses exactly at the position of their building.
    pub at_building: u64,
    /// Households.
    pub households: u64,
    /// Residents.
    pub residents: u64,
    /// Checkpoints.
    pub checkpoints: usize,
    /// Barriers.
    pub barriers: usize,
    /// Cases.
    pub cases: u64,
}

impl Totals {
    pub(crate) fn of(city: &City) -> Self {
        Self {
            areas: Tier::ALL.map(|tier| city.areas(tier)),
            ..Self::default()
        }
    }
}

/// The text of README.md beside the files.
pub(crate) fn readme(city: &City, totals: &Totals) -> String {
    let [streets, communities, grids, micros] = totals.areas;
    let [_, _, grid_vertices, micro_vertices] = totals.vertices;
    let (first, last) = City::days();
    let Totals {
        addresses,
        at_building,
        households,
        residents,
        checkpoints,
        barriers,
        cases,
        ..
    } = totals;
    let command = command(city);
    format!(
        "# A synthetic city · 合成城市\n\n\
         **Everything here is invented**: ground, roads, rivers, names, codes, addresses, counts. It lies on an\n\
         uninhabited plain, resembles no real place, and says nothing about one. Numbers of grids, and at\n\
         size wuxi of addresses and residents, are published totals; nothing else is.\n\
         **此处一切均为虚构**：地形、道路、河流、名称、代码、地址、计数。位于无人平原，不对应任何真实地点。\n\n\
         Made by `{command}`; the same command gives the same bytes on every platform.\n\n\
         | what 内容 | file 文件 | number 数量 |\n|---|---|---|\n\
         | streets 街道 | `grids-street.geojson` | {streets} |\n\
         | communities 社区 | `grids-community.geojson` | {communities} |\n\
         | grids 网格 | `grids-grid.geojson` | {grids} ({grid_vertices} vertices) |\n\
         | micro-grids 微网格 | `grids-micro.geojson` | {micros} ({micro_vertices} vertices) |\n\
         | addresses 地址 | `addresses.csv` | {addresses} ({at_building} exactly at their building) |\n\
         | households 户 | `addresses.csv` | {households} |\n\
         | residents 常住人口 | `addresses.csv` | {residents} |\n\
         | checkpoints 卡口、采样点 | `checkpoints.csv` | {checkpoints} |\n\
         | roads, rivers, banks 道路、河流、岸线 | `barriers.geojson` | {barriers} |\n\
         | cases, {first} to {last} 病例 | `cases.csv` | {cases} |\n\n\
         EPSG:4326, longitude first, 7 decimals. Each tier is a polygonal coverage of the tier above: no gap, no\n\
         overlap, the same vertices on both sides of every border. Codes begin with 99, which is no province; grids and\n\
         micro-grids are numbered from west to east, at equal longitude from north to south. `class` of a barrier:\n\
         expressway, arterial, collector, street, bridge, river (its middle), bank (of a river or lake).\n"
    )
}

fn command(city: &City) -> String {
    let size = &city.size;
    if size.name() == "numbers" {
        let (grids, addresses, residents) = (size.grids(), size.addresses(), size.residents());
        format!(
            "hexward city --grids {grids} --addresses {addresses} --residents {residents} --seed {}",
            city.seed
        )
    } else {
        format!("hexward city {} --seed {}", size.name(), city.seed)
    }
}
