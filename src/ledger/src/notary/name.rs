//! The log's name: made once, kept in the database, the same for every node and for ever.
//!
//! Every checkpoint's origin is `<name>/<ledger>`, and a public key is known by its origin: were the name an address, a move to another
//! port would look like another log.

use crypto::seal::{MasterKey, random_bytes};
use domain::LedgerId;
use sqlx::{PgPool, Row};

use super::{Seals, store};
use crate::{Unavailable, postgres::counters};

/// Characters of a name, at the most.
const NAME_MAX: usize = 200;

/// Why the log has no name to sign under.
#[derive(Debug, thiserror::Error)]
pub enum NameFault {
    /// The operator gave another name than the log has.
    #[error(
        "the log is named {kept:?}, and {given:?} was given (--log-name, RECOGNITO_LOG_NAME): a log's name never changes; \
         give the one it has, or none"
    )]
    Another {
        /// The name in the database.
        kept: String,
        /// The name in the settings.
        given: String,
    },
    /// The operator gave what cannot be a name.
    #[error(
        "{0:?} cannot be the log's name: 1 to {NAME_MAX} characters without white space, control characters and +, and no slash at its end"
    )]
    Unfit(String),
    /// The database did not answer.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
}

/// The name that the database keeps; `None`: it has none yet, or is not migrated to a version that keeps one.
pub async fn log_name(pool: &PgPool) -> Result<Option<String>, Unavailable> {
    if sqlx::query("select 1 where to_regclass('log_name') is not null").fetch_optional(pool).await?.is_none()
    {
        return Ok(None);
    }
    let row = sqlx::query("select name from log_name").fetch_optional(pool).await?;
    Ok(row.map(|row| row.try_get(0)).transpose()?)
}

/// The log's name, made if it has none: the one that is given; else what its checkpoints were signed under so far; else a new one.
/// Of nodes that start together one makes it, and the others read it.
pub async fn name_log(pool: &PgPool, master: &MasterKey, given: Option<&str>) -> Result<String, NameFault> {
    if let Some(unfit) = given.filter(|name| !is_fit(name)) {
        return Err(NameFault::Unfit(unfit.to_owned()));
    }
    let kept = match log_name(pool).await? {
        Some(kept) => kept,
        None => make(pool, master, given).await?,
    };
    match given {
        Some(given) if given != kept => Err(NameFault::Another { kept, given: given.to_owned() }),
        _ => Ok(kept),
    }
}

fn is_fit(name: &str) -> bool {
    let odd = |c: char| c.is_whitespace() || c.is_control() || c == '+';
    !name.is_empty() && name.chars().count() <= NAME_MAX && !name.contains(odd) && !name.ends_with('/')
}

async fn make(pool: &PgPool, master: &MasterKey, given: Option<&str>) -> Result<String, NameFault> {
    let name = match signed_under(pool, master).await? {
        Some(host) => host,
        None => given.map_or_else(fresh, str::to_owned),
    };
    let insert = "insert into log_name (name) values ($1) on conflict do nothing";
    sqlx::query(insert).bind(name).execute(pool).await.map_err(Unavailable::from)?;
    let lost = || Unavailable::because("the log's name was written, and is not there");
    Ok(log_name(pool).await?.ok_or_else(lost)?)
}

/// A name that no other log has, so that an operator of several can distinguish them.
fn fresh() -> String {
    let random: [u8; 8] = random_bytes();
    format!("recognito-{}", hex::encode(random))
}

/// What the newest checkpoint of a log was signed under that has signed before it had a name.
async fn signed_under(pool: &PgPool, master: &MasterKey) -> Result<Option<String>, Unavailable> {
    let seals = Seals::new(master.clone(), "");
    let others = counters(pool).await?.into_iter().map(|counter| counter.ledger);
    for ledger in [LedgerId::account()].into_iter().chain(others) {
        let Some(kept) = store::latest(pool, &ledger).await? else { continue };
        if let Ok(checkpoint) = seals.open(&kept.note, &ledger) {
            let host =
                checkpoint.origin.strip_suffix(ledger.as_str()).and_then(|host| host.strip_suffix('/'));
            return Ok(host.map(str::to_owned));
        }
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_what_a_signed_note_can_be_named_after() {
        for fit in ["auth.example.com", "localhost:9229", "recognito-0011223344556677", "example.com/log"] {
            assert!(is_fit(fit), "{fit}");
        }
        for unfit in ["", "a b", "a\nb", "a+b", "example.com/", &"x".repeat(NAME_MAX + 1)] {
            assert!(!is_fit(unfit), "{unfit:?}");
        }
        assert!(is_fit(&fresh()) && fresh() != fresh());
    }
}
