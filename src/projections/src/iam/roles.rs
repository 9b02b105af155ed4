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
        asked::Bound,
        model::{Model, Touch},
        read_models::{listed, table},
    },
};

/// A role.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoleRow {
    /// `AROA...`
    pub id: String,
    /// Its name, at the top of the row too for the index.
    pub name: String,
    /// How it was made, with the trust policy of today.
    pub made: Created,
}

pub(crate) struct Roles;

impl Model for Roles {
    const NAME: &'static str = "roles";
    const VERSION: u32 = 1;
    const INDEXES: &'static str = include_str!("../../../../schema/projections/roles.sql");
    const KINDS: &'static [&'static str] = &["role."];
    type Row = RoleRow;

    fn touches(event: &Opened) -> Touch {
        Touch::One(event.record.stream.id().to_owned())
    }

    fn apply(row: Option<RoleRow>, event: &Opened) -> Result<Option<RoleRow>, Undecodable> {
        let id = event.record.stream.id().to_owned();
        Ok(match &*event.event::<RoleEvent>()? {
            RoleEvent::Created(made) => Some(RoleRow { id, name: made.name.clone(), made: made.clone() }),
            RoleEvent::TrustPolicySet(e) => row
                .map(|row| RoleRow { made: Created { trust_policy: e.document.clone(), ..row.made }, ..row }),
            RoleEvent::PolicyPut(_) | RoleEvent::PolicyDeleted(_) => row,
            RoleEvent::Deleted(_) => None,
        })
    }
}

impl ReadModels {
    /// The roles whose path begins so, by name: that is also the key of a page.
    pub async fn roles(&self, path_prefix: &str, page: Page<'_>) -> Result<Listed<RoleRow>, Unavailable> {
        let ledger = LedgerId::account();
        let sql = format!(
            r#"select (body ->> 'name') collate "C", body::text from {}
             where ledger = $1 and (body ->> 'name') collate "C" > $2 and starts_with(body -> 'made' ->> 'path', $3)
             order by (body ->> 'name') collate "C" limit $4"#,
            table::<Roles>()
        );
        let more = [
            Bound::Text(page.after.unwrap_or("")),
            Bound::Text(path_prefix),
            Bound::Number(i64::from(page.limit) + 1),
        ];
        listed(&self.rows_in::<Roles>(&ledger, &sql, &more).await?, page.limit, |_, row| row)
    }
}
