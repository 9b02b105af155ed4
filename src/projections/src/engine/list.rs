//! A list of the rows of a read model: which of them, in what order, and which page.
//!
//! The selection is written in SQL and in Rust side by side, for rows in tables and rows in memory. A test compares both.

use std::collections::BTreeMap;

use domain::LedgerId;
use ledger::Unavailable;
use serde::de::DeserializeOwned;
use sqlx::{Row as _, postgres::PgRow};

use crate::{
    Listed, Page,
    engine::{model::Model, reached::Bound, tables::Tables},
};

/// Stands for the value in a condition's SQL.
const VALUE: &str = "$value";
/// Rows that a search tries in the order of its pages before it asks an index. A page of 60 that is not among them is one of few rows, a
/// sixtieth of all or so, which are found and sorted at once.
const TRIED: u32 = 4_096;

/// A list.
pub(crate) struct List<'a, M: Model> {
    /// Whose rows are listed; `None`: those of all ledgers.
    pub(crate) ledger: Option<&'a LedgerId>,
    /// The order, and the key after which a page begins.
    pub(crate) key: Key<M::Row>,
    /// The condition that rows must meet; `None`: all are listed.
    pub(crate) condition: Option<Condition<'a, M::Row>>,
    /// Which page.
    pub(crate) page: Page<'a>,
}

/// What rows are ordered by, byte by byte.
pub(crate) enum Key<R> {
    /// Their id.
    Id,
    /// The member `name` of the row.
    Name(fn(&R) -> &str),
}

/// Whether a condition holds of an id and a row.
pub(crate) type Holds<'a, R> = Box<dyn Fn(&str, &R) -> bool + Send + Sync + 'a>;

/// A condition that a row must meet, with one text value.
pub(crate) struct Condition<'a, R> {
    /// In SQL over the columns `id` and `body`, with `$value` for the value.
    pub(crate) sql: String,
    /// The same in Rust, of an id and a row.
    pub(crate) holds: Holds<'a, R>,
    /// The value.
    pub(crate) value: String,
}

impl<R> Key<R> {
    fn sql(&self) -> &'static str {
        match self {
            Self::Id => "id",
            Self::Name(_) => r#"(body ->> 'name') collate "C""#,
        }
    }

    fn of(&self, id: &str, row: &R) -> String {
        match self {
            Self::Id => id.to_owned(),
            Self::Name(name) => name(row).to_owned(),
        }
    }
}

impl<M: Model> List<'_, M> {
    /// The statement, and its parameters `$1`, `$2`, ...; where one ledger is asked for, that is `$1` and is bound by the caller. `tried`:
    /// only so many rows in order are looked at.
    fn statement(&self, tried: Option<u32>) -> (String, Vec<Bound<'_>>) {
        let (mut values, first) = (Vec::new(), if self.ledger.is_some() { 2 } else { 1 });
        let mut place = |value| {
            values.push(value);
            format!("${}", values.len() + first - 1)
        };
        let key = self.key.sql();
        let mut clauses = vec![format!("{key} > {}", place(Bound::Text(self.page.after.unwrap_or(""))))];
        if self.ledger.is_some() {
            clauses.insert(0, "ledger = $1".to_owned());
        }
        let mut table = table::<M>();
        if let Some(tried) = tried {
            let all = std::mem::take(&mut clauses).join(" and ");
            table =
                format!("(select id, body from {table} where {all} order by {key} limit {tried}) as tried");
        }
        if let Some(Condition { sql, value, .. }) = &self.condition {
            clauses.push(sql.replace(VALUE, &place(Bound::Text(value))));
        }
        let limit = place(Bound::Number(i64::from(self.page.limit) + 1));
        let found = if clauses.is_empty() { "true".to_owned() } else { clauses.join(" and ") };
        let sql = format!("select {key}, body::text from {table} where {found} order by {key} limit {limit}");
        (sql, values)
    }

    /// The page out of all rows of the ledger, or of all ledgers.
    pub(crate) fn page_of(&self, rows: Vec<(String, M::Row)>) -> Listed<M::Row> {
        let is_selected = |id: &str, row: &M::Row| self.condition.as_ref().is_none_or(|c| (c.holds)(id, row));
        let selected = rows.into_iter().filter(|(id, row)| is_selected(id, row));
        let mut by_key: BTreeMap<_, _> = selected.map(|(id, row)| (self.key.of(&id, &row), row)).collect();
        if let Some(after) = self.page.after {
            by_key.retain(|key, _| key.as_str() > after);
        }
        let limit = usize::try_from(self.page.limit).unwrap_or(usize::MAX);
        let has_more = by_key.len() > limit;
        let last = by_key.keys().take(limit).last().cloned();
        Listed { rows: by_key.into_values().take(limit).collect(), next: last.filter(|_| has_more) }
    }
}

impl Tables {
    /// The page of a list.
    pub(crate) async fn list<M: Model>(&self, list: &List<'_, M>) -> Result<Listed<M::Row>, Unavailable> {
        self.looked_up(list, None).await
    }

    /// The page of a list whose condition may hold of most rows, or of none. No index serves both: one that finds few rows has to sort
    /// them, and the order of the pages is long where few rows are found.
    pub(crate) async fn search<M: Model>(&self, list: &List<'_, M>) -> Result<Listed<M::Row>, Unavailable> {
        let tried = self.looked_up(list, Some(TRIED)).await?;
        if tried.next.is_some() { Ok(tried) } else { self.looked_up(list, None).await }
    }

    async fn looked_up<M: Model>(
        &self,
        list: &List<'_, M>,
        tried: Option<u32>,
    ) -> Result<Listed<M::Row>, Unavailable> {
        let (sql, values) = list.statement(tried);
        let rows = match list.ledger {
            Some(ledger) => self.rows_in::<M>(ledger, &sql, &values).await?,
            None => self.rows_everywhere::<M>(&sql, &values).await?,
        };
        listed(&rows, list.page.limit)
    }

    /// How many rows there are of a ledger.
    pub(crate) async fn count<M: Model>(&self, ledger: &LedgerId) -> Result<u64, Unavailable> {
        let sql = format!("select '', count(*)::text from {} where ledger = $1", table::<M>());
        let counted = self.rows_in::<M>(ledger, &sql, &[]).await?;
        counted.first().map_or(Ok(0), body)
    }
}

/// The table of a read model.
fn table<M: Model>() -> String {
    format!("{}_v{}.item", M::NAME, M::VERSION)
}

/// The JSON in column 2.
fn body<R: DeserializeOwned>(row: &PgRow) -> Result<R, Unavailable> {
    let text: &str = row.try_get(2)?;
    serde_json::from_str(text)
        .map_err(|error| Unavailable::because(format!("a row of a read model: {error}")))
}

/// A page out of at most `limit + 1` rows of (reached, key, body): the one too many only shows that there is more.
fn listed<R: DeserializeOwned>(rows: &[PgRow], limit: u32) -> Result<Listed<R>, Unavailable> {
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let page = rows.get(..limit).unwrap_or(rows);
    let last = page.last().filter(|_| rows.len() > limit);
    let next = last.map(|row| row.try_get(1)).transpose()?;
    Ok(Listed { rows: page.iter().map(body).collect::<Result<_, _>>()?, next })
}
