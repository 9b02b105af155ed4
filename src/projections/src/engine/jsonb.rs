//! JSON as Postgres prints a jsonb: shorter member names first, a blank behind each comma and colon. Equal texts are equal rows, and are
//! compared without trees of values; texts that differ may still mean the same (roles, whose rows hold the domain's own value).

use std::{collections::BTreeMap, io};

use serde::{Serialize, Serializer};
use serde_json::ser::{Formatter, Serializer as Writer};

/// A row as Postgres prints it if its fields are declared in Postgres's order, and its maps are written [`by_length`].
pub(crate) fn text(row: &impl Serialize, length: usize) -> serde_json::Result<Vec<u8>> {
    let mut text = Vec::with_capacity(length);
    row.serialize(&mut Writer::with_formatter(&mut text, Blanks))?;
    Ok(text)
}

/// A map in the order in which Postgres keeps the members of an object.
pub(crate) fn by_length<V: Serialize, S: Serializer>(
    map: &BTreeMap<String, V>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let mut members: Vec<_> = map.iter().collect();
    // Those of one length stay in the order of their bytes.
    members.sort_by_key(|(name, _)| name.len());
    serializer.collect_map(members)
}

struct Blanks;

fn behind_comma<W: ?Sized + io::Write>(writer: &mut W, first: bool) -> io::Result<()> {
    if first { Ok(()) } else { writer.write_all(b", ") }
}

impl Formatter for Blanks {
    fn begin_array_value<W: ?Sized + io::Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        behind_comma(writer, first)
    }

    fn begin_object_key<W: ?Sized + io::Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        behind_comma(writer, first)
    }

    fn begin_object_value<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        writer.write_all(b": ")
    }
}

#[cfg(test)]
mod tests {
    use private_postgres::testing::database;
    use serde::de::DeserializeOwned;
    use serde_json::{Value, json};
    use sqlx::{Connection, PgConnection, Row};

    use super::*;
    use crate::{
        identity_pools::pools::IdentityPoolRow,
        user_pools::{clients::ClientRow, pools::UserPoolRow, users::UserRow},
    };

    async fn told_by_postgres(json: String) -> String {
        let database = database().await;
        let mut connection = PgConnection::connect_with(&database.options()).await.unwrap();
        let query = sqlx::query("select $1::jsonb::text").bind(json);
        query.fetch_one(&mut connection).await.unwrap().get(0)
    }

    async fn is_told_so<R: Serialize + DeserializeOwned>(row: Value) {
        let told = told_by_postgres(row.to_string()).await;
        let row: R = serde_json::from_value(row).unwrap();
        assert_eq!(String::from_utf8(text(&row, 0).unwrap()).unwrap(), told);
    }

    #[tokio::test]
    async fn rows_are_told_as_postgres_tells_them() {
        let attributes = [
            ("name", "Ada \"the\" \\ first"),
            ("email", "\u{1}\u{8}\u{b}\u{c}\n\r\t\u{1f}\u{7f}"),
            ("email_verified", "äöü \u{1f600} \u{2028} </script>"),
            ("a", ""),
            ("custom:é", "1e3"),
        ];
        let attributes: BTreeMap<_, _> = attributes.into();
        let user = json!({ "sub": "s", "status": "CONFIRMED", "enabled": true, "username": "ada", "attributes": attributes,
            "created_at": 1_700_000_000_000_i64, "modified_at": -1 });
        is_told_so::<UserRow>(user).await;
        is_told_so::<ClientRow>(json!({ "id": "i", "name": "n", "created_at": 1 })).await;
        is_told_so::<IdentityPoolRow>(json!({ "id": "i", "name": "n", "created_at": 1 })).await;
        is_told_so::<UserPoolRow>(json!({ "id": "i", "name": "n", "created_at": 1, "modified_at": 2 })).await;
    }
}
