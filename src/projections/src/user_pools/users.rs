//! The users of a pool: what lists and searches show. Holds personal data and no secret; the row of a deleted or forgotten user is dropped.

mod row;

use std::borrow::Cow;

use domain::{
    LedgerId,
    user_pools::user::{
        CreatedByAdmin, Imported, MadeByProvider, Migrated, SignedUp, Status, User, UserEvent,
    },
    values::filter::{Comparison, Field, Filter},
};
use ledger::{Opened, Unavailable, Undecodable};

pub use self::row::UserRow;
use super::POOL_DELETED;
use crate::{
    Listed, Page, ReadModels,
    engine::{
        list::{Condition, Key, List},
        model::{Model, Touch},
    },
};

pub(crate) struct Users;

impl Model for Users {
    const NAME: &'static str = "users";
    const VERSION: u32 = 9;
    const INDEXES: &'static str = include_str!("../../../../schema/projections/users.sql");
    const KINDS: &'static [&'static str] = &[
        "user.signed_up",
        "user.created_by_admin",
        "user.imported",
        "user.migrated",
        "user.made_by_provider",
        "user.confirmed",
        "user.password_set",
        "user.reset_required",
        "user.attributes_written",
        "user.attribute_verified",
        "user.account_linked",
        "user.account_unlinked",
        "user.password_disabled",
        "user.disabled",
        "user.enabled",
        "user.deleted",
        domain::FORGOTTEN,
        POOL_DELETED,
    ];
    type Row = UserRow;

    fn touches(event: &Opened) -> Result<Touch, Undecodable> {
        let id = event.record.stream.id();
        Ok(match event.record.kind.as_str() {
            POOL_DELETED => Touch::DropAll,
            domain::FORGOTTEN => {
                let person = domain::StreamId::new(id);
                if person.kind() == <User as domain::Aggregate>::KIND {
                    Touch::One(person.id().to_owned())
                } else {
                    Touch::None
                }
            }
            _ => Touch::One(id.to_owned()),
        })
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "`change` names every other event")]
    fn apply(row: Option<UserRow>, event: &Opened) -> Result<Option<UserRow>, Undecodable> {
        if event.record.kind == domain::FORGOTTEN {
            return Ok(None);
        }
        let sub = event.record.stream.id();
        Ok(match &*event.event::<UserEvent>()? {
            UserEvent::SignedUp(SignedUp { username, attributes, at, .. }) => {
                UserRow::new(sub, username, attributes, Status::Unconfirmed.name(), *at)
            }
            UserEvent::CreatedByAdmin(CreatedByAdmin { username, attributes, at, expires_at, .. }) => {
                let status = Status::ForceChangePassword { expires_at: *expires_at };
                UserRow::new(sub, username, attributes, status.name(), *at)
            }
            UserEvent::Imported(Imported { username, attributes, at, .. }) => {
                UserRow::new(sub, username, attributes, Status::ResetRequired.name(), *at)
            }
            UserEvent::Migrated(Migrated { username, attributes, status, at, .. }) => {
                UserRow::new(sub, username, attributes, status.name(), *at)
            }
            UserEvent::MadeByProvider(MadeByProvider { username, attributes, link, at, .. }) => {
                let row = UserRow::new(sub, username, attributes, Status::External.name(), *at);
                row.map(|row| UserRow { links: vec![link.clone()], ..row })
            }
            other => row.and_then(|row| row.change(other)),
        })
    }
}

/// Indexes hold so many characters of a field.
const INDEXED: u32 = 256;

/// What a field is compared by: an expression over a row. User names and `status` are case-sensitive, everything else is not.
fn expression(field: Field) -> String {
    match field {
        Field::Username => "body ->> 'username'".to_owned(),
        Field::Sub => "id".to_owned(),
        Field::UserStatus => "upper(body ->> 'status')".to_owned(),
        Field::Enabled => {
            "case when (body ->> 'enabled')::boolean then 'Enabled' else 'Disabled' end".to_owned()
        }
        Field::Email
        | Field::PhoneNumber
        | Field::Name
        | Field::GivenName
        | Field::FamilyName
        | Field::PreferredUsername => format!("upper(body -> 'attributes' ->> '{}')", field.name()),
    }
}

/// What a row has in a field, in the case in which it is compared.
fn value_of(field: Field, row: &UserRow) -> Option<Cow<'_, str>> {
    let value = match field {
        Field::Username => &row.username,
        Field::Sub => &row.sub,
        Field::UserStatus => &row.status,
        Field::Enabled => return Some(if row.enabled { "Enabled" } else { "Disabled" }.into()),
        Field::Email
        | Field::PhoneNumber
        | Field::Name
        | Field::GivenName
        | Field::FamilyName
        | Field::PreferredUsername => row.attributes.get(field.name())?,
    };
    Some(if minds_case(field) { value.into() } else { upper(value).into() })
}

const fn minds_case(field: Field) -> bool {
    matches!(field, Field::Username | Field::Sub | Field::Enabled)
}

/// As the private Postgres folds case, whose locale is C.
fn upper(text: &str) -> String {
    text.to_ascii_uppercase()
}

/// The users whom a filter selects.
fn selected_by(filter: &Filter) -> Condition<'_, UserRow> {
    let Filter { field, comparison, .. } = *filter;
    // A text with NUL equals nothing that Postgres keeps; it is looked for as rows show it.
    let value = filter.value.replace('\0', "\u{fffd}");
    // The database folds case, so that both sides are folded by the same rules.
    let (expression, operand) =
        (expression(field), if minds_case(field) { "$value" } else { "upper($value)" });
    // The first comparison uses the index, the second one decides.
    let sql = match comparison {
        Comparison::Equals => {
            format!(
                "left({expression}, {INDEXED}) = left({operand}, {INDEXED}) and ({expression}) = {operand}"
            )
        }
        Comparison::StartsWith => format!(
            "starts_with(left({expression}, {INDEXED}), left({operand}, {INDEXED})) and starts_with({expression}, {operand})"
        ),
    };
    let wanted = if minds_case(field) { value.clone() } else { upper(&value) };
    let holds = move |_: &str, row: &UserRow| {
        value_of(field, row).is_some_and(|value| match comparison {
            Comparison::Equals => value == wanted,
            Comparison::StartsWith => value.starts_with(&wanted),
        })
    };
    Condition { sql, holds: Box::new(holds), value }
}

impl ReadModels {
    /// The users of a pool that a filter selects, by `sub`.
    pub async fn users(
        &self,
        pool: &LedgerId,
        filter: Option<&Filter>,
        page: Page<'_>,
    ) -> Result<Listed<UserRow>, Unavailable> {
        let condition = filter.map(selected_by);
        let list = List { ledger: Some(pool), key: Key::Id, condition, page };
        match filter.map(|filter| filter.comparison) {
            Some(Comparison::StartsWith) => self.search::<Users>(list).await,
            Some(Comparison::Equals) | None => self.list::<Users>(list).await,
        }
    }

    /// How many users a pool has.
    pub async fn user_count(&self, pool: &LedgerId) -> Result<u64, Unavailable> {
        self.count::<Users>(pool).await
    }
}
