//! Roles that towns have published.

use crate::model::{Role, RoleClass, RoleId, Text, Tier};

/// A set of roles that can be taken over as it is.
#[derive(Debug, Clone, Copy)]
pub struct Preset {
    /// Its name.
    pub name: &'static str,
    posts: &'static [Post],
}

/// Id, Chinese and English title, class, tier, at least and at most so many.
type Post = (
    &'static str,
    &'static str,
    &'static str,
    RoleClass,
    Tier,
    (u32, Option<u32>),
);

const ONE: (u32, Option<u32>) = (1, Some(1));
const SOME: (u32, Option<u32>) = (1, None);

/// The plan of Xihu Street, Nanchang (49 grids): seven posts, two of them of the worker of a grid.
const XIHU: Preset = Preset {
    name: "xihu",
    posts: &[
        (
            "area-leader",
            "网格点长",
            "Leader of the area",
            RoleClass::Official,
            Tier::Street,
            ONE,
        ),
        (
            "street-head",
            "街道网格长",
            "Head of the street",
            RoleClass::Official,
            Tier::Street,
            ONE,
        ),
        (
            "first-head",
            "第一网格长",
            "First head",
            RoleClass::Official,
            Tier::Community,
            ONE,
        ),
        (
            "community-head",
            "社区网格长",
            "Head of the community",
            RoleClass::Official,
            Tier::Community,
            ONE,
        ),
        (
            "grid-keeper",
            "网格管理员",
            "Keeper of the grid",
            RoleClass::Worker,
            Tier::Grid,
            SOME,
        ),
        (
            "grid-supervisor",
            "网格监督员",
            "Supervisor of the grid",
            RoleClass::Worker,
            Tier::Grid,
            SOME,
        ),
        (
            "health-informant",
            "疫情信息员",
            "Health informant",
            RoleClass::Medical,
            Tier::Community,
            ONE,
        ),
        (
            "grid-police",
            "网格警员",
            "Police officer",
            RoleClass::Police,
            Tier::Community,
            ONE,
        ),
    ],
};

/// The six to one of Dongcheng Street, Yongkang (六对一).
const DONGCHENG: Preset = Preset {
    name: "dongcheng",
    posts: &[
        (
            "street-leader",
            "街道分管领导",
            "Leader of the street",
            RoleClass::Official,
            Tier::Street,
            SOME,
        ),
        (
            "village-cadre",
            "联村干部",
            "Cadre of the village",
            RoleClass::Official,
            Tier::Community,
            SOME,
        ),
        (
            "police",
            "派出所民警",
            "Police officer",
            RoleClass::Police,
            Tier::Community,
            SOME,
        ),
        (
            "doctor",
            "卫生院医生",
            "Doctor of the health centre",
            RoleClass::Medical,
            Tier::Community,
            SOME,
        ),
        (
            "community-cadre",
            "村社干部",
            "Cadre of the community",
            RoleClass::Official,
            Tier::Community,
            SOME,
        ),
        (
            "grid-worker",
            "网格员",
            "Worker of the grid",
            RoleClass::Worker,
            Tier::Grid,
            SOME,
        ),
    ],
};

impl Preset {
    /// All presets.
    pub const ALL: [Self; 2] = [XIHU, DONGCHENG];

    /// The preset of a name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|preset| preset.name == name)
    }

    /// Its roles, sorted by id.
    pub fn roles(self) -> Vec<Role> {
        let role = |&(id, zh, en, class, tier, (least, most)): &Post| Role {
            id: RoleId::new(id).expect("ids here are short words"),
            title: Text {
                zh: zh.to_owned(),
                en: en.to_owned(),
            },
            class,
            tier: Some(tier),
            least,
            most,
        };
        let mut roles: Vec<Role> = self.posts.iter().map(role).collect();
        roles.sort_by(|a, b| a.id.cmp(&b.id));
        roles
    }
}
