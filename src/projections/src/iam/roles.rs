//! The IAM roles: what a list of them shows.

use domain::{
    LedgerId,
    account::role::{Created, RoleEvent},
};
use ledger::{Opened, Unavailable, Undecodable};
use serde::{Deserialize, Serialize};

use crate::{
    Listed, Page, ReadModels,
    engine::{
        list::{Condition, Key, List},
        model::{Model, Touch},
    },
};

/// A role.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoleRow {
    /// `AROA...`
    pub id: String,
    /// Its name, at the top of the row too for the index.
    pub name: String,
    /// As it was made, with what has changed since.
    pub made: Created,
}

pub(crate) struct Roles;

impl Model for Roles {
    const NAME: &'static str = "roles";
    const VERSION: u32 = 2;
    const INDEXES: &'static str = include_str!("../../../../schema/projections/roles.sql");
    const KINDS: &'static [&'static str] = &["role."];
    type Row = RoleRow;

    fn touches(event: &Opened) -> Result<Touch, Undecodable> {
        Ok(Touch::One(event.record.stream.id().to_owned()))
    }

    fn apply(row: Option<RoleRow>, event: &Opened) -> Result<Option<RoleRow>, Undecodable> {
        let id = event.record.stream.id().to_owned();
        Ok(match &*event.event::<RoleEvent>()? {
            RoleEvent::Created(made) => Some(RoleRow { id, name: made.name.clone(), made: made.clone() }),
            event @ (RoleEvent::TrustPolicySet(_)
            | RoleEvent::Updated(_)
            | RoleEvent::Tagged(_)
            | RoleEvent::Untagged(_)
            | RoleEvent::PolicyPut(_)
            | RoleEvent::PolicyDeleted(_)) => row.map(|mut row| {
                row.made.change(event);
                row
            }),
            RoleEvent::Deleted(_) => None,
        })
    }
}

impl ReadModels {
    /// The roles whose path has this prefix, by name, which is also the key of a page.
    pub async fn roles(&self, path_prefix: &str, page: Page<'_>) -> Result<Listed<RoleRow>, Unavailable> {
        let under_path = Condition {
            sql: "starts_with(body -> 'made' ->> 'path', $value)".to_owned(),
            holds: Box::new(|_, row: &RoleRow| row.made.path.starts_with(path_prefix)),
            value: path_prefix.to_owned(),
        };
        let (ledger, key) = (LedgerId::account(), Key::Name(|row: &RoleRow| &row.name));
        self.list::<Roles>(List { ledger: Some(&ledger), key, condition: Some(under_path), page }).await
    }
}
